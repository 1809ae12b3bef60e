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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.editions.assignment import Matrix, assigned
from pipeline.editions.rows import PlanRow

_WORDS, _EVEN = 14.0, 0.62  # bits for the same words rather than none, and the likeness that says neither
_SAME = 0.999  # the likeness of the same words
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
    evidence = _evidence(before, after)
    bits = np.sum(list(evidence.values()), axis=0)
    return tuple(
        RowPair(i, j, _probability(bits[i, j]), tuple(_reasons(evidence, i, j))) for i, j in assigned(bits)
    )


def _probability(bits: float) -> float:
    return round(float(1 / (1 + 2.0**-bits)), 4)


def _reasons(evidence: Mapping[str, Matrix], i: int, j: int) -> Iterator[tuple[str, float]]:
    """What weighs something for a pair."""
    for name, bits in evidence.items():
        if round(float(bits[i, j]), 3):
            yield name, round(float(bits[i, j]), 3)


def _evidence(before: Sequence[PlanRow], after: Sequence[PlanRow]) -> dict[str, Matrix]:
    """What speaks for each pair of rows being one commitment, and (below zero) against it, in bits."""
    worth = _worth(before, after)
    words = alike([row.words for row in before], [row.words for row in after], worth)
    asked = alike([row.asked for row in before], [row.asked for row in after], worth)
    known = np.outer([bool(row.asked) for row in before], [bool(row.asked) for row in after])
    ranks = np.subtract.outer([row.rank for row in before], [row.rank for row in after])
    return {
        "row_text": _WORDS * (words - _EVEN),
        "row_recommendation": _ASKED * (2 * asked - 1) * known,
        "row_number": _NUMBER * _pairwise(_same_number, before, after),
        "row_place": _PLACE * (0.5 - np.abs(ranks)),
        "row_marks": -_MARKS * _pairwise(_marks_apart, before, after) * (words < _SAME),
    }


def _pairwise(
    judge: Callable[[PlanRow, PlanRow], float], before: Sequence[PlanRow], after: Sequence[PlanRow]
) -> Matrix:
    return np.array([[judge(one, other) for other in after] for one in before], dtype=float)


def _same_number(one: PlanRow, other: PlanRow) -> float:
    return (
        one.told and other.told and one.commitment.recommendation.number == other.commitment.recommendation.number
    )


def _marks_apart(one: PlanRow, other: PlanRow) -> float:
    """The share of numbers and months that only one of two rows has."""
    if one.marks == other.marks:
        return 0.0
    return len(one.marks ^ other.marks) / len(one.marks | other.marks)


def _worth(*sides: Sequence[PlanRow]) -> Mapping[str, float]:
    """What each word tells: little where many rows have it."""
    rows = [row for side in sides for row in side]
    held = Counter(word for row in rows for word in {*row.words, *row.asked})
    return {word: math.log2(1 + len(rows) / count) for word, count in held.items()}


def alike(
    before: Sequence[Mapping[str, int]], after: Sequence[Mapping[str, int]], worth: Mapping[str, float]
) -> Matrix:
    """The share of words that each two texts have in common, by their ``worth``, from 0 to 1.

    It is the mean of two: of the words of both (Dice), and of the shorter text (overlap), for a row that is sent
    again is often cut, or has a remark added.
    """
    said = [[(word, n) for word, count in text.items() for n in range(count)] for text in (*before, *after)]
    column = {token: n for n, token in enumerate(dict.fromkeys(token for text in said for token in text))}
    held = np.zeros((len(said), len(column)), dtype=np.float32)
    for n, text in enumerate(said):
        held[n, [column[token] for token in text]] = 1
    weights = np.array([worth[word] for word, _ in column], dtype=np.float32)
    ours, theirs = held[: len(before)] * weights, held[len(before) :]
    common = np.asarray(ours @ theirs.T, dtype=float)
    totals = np.asarray(held @ weights, dtype=float)
    one, other = totals[: len(before), None], totals[None, len(before) :]
    both, short = one + other, np.minimum(one, other)
    shares = [np.divide(common, part, out=np.zeros_like(common), where=part > 0) for part in (both, short)]
    return np.asarray(np.minimum(1.0, shares[0] + shares[1] / 2))
