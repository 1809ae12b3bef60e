"""Documents, cases and conclusions become the published tables, as :data:`pipeline.schema.TABLES` has them.

Rows stand in reading order: documents by file name, records as they stand in them. Two runs over the same
input give the same rows in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import concluded, said
from pipeline.ledger import Case, Document, LedgerEntry, Link, NewCommitment
from pipeline.rulings import Rulings
from pipeline.schema import BY_NAME, TABLES
from pipeline.sources import DocumentIssue
from pipeline.verdicts import replaced

Tables = dict[str, Any]
# Rows that are in memory as Python values at a time.
BATCH = 2000


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
    rulings: Rulings = field(default_factory=Rulings)


class Spilled(MutableMapping[str, Any]):
    """Tables in a folder of their own, each read at each use: of a large dataset one is in memory at a time."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._paths = {schema.name: folder / f"{schema.name}.parquet" for schema in TABLES}

    def __getitem__(self, name: str) -> Any:
        if not self._paths[name].is_file():
            raise KeyError(name)
        return pq.read_table(self._paths[name])

    def __setitem__(self, name: str, table: Any) -> None:
        pq.write_table(table, self._paths[name], compression="zstd")
        pa.default_memory_pool().release_unused()

    def __delitem__(self, name: str) -> None:
        self._paths[name].unlink()

    def __iter__(self) -> Iterator[str]:
        return (name for name, path in self._paths.items() if path.is_file())

    def __len__(self) -> int:
        return sum(1 for _ in self)


def build(findings: Findings) -> Tables:
    """Every published table but ``changes``, by name, as ``pyarrow.Table``."""
    built: Tables = {}
    fill(built, findings)
    return {schema.name: built[schema.name] for schema in TABLES if schema.name in built}


def fill(built: MutableMapping[str, Any], findings: Findings) -> None:
    """Put every published table but ``changes`` into ``built``, one after the other."""
    documents, cases = findings.documents, findings.cases
    issues = said.issue_rows(documents, (*findings.issues, *findings.rulings.issues, *concluded.rowless(documents)))
    built["actions"] = table("actions", said.action_rows(documents))
    built["updates"] = table("updates", said.update_rows(documents))
    links = (*findings.links, *_other_links(findings))
    action_at = {name: n for n, name in enumerate(built["actions"]["action_id"].to_pylist())}
    update_at = {name: n for n, name in enumerate(built["updates"]["update_id"].to_pylist())}
    letter_at = {d.document_id: n for case in cases for n, d in enumerate(case.letters)}
    entries = sorted(
        findings.entries, key=lambda e: (action_at.get(e.action_id, -1), letter_at.get(e.document_id, -1))
    )
    rows: dict[str, Iterable[said.Row]] = {
        "documents": said.document_rows(documents, cases, findings.duplicates, issues),
        "recommendations": said.recommendation_rows(documents),
        "links": concluded.link_rows(links, update_at, action_at),
        "ledger": concluded.ledger_rows(entries),
        "commitments": concluded.commitment_rows(
            cases, links, entries, findings.as_of, findings.rulings.standing()
        ),
        "new_commitments": concluded.new_commitment_rows(findings.new_commitments, cases),
        "facts": said.fact_rows(documents, findings.rulings.rulings),
        "issues": issues,
    }
    for name, found in rows.items():
        built[name] = table(name, found)


def _other_links(findings: Findings) -> list[Link]:
    """The links of progress cells, and those that people decided outside the letters of a case."""
    known = {(link.update_id, link.action_id) for link in findings.links}
    decided = [link for link in findings.rulings.links() if (link.update_id, link.action_id) not in known]
    return replaced(concluded.same_row_links(findings.documents), decided)


def table(name: str, rows: Iterable[said.Row]) -> Any:
    """Rows as the ``pyarrow.Table`` that the schema declares; what is left out, or an empty text, is null."""
    schema, left = BY_NAME[name].arrow, iter(rows)
    batches = []
    while some := list(islice(left, BATCH)):
        cleaned = [{key: None if value == "" else value for key, value in row.items()} for row in some]
        batches.append(pa.RecordBatch.from_pylist(cleaned, schema=schema))
    return pa.Table.from_batches(batches, schema=schema).combine_chunks()
