"""What one letter says of one commitment: the statements linked to it, and what they come to together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from extractors.model import STATUSES, Interval, StatedDate, Status, Update
from pipeline.ledger.accounts import Account
from pipeline.linking.embeddings import Matrix, embed
from pipeline.model import number_of

Said = dict[Status, float]


@dataclass(frozen=True, slots=True)
class Reported:
    """The statements of a letter of the day ``dated`` about a commitment, in reading order, as (update id, update),
    with how sure the link of each is (``scores``). The dates of those that are ``foreign`` belong to another
    commitment, which they are more surely about, or to none. ``beside`` are sentences that are likely enough to be
    read by a person, in paragraphs that report on this commitment alone: a date there is a date of it.
    """

    account: Account
    statements: tuple[tuple[str, Update], ...]
    scores: tuple[float, ...]
    dated: date | None
    foreign: frozenset[str] = frozenset()
    beside: tuple[tuple[str, Update], ...] = ()


def likely(update: Update) -> Said:
    """How likely each state is that a statement may report; what a person or a state word says is certain."""
    if update.likely:
        return dict(zip(STATUSES, update.likely, strict=True))
    return dict.fromkeys(STATUSES, 0.0) | {update.status: 1.0}


def average(reported: Reported) -> Said:
    """The mean of what the statements say, each counted as it is sure to be about the commitment."""
    table = np.array([list(likely(update).values()) for _, update in reported.statements])
    return dict(zip(STATUSES, map(float, np.average(table, axis=0, weights=reported.scores)), strict=True))


def all_said(reported: Reported) -> dict[str, float]:
    """What the statements say together, as facts."""
    if not reported.statements:
        return {}
    return {f"all {state}": share for state, share in average(reported).items()}


def own_said(update: Update) -> dict[str, float]:
    """What one statement says, as facts."""
    return {f"own {state}": share for state, share in likely(update).items()}


def meaning(reported: Reported) -> Matrix:
    """The mean of the statements' vectors, each counted as its link is sure."""
    vectors = embed([update.text for _, update in reported.statements])
    return np.asarray(np.average(vectors, axis=0, weights=reported.scores))


def as_facts(vector: Matrix, scale: float) -> dict[str, float]:
    """A vector of meaning as facts, a dimension each."""
    return {f"meaning {n}": float(scale * value) for n, value in enumerate(vector)}


def dates_of(reported: Reported) -> Iterator[tuple[str, Update, StatedDate]]:
    """The dates of the statements and of what stands beside them, in reading order, each with its statement."""
    for key, update in sorted((*reported.statements, *reported.beside), key=lambda said: number_of(said[0])):
        for stated in update.dates:
            yield key, update, stated


def side(interval: Interval, dated: date | None) -> str:
    """Whether an interval is over on the letter's day, holds it, or is still to come."""
    if dated is None:
        return "undated"
    return "past" if interval.end < dated else "to come" if interval.start > dated else "today"


def against(interval: Interval, known: Sequence[Interval], target: Interval | None) -> str:
    """How an interval lies to the targets known: one of them, or before or after the one in force."""
    if any(interval.start <= old.end and old.start <= interval.end for old in known):
        return "as planned"
    if target is None:
        return "without a plan"
    return "later" if interval.start > target.end else "earlier"


def standing(account: Account, dated: date | None) -> str:
    """How the target in force lies to the letter's day."""
    return "no target" if account.target is None else f"target {side(account.target, dated)}"
