"""Decisions as they apply to tonight's records: values, links, states, and issues for what cannot hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Any

from extractors.model import Action, Issue
from pipeline.decisions import anchors, editable_fields, renditions
from pipeline.decisions.anchors import Anchor, Index, Record
from pipeline.decisions.file import LINK, Decision, issue, parse, thing
from pipeline.failures import one_line
from pipeline.identifiers import as_text, digest
from pipeline.model import UNDECIDED, CaseMembers, DecidedState, Document, Link, case_by_document, document_of


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision that holds: the record it is about now, with its place."""

    decision: Decision
    record: Record
    other: Record | None = None  # of a link: the action; ``record`` is then the statement

    @property
    def link(self) -> Link | None:
        """The link that it decides, if it decides one."""
        if self.other is None:
            return None
        accepted = self.decision.value == "accepted"
        return Link(
            update_id=self.record.name,
            action_id=self.other.name,
            method="human",
            score=1.0 if accepted else 0.0,
            judgement="accepted" if accepted else "rejected",
            signals=(),
            decided_by=self.decision.who,
        )


@dataclass(frozen=True, slots=True)
class Applied:
    """All decisions that hold tonight, the issues of the others, and what ``run.json`` keeps of each."""

    rulings: tuple[Ruling, ...] = ()
    issues: tuple[tuple[str | None, Issue], ...] = ()
    kept: tuple[Mapping[str, Any], ...] = ()

    @property
    def documents(self) -> frozenset[str]:
        """The documents that decisions are about."""
        of = (r.record.document_id for r in self.rulings)
        return frozenset((*of, *(r.other.document_id for r in self.rulings if r.other is not None)))

    @property
    def links(self) -> tuple[Link, ...]:
        """The decided links."""
        return tuple(link for ruling in self.rulings if (link := ruling.link) is not None)

    @property
    def values(self) -> dict[str, tuple[Ruling, ...]]:
        """The decided values of records, by document_id."""
        out: dict[str, tuple[Ruling, ...]] = {}
        for ruling in self.rulings:
            if ruling.other is None:
                name = ruling.record.document_id
                out[name] = (*out.get(name, ()), ruling)
        return out

    @property
    def states(self) -> dict[str, DecidedState]:
        """The decided status and target of commitments, by action_id."""
        out: dict[str, DecidedState] = {}
        for r in self.of_states:
            state, d = out.get(r.record.name, UNDECIDED), r.decision
            out[r.record.name] = editable_fields.with_state(state, d.field, d.value, d.when)
        return out

    @property
    def of_states(self) -> tuple[Ruling, ...]:
        """The decisions about where a commitment stands."""
        of = (r for r in self.rulings if r.decision.field in editable_fields.STATE)
        return tuple(r for r in of if isinstance(r.record.value, Action))

    @property
    def changes(self) -> dict[str, Callable[[Document], Document]]:
        """What puts the decided values into the records of a document, by document_id."""
        return {name: partial(_corrected, rulings) for name, rulings in self.values.items()}

    @property
    def hashes(self) -> dict[str, str]:
        """A hash of the decided values of each document that has some."""
        return {
            name: digest(*(part for r in rulings for part in (r.record.name, *r.decision.key)))
            for name, rulings in sorted(self.values.items())
        }

    def links_of(self, cases: Iterable[CaseMembers]) -> dict[str, tuple[Link, ...]]:
        """The decided links of each case, by case_id."""
        of = case_by_document(cases)
        out: dict[str, tuple[Link, ...]] = {}
        for link in self.links:
            case = of.get(document_of(link.action_id))
            if case is not None:
                out[case.case_id] = (*out.get(case.case_id, ()), link)
        return out

    def astray(self, cases: Iterable[CaseMembers]) -> Iterator[tuple[str | None, Issue]]:
        """An issue for each decided link between a statement and a commitment of different cases."""
        of = case_by_document(cases)
        for r in self.rulings:
            if r.other is None:
                continue
            letter, plan = r.record.document_id, r.other.document_id
            if of.get(letter) is None or of.get(letter) != of.get(plan):
                message = (
                    f"{r.record.name} and {r.other.name} belong to no case in common: the link changes nothing"
                )
                yield letter, issue(r.decision.line, one_line(message), "decision_without_effect")


