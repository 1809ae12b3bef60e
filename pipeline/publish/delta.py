"""What differs from the previous published run, row by row and field by field, and why.

Records are compared by their keys. A decision is the cause where it is about the very record and field; a
document where its bytes are new, gone or other than before, or those of another document of its case; then a
decision that is about another record of the case, and wherever the code is the same. Everything else is the
code's doing, but for what only the day of the run moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.identifiers import as_text
from pipeline.model import document_of
from pipeline.tables import database
from pipeline.tables.parquet import arrow_schema
from pipeline.tables.parquet import rows as table_rows
from pipeline.tables.rows import Row
from pipeline.tables.schema import BY_NAME, TABLES

# The audit trail repeats what the records say, and an issue has no identity of its own.
COMPARED = tuple(schema.name for schema in TABLES if schema.key)
# Columns that change with the day of the run alone.
OF_THE_DAY = ("commitments", "overdue")
# A new name, or a new word on where it came from, is the document's doing although the bytes are the same.
OF_THE_FILE = tuple(("documents", column) for column in ("file_name", "source_url", "fetched_at", "published_at"))


@dataclass(frozen=True, slots=True)
class _Circumstances:
    touched: frozenset[str]
    decided: frozenset[tuple[str, str]]
    near_decided: frozenset[str]
    same_day: bool
    same_code: bool

    def cause(self, table: str, column: str | None, record: str, documents: set[str]) -> str | None:
        if column is not None and (record, column) in self.decided:
            return "decision"
        if self.touched & documents or (table, column) in OF_THE_FILE:
            return "document"
        if any(record == name for name, _ in self.decided):
            return "decision"
        if (table, column) == OF_THE_DAY and not self.same_day:
            return None
        if self.same_code:
            return "decision" if self.near_decided & documents else "document"
        return "code"


def changes(
    previous: Mapping[str, Any],
    tables: Mapping[str, Any],
    *,
    same_day: bool,
    same_code: bool,
    decided: frozenset[tuple[str, str]] = frozenset(),
) -> Iterator[Row]:
    """The rows of ``changes``; ``same_day`` and ``same_code`` tell what the two runs have in common.

    ``decided`` holds (record, field) of every decision that is new, gone or changed. What the previous run does
    not have, be it a table, its key or a column, is left out.
    """
    circumstances = _Circumstances(
        _touched(previous, tables),
        frozenset(pair for record, field in decided for pair in _columns_of(record, field)),
        _cases_of({document_of(name) for record, _ in decided for name in record.split(" | ")}, previous, tables),
        same_day,
        same_code,
    )
    for name in COMPARED:
        if name in previous and set(BY_NAME[name].key) <= set(arrow_schema(previous, name).names):
            yield from _table_changes(name, previous, tables, circumstances)


def _table_changes(
    name: str, old: Mapping[str, Any], new: Mapping[str, Any], circumstances: _Circumstances
) -> Iterator[Row]:
    key = BY_NAME[name].key
    known = arrow_schema(old, name).names
    fields = [column for column in arrow_schema(new, name).names if column in known and column not in key]
    differ = database.differing(old, new, name, key, fields)
    before, after = (_keyed(side, name, differ, [*key, *fields]) for side in (old, new))
    for record in (*after, *(gone for gone in before if gone not in after)):
        a, b = before.get(record), after.get(record)
        documents, record_id = _documents(a, b), " | ".join(record)
        row = {"table": name, "record_id": record_id}
        if a is None or b is None:
            change = "added" if a is None else "removed"
            yield row | {"change": change, "cause": circumstances.cause(name, None, record_id, documents)}
            continue
        for field in (f for f in fields if a[f] != b[f]):
            yield row | {
                "change": "changed",
                "field": field,
                "before": as_text(a[field]),
                "after": as_text(b[field]),
                "cause": circumstances.cause(name, field, record_id, documents),
            }


Keyed = dict[tuple[str, ...], Row]


def _keyed(tables: Mapping[str, Any], name: str, wanted: frozenset[tuple[str, ...]], columns: list[str]) -> Keyed:
    """The rows with the ``wanted`` keys, in the order of the table."""
    key = BY_NAME[name].key
    found = table_rows(tables, name, columns) if wanted else ()
    return {record: row for row in found if (record := tuple(row[k] for k in key)) in wanted}


def _columns_of(record: str, field: str) -> Iterator[tuple[str, str]]:
    """The published columns that a decided field fills."""
    yield record, field
    if field in ("target", "targets", "target_raw"):
        yield from ((record, c) for c in ("target_raw", "target_kind", "targets", "target_start", "target_end"))
        yield from ((record, f"original_target_{side}") for side in ("start", "end"))
    yield from ((record, column) for column in _ALSO.get(field, ()))


# Columns of another name that repeat a field, or follow from it alone.
_ALSO = {
    "text": ("action", "recommendation"),
    "current_target_end": ("overdue",),
    "status": ("status_as_of", "overdue"),
    "link": ("method", "score", "judgement", "decided_by", "signals", "machine_score"),
}


def _documents(*rows: Row | None) -> set[str]:
    """The documents a row rests on, as its identifiers tell."""
    columns = ("document_id", "action_id", "update_id", "evidence_document_id")
    return {document_of(row[c]) for row in rows if row for c in columns if row.get(c)}


_NAMED = ("document_id", "sha256", "case_id")


def _touched(previous: Mapping[str, Any], tables: Mapping[str, Any]) -> frozenset[str]:
    """Documents whose bytes are new, gone or changed, and all documents of a case that holds one of them."""
    old, new = (list(table_rows(t, "documents", _NAMED)) if "documents" in t else [] for t in (previous, tables))
    hashes = [{row["sha256"] for row in rows} for rows in (old, new)]
    same = hashes[0] & hashes[1]
    moved = {row["document_id"] for row in (*old, *new) if row["sha256"] not in same}
    return _cases_of(moved, previous, tables)


def _cases_of(names: set[str], previous: Mapping[str, Any], tables: Mapping[str, Any]) -> frozenset[str]:
    """The documents and all others of their cases."""
    every = [
        row for t in (previous, tables) if names and "documents" in t for row in table_rows(t, "documents", _NAMED)
    ]
    cases = {row["case_id"] for row in every if row["document_id"] in names and row["case_id"]}
    return frozenset(names | {row["document_id"] for row in every if row["case_id"] in cases})
