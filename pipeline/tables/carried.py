"""Rows of the last run that still hold, so that a night makes only those of documents and cases that it changed.

All rows of a document in a table (of a case, in those of what is concluded) are made of a few things, of which the
*mark* (:mod:`pipeline.tables.marks`) is a hash. Where the mark is what it was when the last run was published, the
rows are what they were too, and are taken from its files as they lie there. What the day alone changes is set anew
by whoever takes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.model import document_of
from pipeline.storage import serialization
from pipeline.storage.stores import Store
from pipeline.tables.parquet import CHECKED, FolderTables, rows
from pipeline.tables.rows import Row

# Where the marks of the last run are kept.
MARKS = "marks"
# The tables whose rows belong to a document, and to a case.
SAID = ("documents", "recommendations", "actions", "updates", "facts", "issues")
JUDGED = ("ledger", "commitments", "new_commitments")


@dataclass(frozen=True, slots=True)
class RowOwner:
    """Whose a row is: the columns it is told by, and what they tell. Rows of None are nobody's, and made anew."""

    columns: tuple[str, ...]
    of: Callable[[Row], str | None]


class Carried:
    """What of some tables of the last run may be taken over; ``marks`` are those of this one, by owner.

    ``before`` are the marks of the last run. Of none nothing is taken over.
    """

    def __init__(
        self,
        last: FolderTables | None = None,
        before: Mapping[str, str] = MappingProxyType({}),
        owners: Mapping[str, RowOwner] = MappingProxyType({}),
    ) -> None:
        self._last, self._before, self._owners = last, before, owners
        self._readers: dict[str, _Reader] = {}
        self.marks: dict[str, str] = {}

    def holds(self, name: str, mark: str | None) -> bool:
        """Whether the rows of a document, or a case, are those of the last run; a mark is noted."""
        if mark is None:
            return False
        self.marks[name] = mark
        return self._before.get(name) == mark

    def rows(self, table: str, name: str) -> Iterator[Any]:
        """Its rows in a table, as ``pyarrow.RecordBatch``; only for one that :meth:`holds`."""
        if table not in self._readers and self._last is not None:
            self._readers[table] = _Reader(self._last, table, self._owners[table])
        return self._readers[table].rows(name)

    def close(self) -> None:
        """Let go of the files of the last run; the marks stay."""
        self._readers.clear()


@dataclass(frozen=True, slots=True)
class Kept:
    """What of the last run may be taken over: what documents say, links, and what is concluded of cases."""

    said: Carried = field(default_factory=Carried)
    linked: Carried = field(default_factory=Carried)
    judged: Carried = field(default_factory=Carried)

    def save(self, store: Store, run_id: str) -> None:
        """Keep the marks of this run, once it is published under this name."""
        marks = {"said": self.said.marks, "linked": self.linked.marks, "judged": self.judged.marks}
        store.put(MARKS, serialization.encode((run_id, marks)))


def kept_of(store: Store, run_id: str | None, last: FolderTables | None) -> Kept:
    """What may be taken over of the last run, of this name; its marks count only where they were kept for it."""
    marks = _marks(store, run_id)
    case_of: dict[str, str] = {}
    if last is not None and "documents" in last:
        case_of = {
            row["document_id"]: row["case_id"] for row in rows(last, "documents", ("document_id", "case_id"))
        }
    document = RowOwner(("document_id",), lambda row: row["document_id"])
    read = RowOwner(
        ("document_id", "source"), lambda row: row["document_id"] if row["source"] == "extracted" else None
    )
    judged = {
        "ledger": RowOwner(("action_id",), lambda row: case_of.get(document_of(row["action_id"]))),
        "commitments": RowOwner(("case_id",), lambda row: row["case_id"]),
        "new_commitments": RowOwner(("document_id",), lambda row: case_of.get(row["document_id"])),
    }
    return Kept(
        Carried(last, marks.get("said", {}), {**dict.fromkeys(SAID, document), "facts": read}),
        Carried(
            last,
            marks.get("linked", {}),
            {"links": RowOwner(("update_id",), lambda row: document_of(row["update_id"]))},
        ),
        Carried(last, marks.get("judged", {}), judged),
    )


def _marks(store: Store, run_id: str | None) -> Mapping[str, Mapping[str, str]]:
    """The marks that are kept, by what they are of; none where they are damaged, or of another run."""
    data = store.get(MARKS)
    if data is None:
        return {}
    try:
        of, marks = serialization.decode(data)
    except ValueError:
        return {}
    return marks if of == run_id else {}


class _Reader:
    """A table of the last run, read a row group at a time."""

    def __init__(self, last: FolderTables, table: str, owner: RowOwner) -> None:
        self._file = pq.ParquetFile(last.path(table), **CHECKED)
        self._groups: list[tuple[int, int]] = []  # where each row group begins and ends
        end = 0
        for n in range(self._file.num_row_groups):
            begin, end = end, end + self._file.metadata.row_group(n).num_rows
            self._groups.append((begin, end))
        self._places = _places(last, table, owner)
        self._held: tuple[int, Any] = (-1, None)

    def rows(self, name: str) -> Iterator[Any]:
        first, last = self._places.get(name, (0, 0))
        for n, (begin, end) in enumerate(self._groups):
            if begin < last and first < end:
                at = max(first, begin)
                yield from self._group(n).slice(at - begin, min(last, end) - at).to_batches()

    def _group(self, n: int) -> Any:
        if self._held[0] != n:
            self._held = (n, self._file.read_row_group(n, use_threads=False))
        return self._held[1]


def _places(last: FolderTables, table: str, owner: RowOwner) -> dict[str, tuple[int, int]]:
    """Where the rows of each owner begin and end; they stand together."""
    out: dict[str, tuple[int, int]] = {}
    at = 0
    for name, own in groupby(map(owner.of, rows(last, table, owner.columns))):
        begin, at = at, at + sum(1 for _ in own)
        if name is not None:
            out[name] = begin, at
    return out


def with_column(batch: Any, name: str, values: list[Any]) -> Any:
    """A record batch with other values in one of its columns."""
    at = batch.schema.get_field_index(name)
    return batch.set_column(at, batch.schema.field(at), pa.array(values, batch.schema.field(at).type))
