"""Decisions about where a commitment stands, against what its letters tell: a later letter may tell otherwise.

What the letters told when a run first met the decision is kept with it in ``run.json``, as for decided values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from extractors.model import Issue
from pipeline.decisions.applied import Applied, Ruling, local_name
from pipeline.decisions.file import issue
from pipeline.failures import one_line
from pipeline.model import CaseMembers, Concluded, DocumentIssue, LedgerEntry, case_by_document, document_of

NOTHING = "nothing"


def against_letters(
    applied: Applied,
    cases: Sequence[CaseMembers],
    concluded: Mapping[str, Concluded],
    before: Sequence[Mapping[str, Any]],
) -> Applied:
    """The decisions with what the letters tell of each commitment that one is about, and an issue for each of which
    they tell something else than they did.

    ``concluded`` holds what letters tell by case_id, ``before`` is what ``run.json`` of the last run keeps.
    """
    if not applied.of_states:
        return applied
    case_of = case_by_document(cases)
    told = {tuple(row["key"]): str(row["told"]) for row in before if row.get("told")}
    issues: list[DocumentIssue] = []
    for ruling in applied.of_states:
        name, decision = ruling.record.name, ruling.decision
        now = _told(decision.field, _entries(name, case_of.get(document_of(name)), concluded))
        issues += _changed(ruling, told.setdefault(decision.key, now), now)
    rows = tuple({**row, "told": told[key]} if (key := tuple(row["key"])) in told else row for row in applied.kept)
    return replace(applied, issues=(*applied.issues, *issues), kept=rows)


def _entries(action_id: str, case: CaseMembers | None, concluded: Mapping[str, Concluded]) -> list[LedgerEntry]:
    """What each letter of the case tells of the commitment, in the order of the letters."""
    if case is None or case.case_id not in concluded:
        return []
    order = {name: n for n, name in enumerate(case.letters)}
    own = (entry for entry in concluded[case.case_id].entries if entry.action_id == action_id)
    return sorted(own, key=lambda entry: order.get(entry.document_id, -1))


def _told(field: str, entries: Sequence[LedgerEntry]) -> str:
    """What the letters make of the field, as text; ``entries`` are the commitment's, in their order."""
    if field == "status":
        heard = [entry.status for entry in entries if entry.mentioned]
        return heard[-1] if heard else NOTHING
    target = entries[-1].target if entries else None
    return target.end.isoformat() if target else NOTHING


def _changed(ruling: Ruling, was: str, now: str) -> Iterator[DocumentIssue]:
    decision, record = ruling.decision, ruling.record
    if now not in (was, NOTHING, decision.value):
        message = (
            f"it was made when the letters said {was} of {decision.field}, and they now say {now}: "
            "it still holds; confirm it with a new date, or remove it"
        )
        changed: Issue = issue(decision.line, one_line(message), "decision_ground_changed")
        yield record.document_id, replace(changed, record=local_name(record))
