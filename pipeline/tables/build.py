"""Documents, cases and conclusions become the published tables, as :data:`pipeline.tables.schema.TABLES` has them.

Rows stand in reading order: documents by file name, records as they stand in them. Two runs over the same
input give the same rows in the same order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from extractors.model import Issue
from pipeline.decisions.applied import NOTHING_DECIDED, Applied
from pipeline.decisions.links import overruled
from pipeline.ingest.document_store import DocumentStore
from pipeline.ingest.manifest import Provenance
from pipeline.ledger import progress
from pipeline.model import CaseMembers, Concluded, Link, case_by_document, document_of
from pipeline.storage.recent import HELD
from pipeline.tables import document_rows, ledger_rows
from pipeline.tables.parquet import Growing, column
from pipeline.tables.rows import Row
from pipeline.tables.schema import TABLES

Tables = dict[str, Any]


@dataclass(frozen=True)
class Findings:
    """All that a run read and concluded, on the day ``as_of``.

    ``duplicates`` maps a rendition's document_id to the one it repeats, ``editions`` a later edition's to the one
    before it, and ``likeness`` has how alike each of both is to that one; ``concluded`` holds what letters tell,
    by case_id, for the cases that have some. ``sources`` tells by file name where fetched documents came from.
    """

    documents: DocumentStore
    issues: tuple[tuple[str | None, Issue], ...]
    duplicates: Mapping[str, str]
    cases: tuple[CaseMembers, ...]
    concluded: Mapping[str, Concluded]
    as_of: date
    decided: Applied = NOTHING_DECIDED
    editions: Mapping[str, str] = field(default_factory=dict)
    likeness: Mapping[str, float] = field(default_factory=dict)
    sources: Mapping[str, Provenance] = field(default_factory=dict)

    @property
    def paired(self) -> document_rows.Paired:
        """Which documents repeat, or follow, which."""
        return document_rows.Paired(self.duplicates, self.editions, self.likeness)


def build(findings: Findings) -> Tables:
    """Every published table but ``changes``, by name, as ``pyarrow.Table``."""
    built: Tables = {}
    fill(built, findings)
    return {schema.name: built[schema.name] for schema in TABLES if schema.name in built}


def fill(built: MutableMapping[str, Any], findings: Findings) -> None:
    """Put every published table but ``changes`` into ``built``, some documents or one case at a time."""
    own_links = _said(built, findings)
    _linked(built, findings, own_links)
    _judged(built, findings, own_links)


_NOTHING = Concluded()
_SAID = ("documents", "recommendations", "actions", "updates", "facts", "issues")


def _said(built: MutableMapping[str, Any], findings: Findings) -> Mapping[str, list[Link]]:
    """The tables of what the documents say. Returns the links of progress cells, by document_id."""
    own_links: dict[str, list[Link]] = {}
    extra: dict[str | None, list[Issue]] = defaultdict(list)
    for key, issue in findings.issues:
        extra[key].append(issue)
    case_of = {name: case.case_id for name, case in case_by_document(findings.cases).items()}
    left = iter(findings.documents)
    with ExitStack() as stack:
        growing = {name: stack.enter_context(Growing(built, name)) for name in _SAID}
        while some := list(islice(left, HELD)):
            own = [(d.document_id, issue) for d in some for issue in extra.get(d.document_id, ())]
            rowless = (issue for d in some for issue in progress.rowless(d))
            issues = document_rows.issue_rows(some, (*own, *rowless))
            told = document_rows.document_rows(some, case_of, findings.paired, issues, findings.sources)
            growing["documents"].add(told)
            growing["recommendations"].add(document_rows.recommendation_rows(some))
            growing["actions"].add(document_rows.action_rows(some))
            growing["updates"].add(document_rows.update_rows(some))
            growing["facts"].add(document_rows.fact_rows(some))
            growing["issues"].add(issues)
            own_links |= {d.document_id: found for d in some if (found := progress.same_row_links(d))}
        growing["facts"].add(document_rows.decided_fact_rows(findings.decided.rulings))
        growing["issues"].add(document_rows.issue_rows((), [(None, issue) for issue in extra.get(None, ())]))
    return own_links


def _linked(built: MutableMapping[str, Any], findings: Findings, own_links: Mapping[str, list[Link]]) -> None:
    """The table ``links``, in the reading order of documents, updates, then actions."""
    case_of = {letter: case.case_id for case in findings.cases for letter in case.letters}
    actions = {name: n for n, name in enumerate(column(built, "actions", "action_id").to_pylist())}
    decided = _by_document(findings.decided.links, lambda link: link.update_id)
    with Growing(built, "links") as growing:
        for name in findings.documents.names:
            told = findings.concluded.get(case_of.get(name, ""), _NOTHING).links
            matched = [link for link in told if document_of(link.update_id) == name]
            links = _with_decided(matched, own_links.get(name, ()), decided[name])
            growing.add(ledger_rows.link_rows(links, actions))


def _with_decided(matched: Sequence[Link], own: Iterable[Link], decided: Iterable[Link]) -> tuple[Link, ...]:
    """The links of letters, those of progress cells, and what people decided beside the former."""
    known = {(link.update_id, link.action_id) for link in matched}
    others = [link for link in decided if (link.update_id, link.action_id) not in known]
    return (*matched, *overruled(own, others))


_JUDGED = ("ledger", "commitments", "new_commitments")


def _judged(built: MutableMapping[str, Any], findings: Findings, own_links: Mapping[str, list[Link]]) -> None:
    """The tables of what the letters make of the commitments, a case at a time."""
    states = findings.decided.states
    decided = _by_document(findings.decided.links, lambda link: link.action_id)
    with ExitStack() as stack:
        growing = {name: stack.enter_context(Growing(built, name)) for name in _JUDGED}
        for members in findings.cases:
            case, told = findings.documents.case(members), findings.concluded.get(members.case_id, _NOTHING)
            own = [link for name in members.documents for link in own_links.get(name, ())]
            ruled = [link for name in members.documents for link in decided[name]]
            every = _with_decided(told.links, own, ruled)
            growing["ledger"].add(ledger_rows.ledger_rows(told.entries, case))
            lacks = len(members.missing)
            growing["commitments"].add(
                ledger_rows.commitment_rows(case, every, told, findings.as_of, states, lacks)
            )
            growing["new_commitments"].add(ledger_rows.new_commitment_rows(told.new_commitments, case))


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
