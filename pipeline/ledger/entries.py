"""What one letter tells about each commitment: its row in the ledger, and the account after it.

The target in force after one letter is what the next is measured against. A commitment that a letter does not
mention keeps its target, and the passages that came nearest to it are named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from extractors.model import Interval, Issue, Status, Update
from pipeline.decisions.links import overruled
from pipeline.ledger.beyond_plan import beyond_plan
from pipeline.ledger.changes import changes
from pipeline.ledger.progress import same_row_links
from pipeline.ledger.status import CLOSED, combined_state, state_in_plan
from pipeline.ledger.targets import Revised, achieved_late, is_settled, notice, revised_target, slip
from pipeline.linking.tokens import shortened
from pipeline.model import (
    Change,
    ChangeKind,
    Commitment,
    Document,
    LedgerEntry,
    LedgerStatus,
    Link,
    Near,
    commitments_of,
    number_of,
    same_paragraph,
    updates_of,
)

NEAREST = 3  # rejected passages named for a silent commitment
_UNDOES: tuple[Status, ...] = ("delayed", "superseded")
_CERTAIN = 0.9  # the score of links of which, as scores are calibrated, nine in ten are right
Statements = Sequence[tuple[str, Update]]


@dataclass(frozen=True, slots=True)
class _LetterReport:
    """A letter as it counts for all commitments.

    ``updates`` by key; ``links`` by action_id; ``surest``, the best score of the accepted links of each update;
    ``elsewhere``, the updates that speak of other work.
    """

    document_id: str
    dated: date | None
    updates: Mapping[str, Update]
    links: Mapping[str, Sequence[Link]]
    surest: Mapping[str, float]
    elsewhere: frozenset[str]


@dataclass(frozen=True, slots=True)
class Account:
    """A commitment as the ledger has it after some letters.

    ``given`` is the state its plan gives it, ``status`` the one now; ``target`` is in force, in the words ``raw``,
    and ``known`` are all there were. ``passages`` are the texts that reported on it; where ``heard`` is False no
    letter has.
    """

    commitment: Commitment
    given: LedgerStatus
    status: LedgerStatus
    target: Interval | None
    raw: str | None
    known: tuple[Interval, ...]
    deferrals: int = 0
    passages: tuple[str, ...] = ()
    heard: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What one letter makes of one commitment: its row, the account after it, and what a person should look at."""

    entry: LedgerEntry
    account: Account
    issue: Issue | None = None


def opened(plan: Document, decided: Sequence[Link]) -> dict[str, Account]:
    """The accounts of a plan's commitments before any letter, by action_id, in the plan's order.

    ``decided`` are the links of the plan's progress cells that people decided.
    """
    cells = dict(updates_of(plan))
    progress: dict[str, list[Status]] = {}
    for link in overruled(same_row_links(plan), decided):
        if link.judgement == "accepted":
            progress.setdefault(link.action_id, []).append(cells[link.update_id].status)
    out = {}
    for commitment in commitments_of(plan):
        action = commitment.action
        given = state_in_plan(action.target_kind, progress.get(commitment.action_id, ()))
        target = action.targets[-1] if action.targets else None
        out[commitment.action_id] = Account(commitment, given, given, target, action.target_raw, action.targets)
    return out


def told_by(
    letter: Document, plan: Document, links: Sequence[Link], accounts: Mapping[str, Account]
) -> Iterator[Told]:
    """What a letter makes of every commitment, in the order of the accounts; its ``links`` are as decided."""
    report = _report(letter, beyond_plan(plan, letter), links)
    return (_told(account, report) for account in accounts.values())


def _report(letter: Document, elsewhere: frozenset[str], links: Sequence[Link]) -> _LetterReport:
    updates = dict(updates_of(letter))
    by_action: dict[str, list[Link]] = {}
    surest: dict[str, float] = {}
    for link in links:
        if link.update_id in updates:
            by_action.setdefault(link.action_id, []).append(link)
            if link.judgement == "accepted":
                surest[link.update_id] = max(link.score, surest.get(link.update_id, 0.0))
    return _LetterReport(
        document_id=letter.document_id,
        dated=letter.extraction.facts.dated if letter.extraction else None,
        updates=updates,
        links=by_action,
        surest=surest,
        elsewhere=elsewhere,
    )


def _told(account: Account, report: _LetterReport) -> Told:
    links = report.links.get(account.commitment.action_id, ())
    accepted = sorted(
        (link for link in links if link.judgement == "accepted"), key=lambda link: number_of(link.update_id)
    )
    return _heard(account, report, accepted) if accepted else Told(_silent(account, report, links), account)


