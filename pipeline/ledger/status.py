"""The state of a commitment: as its plan gives it, and as the statements of a letter leave it.

Nothing else works out a state: :mod:`pipeline.ledger.entries` asks once a letter, and what is asked later (where
does it stand, on which day) is looked up in what came of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from extractors.model import Interval, Status, TargetKind, Update
from pipeline.model import SURE, LedgerStatus, current_status

CLOSED: tuple[LedgerStatus, ...] = ("completed", "superseded")
_OF_DATE_ENTRY: Mapping[TargetKind, LedgerStatus] = {
    "completed": "completed",
    "ongoing": "in_progress",
    "date": "planned",
    "none": "planned",
}

HALF = 0.5  # what a statement counts whose link is not sure


def state_in_plan(kind: TargetKind, progress: Sequence[Status]) -> LedgerStatus:
    """What a plan says of a commitment: its progress cell where that says a state, else its date entry."""
    stated = [status for status in progress if status != "none"]
    return current_status(stated[-1]) if stated else _OF_DATE_ENTRY[kind]


def combined_state(
    statements: Sequence[Update],
    scores: Sequence[float] = (),
    *,
    revised: bool = False,
    due: Interval | None = None,
    before: LedgerStatus | None = None,
    settled: bool = False,
) -> LedgerStatus:
    """The state of a commitment from the statements about it, in reading order.

    What replaces it outweighs all; a new date, or a statement that it is late, makes it late; else what is done
    counts unless as much is still under way or to come (twice as much, where nothing is only planned: work that is
    done goes on). A statement that is not surely about it (``scores``) counts half. ``due`` is the target in force,
    ``before`` the state until now: what was replaced stays so, and what was done is not undone by what follows it.
    Where the work is ``settled`` (:func:`pipeline.ledger.targets.is_settled`), what is planned next is other work.
    """
    said: dict[Status, float] = dict.fromkeys(get_args(Status), 0.0)
    for update, score in zip(statements, scores or [1.0] * len(statements), strict=True):
        said[update.status] += 1.0 if score > SURE else HALF
    if not statements:
        return "not_mentioned"
    telling = [update.status for update in statements if update.status != "none"]
    going = said["in_progress"] + said["delayed"]
    leads = telling[:1] == ["superseded"] or said["superseded"] >= going
    if before == "superseded" or (said["superseded"] and said["superseded"] >= said["completed"] and leads):
        return "superseded"
    if before == "completed" and said["completed"] and not said["delayed"]:
        return "completed"
    others = said["in_progress"] + said["delayed"] + (0.0 if settled else said["planned"])
    moved = revised and due is not None
    if said["completed"] > others and not (moved and telling[-1] != "completed"):
        return "completed"
    if moved or said["delayed"] > min(HALF, said["completed"] + said["in_progress"] + said["planned"]):
        return "delayed"
    if said["completed"] and not said["planned"] and 2 * said["completed"] >= said["in_progress"]:
        return "completed"
    if said["completed"] or said["in_progress"]:
        return "in_progress"
    return "planned" if said["planned"] else "in_progress"
