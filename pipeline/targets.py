"""Dates over time: the target in force, what a letter makes of it, how far it slips and when that was told.

Slip is an interval, since targets are: at least from the old target's last day to the new one's first, at most
from the old one's first to the new one's last. Notice is counted from the letter to the last day of the old
target: HM Treasury's DAO 02/20 asks that a department tells its inspectors before, not after.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extractors.model import Interval, StatedDate, Update
from pipeline.ledger import Slip, Told

NEARLY = 0.1  # scores this close are equally sure
WITHIN = re.compile(r"(?i)^(?:with)?in (?:the (?:next|coming) )?(?:\w+ )?(?:days?|weeks?|months?|years?)|^within\b")


@dataclass(frozen=True, slots=True)
class Revised:
    """A new target that a letter gives: its words, its interval and the update that says so."""

    raw: str
    target: Interval
    update_id: str


def overlap(a: Interval, b: Interval) -> bool:
    """Whether two intervals share a day."""
    return a.start <= b.end and b.start <= a.end


def revised_target(
    statements: Sequence[tuple[str, Update]],
    scores: Sequence[float],
    known: Sequence[Interval],
    *,
    dated: date | None,
) -> Revised | None:
    """The due date that is still to come and is no known target, from the statement most surely about the action.

    ``statements`` are (update id, update) pairs with the scores of their links; of nearly equal ones the last
    counts.
    """
    found, sure = None, 0.0
    for (update_id, update), score in zip(statements, scores, strict=True):
        if score < sure - NEARLY:
            continue
        for stated in update.dates:
            target = _target(stated)
            if stated.role != "due" or (dated and target.end < dated):
                continue
            if not any(overlap(target, old) for old in known):
                found, sure = Revised(stated.raw, target, update_id), max(sure, score)
    return found


def _target(stated: StatedDate) -> Interval:
    """The target a date names: "within two years" is due at the end of that time, to the month."""
    interval = stated.interval
    if not WITHIN.match(stated.raw) or (interval.end - interval.start).days < 28:
        return interval
    return Interval(interval.end.replace(day=1), interval.end, "month")


def achieved_late(
    statements: Sequence[tuple[str, Update]], due: Interval | None, *, dated: date | None
) -> tuple[StatedDate, str] | None:
    """The first date after the target in force at which a statement says the work was done, and its update."""
    for update_id, update in statements:
        if update.status not in ("completed", "in_progress"):
            continue
        for stated in update.dates:
            passed = dated is None or stated.interval.start <= dated
            if stated.role == "achieved" and passed and (due is None or stated.interval.start > due.end):
                return stated, update_id
    return None


def slip(old: Interval | None, new: Interval | None) -> tuple[Slip, int | None, int | None]:
    """(whether, least days, most days) a target slips from one interval to another."""
    if old is None or new is None:
        return "none", None, None
    least, most = (new.start - old.end).days, (new.end - old.start).days
    kind: Slip = "certain" if least > 0 else "possible" if most > 0 and new != old else "none"
    return kind, least, most


def notice(old: Interval | None, dated: date | None) -> tuple[Told | None, int | None]:
    """(before or after the old target's last day, days of notice; negative when it had passed)."""
    if old is None or dated is None:
        return None, None
    days = (old.end - dated).days
    return ("before_due" if days >= 0 else "after_due"), days
