"""The formats of a published run: Parquet, CSV, one DuckDB file, and a Frictionless descriptor of them.

An exporter writes all tables into a folder. Parquet and CSV hold no time and no path, so that equal tables
give equal bytes. To add a format, write the function and add it to :data:`EXPORTERS`.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.tables import database
from pipeline.tables.columns import Column, TableSchema
from pipeline.tables.parquet import FolderTables
from pipeline.tables.schema import BY_NAME, TITLE

DESCRIPTOR = "datapackage.json"
# How the CSV files are written: Frictionless would take their lines to end in CR LF.
DIALECT = {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n", "header": True}
Exporter = Callable[[Mapping[str, Any], Path], None]


def write_parquet(tables: Mapping[str, Any], folder: Path) -> None:
    """``<table>.parquet``, one a table."""
    into = FolderTables(folder)
    for name in tables:
        if isinstance(tables, FolderTables):
            shutil.copyfile(tables.path(name), folder / f"{name}.parquet")
        else:
            into[name] = tables[name]


def write_csv(tables: Mapping[str, Any], folder: Path) -> None:
    """``csv/<table>.csv``, one a table; see :func:`pipeline.tables.database.write_csv`."""
    (folder / "csv").mkdir()
    database.write_csv(tables, folder / "csv")


def write_descriptor(tables: Mapping[str, Any], folder: Path) -> None:
    """``datapackage.json`` (Frictionless Data Package v1) of the Parquet and CSV files in the folder."""
    resources = [_resource(BY_NAME[name], folder, form) for name in tables for form in ("csv", "parquet")]
    package = {
        "profile": "data-package",
        "name": "inspection-responses",
        "title": TITLE,
        "resources": resources,
    }
    (folder / DESCRIPTOR).write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _resource(schema: TableSchema, folder: Path, form: str) -> dict[str, Any]:
    path = f"csv/{schema.name}.csv" if form == "csv" else f"{schema.name}.parquet"
    with (folder / path).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    common = {
        "path": path,
        "description": schema.description,
        "format": form,
        "bytes": (folder / path).stat().st_size,
        "hash": f"sha256:{digest}",
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
