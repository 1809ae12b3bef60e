"""Documents, cases and conclusions become the published tables, as :data:`pipeline.schema.TABLES` has them.

Rows stand in reading order: documents by file name, records as they stand in them. Two runs over the same
input give the same rows in the same order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.model import Issue
from pipeline import concluded, said
from pipeline.documents import HELD
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

    def __contains__(self, name: object) -> bool:
        return name in list(self)  # Mapping's own would read the table

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
    """Put every published table but ``changes`` into ``built``."""
    cases = findings.cases
    own_links = _said(built, findings)
    known = {(link.update_id, link.action_id) for link in findings.links}
    decided = [link for link in findings.rulings.links() if (link.update_id, link.action_id) not in known]
    links = (*findings.links, *replaced(own_links, decided))
    action_at = {name: n for n, name in enumerate(built["actions"]["action_id"].to_pylist())}
    update_at = {name: n for n, name in enumerate(built["updates"]["update_id"].to_pylist())}
    letter_at = {d.document_id: n for case in cases for n, d in enumerate(case.letters)}
    entries = sorted(
        findings.entries, key=lambda e: (action_at.get(e.action_id, -1), letter_at.get(e.document_id, -1))
    )
    rows: dict[str, Iterable[said.Row]] = {
        "links": concluded.link_rows(links, update_at, action_at),
        "ledger": concluded.ledger_rows(entries),
        "commitments": concluded.commitment_rows(
            cases, links, entries, findings.as_of, findings.rulings.standing()
        ),
        "new_commitments": concluded.new_commitment_rows(findings.new_commitments, cases),
    }
    for name, found in rows.items():
        built[name] = table(name, found)


def _said(built: MutableMapping[str, Any], findings: Findings) -> list[Link]:
    """Put the tables of what the documents say into ``built``, some documents at a time.

    Returns the links of the progress cells in them.
    """
    growing = {name: _Growing(name) for name in _SAID}
    extra: dict[str | None, list[Issue]] = defaultdict(list)
    for key, issue in (*findings.issues, *findings.rulings.issues):
        extra[key].append(issue)
    links: list[Link] = []
    left = iter(findings.documents)
    while some := list(islice(left, HELD)):
        own = [(d.document_id, issue) for d in some for issue in extra.get(d.document_id, ())]
        issues = said.issue_rows(some, (*own, *concluded.rowless(some)))
        growing["documents"].add(said.document_rows(some, findings.cases, findings.duplicates, issues))
        growing["recommendations"].add(said.recommendation_rows(some))
        growing["actions"].add(said.action_rows(some))
        growing["updates"].add(said.update_rows(some))
        growing["facts"].add(said.fact_rows(some))
        growing["issues"].add(issues)
        links += concluded.same_row_links(some)
    growing["facts"].add(said.fact_rows((), findings.rulings.rulings))
    growing["issues"].add(said.issue_rows((), [(None, issue) for issue in extra.get(None, ())]))
    for name in _SAID:
        built[name] = growing.pop(name).finished()
    return links


_SAID = ("documents", "recommendations", "actions", "updates", "facts", "issues")


class _Growing:
    """A table that grows by rows: all but the last ones are kept as Arrow."""

    def __init__(self, name: str) -> None:
        self.schema = BY_NAME[name].arrow
        self._rows: list[said.Row] = []
        self._batches: list[Any] = []

    def add(self, rows: Iterable[said.Row]) -> None:
        """Take rows in; what is left out, or an empty text, is null."""
        for row in rows:
            self._rows.append({key: None if value == "" else value for key, value in row.items()})
            if len(self._rows) == BATCH:
                self._pack()

    def _pack(self) -> None:
        self._batches.append(pa.RecordBatch.from_pylist(self._rows, schema=self.schema))
        self._rows = []

    def finished(self) -> Any:
        """The rows so far as one ``pyarrow.Table``."""
        self._pack()
        return pa.Table.from_batches(self._batches, schema=self.schema).combine_chunks()


def table(name: str, rows: Iterable[said.Row]) -> Any:
    """Rows as the ``pyarrow.Table`` that the schema declares; what is left out, or an empty text, is null."""
    growing = _Growing(name)
    growing.add(rows)
    return growing.finished()
