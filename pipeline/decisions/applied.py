"""Decisions become rulings on tonight's records: values, links, standings, and issues for what cannot hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from extractors.model import Action, Issue
from pipeline.decisions import anchors, editable_fields
from pipeline.decisions.anchors import Anchor, Index, Record
from pipeline.decisions.file import LINK, Decision, issue
from pipeline.failures import one_line
from pipeline.identifiers import digest
from pipeline.ingest.document_store import Recent, stored
from pipeline.model import Case, Document, LedgerStatus, Link, document_of
from pipeline.publish.delta import as_text

Standing = Mapping[str, LedgerStatus | date]


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision that holds: the record it is about now, with its document and place."""

    decision: Decision
    record: Record
    other: Record | None = None  # of a link: the action; ``record`` is then the statement


@dataclass(slots=True)
class Rulings:
    """All that hold tonight, the issues of the others, and what ``run.json`` keeps."""

    rulings: list[Ruling] = field(default_factory=list)
    issues: list[tuple[str | None, Issue]] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)

    def values(self, document_id: str) -> list[tuple[str, Decision]]:
        """The decided values of a document's records: (record, decision)."""
        return [
            (r.record.name, r.decision)
            for r in self.rulings
            if r.other is None and r.record.document.document_id == document_id
        ]

    def decided(self) -> dict[str, str]:
        """A hash of the decided values of each document that has some."""
        names = {r.record.document.document_id for r in self.rulings if r.other is None}
        return {n: digest(*(part for r, d in self.values(n) for part in (r, *d.key))) for n in sorted(names)}

    def links(self) -> list[Link]:
        """The decided links."""
        return [
            Link(
                r.record.name,
                r.other.name,
                "human",
                1.0 if r.decision.value == "accepted" else 0.0,
                "accepted" if r.decision.value == "accepted" else "rejected",
                (),
                r.decision.who,
            )
            for r in self.rulings
            if r.other is not None
        ]

    def links_of(self, cases: Sequence[Case]) -> dict[str, tuple[Link, ...]]:
        """The decided links of each case, by case_id."""
        links = self.links()
        plans = {case.plan.document_id: case.case_id for case in cases} if links else {}
        out: dict[str, tuple[Link, ...]] = {}
        for link in links:
            case_id = plans.get(document_of(link.action_id))
            if case_id is not None:
                out[case_id] = (*out.get(case_id, ()), link)
        return out

    def astray(self, cases: Sequence[Case]) -> list[tuple[str | None, Issue]]:
        """An issue for each decided link between a statement and a commitment of different cases."""
        of = {d.document_id: case.case_id for case in cases for d in (case.plan, *case.letters)}
        out: list[tuple[str | None, Issue]] = []
        for r in self.rulings:
            if r.other is None:
                continue
            letter, plan = r.record.document.document_id, r.other.document.document_id
            if of.get(letter) is None or of.get(letter) != of.get(plan):
                message = (
                    f"{r.record.name} and {r.other.name} belong to no case in common: the link changes nothing"
                )
                out.append((letter, issue(r.decision.line, one_line(message), "decision_without_effect")))
        return out

    def standing(self) -> dict[str, Standing]:
        """The decided status and target of commitments, by action_id."""
        out: dict[str, dict[str, LedgerStatus | date]] = {}
        for r in self.rulings:
            if isinstance(r.record.value, Action) and r.decision.field in editable_fields.STANDING:
                value = editable_fields.standing_value(r.decision.field, r.decision.value)
                out.setdefault(r.record.name, {})[r.decision.field] = value
        return dict(out)


def rule(
    decisions: Sequence[Decision], documents: Sequence[Document], before: Sequence[Mapping[str, Any]]
) -> Rulings:
    """Find the record of every decision; ``before`` is what ``run.json`` of the last run keeps of them."""
    out = Rulings()
    if not decisions:
        return out
    records, known = anchors.index(documents), anchors.remembered(before)
    for decision in decisions:
        _rule(decision, records, known.get(decision.key, {}), out)
    return out


