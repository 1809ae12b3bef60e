"""Dates over time: the target in force, what a letter makes of it, how far it slips and when that was told.

Slip is an interval, since targets are: at least from the old target's last day to the new one's first, at most
from the old one's first to the new one's last. Notice is counted from the letter to the last day of the old
target: HM Treasury's DAO 02/20 asks that a department tells its inspectors before, not after.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from extractors.model import Action, Interval, StatedDate, Update
from pipeline.model import LedgerStatus, Slip, Told

NEARLY = 0.02  # scores this close are equally sure
DATED = 0.5  # the score from which a date counts: likelier than not


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
    support: Sequence[float] = (),
    elsewhere: Collection[str] = (),
) -> Revised | None:
    """The due date that is still to come and is no known target, from the statement most surely about the action.

    ``statements`` are (update id, update) pairs with the scores of their links; of nearly equal ones the last
    counts. A date counts only where its run of statements is likely about the action (``support``, the scores where
    it is not given), and not in one of the statements ``elsewhere``, which speak of other work.
    """
    found, sure = None, 0.0
    for (update_id, update), score, held in zip(statements, scores, support or scores, strict=True):
        if score < sure - NEARLY or held < DATED or update_id in elsewhere:
            continue
        for stated in update.dates:
            target = _target(stated)
            if stated.role != "due" or (dated and target.end < dated):
                continue
            if not any(overlap(target, old) for old in known):
                found, sure = Revised(stated.raw, target, update_id), max(sure, score)
    return found


def is_settled(
    statements: Sequence[Update],
    action: Action,
    known: Sequence[Interval],
    *,
    dated: date | None,
    before: LedgerStatus | None = None,
) -> bool:
    """Whether the letter first says that the work is done and then only what else follows from it.

    It is not where a statement says that something is late, or where one with a date to come sets it anew ("is now
    due in May"), counts what ``action`` counts, or names a ``known`` target: then a part of it is still to come.
    What the plan itself gives as done, and no letter since (``before``) as open, has no target that could slip: a
    letter that calls something late there, but sets nothing anew, speaks of other work.
    """
    telling = [update for update in statements if update.status != "none"]
    if any(_is_open(update, action, known, dated) for update in telling):
        return False
    if action.target_kind == "completed" and before == "completed":
        return True
    done = bool(telling) and telling[0].status == "completed"
    return done and not any(update.status == "delayed" for update in telling)


def _is_open(update: Update, action: Action, known: Sequence[Interval], dated: date | None) -> bool:
    due = [d.interval for d in update.dates if d.role == "due" and (dated is None or d.interval.end >= dated)]
    return bool(due) and (
        "moves" in update.cues
        or not {quantity.noun for quantity in update.quantities}.isdisjoint(count.noun for count in action.counts)
        or any(overlap(interval, old) for interval in due for old in known)
    )


def _target(stated: StatedDate) -> Interval:
    """The target a date names: "within two years" is due at the end of that time, to the month."""
    interval = stated.interval
    if not stated.within or (interval.end - interval.start).days < 28:
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
