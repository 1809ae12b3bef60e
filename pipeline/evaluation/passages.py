"""Which passages of the truth one of our statements lies in or covers.

Sentences are cut differently by different readers, so a statement is placed by its words: nearly all words of
the shorter one are in the longer one, and stand there in a row (rapidfuzz's partial ratio, a normalised
indel similarity of the best-aligned stretch).
"""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz import fuzz

from pipeline.evaluation.words import bag

FEWEST_WORDS = 3
SHARED_WORDS = 0.9  # of the words of the shorter text
ALIGNED = 88.0  # percent


def locate(text: str, passages: Mapping[str, str]) -> frozenset[str]:
    """The ids of the passages that a text lies in or covers."""
    return frozenset(key for key, passage in passages.items() if _same_place(text, passage))


def _same_place(text: str, passage: str) -> bool:
    a, b = bag(text), bag(passage)
    shorter = min(a.total(), b.total())
    if shorter < FEWEST_WORDS or (a & b).total() < SHARED_WORDS * shorter:
        return False
    return fuzz.partial_ratio(text.lower(), passage.lower()) >= ALIGNED
