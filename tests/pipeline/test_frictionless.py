"""A published run against its descriptor, as Frictionless judges it: the sample documents and a hostile table."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.dataset import load
from pipeline.publish import run_folder
from pipeline.tables.schema import BY_NAME, TABLES
from tests.pipeline.test_publish import made, published

HOSTILE = (
    "=1+1",
    "+44 20 7946 0000",
    "-",
    "@home",
    "\tindented",
    'a "quoted", line\nand a second',
    "a\rb",
    "nan",
    " ",
)


@pytest.fixture
def run(sample: Path) -> Path:
    """The sample documents, published."""
    return sample / "latest"


def errors(folder: Path) -> dict[str, list[str]]:
    """What Frictionless finds wrong, by resource; every resource is looked at."""
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert not report.errors
    assert len(report.tasks) == 2 * len(TABLES)
    return {task.name: sorted({error.type for error in task.errors}) for task in report.tasks if task.errors}


def test_the_published_sample_is_valid(run: Path) -> None:
    assert errors(run) == {}


def test_the_csv_files_read_with_the_descriptor_are_the_parquet_files(run: Path) -> None:
    package = frictionless.Package(str(run / "datapackage.json"))
    for schema in TABLES:
        rows = package.get_resource(schema.name).read_rows()
        stored = pq.read_table(run / f"{schema.name}.parquet").to_pylist()
        assert [dict(row) for row in rows] == [as_read(row) for row in stored]


def as_read(row: dict[str, Any]) -> dict[str, Any]:
    """A row as Frictionless reads it: numbers exact, lists from JSON, formulas with their apostrophe, lines ended by LF."""
    read: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, list):
            read[name] = json.loads(json.dumps(value, default=date.isoformat))
        elif isinstance(value, float):
            read[name] = Decimal(repr(value))
        elif isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")):
            read[name] = f"'{value}"
        elif isinstance(value, str):
            read[name] = value.replace("\r", "\n")
        else:
            read[name] = value
    return read


def hostile(tmp_path: Path) -> Path:
    """A run with text that spreadsheets, CSV and number readers stumble on, in every free text column."""
    ds = load(published(tmp_path))
    tables = {name: ds.arrow(name) for name in ds.tables}
    keys = {name for schema in TABLES for name in schema.key} | {"document_id", "case_id", "duplicate_of"}
    for name in ("recommendations", "actions", "updates", "commitments", "facts", "issues"):
        rows = tables[name].to_pylist()
        texts = words()
        for row in rows:
            for column in BY_NAME[name].columns:
                if column.type == pa.string() and not column.closed and column.name not in keys | LINKED:
                    row[column.name] = next(texts)
                elif column.type == pa.list_(pa.string()) and column.name != "update_ids":
                    row[column.name] = list(HOSTILE)
        tables[name] = pa.Table.from_pylist(rows, schema=BY_NAME[name].arrow)
    return run_folder.publish(tmp_path, tables, made("hostile"))


LINKED = {"recommendation_id", "evidence_document_id", "record_id"}


def words() -> Iterator[str]:
    while True:
        yield from HOSTILE


def test_text_that_looks_like_something_else_is_valid_and_comes_back(tmp_path: Path) -> None:
    folder = hostile(tmp_path)
    assert errors(folder) == {}
    package = frictionless.Package(str(folder / "datapackage.json"))
    for name in ("recommendations", "actions", "commitments"):
        rows = package.get_resource(name).read_rows()
        stored = pq.read_table(folder / f"{name}.parquet").to_pylist()
        assert [dict(row) for row in rows] == [as_read(row) for row in stored]


def test_a_null_reference_is_no_broken_one(tmp_path: Path) -> None:
    ds = load(published(tmp_path))
    tables = {name: ds.arrow(name) for name in ds.tables}
    rows = [row | {"document_id": None} for row in tables["issues"].to_pylist()]
    tables["issues"] = pa.Table.from_pylist(rows, schema=BY_NAME["issues"].arrow)
    assert errors(run_folder.publish(tmp_path, tables, made("null"))) == {}


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / "csv" / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        if resource["name"] == name:
            del resource["hash"], resource["bytes"]
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")


def test_the_descriptor_catches_what_is_wrong(run: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(run, folder)
    with (folder / "facts.parquet").open("ab") as file:
        file.write(b"x")
    with (folder / "csv" / "links.csv").open("ab") as file:
        file.write(b"\n")
    twin = next(row for row in pq.read_table(run / "documents.parquet").to_pylist() if row["duplicate_of"])
    edit(folder, "documents", f",{twin['case_id']},{twin['duplicate_of']},", f",{twin['case_id']},000000000000,")
    edit(folder, "commitments", ",delayed,", ",late,")
    edit(folder, "ledger", ",true,", ",perhaps,")
    found = errors(folder)
    assert found["facts-parquet"] == ["byte-count", "hash-count"]
    assert {"byte-count", "hash-count"} <= set(found["links"])
    assert found["documents"] == ["foreign-key"]
    assert found["commitments"] == ["constraint-error"]
    assert found["ledger"] == ["type-error"]
