"""Where one commitment stands, from its plan and from what every letter of its case tells about it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from extractors.model import Interval, Status, TargetKind
from pipeline.ledger.silence import silences
from pipeline.ledger.status import CLOSED, NEW_DATE, state_in_plan
from pipeline.ledger.targets import moved, slip
from pipeline.model import UNDECIDED, Change, DecidedState, LedgerEntry, LedgerStatus, current_status


@dataclass(frozen=True, slots=True)
class Origin:
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
    """Where a commitment stands. ``target`` is the one now in force, ``evidence`` the statement that carries the
    status, or the new date that it rests on.

    ``status_as_of`` is the date of the document the status rests on, or the day on which a person decided it,
    ``last_heard`` that of the last document to say anything of the commitment, be it the plan itself.
    ``slip_days_max`` is how far, at most, the target now in force lies from the original one.
    ``status_probability`` is how likely the status is that the last letter gives; None where the plan or a person
    gives it.
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
    status_probability: float | None
    status_review: bool


def standing(
    origin: Origin,
    statements: Sequence[Statement],
    entries: Sequence[LedgerEntry],
    as_of: date,
    decided: DecidedState = UNDECIDED,
    outstanding: Collection[str] = (),
) -> Standing:
    """Where the commitment that a plan makes with ``origin`` stands on the day ``as_of``.

    ``decided`` is what people set of it, which wins.
    ``statements`` are the accepted ones about it, from the plan's own progress cells and from letters, in
    reading order; ``entries`` are its ledger rows in letter order. The letters ``outstanding`` report on
    outstanding actions only (see :mod:`pipeline.ledger.silence`).
    """
    progress = [s for s in statements if s.document_id == origin.document_id]
    heard = [entry for entry in entries if entry.mentioned]
    status, status_as_of = _status(origin, progress, entries)
    target = entries[-1].target if entries else origin.target
    telling = heard[-1] if heard and decided.status is None else None
    if decided.status is not None:
        status, status_as_of = decided.status, decided.status_as_of
    if decided.target_end is not None:
        target = Interval(decided.target_end, decided.target_end, "day")
    _, _, most = slip(origin.target, target) if moved(origin.target, target) else ("none", None, None)
    return Standing(
        status=status,
        status_as_of=status_as_of,
        last_heard=heard[-1].as_of if heard else origin.dated,
        target=target,
        silent_letters=sum(silences(_told(entries), outstanding)),
        deferrals=entries[-1].deferrals if entries else 0,
        slip_days_max=most,
        overdue=is_overdue(target.end if target else None, status, as_of),
        changes=tuple(change for entry in entries for change in entry.changes),
        evidence=evidence_in(heard[-1], statements) if heard else _in_plan(progress),
        confidence=heard[-1].confidence if heard else origin.confidence,
        status_probability=telling.status_probability if telling else None,
        status_review=telling is not None and telling.status_review,
    )


def is_overdue(target_end: date | None, status: LedgerStatus, as_of: date) -> bool:
    """Whether the last day of the target in force has passed on ``as_of`` while the work is open."""
    return target_end is not None and target_end < as_of and status not in CLOSED


def _status(
    origin: Origin, progress: Sequence[Statement], entries: Sequence[LedgerEntry]
) -> tuple[LedgerStatus, date | None]:
    """The last letter that mentions it decides; then the plan, unless letters came and all are silent."""
    heard = [entry for entry in entries if entry.mentioned]
    if heard:
        return heard[-1].status, heard[-1].as_of
    planned = state_in_plan(origin.target_kind, [s.status for s in progress])
    if entries and planned != "completed":
        return "not_mentioned", entries[-1].as_of
    return planned, origin.dated


def _told(entries: Sequence[LedgerEntry]) -> list[tuple[str, str | None]]:
    return [(entry.document_id, entry.status if entry.mentioned else None) for entry in entries]


def evidence_in(entry: LedgerEntry, statements: Sequence[Statement]) -> Statement | None:
    """The statement of a letter that carries the state which its ``entry`` reports.

    Where a new date speaks most for the state, that is the one which gives the date; else one that says the state
    itself goes before others, and the surer link before the less sure.
    """
    told = [s for s in statements if s.update_id in entry.update_ids]
    dated = {change.update_id for change in entry.changes if change.kind == "date"}
    on_date = bool(entry.status_reasons) and entry.status_reasons[0].name == NEW_DATE
    return max(
        told,
        key=lambda s: (
            on_date and s.update_id in dated,
            current_status(s.status) == entry.status,
            s.update_id in dated,
            s.score,
        ),
        default=None,
    )


def _in_plan(progress: Sequence[Statement]) -> Statement | None:
    """The progress cell whose state the plan's is: the last that says one, else the last."""
    stated = [s for s in progress if s.status != "none"]
    return next(reversed(stated or progress), None)
