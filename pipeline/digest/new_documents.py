"""The documents that an earlier run did not have, and what each holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.tables.parquet import column, rows
from pipeline.tables.rows import Row

_KINDS = {"action_plan": "plan", "update_letter": "letter"}
_COLUMNS = (
    "document_id", "file_name", "kind", "establishment", "subject", "dated", "status", "duplicate_of", "edition_of",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document that was not there before: what it is, what it is about, its date and what it holds."""

    file_name: str
    kind: str
    about: str
    dated: date | None
    holds: str


def new_documents(tables: Mapping[str, Any], differ: Sequence[Row], *, first: bool) -> tuple[NewDocument, ...]:
    """Those that could be read; on the ``first`` run all are new."""
    new = {row["record_id"] for row in differ if row["table"] == "documents" and row["change"] == "added"}
    found = [
        row
        for row in rows(tables, "documents", _COLUMNS)
        if (first or row["document_id"] in new) and row["status"] != "failed"
    ]
    if not found:
        return ()
    promises = Counter(column(tables, "commitments", "document_id").to_pylist())
    heard = Counter(
        row["document_id"] for row in rows(tables, "ledger", ("document_id", "mentioned")) if row["mentioned"]
    )
    return tuple(_new(row, promises[row["document_id"]], heard[row["document_id"]]) for row in found)


def _new(row: Row, promises: int, heard: int) -> NewDocument:
    kind = "later edition of a plan" if row["edition_of"] else _KINDS.get(row["kind"] or "", "document")
    held = [f"{promises} commitment{'' if promises == 1 else 's'}"] if promises else []
    told = [f"reports on {heard} commitment{'' if heard == 1 else 's'}"] if heard else []
    again = ["repeats another document"] if row["duplicate_of"] else []
    holds = ", ".join([*again, *held, *told]) or "nothing of it is in the ledger"
    about = row["establishment"] or row["subject"] or ""
    part = ", read in part" if row["status"] == "partial" else ""
    return NewDocument(row["file_name"], kind, about, row["dated"], f"{holds}{part}")
