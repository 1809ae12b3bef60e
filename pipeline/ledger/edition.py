"""What a later edition of a plan tells about each commitment: its row in the ledger, and the account after it.

The cells speak for themselves: the state is that of the progress cell (a word's, or what the model that judges
letters makes of its prose), else of a date cell that says "completed" or "ongoing", else it stays what it was; a
date cell that means another day sets a new target, and so does a date to come in the words of a progress cell where
the date cell stays; an owner cell with other words is a change of owner. A row that says only how far the work has
come, and gives it more time, is delayed. A row that is gone is not mentioned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from extractors.fields.responses import only_how_far
from extractors.model import Issue
from pipeline.editions.days import named_day
from pipeline.editions.differences import date_changed
from pipeline.editions.rows import PlanRow
from pipeline.ledger.accounts import Account
from pipeline.ledger.edition_rows import EditionRows
from pipeline.ledger.entries import Told, after, heard_entry, silent_entry
from pipeline.ledger.new_target import Revised, new_target
from pipeline.ledger.reported import Reported
from pipeline.ledger.state import read_state
from pipeline.ledger.status import CLOSED, state_in_plan
from pipeline.ledger.targets import moved
from pipeline.model import Change, Document, LedgerEntry, LedgerStatus

# The headers of columns for a new date, and for that of the end, which stand before the dates in them.
_ANEW = re.compile(r"(?i)(?:revised|new|extended|extension|amended|forecast)\b[^\n\d]{0,40}")
_ENDED = re.compile(
    r"(?i)[^\n\d]{0,20}\b(?:completed|completion|closed|closure|achieved|signed off)\b[^\n\d]{0,20}"
)


@dataclass(frozen=True, slots=True)
class _RowTells:
    """What the cells of a row make of a commitment."""

    status: LedgerStatus
    probability: float
    revised: Revised | None
    changes: tuple[Change, ...]


def told_by_edition(edition: Document, rows: EditionRows, accounts: Mapping[str, Account]) -> Iterator[Told]:
    """What an edition makes of every commitment, in the order of the accounts; its ``rows`` are as decided."""
    dated = edition.extraction.facts.dated if edition.extraction else None
    day = dated or named_day(edition.file_name)
    for name, account in accounts.items():
        found = rows.known.get(name)
        if found is None:
            yield Told(silent_entry(account, edition.document_id, dated, ()), account)
        else:
            row, sure = found
            yield _told(account, row, sure, edition.document_id, dated, _cells(account, row, day))


def _told(
    account: Account, row: PlanRow, sure: float, document_id: str, dated: date | None, cells: _RowTells
) -> Told:
    entry = heard_entry(
        account,
        document_id,
        dated,
        row.updates,
        cells.revised,
        status=cells.status,
        probability=cells.probability,
        reasons=(),
        changes=cells.changes,
        confidence=sure,
    )
    reopened = account.status == "completed" and entry.status != "completed"
    later = replace(after(account, entry, row.updates, cells.revised), row=row)
    return Told(entry, later, _reopened(entry) if reopened else None)


def _reopened(entry: LedgerEntry) -> Issue:
    message = (
        f"{entry.action_id} was completed before, and this edition gives it as {entry.status}: compare the rows, "
        "and decide the status where one of them is wrong"
    )
    return Issue("reopened", "warning", message)


def _cells(account: Account, row: PlanRow, dated: date | None) -> _RowTells:
    found = _revised(account, row, dated)
    status, probability = _state(account, row, found, dated)
    revised = None if status in CLOSED else found
    if revised and status == "in_progress" and _is_put_off(account, row, revised):
        status = "delayed"
    return _RowTells(status, probability, revised, tuple(_changes(account, row, revised, status)))


def _state(
    account: Account, row: PlanRow, revised: Revised | None, dated: date | None
) -> tuple[LedgerStatus, float]:
    """The state and how likely it is: a state word or a date cell is certain, prose is judged by the model."""
    said = [update for _, update in row.updates if update.status != "none"]
    kind = row.commitment.action.target_kind
    if row.updates and all(update.likely for _, update in row.updates):
        reported = Reported(account, row.updates, (1.0,) * len(row.updates), dated)
        reading = read_state(reported, revised)
        return reading.status, reading.probability
    if said:
        likely = said[-1].status_probability
        return state_in_plan(kind, row.states), 1.0 if likely is None else likely
    if kind in ("completed", "ongoing"):
        return state_in_plan(kind, ()), 1.0
    return account.status, 1.0


def _is_put_off(account: Account, row: PlanRow, revised: Revised) -> bool:
    """Whether a row that says only how far the work has come ("60% complete", "In progress") gives it more time."""
    later = account.target is not None and revised.target is not None and revised.target.end > account.target.end
    return later and only_how_far("\n".join(update.text for _, update in row.updates))


def _revised(account: Account, row: PlanRow, dated: date | None) -> Revised | None:
    """The new target of the date cell, where it means another day, else of the words of the progress cell."""
    action, target = row.commitment.action, row.target
    if date_changed(account.row, row):
        return (
            Revised(action.target_raw or "", target, "", 1.0) if target and moved(account.target, target) else None
        )
    if not row.updates:
        return None
    labelled = _labelled(row, _ANEW)
    if labelled:
        return labelled if moved(account.target, labelled.target) else None
    return new_target(Reported(account, row.updates, (1.0,) * len(row.updates), dated))


def _labelled(row: PlanRow, label: re.Pattern[str]) -> Revised | None:
    """The date that a column of its own gives ("Revised date 31/12/2025"), whatever stands beside it."""
    for update_id, update in row.updates:
        for stated in update.dates:
            before, _, after = update.text.partition(stated.raw)
            if label.fullmatch(before.rpartition("\n")[2]) and after[:1] in ("", "\n"):
                return Revised(stated.raw, stated.interval, update_id, 1.0)
    return None


def _changes(account: Account, row: PlanRow, revised: Revised | None, status: LedgerStatus) -> Iterator[Change]:
    """The date first, then the owner. A closed row's date is changed where it was closed after its day, or says
    that it had another."""
    update_id = row.updates[0][0] if row.updates else None
    action, before, target = row.commitment.action, account.raw or "no date", row.target
    late = (
        status in CLOSED and target is not None and account.target is not None and target.start > account.target.end
    )
    labelled = _labelled(row, _ANEW)
    if revised is None and labelled and moved(account.target, labelled.target):
        revised = labelled
    ended = _labelled(row, _ENDED) if status == "completed" != account.status else None
    if revised is None and ended and account.target and ended.target.start > account.target.end:
        revised = ended
    if revised:
        yield Change("date", before, revised.raw, revised.update_id or update_id)
    elif date_changed(account.row, row) and (late or (status not in CLOSED and target is None)):
        yield Change("date", before, action.target_raw or "no date", update_id)
    owner = account.row.commitment.action.owner_raw
    fewer = status in CLOSED and row.owners < account.row.owners  # tables of what is closed have fewer columns
    if owner and action.owner_raw and row.owners != account.row.owners and not fewer:
        yield Change("owner", owner, action.owner_raw, update_id)
