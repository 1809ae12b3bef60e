"""What a row says otherwise than the row of an earlier edition does: its state, its date, its owner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pipeline.editions.rows import PlanRow, letters_of

DiffersIn = Literal["state", "date", "owner"]


def differences(one: PlanRow, other: PlanRow) -> tuple[DiffersIn, ...]:
    """In what two rows for one commitment do not say the same."""
    return tuple(_differences(one, other))


def _differences(one: PlanRow, other: PlanRow) -> Iterator[DiffersIn]:
    if one.states != other.states:
        yield "state"
    if date_changed(one, other):
        yield "date"
    if one.owners != other.owners:
        yield "owner"


def cell(row: PlanRow, difference: DiffersIn) -> str:
    """What the row's cell for a state, a date or an owner says."""
    if difference == "state":
        return ", ".join(row.states)
    action = row.commitment.action
    return (action.target_raw if difference == "date" else action.owner_raw) or ""


def date_changed(one: PlanRow, other: PlanRow) -> bool:
    """Whether the date cells mean something else; the same words do not, whatever year each document gives them."""
    ours, theirs = one.commitment.action, other.commitment.action
    if letters_of(ours.target_raw) == letters_of(theirs.target_raw):
        return False
    spans = [[(target.start, target.end) for target in action.targets] for action in (ours, theirs)]
    return spans[0] != spans[1] or not spans[0] or ours.target_kind != theirs.target_kind
