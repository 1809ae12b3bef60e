"""Where one commitment stands, from its plan and from what every letter of its case tells about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from extractors.model import Interval, Status, TargetKind
from pipeline.ledger.targets import slip
from pipeline.model import Change, LedgerEntry, LedgerStatus, current_status

CLOSED: tuple[LedgerStatus, ...] = ("completed", "superseded")
_FROM_PLAN: Mapping[TargetKind, LedgerStatus] = {
    "completed": "completed",
    "ongoing": "in_progress",
    "date": "planned",
    "none": "planned",
}


NOTHING: Mapping[str, LedgerStatus | date] = {}


@dataclass(frozen=True, slots=True)
class Promise:
    """What a plan commits to, as far as its standing needs it: ``target`` is the last one of its date entry."""

    document_id: str
    dated: date | None
    target_kind: TargetKind
    target: Interval | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Statement:
    """An update that reports on a commitment: its document, its status and the score of the link it comes by."""

    update_id: str
    document_id: str
    status: Status
    score: float


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
    promise: Promise,
    statements: Sequence[Statement],
    entries: Sequence[LedgerEntry],
    as_of: date,
    decided: Mapping[str, LedgerStatus | date] = NOTHING,
) -> Standing:
    """Where the commitment that a plan makes with ``promise`` stands on the day ``as_of``.

    ``decided`` are the ``status`` and ``current_target_end`` that people set, which win.
    ``statements`` are the accepted ones about it, from the plan's own progress cells and from letters, in
    reading order; ``entries`` are its ledger rows in letter order.
    """
    progress = [s for s in statements if s.document_id == promise.document_id]
    heard = [entry for entry in entries if entry.mentioned]
    status, status_as_of = _status(promise, progress, entries)
    target = entries[-1].target if entries else promise.target
    for value in decided.values():
        if isinstance(value, date):
            target = Interval(value, value, "day")
        else:
            status = value
    _, _, most = slip(promise.target, target) if _moved(promise.target, target) else ("none", None, None)
    return Standing(
        status=status,
        status_as_of=status_as_of,
        last_heard=heard[-1].as_of if heard else promise.dated,
        target=target,
        silent_letters=len(entries) - len(heard),
        deferrals=entries[-1].deferrals if entries else 0,
        slip_days_max=most,
        overdue=target is not None and target.end < as_of and status not in CLOSED,
        changes=tuple(change for entry in entries for change in entry.changes),
        evidence=_evidence(heard, statements) or (progress[-1] if progress else None),
        confidence=heard[-1].confidence if heard else promise.confidence,
    )


def _status(
    promise: Promise, progress: Sequence[Statement], entries: Sequence[LedgerEntry]
) -> tuple[LedgerStatus, date | None]:
    """The last letter that mentions it decides; then the plan, unless letters came and all are silent."""
    heard = [entry for entry in entries if entry.mentioned]
    if heard:
        return heard[-1].status, heard[-1].as_of
    planned = _status_in_plan(promise, progress)
    if entries and planned != "completed":
        return "not_mentioned", entries[-1].as_of
    return planned, promise.dated


def _moved(old: Interval | None, new: Interval | None) -> bool:
    """Whether the days differ."""
    return (old and (old.start, old.end)) != (new and (new.start, new.end))


def _status_in_plan(promise: Promise, progress: Sequence[Statement]) -> LedgerStatus:
    """What the progress cell says where it says a state, else what the date entry says."""
    stated = [s.status for s in progress if s.status != "none"]
    return current_status(stated[-1]) if stated else _FROM_PLAN[promise.target_kind]


def _evidence(heard: Sequence[LedgerEntry], statements: Sequence[Statement]) -> Statement | None:
    """The statement that tells most in the last letter: of the reported state first, then the surest link."""
    if not heard:
        return None
    told = [s for s in statements if s.update_id in heard[-1].update_ids]
    return max(
        told,
        key=lambda s: (current_status(s.status) == heard[-1].status, s.score),
        default=None,
    )
