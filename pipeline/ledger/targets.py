"""Dates over time: the target in force, what a letter makes of it, how far it slips and when that was told.

Slip is an interval, since targets are: at least from the old target's last day to the new one's first, at most
from the old one's first to the new one's last. Notice is counted from the letter to the last day of the old
target: HM Treasury's DAO 02/20 asks that a department tells its inspectors before, not after.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from extractors.model import Interval, StatedDate, Update
from pipeline.model import Slip, Told


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


def moved(old: Interval | None, new: Interval | None) -> bool:
    """Whether the days of two targets differ, whatever the words they were read from."""
    return (old and (old.start, old.end)) != (new and (new.start, new.end))


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