NOTHING_DECIDED = Applied()


@dataclass(frozen=True, slots=True)
class _Resolved:
    """What comes of one decision: rulings where it holds, its issues, and what is kept of it."""

    decision: Decision
    rulings: tuple[Ruling, ...] = ()
    issues: tuple[tuple[str | None, Issue], ...] = ()
    kept: Mapping[str, Any] | None = None

    @property
    def about(self) -> tuple[str, ...]:
        """What it decides: two decisions of which this is equal cannot both hold."""
        ruling = self.rulings[-1]
        return (ruling.other.name if ruling.other else "", *thing(ruling.record.name, self.decision.field))


def decide(
    data: bytes | None,
    documents: Iterable[Document],
    before: Sequence[Mapping[str, Any]],
    duplicates: Mapping[str, str] = MappingProxyType({}),
) -> Applied:
    """What people decided, of the bytes of their file: for every decision the record it is about now.

    ``before`` is what ``run.json`` of the last run keeps of the decisions, ``duplicates`` maps a document that
    repeats another one to that one: what is decided of a record of the former holds for the latter's. Of several
    decisions about one thing the one made last counts, then the later line.
    """
    decisions, wrong = parse(data)
    malformed = tuple((None, each) for each in wrong)
    if not decisions:
        return Applied(issues=malformed)
    records, known = anchors.index(documents), anchors.remembered(before)
    found = [_found(decision, records, known.get(decision.key, {}), duplicates) for decision in decisions]
    standing, overruled = _last_made(found)
    return Applied(
        tuple(ruling for each in standing for ruling in each.rulings),
        (*malformed, *(each for of in found for each in of.issues), *overruled),
        tuple(each.kept for each in found if each.kept is not None),
    )


def _last_made(found: Sequence[_Resolved]) -> tuple[list[_Resolved], list[tuple[str | None, Issue]]]:
    """The decisions that count, in order, and an issue for each that a later, different one overrules."""
    groups: dict[tuple[str, ...], list[_Resolved]] = defaultdict(list)
    for each in found:
        if each.rulings:
            groups[each.about].append(each)
    standing: list[_Resolved] = []
    issues: list[tuple[str | None, Issue]] = []
    for group in groups.values():
        *earlier, last = sorted(group, key=lambda each: (each.decision.when, each.decision.line))
        standing.append(last)
        for each in earlier:
            if each.decision.value != last.decision.value:
                issues.append((last.rulings[-1].record.document_id, _overruled(each.decision, last.decision)))
    return sorted(standing, key=lambda each: each.decision.line), issues


def _overruled(decision: Decision, by: Decision) -> Issue:
    message = (
        f"{decision.who} decided {decision.value!r} on {decision.when}, and line {by.line}, which counts, has "
        f"{by.value!r} by {by.who} on {by.when}: remove the one that is wrong"
    )
    overruled = issue(decision.line, one_line(message), "decision_overruled")
    return replace(overruled, severity="info") if decision.who == by.who else overruled


