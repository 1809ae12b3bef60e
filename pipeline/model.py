"""What we conclude from what the documents say: links, the ledger and the standing commitments.

The records here refer to published identifiers (see :func:`action_id` and its siblings), never to objects of
:mod:`extractors.model`, so that they can be stored, compared and overruled by a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from extractors.model import Action, Extraction, Interval, Issue, Mention, Recommendation, Status, Update

Method = Literal["reference", "same_row", "matched", "human"]
Judgement = Literal["accepted", "review", "rejected"]
LedgerStatus = Literal["completed", "in_progress", "planned", "delayed", "superseded", "not_mentioned"]
Slip = Literal["none", "possible", "certain"]
Told = Literal["before_due", "after_due"]
ChangeKind = Literal["date", "quantity", "owner", "scope", "method"]
DocumentIssue = tuple[str, Issue]
# The score above which a link counts in full; a person is to read those below.
SURE = 0.6
# The probability from which a state counts as sure. Of states left out that pass it nine in ten are right, and more
# than half pass it; docs/decisions/0005 has the figures.
SURE_STATUS = 0.75


@dataclass(frozen=True, slots=True)
class Document:
    """A distinct document of the folder and what was read from it.

    ``extraction`` is None when it failed; ``status`` and ``error`` then say why. ``document_id`` is made from
    the content (format and normalised text), so that it outlives a new name and a second download.
    """

    document_id: str
    file_name: str
    media_type: str | None
    sha256: str
    text_sha256: str | None
    extraction: Extraction | None
    status: Literal["ok", "partial", "failed"]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class MissingLetter:
    """A letter that documents of a case name and that is not among them.

    ``days`` are those on which it may have been written; ``document_id`` is the first document that names it, and
    ``mention`` how.
    """

    days: Interval
    document_id: str
    mention: Mention


@dataclass(frozen=True, slots=True)
class CaseMembers:
    """Which documents one inspection consists of, by document_id: a plan and the letters about it, in date order.

    A later edition of the plan stands among the letters, for it tells as one does. Renditions (the same document in
    another format) are no letters: they stand in ``duplicates`` as (rendition's document_id, document_id it
    repeats). ``missing`` are the letters that the case lacks.
    """

    plan: str
    letters: tuple[str, ...]
    duplicates: tuple[tuple[str, str], ...] = ()
    missing: tuple[MissingLetter, ...] = ()

    @property
    def case_id(self) -> str:
        """A case is called after its plan."""
        return self.plan

    @property
    def documents(self) -> tuple[str, ...]:
        """The plan, then its letters."""
        return (self.plan, *self.letters)


def case_by_document(cases: Iterable[CaseMembers]) -> dict[str, CaseMembers]:
    """The case that each document is of."""
    return {name: case for case in cases for name in case.documents}


@dataclass(frozen=True, slots=True)
class Case:
    """One inspection with what was read: the plan that feeds the ledger and the letters about it, in date order.

    Later editions of the plan stand among the letters.
    """

    case_id: str
    plan: Document
    letters: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Commitment:
    """An action with its identifiers and the recommendation it answers: what letters are matched against."""

    action_id: str
    recommendation_id: str
    document_id: str
    recommendation: Recommendation
    action: Action


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason for a link: its name, its weight in bits, and the two quotes that made it fire."""

    name: str
    weight: float
    quote_update: str
    quote_action: str


@dataclass(frozen=True, slots=True)
class Link:
    """A statement reports on a commitment: how it was found, how sure (0 to 1), and why.

    ``machine_score`` is what the model gave before a person decided; None where no person did, where it looked at
    no such pair, and where the two stand in one row of the plan, which nobody scores.
    """

    update_id: str
    action_id: str
    method: Method
    score: float
    judgement: Judgement
    signals: tuple[Signal, ...]
    decided_by: str
    machine_score: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Something a letter changes in a commitment: what it was, what it is now, and which update says so.

    ``update_id`` is None where a cell of a later edition of the plan says it, in a row without a progress cell.
    """

    kind: ChangeKind
    from_: str
    to: str
    update_id: str | None


@dataclass(frozen=True, slots=True)
class Near:
    """A passage that was looked at for a silent commitment and rejected, with the score of its link (0 to 1)."""

    update_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for a state (or, below zero, against it): in words, and how much, in bits."""

    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class DecidedState:
    """What people set of a commitment: its status and the day they did, and the last day of the target in force."""

    status: LedgerStatus | None = None
    status_as_of: date | None = None
    target_end: date | None = None


