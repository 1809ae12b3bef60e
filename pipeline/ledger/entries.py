"""Links to ledger: what each letter tells about each commitment, in date order.

The letters of a case are read one after the other; the target in force after one is what the next is measured
against. A commitment that a letter does not mention keeps its target, and the passages that came nearest to it are
named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from extractors.model import Interval, Update
from pipeline.ledger.changes import changes
from pipeline.ledger.otherwork import of_other_work
from pipeline.ledger.status import combined_state
from pipeline.ledger.targets import Revised, achieved_late, is_settled, notice, revised_target, slip
from pipeline.linking.link_letter import Reconciled
from pipeline.model import (
    Case,
    Change,
    Commitment,
    Document,
    LedgerEntry,
    LedgerStatus,
    Link,
    commitments_of,
    number_of,
    same_paragraph,
    updates_of,
)

NEAREST = 3  # rejected passages named for a silent commitment
Statements = Sequence[tuple[str, Update]]


@dataclass(frozen=True, slots=True)
class _Report:
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


@dataclass(slots=True)
class _Standing:
    """Where a commitment stands while its letters are read."""

    target: Interval | None
    known: list[Interval] = field(default_factory=list)
    deferrals: int = 0
    raw: str | None = None
    status: LedgerStatus | None = None


def ledger(case: Case, reconciled: Reconciled) -> tuple[LedgerEntry, ...]:
    """One entry a letter and commitment, letters in date order and commitments in the plan's."""
    commitments = tuple(commitments_of(case.plan))
    standing = {}
    for c in commitments:
        targets = list(c.action.targets)
        done: LedgerStatus | None = "completed" if c.action.target_kind == "completed" else None
        standing[c.action_id] = _Standing(targets[-1] if targets else None, targets, 0, c.action.target_raw, done)
    out: list[LedgerEntry] = []
    for letter in case.letters:
        report = _report(letter, of_other_work(case.plan, letter), reconciled.links)
        out += [_entry(c, report, standing[c.action_id]) for c in commitments]
    return tuple(out)


def _report(letter: Document, elsewhere: frozenset[str], links: Sequence[Link]) -> _Report:
    updates = dict(updates_of(letter))
    by_action: dict[str, list[Link]] = {}
    surest: dict[str, float] = {}
    for link in links:
        if link.update_id in updates:
            by_action.setdefault(link.action_id, []).append(link)
            if link.judgement == "accepted":
                surest[link.update_id] = max(link.score, surest.get(link.update_id, 0.0))
    return _Report(
        document_id=letter.document_id,
        dated=letter.extraction.facts.dated if letter.extraction else None,
        updates=updates,
        links=by_action,
        surest=surest,
        elsewhere=elsewhere,
    )


def _entry(commitment: Commitment, report: _Report, at: _Standing) -> LedgerEntry:
    dated = report.dated
    links = report.links.get(commitment.action_id, ())
    accepted = sorted(
        (link for link in links if link.judgement == "accepted"), key=lambda link: number_of(link.update_id)
    )
    if not accepted:
        return _silent(commitment, report, links, at)
    statements = [(link.update_id, report.updates[link.update_id]) for link in accepted]
    scores = [link.score for link in accepted]
    support = _support(accepted, report)
    updates_said = [update for _, update in statements]
    settled = is_settled(updates_said, commitment.action, at.known, dated=dated, before=at.status)
    revised = None
    if not settled:
        # A date belongs to what its statement is most surely about.
        others = {link.update_id for link in accepted if link.score < report.surest[link.update_id]}
        revised = revised_target(
            statements, scores, at.known, dated=dated, support=support, elsewhere=report.elsewhere | others
        )
    if revised:
        updates_said = [_not_yet_done(key, update, revised) for key, update in statements]
    status = combined_state(
        updates_said, support, revised=revised is not None, due=at.target, before=at.status, settled=settled
    )
    at.status = status
    if status in ("completed", "superseded"):
        revised = None
    old = at.target
    found = tuple(_changes(commitment, statements, status, revised, at, dated))
    kind, least, most = slip(old, revised.target if revised else None)
    told, days = notice(old, dated) if revised else (None, None)
    if revised:
        at.target, at.raw = revised.target, revised.raw
        at.known.append(revised.target)
        at.deferrals += kind != "none"
    return LedgerEntry(
        action_id=commitment.action_id,
        document_id=report.document_id,
        as_of=dated,
        mentioned=True,
        status=status,
        target=at.target,
        revised_target_raw=revised.raw if revised else None,
        revised_target=revised.target if revised else None,
        slip=kind,
        slip_days_min=least,
        slip_days_max=most,
        deferrals=at.deferrals,
        told=told,
        notice_days=days,
        reason=next((update.reason for _, update in statements if update.reason), None),
        changes=found,
        update_ids=tuple(update_id for update_id, _ in statements),
        nearest=(),
        confidence=round(max(link.score for link in accepted), 3),
    )


def _support(links: Sequence[Link], report: _Report) -> list[float]:
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


def _follows(update_id: str, before: str, report: _Report) -> bool:
    return number_of(update_id) == number_of(before) + 1 and same_paragraph(
        report.updates[update_id], report.updates[before]
    )


def _not_yet_done(update_id: str, update: Update, revised: Revised) -> Update:
    """A statement as it counts for the state: what is done but has a new date to come ("launched, to reach all
    within two years") is under way."""
    going_on = update_id == revised.update_id and update.status == "completed"
    return replace(update, status="in_progress") if going_on else update


def _silent(commitment: Commitment, report: _Report, links: Sequence[Link], at: _Standing) -> LedgerEntry:
    nearest = sorted(links, key=lambda link: (-link.score, link.update_id))[:NEAREST]
    return LedgerEntry(
        action_id=commitment.action_id,
        document_id=report.document_id,
        as_of=report.dated,
        mentioned=False,
        status="not_mentioned",
        target=at.target,
        revised_target_raw=None,
        revised_target=None,
        slip="none",
        slip_days_min=None,
        slip_days_max=None,
        deferrals=at.deferrals,
        told=None,
        notice_days=None,
        reason=None,
        changes=(),
        update_ids=(),
        nearest=tuple((link.update_id, link.score) for link in nearest),
        confidence=round(1 - max((link.score for link in links), default=0.0), 3),
    )


def _changes(
    commitment: Commitment,
    statements: Statements,
    status: LedgerStatus,
    revised: Revised | None,
    at: _Standing,
    dated: date | None,
) -> list[Change]:
    """The date first, then what else changes; one change a kind, the first that is told."""
    out: list[Change] = []
    before = at.raw or "no date"
    if revised:
        out.append(Change("date", before, revised.raw, revised.update_id))
    elif status == "completed" and commitment.action.target_kind != "completed":
        late = achieved_late(statements, at.target, dated=dated)
        if late:
            out.append(Change("date", before, late[0].raw, late[1]))
    for change in changes(statements, commitment.action):
        if change.kind not in {known.kind for known in out}:
            out.append(change)
    return out
