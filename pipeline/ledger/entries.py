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
from pipeline.ledger.letter_report import LetterReport, report_of, support
from pipeline.ledger.status import CLOSED, combined_state
from pipeline.ledger.targets import Revised, achieved_late, is_settled, notice, revised_target, slip
from pipeline.linking.tokens import shortened
from pipeline.model import Change, ChangeKind, Document, LedgerEntry, LedgerStatus, Link, Near

NEAREST = 3  # rejected passages named for a silent commitment
_UNDOES: tuple[Status, ...] = ("delayed", "superseded")
_CERTAIN = 0.9  # the score of links of which, as scores are calibrated, nine in ten are right
Statements = Sequence[tuple[str, Update]]


@dataclass(frozen=True, slots=True)
class Told:
    """What one letter makes of one commitment: its row, the account after it, and what a person should look at."""

    entry: LedgerEntry
    account: Account
    issue: Issue | None = None


@dataclass(frozen=True, slots=True)
class _Finding:
    """What a letter that reports on a commitment makes of it: ``undone`` are the words by which it is not done."""

    statements: Statements
    status: LedgerStatus
    revised: Revised | None
    undone: str | None


def told_by(
    letter: Document, plan: Document, links: Sequence[Link], accounts: Mapping[str, Account]
) -> Iterator[Told]:
    """What a letter makes of every commitment, in the order of the accounts; its ``links`` are as decided."""
    report = report_of(letter, plan, links)
    return (_told(account, report) for account in accounts.values())


def _told(account: Account, report: LetterReport) -> Told:
    accepted = report.accepted(account.commitment.action_id)
    if not accepted:
        return Told(_silent(account, report), account)
    found = _finding(account, report, accepted)
    entry = _entry(account, report, accepted, found)
    reopened = found.undone if account.done_in_plan and found.status != "completed" else None
    return Told(entry, _after(account, entry, found), _reopened(entry, reopened) if reopened else None)


def _finding(account: Account, report: LetterReport, accepted: Sequence[Link]) -> _Finding:
    """The state and the new target; what the plan gives as done stays so unless the letter undoes it."""
    statements = [(link.update_id, report.updates[link.update_id]) for link in accepted]
    updates, supported = [update for _, update in statements], support(accepted, report)
    settled = is_settled(
        updates, account.commitment.action, account.known, dated=report.dated, before=account.status
    )
    revised = None if settled else _revised(account, report, accepted, statements, supported)
    if revised:
        updates = [_not_yet_done(key, update, revised) for key, update in statements]
    status = combined_state(
        updates,
        supported,
        revised=revised is not None,
        due=account.target,
        before=account.status,
        settled=settled,
    )
    undone = _undone(statements, accepted, revised)
    if account.done_in_plan and undone is None:
        status = "completed"
    return _Finding(statements, status, None if status in CLOSED else revised, undone)


def _entry(account: Account, report: LetterReport, accepted: Sequence[Link], found: _Finding) -> LedgerEntry:
    revised, old = found.revised, account.target
    kind, least, most = slip(old, revised.target if revised else None)
    told, days = notice(old, report.dated) if revised else (None, None)
    return LedgerEntry(
        action_id=account.commitment.action_id,
        document_id=report.document_id,
        as_of=report.dated,
        mentioned=True,
        status=found.status,
        target=revised.target if revised else old,
        revised_target_raw=revised.raw if revised else None,
        revised_target=revised.target if revised else None,
        slip=kind,
        slip_days_min=least,
        slip_days_max=most,
        deferrals=account.deferrals + (kind != "none"),
        told=told,
        notice_days=days,
        reason=next((update.reason for _, update in found.statements if update.reason), None),
        changes=tuple(_changes(account, found, report.dated)),
        update_ids=tuple(update_id for update_id, _ in found.statements),
        nearest=(),
        confidence=round(max(link.score for link in accepted), 3),
    )


def _after(account: Account, entry: LedgerEntry, found: _Finding) -> Account:
    """The account that the next letter starts from."""
    revised = found.revised
    return replace(
        account,
        status=entry.status,
        target=entry.target,
        raw=revised.raw if revised else account.raw,
        known=(*account.known, revised.target) if revised else account.known,
        deferrals=entry.deferrals,
        passages=(*account.passages, *(update.text for _, update in found.statements)),
        heard=True,
    )


def _revised(
    account: Account,
    report: LetterReport,
    accepted: Sequence[Link],
    statements: Statements,
    support: Sequence[float],
) -> Revised | None:
    """The new target; a date belongs to what its statement is most surely about."""
    others = {link.update_id for link in accepted if link.score < report.surest[link.update_id]}
    return revised_target(
        statements,
        [link.score for link in accepted],
        account.known,
        dated=report.dated,
        support=support,
        elsewhere=report.elsewhere | others,
    )


def _undone(statements: Statements, accepted: Sequence[Link], revised: Revised | None) -> str | None:
    """The words of the first statement, surely linked, that calls it late, replaced or due anew."""
    for link, (key, update) in zip(accepted, statements, strict=True):
        anew = revised is not None and revised.update_id == key
        if link.score >= _CERTAIN and (update.status in _UNDOES or anew):
            return update.text
    return None


def _reopened(entry: LedgerEntry, words: str) -> Issue:
    message = (
        f"the plan gives {entry.action_id} as completed and this letter as {entry.status}: read what it says, "
        f"“{shortened(words)}”, and decide the status where the link or the reading is wrong"
    )
    return Issue("reopened", "warning", message)


def _not_yet_done(update_id: str, update: Update, revised: Revised) -> Update:
    """A statement as it counts for the state: what is done but has a new date to come ("launched, to reach all
    within two years") is under way."""
    going_on = update_id == revised.update_id and update.status == "completed"
    return replace(update, status="in_progress") if going_on else update


def _silent(account: Account, report: LetterReport) -> LedgerEntry:
    links = report.links.get(account.commitment.action_id, ())
    nearest = sorted(links, key=lambda link: (-link.score, link.update_id))[:NEAREST]
    return LedgerEntry(
        action_id=account.commitment.action_id,
        document_id=report.document_id,
        as_of=report.dated,
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
    )


def _changes(account: Account, letter: _Finding, dated: date | None) -> Iterator[Change]:
    """The date first, then what else changes; one change a kind, the first that is told."""
    action, before = account.commitment.action, account.raw or "no date"
    found: list[Change] = []
    if letter.revised:
        found.append(Change("date", before, letter.revised.raw, letter.revised.update_id))
    elif letter.status == "completed" and action.target_kind != "completed":
        late = achieved_late(letter.statements, account.target, dated=dated)
        if late:
            found.append(Change("date", before, late[0].raw, late[1]))
    kinds: set[ChangeKind] = set()
    for change in (*found, *changes(letter.statements, action)):
        if change.kind not in kinds:
            kinds.add(change.kind)
            yield change
