"""What one letter tells about each commitment: its row in the ledger, and the account after it.

The target in force after one letter is what the next is measured against. A commitment that a letter does not
mention keeps its target, and the passages that came nearest to it are named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from extractors.model import Issue, Status, Update
from pipeline.ledger.accounts import Account
from pipeline.ledger.changes import changes
from pipeline.ledger.letter_report import LetterReport, report_of
from pipeline.ledger.new_target import Revised, new_target
from pipeline.ledger.reported import Reported, likely
from pipeline.ledger.state import StateReading, read_state
from pipeline.ledger.status import CLOSED
from pipeline.ledger.targets import achieved_late, notice, slip
from pipeline.linking.tokens import shortened
from pipeline.model import SURE_STATUS, Change, ChangeKind, Document, LedgerEntry, LedgerStatus, Link, Near, Reason

NEAREST = 3  # rejected passages named for a silent commitment
_UNDOES: tuple[Status, ...] = ("delayed", "superseded")
_CERTAIN = 0.9  # the score of links of which, as scores are calibrated, nine in ten are right


@dataclass(frozen=True, slots=True)
class Told:
    """What one letter makes of one commitment: its row, the account after it, and what a person should look at."""

    entry: LedgerEntry
    account: Account
    issue: Issue | None = None


@dataclass(frozen=True, slots=True)
class _Finding:
    """What a letter that reports on a commitment makes of it."""

    reported: Reported
    verdict: StateReading
    revised: Revised | None

    @property
    def status(self) -> LedgerStatus:
        """The state of the commitment."""
        return self.verdict.status


def told_by(
    letter: Document, plan: Document, links: Sequence[Link], accounts: Mapping[str, Account]
) -> Iterator[Told]:
    """What a letter makes of every commitment, in the order of the accounts; its ``links`` are as decided."""
    report = report_of(letter, plan, links)
    return (_told(account, report) for account in accounts.values())


def _told(account: Account, report: LetterReport) -> Told:
    accepted = report.accepted(account.commitment.action_id)
    if not accepted:
        links = report.links.get(account.commitment.action_id, ())
        return Told(silent_entry(account, report.document_id, report.dated, links), account)
    found = _finding(account, report, accepted)
    entry = _entry(account, report, accepted, found)
    reopened = account.done_in_plan and found.status != "completed"
    return Told(
        entry,
        after(account, entry, found.reported.statements, found.revised),
        _reopened(entry, found) if reopened else None,
    )


def _finding(account: Account, report: LetterReport, accepted: Sequence[Link]) -> _Finding:
    """The new target first, then the state, which may use it."""
    reported = reported_by(account, report, accepted)
    revised = new_target(reported)
    verdict = read_state(reported, revised)
    if account.done_in_plan and not _undone(reported, revised):
        verdict = verdict.settled("completed")
    return _Finding(reported, verdict, None if verdict.status in CLOSED else revised)


def _undone(reported: Reported, revised: Revised | None) -> bool:
    """Whether a statement that is surely linked calls it late or replaced, or sets a date for it anew: what a plan
    gives as done is not undone by less."""
    for score, (key, update) in zip(reported.scores, reported.statements, strict=True):
        anew = revised is not None and revised.update_id == key
        if score >= _CERTAIN and (update.status in _UNDOES or anew):
            return True
    return False


def reported_by(account: Account, report: LetterReport, accepted: Sequence[Link]) -> Reported:
    """What the accepted links of a letter come to for a commitment; a date belongs to what its statement is most
    surely about."""
    others = {link.update_id for link in accepted if link.score < report.surest[link.update_id]}
    return Reported(
        account,
        tuple((link.update_id, report.updates[link.update_id]) for link in accepted),
        tuple(link.score for link in accepted),
        report.dated,
        frozenset(report.elsewhere | others),
        tuple(
            (link.update_id, report.updates[link.update_id]) for link in report.beside(account.commitment.action_id)
        ),
    )


def _entry(account: Account, report: LetterReport, accepted: Sequence[Link], found: _Finding) -> LedgerEntry:
    return heard_entry(
        account,
        report.document_id,
        report.dated,
        found.reported.statements,
        found.revised,
        status=found.status,
        probability=found.verdict.probability,
        reasons=found.verdict.reasons,
        changes=tuple(_changes(account, found, report.dated)),
        confidence=max(link.score for link in accepted),
    )


def heard_entry(
    account: Account,
    document_id: str,
    dated: date | None,
    statements: Sequence[tuple[str, Update]],
    revised: Revised | None,
    *,
    status: LedgerStatus,
    probability: float,
    reasons: tuple[Reason, ...],
    changes: tuple[Change, ...],
    confidence: float,
) -> LedgerEntry:
    """What a document, a letter or a later edition, tells of a commitment in its ``statements`` (by update_id).

    The target that is ``revised`` is laid against the one in force before: how far it slips, and how long ahead of
    the old one that was told.
    """
    old = account.target
    kind, least, most = slip(old, revised.target if revised else None)
    told, days = notice(old, dated) if revised else (None, None)
    return LedgerEntry(
        action_id=account.commitment.action_id,
        document_id=document_id,
        as_of=dated,
        mentioned=True,
        status=status,
        target=revised.target if revised else old,
        revised_target_raw=revised.raw if revised else None,
        revised_target=revised.target if revised else None,
        slip=kind,
        slip_days_min=least,
        slip_days_max=most,
        deferrals=account.deferrals + (kind != "none"),
        told=told,
        notice_days=days,
        reason=next((update.reason for _, update in statements if update.reason), None),
        changes=changes,
        update_ids=tuple(update_id for update_id, _ in statements),
        nearest=(),
        confidence=round(confidence, 3),
        status_probability=round(probability, 3),
        status_review=probability < SURE_STATUS,
        status_reasons=reasons,
    )


def after(
    account: Account, entry: LedgerEntry, statements: Sequence[tuple[str, Update]], revised: Revised | None
) -> Account:
    """The account that the next letter or edition starts from."""
    return replace(
        account,
        status=entry.status,
        target=entry.target,
        raw=revised.raw if revised else account.raw,
        known=(*account.known, revised.target) if revised else account.known,
        deferrals=entry.deferrals,
        passages=(*account.passages, *(update.text for _, update in statements)),
        heard=True,
    )


def _reopened(entry: LedgerEntry, found: _Finding) -> Issue:
    _, telling = min(found.reported.statements, key=lambda said: likely(said[1])["completed"])
    message = (
        f"the plan gives {entry.action_id} as completed and this letter as {entry.status}: read what it says, "
        f"“{shortened(telling.text)}”, and decide the status where the link or the reading is wrong"
    )
    return Issue("reopened", "warning", message)


def silent_entry(account: Account, document_id: str, dated: date | None, links: Sequence[Link]) -> LedgerEntry:
    """The row of a commitment that a letter does not mention; its ``links`` are those that were rejected."""
    nearest = sorted(links, key=lambda link: (-link.score, link.update_id))[:NEAREST]
    return LedgerEntry(
        action_id=account.commitment.action_id,
        document_id=document_id,
        as_of=dated,
        mentioned=False,
        status="not_mentioned",
        target=account.target,
        revised_target_raw=None,
        revised_target=None,
        slip="none",
        slip_days_min=None,
        slip_days_max=None,
        deferrals=account.deferrals,
        told=None,
        notice_days=None,
        reason=None,
        changes=(),
        update_ids=(),
        nearest=tuple(Near(link.update_id, link.score) for link in nearest),
        confidence=round(1 - max((link.score for link in links), default=0.0), 3),
        status_probability=None,
        status_review=False,
        status_reasons=(),
    )


def _changes(account: Account, letter: _Finding, dated: date | None) -> Iterator[Change]:
    """The date first, then what else changes; one change a kind, the first that is told."""
    action, before = account.commitment.action, account.raw or "no date"
    found: list[Change] = []
    if letter.revised:
        found.append(Change("date", before, letter.revised.raw, letter.revised.update_id))
    elif letter.status == "completed" and action.target_kind != "completed":
        late = achieved_late(letter.reported.statements, account.target, dated=dated)
        if late:
            found.append(Change("date", before, late[0].raw, late[1]))
    kinds: set[ChangeKind] = set()
    for change in (*found, *changes(letter.reported)):
        if change.kind not in kinds:
            kinds.add(change.kind)
            yield change