UNDECIDED = DecidedState()


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What one letter tells about one commitment. ``target`` is what is in force after it.

    ``status_probability`` is how likely the status is, None where the letter is silent; below :data:`SURE_STATUS`
    the status is the likeliest and ``status_review`` asks a person to read the passages.
    """

    action_id: str
    document_id: str
    as_of: date | None
    mentioned: bool
    status: LedgerStatus
    target: Interval | None
    revised_target_raw: str | None
    revised_target: Interval | None
    slip: Slip
    slip_days_min: int | None
    slip_days_max: int | None
    deferrals: int
    told: Told | None
    notice_days: int | None
    reason: str | None
    changes: tuple[Change, ...]
    update_ids: tuple[str, ...]
    nearest: tuple[Near, ...]
    confidence: float
    status_probability: float | None
    status_review: bool
    status_reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class NewCommitment:
    """A promise a letter makes that the plan does not hold."""

    update_id: str
    document_id: str


@dataclass(frozen=True, slots=True)
class Concluded:
    """What the letters of one case tell: links, ledger rows, promises that the plan does not hold, and issues.

    ``added`` are the action_ids of the rows of later editions that no edition before has: commitments from then on.
    """

    links: tuple[Link, ...] = ()
    entries: tuple[LedgerEntry, ...] = ()
    new_commitments: tuple[NewCommitment, ...] = ()
    issues: tuple[DocumentIssue, ...] = ()
    added: tuple[str, ...] = ()


def is_edition(document: Document) -> bool:
    """Whether a document that stands among the letters of a case is a later edition of its plan."""
    return document.extraction is not None and document.extraction.facts.kind == "action_plan"


def recommendation_id(document_id: str, recommendation: Recommendation) -> str:
    """``<document_id>/<number>``."""
    return f"{document_id}/{recommendation.number}"


def action_id(recommendation_id: str, k: int) -> str:
    """``<recommendation_id>/<k>``, k from 1 in reading order."""
    return f"{recommendation_id}/{k}"


def update_id(document_id: str, n: int) -> str:
    """``<document_id>/u<n>``, n from 1 in reading order."""
    return f"{document_id}/u{n}"


def document_of(record_id: str) -> str:
    """The document_id in the identifier of any record."""
    return record_id.partition("/")[0]


def name_within(record_id: str) -> str:
    """A record's identifier inside its document, ``5.01/2``; "" for that of a document itself."""
    return record_id.partition("/")[2]


def number_of(update_id: str) -> int:
    """The n of an update_id: its place in reading order."""
    return int(update_id.rpartition("/u")[2])


def commitments_of(document: Document) -> Iterator[Commitment]:
    """Every action of a plan with its identifiers, in reading order."""
    if document.extraction is None:
        return
    for recommendation in document.extraction.recommendations:
        rid = recommendation_id(document.document_id, recommendation)
        for k, action in enumerate(recommendation.actions, 1):
            yield Commitment(action_id(rid, k), rid, document.document_id, recommendation, action)


def updates_of(document: Document) -> Iterator[tuple[str, Update]]:
    """Every update of a document with its identifier, in reading order."""
    if document.extraction is not None:
        for n, update in enumerate(document.extraction.updates, 1):
            yield update_id(document.document_id, n), update


def same_paragraph(one: Update, other: Update) -> bool:
    """Whether two updates of a document stand in one paragraph; where none is known they do not."""
    return one.paragraph is not None and one.paragraph == other.paragraph


def current_status(status: Status) -> LedgerStatus:
    """The ledger's word for a statement's status: a report without a state counts as work in progress."""
    return "in_progress" if status == "none" else status


def last(targets: Sequence[Interval]) -> Interval | None:
    """The target that counts: the last one."""
    return targets[-1] if targets else None