def _heard(account: Account, report: _LetterReport, accepted: Sequence[Link]) -> Told:
    action, dated, old = account.commitment.action, report.dated, account.target
    statements = [(link.update_id, report.updates[link.update_id]) for link in accepted]
    support = _support(accepted, report)
    updates = [update for _, update in statements]
    settled = is_settled(updates, action, account.known, dated=dated, before=account.status)
    revised = None if settled else _revised(account, report, accepted, statements, support)
    if revised:
        updates = [_not_yet_done(key, update, revised) for key, update in statements]
    status = combined_state(
        updates, support, revised=revised is not None, due=old, before=account.status, settled=settled
    )
    undone = _undone(account, statements, accepted, revised)
    if account.given == account.status == "completed" and status not in CLOSED and undone is None:
        status = "completed"
    if status in CLOSED:
        revised = None
    kind, least, most = slip(old, revised.target if revised else None)
    told, days = notice(old, dated) if revised else (None, None)
    after = replace(
        account,
        status=status,
        target=revised.target if revised else old,
        raw=revised.raw if revised else account.raw,
        known=(*account.known, revised.target) if revised else account.known,
        deferrals=account.deferrals + (kind != "none"),
        passages=(*account.passages, *(update.text for _, update in statements)),
        heard=True,
    )
    entry = LedgerEntry(
        action_id=account.commitment.action_id,
        document_id=report.document_id,
        as_of=dated,
        mentioned=True,
        status=status,
        target=after.target,
        revised_target_raw=revised.raw if revised else None,
        revised_target=revised.target if revised else None,
        slip=kind,
        slip_days_min=least,
        slip_days_max=most,
        deferrals=after.deferrals,
        told=told,
        notice_days=days,
        reason=next((update.reason for update in updates if update.reason), None),
        changes=tuple(_changes(account, statements, status, revised, dated)),
        update_ids=tuple(update_id for update_id, _ in statements),
        nearest=(),
        confidence=round(max(link.score for link in accepted), 3),
    )
    reopened = account.given == account.status == "completed" != status
    return Told(entry, after, _reopened(entry, undone) if reopened and undone else None)


def _revised(
    account: Account,
    report: _LetterReport,
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


def _undone(
    account: Account, statements: Statements, accepted: Sequence[Link], revised: Revised | None
) -> str | None:
    """The words of the first statement, surely linked, by which what was done is not: it is late, replaced, or due
    anew."""
    if account.status != "completed":
        return None
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


def _support(links: Sequence[Link], report: _LetterReport) -> list[float]:
    """For each link the best score of its run: statements of one paragraph that follow each other. Who reads on
    about a commitment needs no name for it in every sentence."""
    runs: list[list[Link]] = []
    for link in links:
        before = runs[-1][-1] if runs else None
        if before and _follows(link.update_id, before.update_id, report):
            runs[-1].append(link)
        else:
            runs.append([link])
    return [max(link.score for link in run) for run in runs for _ in run]


def _follows(update_id: str, before: str, report: _LetterReport) -> bool:
    return number_of(update_id) == number_of(before) + 1 and same_paragraph(
        report.updates[update_id], report.updates[before]
    )


def _not_yet_done(update_id: str, update: Update, revised: Revised) -> Update:
    """A statement as it counts for the state: what is done but has a new date to come ("launched, to reach all
    within two years") is under way."""
    going_on = update_id == revised.update_id and update.status == "completed"
    return replace(update, status="in_progress") if going_on else update


def _silent(account: Account, report: _LetterReport, links: Sequence[Link]) -> LedgerEntry:
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


def _changes(
    account: Account,
    statements: Statements,
    status: LedgerStatus,
    revised: Revised | None,
    dated: date | None,
) -> Iterator[Change]:
    """The date first, then what else changes; one change a kind, the first that is told."""
    action = account.commitment.action
    before = account.raw or "no date"
    found: list[Change] = []
    if revised:
        found.append(Change("date", before, revised.raw, revised.update_id))
    elif status == "completed" and action.target_kind != "completed":
        late = achieved_late(statements, account.target, dated=dated)
        if late:
            found.append(Change("date", before, late[0].raw, late[1]))
    kinds: set[ChangeKind] = set()
    for change in (*found, *changes(statements, action)):
        if change.kind not in kinds:
            kinds.add(change.kind)
            yield change
