"""The tables of a run as Parquet files in a folder: of a large dataset only some rows are in memory at a time.

A table set is a mapping from the name of a table to a ``pyarrow.Table``. The functions here ask any such mapping
for less than a whole table; of one in a folder only that is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.tables.rows import Row
from pipeline.tables.schema import BY_NAME, TABLES

# Rows that are in memory as Python values at a time, and as Arrow before they are written as a row group.
BATCH, GROUP = 1000, 4000
# Batches that are made one while they are held: each takes some hundred bytes a column, however few its rows.
MANY = 100
# Values of one column that are in memory at a time.
PIECE = 1 << 13
CODEC = "zstd"
# Arrow's own pools keep what was freed, a hundred megabytes after a few columns; that of the system gives it back.
pa.set_memory_pool(pa.system_memory_pool())
# Pages carry a checksum: a bit that turned on the disk is an error, and no other value.
CHECKED: Mapping[str, Any] = {"page_checksum_verification": True}


class LazyTables(Mapping[str, Any]):
    """Tables by name, each read at each use: whether one is there, or how many there are, is asked of the names."""

    def __contains__(self, name: object) -> bool:
        return any(name == known for known in self)  # Mapping's own would read the table

    def __len__(self) -> int:
        return sum(1 for _ in self)


class FolderTables(LazyTables, MutableMapping[str, Any]):
    """The tables whose ``<name>.parquet`` lies in ``folder``, each read at each use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """Where the table lies. Raises KeyError where it is not there."""
        path = self.folder / f"{name}.parquet"
        if name not in BY_NAME or not path.is_file():
            raise KeyError(name)
        return path

    def verify(self) -> None:
        """Raises OSError or ValueError where a table that is there is damaged."""
        for name in self:
            pq.read_metadata(self.path(name))

    def __getitem__(self, name: str) -> Any:
        return whole(self.path(name))

    def __setitem__(self, name: str, table: Any) -> None:
        pq.write_table(table, self.folder / f"{name}.parquet", compression=CODEC, write_page_checksum=True)

    def __delitem__(self, name: str) -> None:
        self.path(name).unlink()

    def __iter__(self) -> Iterator[str]:
        return (schema.name for schema in TABLES if (self.folder / f"{schema.name}.parquet").is_file())


def whole(source: Any) -> Any:
    """A file, by its path or as a ``pyarrow.NativeFile``, as a ``pyarrow.Table``.

    The library's own ``read_table`` imports the datasets that it is made for, which take forty megabytes.
    """
    with pq.ParquetFile(source, **CHECKED) as file:
        return file.read()


def column(tables: Mapping[str, Any], name: str, wanted: str) -> Any:
    """One column of a table, as one ``pyarrow.Array``."""
    if isinstance(tables, FolderTables):
        with pq.ParquetFile(tables.path(name), **CHECKED) as file:
            return file.read([wanted], use_threads=False)[wanted].combine_chunks()
    return tables[name][wanted].combine_chunks()


def pieces(tables: Mapping[str, Any], name: str, wanted: str) -> Iterator[Any]:
    """One column of a table as ``pyarrow.Array``, some rows at a time."""
    for batch in _batches(tables, name, [wanted], PIECE):
        yield batch.column(0)


def _batches(
    tables: Mapping[str, Any], name: str, wanted: Sequence[str] | None, size: int = BATCH
) -> Iterator[Any]:
    columns = None if wanted is None else list(wanted)
    if isinstance(tables, FolderTables):
        with pq.ParquetFile(tables.path(name), **CHECKED) as file:
            yield from file.iter_batches(size, columns=columns, use_threads=False)
        return
    table = tables[name]
    yield from (table if columns is None else table.select(columns)).to_batches(size)


def arrow_schema(tables: Mapping[str, Any], name: str) -> Any:
    """The ``pyarrow.Schema`` of a table."""
    return pq.read_schema(tables.path(name)) if isinstance(tables, FolderTables) else tables[name].schema


def count(tables: Mapping[str, Any], name: str) -> int:
    """The number of rows of a table."""
    found = pq.read_metadata(tables.path(name)) if isinstance(tables, FolderTables) else tables[name]
    return int(found.num_rows)


