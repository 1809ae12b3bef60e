"""The accounts of a plan's commitments: where each stands while the letters of its case are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.model import Interval, Status
from pipeline.decisions.links import overruled
from pipeline.editions.rows import PlanRow, rows_of
from pipeline.ledger.progress import same_row_links
from pipeline.ledger.status import state_in_plan
from pipeline.model import Commitment, Document, LedgerStatus, Link, last, updates_of


@dataclass(frozen=True, slots=True)
class Account:
    """A commitment as the ledger has it after some letters.

    ``given`` is the state its plan gives it, ``status`` the one now; ``target`` is in force, in the words ``raw``,
    and ``known`` are all there were. ``row`` is its row in the plan or in the last edition that has it.
    ``passages`` are the texts that reported on it; where ``heard`` is False no letter has.
    """

    commitment: Commitment
    given: LedgerStatus
    status: LedgerStatus
    target: Interval | None
    raw: str | None
    known: tuple[Interval, ...]
    row: PlanRow
    deferrals: int = 0
    passages: tuple[str, ...] = ()
    heard: bool = False

    @property
    def done_in_plan(self) -> bool:
        """Whether it is completed because its plan says so."""
        return self.given == self.status == "completed"


def opened(plan: Document, decided: Sequence[Link]) -> dict[str, Account]:
    """The accounts of the commitments of a plan or an edition before any letter, by action_id, in its order.

    ``decided`` are the links of the plan's progress cells that people decided.
    """
    cells = dict(updates_of(plan))
    progress: dict[str, list[Status]] = {}
    for link in overruled(same_row_links(plan), decided):
        if link.judgement == "accepted":
            progress.setdefault(link.action_id, []).append(cells[link.update_id].status)
    out = {}
    for row in rows_of(plan):
        commitment, action = row.commitment, row.commitment.action
        given = state_in_plan(action.target_kind, progress.get(commitment.action_id, ()))
        out[commitment.action_id] = Account(
            commitment, given, given, last(action.targets), action.target_raw, action.targets, row
        )
    return out
