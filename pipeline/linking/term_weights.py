"""What a word, a run of words, a number or a likeness is worth, measured over the plan and the letter at hand.

A word that many actions or many paragraphs hold proves nothing; one that a single action and a single paragraph
hold is worth several bits (-log2 of its share).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np

from extractors.limits import PARAGRAPH
from extractors.prose.sentences import split_sentences
from pipeline.linking.embeddings import Matrix, centred, embed
from pipeline.linking.tokens import Terms

Item = TypeVar("Item", bound=Hashable)

_COMMON = 0.8  # bits that a word must be worth before it counts
_BETWEEN = re.compile(r"\s*•\s*|\n")
_SAYS_SOMETHING = 5  # words


def term_bits(
    planned: Sequence[Terms], other: Sequence[Terms], paragraphs: Sequence[Collection[str]]
) -> dict[str, float]:
    """Worth of each word: how rare it is among ``planned`` texts and paragraphs, and among the former alone.

    The words of ``other`` texts are known too, but do not count.
    """
    promised = Counter(s for reading in planned for s in reading.stems)
    told = Counter(s for stems in paragraphs for s in stems)
    passages = len(planned) + len(paragraphs)
    known = promised.keys() | told.keys() | {s for reading in other for s in reading.stems}
    return {
        s: max(
            min(
                -math.log2((promised[s] + told[s] + 0.5) / (passages + 1)),
                -math.log2((promised[s] + 0.3) / (len(planned) + 0.6)),
            )
            - _COMMON,
            0.0,
        )
        for s in known
    }


def history_bits(history: Sequence[Terms], paragraphs: Sequence[Collection[str]]) -> dict[str, float]:
    """Worth of each word of earlier reports: how rare it is among them, and in this letter."""
    told = Counter(s for stems in paragraphs for s in stems)
    rare = rarity([reading.stems for reading in history], 0.3)
    return {
        s: max(min(worth, -math.log2((told[s] + 0.5) / (len(paragraphs) + 1))) - 1, 0.0)
        for s, worth in rare.items()
    }


def joint_bits(promised: Sequence[Collection[Item]], told: Sequence[Collection[Item]]) -> dict[Item, float]:
    """Worth of each thing that is promised, a text of ``told`` that holds it counting half."""
    planned = Counter(item for items in promised for item in items)
    reported = Counter(item for items in told for item in items)
    whole = len(promised) + 0.5 * len(told)
    return {item: max(-math.log2((n + 0.5 * reported[item]) / whole), 0.0) for item, n in planned.items()}


def rarity(documents: Sequence[Collection[Item]], smoothing: float) -> dict[Item, float]:
    """Worth of each thing by the share of ``documents`` that hold it."""
    counts = Counter(item for document in documents for item in document)
    return {item: max(math.log2((len(documents) + 1) / (count + smoothing)), 0.0) for item, count in counts.items()}


def shared_share(told: Sequence[Terms], promised: Sequence[Terms], bits: Mapping[str, float]) -> Matrix:
    """Cosine of the words' worth; two bits are added to each length, so that a single word is no full match."""

    def length(stems: Collection[str]) -> float:
        return math.sqrt(sum(bits[s] ** 2 for s in stems)) + 2

    lengths = [length(reading.stems) for reading in promised]
    rows = []
    for passage in told:
        scale = length(passage.stems)
        rows.append(
            [
                sum(bits[s] ** 2 for s in passage.stems & reading.stems) / (scale * n)
                for reading, n in zip(promised, lengths, strict=True)
            ]
        )
    return np.array(rows)


def likeness(told: Sequence[Terms], promised: Sequence[Terms]) -> Matrix:
    """Cosine of meaning after what all of ``told``, and all of ``promised``, share is taken off.

    A promise counts half as a whole and half by the sentence of it that comes nearest: long ones promise several
    things, and a passage reports on one of them.
    """
    rows, columns = (centred(embed([reading.text for reading in side])) for side in (told, promised))
    parts = [list(_sentences(reading.text)) for reading in promised]
    near = rows @ centred(embed([part for group in parts for part in group])).T
    starts = np.cumsum([0, *map(len, parts[:-1])])
    return np.asarray((rows @ columns.T + np.maximum.reduceat(near, starts, axis=1)) / 2)


def _sentences(text: str) -> Iterator[str]:
    """The sentences and list items of a text that say something; the whole where none does."""
    items = (item for item in _BETWEEN.split(text) if len(item) <= PARAGRAPH)  # a longer one is no prose
    found = [s.text for item in items for s in split_sentences(item)]
    yield from [part for part in found if len(part.split()) >= _SAYS_SOMETHING] or [text]