def rows(tables: Mapping[str, Any], name: str, wanted: Sequence[str] | None = None) -> Iterator[Row]:
    """The rows of a table one by one (of the columns ``wanted``), of which few are in memory at a time."""
    for batch in _batches(tables, name, wanted):
        yield from batch.to_pylist()


def together(found: Iterable[Row], column: str) -> Iterator[tuple[Any, list[Row]]]:
    """Rows that have the same in a column and stand one after the other, with what it is that they have."""
    for value, own in groupby(found, key=itemgetter(column)):
        yield value, list(own)


def rows_with(
    tables: Mapping[str, Any], name: str, key: str, values: Collection[str], wanted: Sequence[str] | None = None
) -> Iterator[Row]:
    """The rows of a table (of the columns ``wanted``, ``key`` among them) whose column ``key`` has one of
    ``values``, one by one; no others are made."""
    asked = pa.array(sorted(values), pa.string())
    for batch in _batches(tables, name, wanted):
        yield from batch.filter(pc.is_in(batch[key], asked)).to_pylist()


class Growing:
    """A table that grows by rows: into a file of a :class:`FolderTables`, or in memory.

    What a row leaves out, or an empty text, is null. To be used as a context; the table is there when it ends.
    """

    def __init__(self, tables: MutableMapping[str, Any], name: str) -> None:
        self._tables, self._name, self._schema = tables, name, BY_NAME[name].arrow
        self._rows: list[Row] = []
        self._batches: list[Any] = []
        self._single = 0  # of the last of them, that were not made one yet
        self._held = 0  # rows of the batches
        self._writer: Any = None
        if isinstance(tables, FolderTables):
            path = tables.folder / f"{name}.parquet"
            self._writer = pq.ParquetWriter(path, self._schema, compression=CODEC, write_page_checksum=True)

    def add(self, rows: Iterable[Row]) -> None:
        """Take rows in."""
        for row in rows:
            self._rows.append({key: None if value == "" else value for key, value in row.items()})
            if len(self._rows) == BATCH:
                self._pack()

    def take(self, batches: Iterable[Any]) -> None:
        """Take rows in that are ``pyarrow.RecordBatch`` of this table already."""
        for batch in batches:
            self._pack()
            self._append(pa.RecordBatch.from_arrays(batch.columns, schema=self._schema))

    def _pack(self) -> None:
        if not self._rows:
            return
        try:
            batch = pa.RecordBatch.from_pylist(self._rows, schema=self._schema)
        except UnicodeEncodeError:  # half a character, which some damaged documents hold
            batch = pa.RecordBatch.from_pylist(_whole_characters(self._rows), schema=self._schema)
        self._rows = []
        self._append(batch)

    def _append(self, batch: Any) -> None:
        self._batches.append(batch)
        self._single += 1
        self._held += batch.num_rows
        if self._single == MANY:
            joined = pa.Table.from_batches(self._batches[-MANY:], schema=self._schema).combine_chunks()
            self._batches[-MANY:] = joined.to_batches()
            self._single = 0
        if self._writer is not None and self._held >= GROUP:
            self._write()

    def _write(self) -> None:
        """Write what is held, all but the last group as large as any: files are the same however rows came."""
        table = pa.Table.from_batches(self._batches, schema=self._schema)
        whole = table.num_rows - table.num_rows % GROUP
        for start in range(0, whole, GROUP):
            self._writer.write_table(table.slice(start, GROUP).combine_chunks())
        left = table.slice(whole)
        self._batches, self._single, self._held = left.to_batches(), 0, left.num_rows

    def _table(self) -> Any:
        return pa.Table.from_batches(self._batches, schema=self._schema).combine_chunks()

    def __enter__(self) -> Growing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._pack()
                if self._writer is None:
                    self._tables[self._name] = self._table()
                elif self._held:
                    self._writer.write_table(self._table())
        finally:
            if self._writer is not None:
                self._writer.close()


def _whole_characters(value: Any) -> Any:
    """Texts, also in lists and records, with a question mark for each half of a character."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_whole_characters(item) for item in value]
    return {key: _whole_characters(item) for key, item in value.items()} if isinstance(value, dict) else value
