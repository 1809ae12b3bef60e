"""Which row of a later edition is which row of an earlier one: evidence in bits, and the best assignment.

For two rows speak the words of the actions (rare ones more than those that all rows of the two plans share), those
of the recommendations, the same number where it tells a row from its neighbours, and a like place in the plan.
Against them speak numbers and months that are not the same: the minutes of the sixth meeting are not those of the
seventh. The weights were set by hand, so that the same words suffice by themselves, and so do a number, its
recommendation and a half of the words; a pair counts from even odds.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.editions.assignment import assigned
from pipeline.editions.rows import PlanRow

_WORDS, _EVEN = 14.0, 0.62  # bits for the same words rather than none, and the likeness that says neither
_ASKED, _NUMBER, _PLACE, _MARKS = 2.0, 1.5, 1.0, 6.0


@dataclass(frozen=True, slots=True)
class RowPair:
    """Two rows that are one commitment: their places, how likely it is (0 to 1), and why, in bits."""

    before: int
    after: int
    probability: float
    reasons: tuple[tuple[str, float], ...]


def matched(before: Sequence[PlanRow], after: Sequence[PlanRow]) -> tuple[RowPair, ...]:
    """The pairs of an earlier and a later row, in the order of the earlier ones; no row stands in two."""
    if not before or not after:
        return ()
    worth = _worth(before, after)
    reasons = [[_reasons(one, other, worth) for other in after] for one in before]
    bits = np.array([[sum(said.values()) for said in row] for row in reasons])
    return tuple(
        RowPair(i, j, round(_probability(bits[i, j]), 4), tuple(reasons[i][j].items()))
        for i, j in assigned(np.maximum(bits, 0.0))
    )


def _probability(bits: float) -> float:
    return float(1 / (1 + 2.0**-bits))


def _worth(*sides: Sequence[PlanRow]) -> Mapping[str, float]:
    """What each word tells: little where many rows have it."""
    rows = [row for side in sides for row in side]
    held = Counter(word for row in rows for word in {*row.words, *row.asked})
    return {word: math.log2(1 + len(rows) / count) for word, count in held.items()}


def _reasons(one: PlanRow, other: PlanRow, worth: Mapping[str, float]) -> dict[str, float]:
    """What speaks for two rows being one commitment, and (below zero) against it, in bits."""
    likeness = alike(one.words, other.words, worth)
    found = {"row_text": _WORDS * (likeness - _EVEN)}
    if one.asked and other.asked:
        found["row_recommendation"] = _ASKED * (2 * alike(one.asked, other.asked, worth) - 1)
    if one.told and other.told:
        same = one.commitment.recommendation.number == other.commitment.recommendation.number
        found["row_number"] = _NUMBER if same else 0.0
    found["row_place"] = _PLACE * (0.5 - abs(one.rank - other.rank))
    if likeness < 1 and (one.marks or other.marks) and one.marks != other.marks:
        apart = len(one.marks ^ other.marks) / len(one.marks | other.marks)
        found["row_marks"] = -_MARKS * apart
    return {name: round(bits, 3) for name, bits in found.items() if round(bits, 3)}


def alike(one: Mapping[str, int], other: Mapping[str, int], worth: Mapping[str, float]) -> float:
    """The share of words that two texts have in common, by their worth, from 0 to 1.

    It is the mean of two: of the words of both (Dice), and of the shorter text (overlap), for a row that is sent
    again is often cut, or has a remark added.
    """
    common = sum(worth[word] * min(count, other.get(word, 0)) for word, count in one.items())
    long, short = sorted((sum(worth[word] * n for word, n in side.items()) for side in (one, other)), reverse=True)
    return common / (long + short) + common / short / 2 if short else 0.0