def _found(
    decision: Decision, records: Index, known: Mapping[str, Anchor], duplicates: Mapping[str, str]
) -> _Resolved:
    names = decision.pair or (decision.record,)
    found: list[Record] = []
    kept: dict[str, Anchor] = {}
    for n, name in enumerate(names):
        given = Anchor(decision.words, "") if decision.words and n == 0 else None
        anchor = known.get(name) or given
        record = anchors.find(name, anchor, records)
        if isinstance(record, str):
            code = "decision_unknown" if anchor is None else "decision_ground_changed"
            wrong = issue(decision.line, one_line(f"{record}; it is not applied"), code)
            return _Resolved(decision, (), ((None, wrong),), anchors.as_row(decision, [], known))
        found.append(record)
        kept[name] = anchor if anchor and anchor.file_name else _anchor(record, decision)
    problem = _problem(decision, found)
    if problem is not None:
        wrong = issue(decision.line, one_line(problem))
        return _Resolved(decision, (), ((found[0].document_id, wrong),), anchors.as_row(decision, [], kept))
    used = [renditions.counterpart(record, records, duplicates) for record in found]
    at = [one for one in used if isinstance(one, Record)]
    for why in (one for one in used if isinstance(one, str)):
        wrong = issue(decision.line, one_line(why), "decision_without_effect")
        return _Resolved(decision, (), ((found[0].document_id, wrong),), anchors.as_row(decision, [], kept))
    issues = (*_changes(decision, names, found, kept), *_carried(decision, found, at))
    return _Resolved(
        decision,
        tuple(_rulings(decision, found, at)),
        issues,
        anchors.as_row(decision, [record.name for record in at], kept),
    )


def _rulings(decision: Decision, found: Sequence[Record], at: Sequence[Record]) -> Iterator[Ruling]:
    """A link joins the records that are used; a value holds for the record it was decided of as well."""
    if len(at) > 1:
        yield Ruling(decision, at[0], at[1])
        return
    if found[0].name != at[0].name:
        yield Ruling(decision, found[0])
    yield Ruling(decision, at[0])


def _carried(
    decision: Decision, found: Sequence[Record], at: Sequence[Record]
) -> Iterator[tuple[str | None, Issue]]:
    """An issue where the document it is about repeats another one, which is used."""
    for record, used in zip(found, at, strict=True):
        if record.name != used.name:
            message = (
                f"{record.file_name} repeats {used.file_name}, which is used: it is applied to {used.name} too"
            )
            carried = replace(issue(decision.line, one_line(message), "decision_moved"), severity="info")
            yield used.document_id, replace(carried, record=local_name(used))


def _anchor(record: Record, decision: Decision) -> Anchor:
    return Anchor(record.words, record.file_name, _machine(record, decision))


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
        if record.kind == "action" and decision.field in editable_fields.STATE:
            editable_fields.state_value(decision.field, decision.value)
        else:
            editable_fields.corrected(record.value, decision.field, decision.value)
    except ValueError as error:
        return str(error)
    return None


def _changes(
    decision: Decision, names: Sequence[str], found: Sequence[Record], kept: Mapping[str, Anchor]
) -> Iterator[tuple[str | None, Issue]]:
    """An issue where the decision has moved along with its words, or the machine now reads something else."""
    for name, record in zip(names, found, strict=True):
        if name != record.name:
            same = kept[name].words == record.words
            message = (
                f"the words it was made on now belong to {record.name}, to which it is applied: write that name"
                if same
                else f"it is applied to {record.name}, whose words are like those it was made on and not the same "
                f"(“{record.words}”, before “{kept[name].words}”): write that name, or remove it"
            )
            moved = issue(decision.line, one_line(message), "decision_moved")
            moved = replace(moved, severity="info" if same else "warning")
            yield record.document_id, replace(moved, record=local_name(record))
        was, now = kept[name].was, _machine(record, decision)
        if decision.field != LINK and was != now and now not in (None, decision.value):
            message = (
                f"it was made when {decision.field} read {was or 'nothing'!r}, and the document now says {now!r}: "
                "it still holds; confirm it with a new date, or remove it"
            )
            changed = issue(decision.line, one_line(message), "decision_ground_changed")
            yield record.document_id, replace(changed, record=local_name(record))


def local_name(record: Record) -> str | None:
    """The record's name inside its document."""
    return record.name.split("/", 1)[1] if "/" in record.name else None


def _corrected(rulings: Sequence[Ruling], document: Document) -> Document:
    """A document with the decided values in its records."""
    if document.extraction is None:
        return document
    values = [(ruling.record.name, ruling.decision) for ruling in rulings]
    return replace(document, extraction=editable_fields.applied(document.extraction, document.document_id, values))
