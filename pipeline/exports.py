"""The formats of a published run: Parquet, CSV, one DuckDB file, and a Frictionless descriptor of them.

An exporter writes all tables into a folder. Parquet and CSV hold no time and no path, so that equal tables
give equal bytes. To add a format, write the function and add it to :data:`EXPORTERS`.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import database
from pipeline.columns import Column, TableSchema
from pipeline.delta import as_text, in_batches
from pipeline.schema import BY_NAME, TABLES

DESCRIPTOR = "datapackage.json"
# How the CSV files are written: Frictionless would take their lines to end in CR LF.
DIALECT = {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n", "header": True}
Exporter = Callable[[Mapping[str, Any], Path], None]


def write_parquet(tables: Mapping[str, Any], folder: Path) -> None:
    """``<table>.parquet``, one a table."""
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")


class StoredTables(Mapping[str, Any]):
    """The tables of a published run that are there, by name, as ``pyarrow.Table``: each is read at each use.

    Raises OSError or ValueError at once where one of them is damaged.
    """

    def __init__(self, folder: Path) -> None:
        paths = {schema.name: folder / f"{schema.name}.parquet" for schema in TABLES}
        self._paths = {name: path for name, path in paths.items() if path.is_file()}
        for path in self._paths.values():
            pq.read_metadata(path)

    def __getitem__(self, name: str) -> Any:
        return pq.read_table(self._paths[name])

    def __contains__(self, name: object) -> bool:
        return name in self._paths  # Mapping's own would read the table

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def write_csv(tables: Mapping[str, Any], folder: Path) -> None:
    """``csv/<table>.csv``: UTF-8, lists as JSON, and no text that a spreadsheet would run as a formula."""
    (folder / "csv").mkdir()
    for name, table in tables.items():
        with (folder / "csv" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(table.schema.names)
            for row in in_batches(table):
                writer.writerow([cell(value) for value in row.values()])


def cell(value: Any) -> str:
    """A value as a CSV cell: null is empty, and a text that begins as a formula does gets an apostrophe.

    Spreadsheets run cells that begin with ``= + - @``, a tab or a carriage return (OWASP, CSV injection).
    """
    runs = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if runs else as_text(value) or ""


def write_descriptor(tables: Mapping[str, Any], folder: Path) -> None:
    """``datapackage.json`` (Frictionless Data Package v1) of the Parquet and CSV files in the folder."""
    resources = [_resource(BY_NAME[name], folder, form) for name in tables for form in ("csv", "parquet")]
    package = {
        "profile": "data-package",
        "name": "inspection-responses",
        "title": "What public bodies promise their inspectors, and what they later say they did",
        "resources": resources,
    }
    (folder / DESCRIPTOR).write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _resource(schema: TableSchema, folder: Path, form: str) -> dict[str, Any]:
    path = f"csv/{schema.name}.csv" if form == "csv" else f"{schema.name}.parquet"
    data = (folder / path).read_bytes()
    common = {
        "path": path,
        "description": schema.description,
        "format": form,
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
    }
    if form == "parquet":
        # A file to Frictionless, which checks its bytes and hash: its own reading of Parquet knows no lists.
        media = {"mediatype": "application/vnd.apache.parquet", "profile": "data-resource", "type": "file"}
        return {"name": f"{schema.name}-parquet", **common, **media}
    media = {"mediatype": "text/csv", "encoding": "utf-8", "profile": "tabular-data-resource"}
    return {"name": schema.name, **common, **media, "dialect": DIALECT, "schema": table_schema(schema)}


def table_schema(schema: TableSchema) -> dict[str, Any]:
    """The Frictionless Table Schema of a table as its CSV file has it."""
    keys = []
    for column, target in schema.foreign:
        if not pa.types.is_list(schema.arrow.field(column.partition(".")[0]).type):  # Frictionless keys are plain
            there, there_column = target.split(".")
            resource = "" if there == schema.name else there  # so Table Schema has a table point at itself
            keys.append({"fields": [column], "reference": {"resource": resource, "fields": [there_column]}})
    return {
        "fields": [_field(column) for column in schema.columns],
        "missingValues": [""],
        **({"primaryKey": list(schema.key)} if schema.key else {}),
        **({"foreignKeys": keys} if keys else {}),
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required or pa.types.is_list(column.type):  # a list is never null: an empty one is []
        constraints["required"] = True
    if column.closed:
        constraints["enum"] = list(column.closed)
    field = {"name": column.name, "type": _frictionless(column.type), "description": column.description}
    return field | ({"constraints": constraints} if constraints else {})


def _frictionless(kind: Any) -> str:
    if pa.types.is_list(kind):
        return "array"
    names = {pa.string(): "string", pa.date32(): "date", pa.int64(): "integer", pa.float64(): "number"}
    return names.get(kind, "boolean")


# In order: the descriptor speaks of the files that the others wrote.
EXPORTERS: tuple[Exporter, ...] = (write_parquet, write_csv, database.write, write_descriptor)