def _rule(decision: Decision, records: Index, known: Mapping[str, Anchor], out: Rulings) -> None:
    names = decision.pair or (decision.record,)
    found: list[Record] = []
    kept: dict[str, Anchor] = {}
    for n, name in enumerate(names):
        given = Anchor(decision.words, "") if decision.words and n == 0 else None
        anchor = known.get(name) or given
        record = anchors.find(name, anchor, records)
        if isinstance(record, str):
            code = "decision_unknown" if anchor is None else "decision_ground_changed"
            out.issues.append((None, issue(decision.line, one_line(f"{record}; it is not applied"), code)))
            out.kept.append(anchors.as_row(decision, [], known))
            return
        found.append(record)
        kept[name] = anchor if anchor and anchor.file_name else _anchor(record, decision)
    problem = _problem(decision, found)
    if problem is not None:
        out.issues.append((found[0].document.document_id, issue(decision.line, one_line(problem))))
        return
    _note_changes(decision, names, found, kept, out)
    out.rulings.append(Ruling(decision, found[0], found[1] if len(found) > 1 else None))
    out.kept.append(anchors.as_row(decision, [record.name for record in found], kept))


def _anchor(record: Record, decision: Decision) -> Anchor:
    return Anchor(record.words, record.document.file_name, _machine(record, decision))


def _machine(record: Record, decision: Decision) -> str | None:
    """What the machine reads in the field that is decided, as text."""
    name = {"target": "target_raw", "targets": "target_raw"}.get(decision.field, decision.field)
    value = getattr(record.value, name, None)
    return as_text(list(value) if isinstance(value, tuple) else str(value) if value is not None else None)


def _problem(decision: Decision, found: Sequence[Record]) -> str | None:
    """Why the decision cannot be applied to its record."""
    if decision.field == LINK:
        kinds = [record.kind for record in found]
        return None if kinds == ["update", "action"] else f"a link joins a statement and an action, not {kinds}"
    record = found[0]
    try:
        if record.kind == "action" and decision.field in editable_fields.STANDING:
            editable_fields.standing_value(decision.field, decision.value)
        else:
            editable_fields.corrected(record.value, decision.field, decision.value)
    except ValueError as error:
        return str(error)
    return None


def _note_changes(
    decision: Decision, names: Sequence[str], found: Sequence[Record], kept: Mapping[str, Anchor], out: Rulings
) -> None:
    """An issue where the decision has moved along with its words, or the machine now reads something else."""
    for name, record in zip(names, found, strict=True):
        if name != record.name:
            message = (
                f"the words it was made on now belong to {record.name}, to which it is applied: write that name"
            )
            moved = replace(issue(decision.line, message, "decision_moved"), severity="info")
            out.issues.append((record.document.document_id, replace(moved, record=_local(record))))
        was, now = kept[name].was, _machine(record, decision)
        if decision.field != LINK and was != now and now not in (None, decision.value):
            message = (
                f"it was made when {decision.field} read {was or 'nothing'!r}, and the document now says {now!r}: "
                "it still holds; confirm it with a new date, or remove it"
            )
            changed = issue(decision.line, one_line(message), "decision_ground_changed")
            out.issues.append((record.document.document_id, replace(changed, record=_local(record))))


def _local(record: Record) -> str | None:
    """The record's name inside its document."""
    return record.name.split("/", 1)[1] if "/" in record.name else None


def corrected(documents: Sequence[Document], rulings: Rulings) -> tuple[Document, ...]:
    """The documents with the decided values in their records."""
    names = set(rulings.decided())
    return tuple(_corrected(d, rulings.values(d.document_id)) if d.document_id in names else d for d in documents)


def _corrected(document: Document, values: Sequence[tuple[str, Decision]]) -> Document:
    recent = Recent(1)

    def load() -> Any:
        extraction = document.extraction
        return editable_fields.applied(extraction, document.document_id, values) if extraction else None

    return stored(document, lambda: recent.get(0, load))
