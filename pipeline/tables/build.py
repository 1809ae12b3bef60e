"""Documents, cases and conclusions become the published tables, as :data:`pipeline.tables.schema.TABLES` has them.

Rows stand in reading order: documents by file name, records as they stand in them. Two runs over the same
input give the same rows in the same order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from contextlib import ExitStack
from datetime import date
from typing import Any

from extractors.model import Issue
from pipeline.decisions.links import overruled
from pipeline.ingest.document_store import DocumentStore
from pipeline.ledger import progress
from pipeline.ledger.current import is_overdue
from pipeline.model import Concluded, Document, Link, case_by_document, document_of
from pipeline.tables import document_rows, ledger_rows, marks
from pipeline.tables.carried import JUDGED, SAID, Carried, Kept, with_column
from pipeline.tables.findings import Findings
from pipeline.tables.parquet import Growing, column
from pipeline.tables.rows import Row
from pipeline.tables.schema import TABLES

Tables = dict[str, Any]


def build(findings: Findings) -> Tables:
    """Every published table but ``changes``, by name, as ``pyarrow.Table``."""
    built: Tables = {}
    fill(built, findings)
    return {schema.name: built[schema.name] for schema in TABLES if schema.name in built}


def fill(built: MutableMapping[str, Any], findings: Findings, kept: Kept | None = None) -> None:
    """Put every published table but ``changes`` into ``built``, a document or a case at a time.

    Rows of the last run that still hold are taken from what is ``kept`` of it.
    """
    own_links, kept = _OwnLinks(findings.documents), Kept() if kept is None else kept
    for part, carried in ((_said, kept.said), (_linked, kept.linked), (_judged, kept.judged)):
        part(built, findings, own_links, carried)
        carried.close()  # what it holds of the last run is large


class _OwnLinks:
    """The links of the progress cells of a document, noted when its rows are made, or looked for when asked for."""

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents
        self._noted: dict[str, list[Link]] = {}

    def note(self, document: Document) -> None:
        """Those of a document that is at hand."""
        self._noted[document.document_id] = progress.same_row_links(document)

    def of(self, name: str) -> list[Link]:
        """Those of a document, by document_id."""
        if name not in self._noted:
            self.note(self._documents[name])
        return self._noted[name]


_NOTHING = Concluded()


def _said(built: MutableMapping[str, Any], findings: Findings, own_links: _OwnLinks, kept: Carried) -> None:
    """The tables of what the documents say."""
    extra: dict[str | None, list[Issue]] = defaultdict(list)
    for key, issue in findings.issues:
        extra[key].append(issue)
    case_of = {name: case.case_id for name, case in case_by_document(findings.cases).items()}
    with ExitStack() as stack:
        growing = {name: stack.enter_context(Growing(built, name)) for name in SAID}
        for name in findings.documents.names:
            own = [(name, issue) for issue in extra.get(name, ())]
            case_id = case_of.get(findings.duplicates.get(name, name))
            mark = marks.said(findings, name, case_id, extra.get(name, ()))
            if kept.holds(name, mark):
                for table in SAID:
                    growing[table].take(kept.rows(table, name))
                continue
            some = [findings.documents[name]]
            issues = document_rows.issue_rows(some, (*own, *progress.rowless(some[0])))
            told = document_rows.document_rows(some, case_of, findings.paired, issues, findings.sources)
            growing["documents"].add(told)
            growing["recommendations"].add(document_rows.recommendation_rows(some))
            growing["actions"].add(document_rows.action_rows(some))
            growing["updates"].add(document_rows.update_rows(some))
            growing["facts"].add(document_rows.fact_rows(some))
            growing["issues"].add(issues)
            own_links.note(some[0])
        growing["facts"].add(document_rows.decided_fact_rows(findings.decided.rulings))
        growing["issues"].add(document_rows.issue_rows((), [(None, issue) for issue in extra.get(None, ())]))


def _linked(built: MutableMapping[str, Any], findings: Findings, own_links: _OwnLinks, kept: Carried) -> None:
    """The table ``links``, in the reading order of documents, updates, then actions."""
    cases = case_by_document(findings.cases)
    actions = {name: n for n, name in enumerate(column(built, "actions", "action_id").to_pylist())}
    decided = _by_document(findings.decided.links, lambda link: link.update_id)
    with Growing(built, "links") as growing:
        for name in findings.documents.names:
            case = cases.get(name)
            mark = marks.linked(findings, name, case, decided[name])
            if kept.holds(name, mark):
                growing.take(kept.rows("links", name))
                continue
            told = _NOTHING.links
            if case is not None and name in case.letters:
                told = findings.concluded.get(case.case_id, _NOTHING).links
            matched = [link for link in told if document_of(link.update_id) == name]
            links = _with_decided(matched, own_links.of(name), decided[name])
            growing.add(ledger_rows.link_rows(links, actions))


def _with_decided(matched: Sequence[Link], own: Iterable[Link], decided: Iterable[Link]) -> tuple[Link, ...]:
    """The links of letters, those of progress cells, and what people decided beside the former."""
    known = {(link.update_id, link.action_id) for link in matched}
    others = [link for link in decided if (link.update_id, link.action_id) not in known]
    return (*matched, *overruled(own, others))


def _judged(built: MutableMapping[str, Any], findings: Findings, own_links: _OwnLinks, kept: Carried) -> None:
    """The tables of what the letters make of the commitments, a case at a time."""
    states = findings.decided.states
    decided = _by_document(findings.decided.links, lambda link: link.action_id)
    with ExitStack() as stack:
        growing = {name: stack.enter_context(Growing(built, name)) for name in JUDGED}
        for members in findings.cases:
            ruled = [link for name in members.documents for link in decided[name]]
            mark = marks.judged(findings, members, states, ruled)
            if kept.holds(members.case_id, mark):
                for name in JUDGED:
                    taken = kept.rows(name, members.case_id)
                    growing[name].take(_as_of(taken, findings.as_of) if name == "commitments" else taken)
                continue
            case, told = findings.documents.case(members), findings.concluded.get(members.case_id, _NOTHING)
            own = [link for name in members.documents for link in own_links.of(name)]
            every = _with_decided(told.links, own, ruled)
            growing["ledger"].add(ledger_rows.ledger_rows(told.entries, case))
            lacks = len(members.missing)
            growing["commitments"].add(
                ledger_rows.commitment_rows(case, every, told, findings.as_of, states, lacks)
            )
            growing["new_commitments"].add(ledger_rows.new_commitment_rows(told.new_commitments, case))


def _as_of(batches: Iterable[Any], day: date) -> Iterator[Any]:
    """Rows of ``commitments`` as they stand on another day: what is overdue is all that the day changes."""
    for batch in batches:
        held = zip(batch["current_target_end"].to_pylist(), batch["status"].to_pylist(), strict=True)
        yield with_column(batch, "overdue", [is_overdue(end, status, day) for end, status in held])


def _by_document(links: Iterable[Link], record: Callable[[Link], str]) -> dict[str, list[Link]]:
    """The links by the document of one of the two records they join."""
    out: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        out[document_of(record(link))].append(link)
    return out


def table(name: str, rows: Iterable[Row]) -> Any:
    """Rows as the ``pyarrow.Table`` that the schema declares; what is left out, or an empty text, is null."""
    built: Tables = {}
    with Growing(built, name) as growing:
        growing.add(rows)
    return built[name]
