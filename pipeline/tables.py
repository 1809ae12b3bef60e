"""Documents, cases and conclusions become the published tables, as :data:`pipeline.schema.TABLES` has them.

Rows stand in reading order: documents by file name, records as they stand in them. Two runs over the same
input give the same rows in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from pipeline import concluded, said
from pipeline.ledger import Case, Document, LedgerEntry, Link, NewCommitment
from pipeline.schema import BY_NAME, TABLES
from pipeline.sources import DocumentIssue

Tables = dict[str, Any]


@dataclass(frozen=True)
class Findings:
    """All that a run read and concluded, on the day ``as_of``.

    ``duplicates`` maps a rendition's document_id to the one it repeats; ``links`` are those of letters.
    """

    documents: tuple[Document, ...]
    issues: tuple[DocumentIssue, ...]
    duplicates: Mapping[str, str]
    cases: tuple[Case, ...]
    links: tuple[Link, ...]
    entries: tuple[LedgerEntry, ...]
    new_commitments: tuple[NewCommitment, ...]
    as_of: date


def build(findings: Findings) -> Tables:
    """Every published table but ``changes``, by name, as ``pyarrow.Table``."""
    documents, cases = findings.documents, findings.cases
    issues = said.issue_rows(documents, (*findings.issues, *concluded.rowless(documents)))
    actions = list(said.action_rows(documents))
    updates = list(said.update_rows(documents))
    links = (*findings.links, *concluded.same_row_links(documents))
    action_at = {row["action_id"]: n for n, row in enumerate(actions)}
    update_at = {row["update_id"]: n for n, row in enumerate(updates)}
    letter_at = {d.document_id: n for case in cases for n, d in enumerate(case.letters)}
    entries = sorted(
        findings.entries, key=lambda e: (action_at.get(e.action_id, -1), letter_at.get(e.document_id, -1))
    )
    rows: dict[str, Iterable[said.Row]] = {
        "documents": said.document_rows(documents, cases, findings.duplicates, issues),
        "recommendations": said.recommendation_rows(documents),
        "actions": actions,
        "updates": updates,
        "links": concluded.link_rows(links, update_at, action_at),
        "ledger": concluded.ledger_rows(entries),
        "commitments": concluded.commitment_rows(cases, links, entries, findings.as_of),
        "new_commitments": concluded.new_commitment_rows(findings.new_commitments, cases),
        "facts": said.fact_rows(documents),
        "issues": issues,
    }
    return {schema.name: table(schema.name, rows[schema.name]) for schema in TABLES if schema.name in rows}


def table(name: str, rows: Iterable[said.Row]) -> Any:
    """Rows as the ``pyarrow.Table`` that the schema declares; what is left out, or an empty text, is null."""
    cleaned = [{key: None if value == "" else value for key, value in row.items()} for row in rows]
    return pa.Table.from_pylist(cleaned, schema=BY_NAME[name].arrow)
