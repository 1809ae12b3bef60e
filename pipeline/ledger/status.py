"""The state of a commitment as its plan gives it; :mod:`pipeline.ledger.state` has what letters make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractors.model import Status, TargetKind
from pipeline.model import LedgerStatus, current_status

# The reason for a state that a new target is, in words.
NEW_DATE = "a new target is given"
CLOSED: tuple[LedgerStatus, ...] = ("completed", "superseded")
_OF_DATE_ENTRY: Mapping[TargetKind, LedgerStatus] = {
    "completed": "completed",
    "ongoing": "in_progress",
    "date": "planned",
    "none": "planned",
}


def state_in_plan(kind: TargetKind, progress: Sequence[Status]) -> LedgerStatus:
    """What a plan says of a commitment: its progress cell where that says a state, else its date entry."""
    stated = [status for status in progress if status != "none"]
    return current_status(stated[-1]) if stated else _OF_DATE_ENTRY[kind]
