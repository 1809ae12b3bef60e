"""Where one commitment stands, from its plan and from what every letter of its case tells about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from extractors.model import Interval, TargetKind, Update
from pipeline.ledger import Change, Commitment, LedgerEntry, LedgerStatus, Link, current_status
from pipeline.targets import slip

CLOSED: tuple[LedgerStatus, ...] = ("completed", "superseded")
_FROM_PLAN: Mapping[TargetKind, LedgerStatus] = {
    "completed": "completed",
    "ongoing": "in_progress",
    "date": "planned",
    "none": "planned",
}


NOTHING: Mapping[str, LedgerStatus | date] = {}


@dataclass(frozen=True, slots=True)
class Statement:
    """An update that reports on a commitment, with the document and the link it comes by."""

    update_id: str
    document_id: str
    update: Update
    link: Link


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a commitment stands. ``target`` is the one now in force, ``evidence`` the latest statement.

    ``status_as_of`` is the date of the document the status rests on, ``last_heard`` that of the last one to
    say anything of the commitment, be it the plan itself. ``slip_days_max`` is how far, at most, the target
    now in force lies from the original one.
    """

    status: LedgerStatus
    status_as_of: date | None
    last_heard: date | None
    target: Interval | None
    silent_letters: int
    deferrals: int
    slip_days_max: int | None
    overdue: bool
    changes: tuple[Change, ...]
    evidence: Statement | None
    confidence: float


def standing(
    commitment: Commitment,
    plan_dated: date | None,
    statements: Sequence[Statement],
    entries: Sequence[LedgerEntry],
    as_of: date,
    decided: Mapping[str, LedgerStatus | date] = NOTHING,
) -> Standing:
    """Where ``commitment`` stands on the day ``as_of``.

    ``decided`` are the ``status`` and ``current_target_end`` that people set, which win.
    ``statements`` are the accepted ones about it, from the plan's own progress cells and from letters, in
    reading order; ``entries`` are its ledger rows in letter order.
    """
    progress = [s for s in statements if s.document_id == commitment.document_id]
    heard = [entry for entry in entries if entry.mentioned]
    status, status_as_of = _status(commitment, plan_dated, progress, entries)
    targets = commitment.action.targets
    target = entries[-1].target if entries else targets[-1] if targets else None
    for value in decided.values():
        if isinstance(value, date):
            target = Interval(value, value, "day")
        else:
            status = value
    original = targets[-1] if targets else None
    _, _, most = slip(original, target) if target != original else ("none", None, None)
    return Standing(
        status=status,
        status_as_of=status_as_of,
        last_heard=heard[-1].as_of if heard else plan_dated,
        target=target,
        silent_letters=len(entries) - len(heard),
        deferrals=entries[-1].deferrals if entries else 0,
        slip_days_max=most,
        overdue=target is not None and target.end < as_of and status not in CLOSED,
        changes=tuple(change for entry in entries for change in entry.changes),
        evidence=_evidence(heard, statements) or (progress[-1] if progress else None),
        confidence=heard[-1].confidence if heard else commitment.action.confidence,
    )


def _status(
    commitment: Commitment,
    plan_dated: date | None,
    progress: Sequence[Statement],
    entries: Sequence[LedgerEntry],
) -> tuple[LedgerStatus, date | None]:
    """The last letter that mentions it decides; then the plan, unless letters came and all are silent."""
    heard = [entry for entry in entries if entry.mentioned]
    if heard:
        return heard[-1].status, heard[-1].as_of
    planned = _status_in_plan(commitment, progress)
    if entries and planned != "completed":
        return "not_mentioned", entries[-1].as_of
    return planned, plan_dated


def _status_in_plan(commitment: Commitment, progress: Sequence[Statement]) -> LedgerStatus:
    """What the progress cell says where it says a state, else what the date entry says."""
    stated = [s.update.status for s in progress if s.update.status != "none"]
    return current_status(stated[-1]) if stated else _FROM_PLAN[commitment.action.target_kind]


def _evidence(heard: Sequence[LedgerEntry], statements: Sequence[Statement]) -> Statement | None:
    """The statement that tells most in the last letter: of the reported state first, then the surest link."""
    if not heard:
        return None
    told = [s for s in statements if s.update_id in heard[-1].update_ids]
    return max(
        told,
        key=lambda s: (current_status(s.update.status) == heard[-1].status, s.link.score),
        default=None,
    )
