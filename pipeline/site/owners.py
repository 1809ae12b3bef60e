"""Owners: spellings of one role taken together, and all that it answers for.

Two names are one role where the stems of their words are the same in the same order: "Head of Psychology Services"
and "Head of Psychological Services". What a page shows as one is only shown so: the tables keep each name as it is
printed. Where two roles are wrongly taken together, or wrongly not, decide the ``owners`` of the commitment.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.linking.tokens import stem

_WORD = re.compile(r"[^\W_]+")
_EMPTY = frozenset({"the", "of", "and", "for"})


@dataclass(frozen=True, slots=True)
class Owner:
    """A role: its most frequent name, all its spellings with their counts, and the commitments it answers for."""

    key: str
    name: str
    spellings: tuple[tuple[str, int], ...]
    commitments: tuple[str, ...]


def key(name: str) -> str:
    """What is the same for all spellings of a role, as far as this module can tell."""
    found = _WORD.findall(name.replace("’", "'").replace("'s", ""))
    return "-".join(stem(word) for word in found if word.lower() not in _EMPTY) or "nobody"


def grouped(named: Iterable[tuple[str, str]]) -> list[Owner]:
    """The roles of (name, action_id), those that answer for most first."""
    spellings: dict[str, Counter[str]] = {}
    held: dict[str, dict[str, None]] = {}
    for name, action_id in named:
        group = key(name)
        spellings.setdefault(group, Counter())[name] += 1
        held.setdefault(group, {})[action_id] = None
    found = [
        Owner(group, counts.most_common(1)[0][0], tuple(counts.most_common()), tuple(held[group]))
        for group, counts in spellings.items()
    ]
    return sorted(found, key=lambda owner: (-len(owner.commitments), owner.name))
