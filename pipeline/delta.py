"""What differs from the previous published run, row by row and field by field, and why.

Records are compared by their keys. A document is the cause where its bytes are new, gone or other than
before, or those of another document of its case, and wherever the code is the same; everything else is the
code's doing, but for what only the day of the run moves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.said import Row
from pipeline.schema import BY_NAME, TABLES

# The audit trail repeats what the records say, and an issue has no identity of its own.
COMPARED = tuple(schema.name for schema in TABLES if schema.key)
# Columns that change with the day of the run alone.
OF_THE_DAY = ("commitments", "overdue")
# A new name is the document's doing although the bytes are the same.
OF_THE_FILE = ("documents", "file_name")


@dataclass(frozen=True, slots=True)
class _Circumstances:
    touched: frozenset[str]
    same_day: bool
    same_code: bool

    def cause(self, table: str, column: str | None, documents: set[str]) -> str | None:
        if self.touched & documents or (table, column) == OF_THE_FILE:
            return "document"
        if (table, column) == OF_THE_DAY and not self.same_day:
            return None
        return "document" if self.same_code else "code"


def changes(
    previous: Mapping[str, Any], tables: Mapping[str, Any], *, same_day: bool, same_code: bool
) -> Iterator[Row]:
    """The rows of ``changes``; ``same_day`` and ``same_code`` tell what the two runs have in common.

    What the previous run does not have, be it a table, its key or a column, is left out.
    """
    circumstances = _Circumstances(_touched(previous, tables), same_day, same_code)
    for name in COMPARED:
        if name in previous and set(BY_NAME[name].key) <= set(previous[name].schema.names):
            yield from _table_changes(name, previous[name], tables[name], circumstances)


def _table_changes(name: str, old: Any, new: Any, circumstances: _Circumstances) -> Iterator[Row]:
    key = BY_NAME[name].key
    fields = [column for column in new.schema.names if column in old.schema.names and column not in key]
    before, after = _by_key(old, key), _by_key(new, key)
    for record in (*after, *(gone for gone in before if gone not in after)):
        a, b = before.get(record), after.get(record)
        documents = _documents(a, b)
        row = {"table": name, "record_id": " | ".join(record)}
        if a is None or b is None:
            change = "added" if a is None else "removed"
            yield row | {"change": change, "cause": circumstances.cause(name, None, documents)}
            continue
        for field in (f for f in fields if a[f] != b[f]):
            yield row | {
                "change": "changed",
                "field": field,
                "before": as_text(a[field]),
                "after": as_text(b[field]),
                "cause": circumstances.cause(name, field, documents),
            }


def _by_key(table: Any, key: tuple[str, ...]) -> dict[tuple[str, ...], Row]:
    return {tuple(row[column] for column in key): row for row in table.to_pylist()}


def _documents(*rows: Row | None) -> set[str]:
    """The documents a row rests on, as its identifiers tell."""
    columns = ("document_id", "action_id", "update_id", "evidence_document_id")
    return {str(row[c]).split("/")[0] for row in rows if row for c in columns if row.get(c)}


def _touched(previous: Mapping[str, Any], tables: Mapping[str, Any]) -> frozenset[str]:
    """Documents whose bytes are new, gone or changed, and all documents of a case that holds one of them."""
    old, new = (t["documents"].to_pylist() if "documents" in t else [] for t in (previous, tables))
    hashes = [{row["sha256"] for row in rows} for rows in (old, new)]
    same = hashes[0] & hashes[1]
    moved = {row["document_id"] for row in (*old, *new) if row["sha256"] not in same}
    cases = {row["case_id"] for row in (*old, *new) if row["document_id"] in moved and row["case_id"]}
    return frozenset(moved | {row["document_id"] for row in (*old, *new) if row["case_id"] in cases})


def as_text(value: Any) -> str | None:
    """A value as the exports write it: lists and structs as JSON, days as ISO 8601, null as None."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=date.isoformat)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
