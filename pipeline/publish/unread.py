"""The files of a run that could not be read, with what to do, and which of them are new since the run before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.tables.parquet import rows
from pipeline.tables.rows import Row


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file, why it could not be read and what to do, and whether the run before could still read it or had it
    not."""

    file_name: str
    error: str
    new: bool


def unread(tables: Mapping[str, Any], changes: Iterable[Row], *, first: bool) -> tuple[UnreadFile, ...]:
    """The files that a run could not read, in the order of its documents.

    ``changes`` are the rows of what differs from the run before; on the ``first`` run every file is new.
    """
    new = {row["record_id"] for row in changes if row["table"] == "documents" and _fails_now(row)}
    return tuple(
        UnreadFile(row["file_name"], row["error"] or "no reason is known", first or row["document_id"] in new)
        for row in rows(tables, "documents", ("document_id", "file_name", "status", "error"))
        if row["status"] == "failed"
    )


def _fails_now(row: Row) -> bool:
    return row["change"] == "added" or (row.get("field"), row.get("after")) == ("status", "failed")
