from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.tables import data_dictionary
from pipeline.tables.schema import SCHEMA_VERSION, TABLES

PAGE = data_dictionary.page()
COMMITTED = Path(__file__).parents[1] / "docs" / "data-dictionary.md"


def test_the_committed_page_is_that_of_the_schema() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == PAGE, (
        "docs/data-dictionary.md is stale: python -m pipeline.tables.data_dictionary --write docs/data-dictionary.md"
    )


def test_every_table_and_column_is_explained() -> None:
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, flags=re.M | re.S))
    assert f"version {SCHEMA_VERSION} of the data model" in PAGE
    for schema in TABLES:
        section = sections[schema.name]
        assert schema.description in section
        assert f"| [{schema.name}](#{schema.name}) |" in PAGE
        for column, target in schema.foreign:
            assert f"- `{column}` points at `{target}`" in section
        rows = re.findall(r"^\| `(\w+)` \| ([\w ]+) \| (yes|no) \| (.+) \|$", section, flags=re.M)
        assert [name for name, *_ in rows] == [column.name for column in schema.columns]
        for column, (_, kind, null, meaning) in zip(schema.columns, rows, strict=True):
            assert null == ("yes" if schema.arrow.field(column.name).nullable else "no")
            assert (kind == "closed set") == bool(column.closed)
            for value in (*column.closed, *(value for values in column.inside.values() for value in values)):
                assert f"`{value}`" in meaning


def test_the_kinds_tell_what_each_program_makes_of_them() -> None:
    rows = re.findall(r"^\| ([\w ]+) \| `([^`]+)` \| `([^`]+)` \| `([^`]+)` \| ", PAGE, flags=re.M)
    assert rows == [
        ("text", "string", "string", "VARCHAR"),
        ("closed set", "category", "string", "VARCHAR"),
        ("day", "datetime64[ms]", "date32[day]", "DATE"),
        ("whole number", "Int64", "int64", "BIGINT"),
        ("number", "float64", "double", "DOUBLE"),
        ("true or false", "boolean", "bool", "BOOLEAN"),
        ("list of texts", "list<string>[pyarrow]", "list<string>", "VARCHAR[]"),
        ("list of records", "list<struct<…>>[pyarrow]", "list<struct<…>>", "STRUCT(…)[]"),
    ]


def test_links_lead_to_headings_and_no_row_of_a_table_is_broken() -> None:
    headings = {line.removeprefix("## ") for line in PAGE.splitlines() if line.startswith("## ")}
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= headings
    columns = 0
    for line in PAGE.splitlines():
        if not line.startswith("|"):
            columns = 0
            continue
        cells = len(re.findall(r"(?<!\\)\|", line)) - 1
        assert cells == (columns or cells), line
        columns = cells
    assert not re.search(r"(?<!\\)<(?!…|string|struct)", PAGE)  # nothing that a browser would take for a tag


def test_the_command_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data_dictionary.main([])
    assert capsys.readouterr().out == PAGE
    data_dictionary.main(["--write", str(tmp_path / "page.md")])
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == PAGE
