"""The data dictionary, docs/data-dictionary.md, from the declared schema.

    python -m pipeline.tables.data_dictionary --write docs/data-dictionary.md

The types are asked of pandas, Arrow and DuckDB themselves, so that the page cannot say what is not so.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.model import SURE
from pipeline.tables.columns import Column, TableSchema
from pipeline.tables.schema import SCHEMA_VERSION, TABLES

_KINDS: tuple[tuple[Any, str], ...] = (
    (pa.string(), "text"),
    (pa.date32(), "day"),
    (pa.int64(), "whole number"),
    (pa.float64(), "number"),
    (pa.bool_(), "true or false"),
)
# How each kind looks in a CSV file.
_IN_CSV = {
    "text": "the text without control characters; one that begins as a formula does gets an apostrophe before it",
    "closed set": "the value",
    "day": "`2017-03-31`",
    "whole number": "`42`, `-100`",
    "number": "`0.97`",
    "true or false": "`true`, `false`",
    "list of texts": 'a JSON array: `["S53", "1.46"]`; none is `[]`',
    "list of records": 'a JSON array of objects: `[{"kind": "date", "from": null, …}]`; none is `[]`',
}


def kind(column: Column) -> str:
    """What sort of value the column holds, in a word or three."""
    if pa.types.is_list(column.type):
        return "list of records" if pa.types.is_struct(column.type.value_type) else "list of texts"
    return "closed set" if column.closed else dict(_KINDS)[column.type]


def value_sets(column: Column) -> list[str]:
    """The closed sets of the column: its own as ``a, b``, those of its records' fields as ``field: a, b``."""
    own = [", ".join(column.closed)] if column.closed else []
    return own + [f"{field}: {', '.join(values)}" for field, values in column.inside.items()]


def page() -> str:
    """The data dictionary as a Markdown page."""
    return "\n".join([*_head(), *_kinds(), *(line for schema in TABLES for line in _table(schema))])


def _head() -> Iterator[str]:
    yield from (
        "# Data dictionary",
        "",
        f"The tables of a published run, version {SCHEMA_VERSION} of the data model (`schema_version` in "
        "`run.json`). This page is made from the schema in `pipeline/tables/schema.py`; the same meanings stand in "
        "the DuckDB file as comments, in `datapackage.json`, and come from `ds.describe()`.",
        "",
        "## The tables",
        "",
        *_grid(("Table", "What it holds", "Key"), ((_link(t.name), _safe(t.description), _key(t)) for t in TABLES)),
        "",
        "## Rules that hold everywhere",
        "",
        "- **Missing.** What a document does not say, or what does not apply, is null: an empty cell in CSV, "
        "`pd.NA` in pandas (`NaT` for a day, `NaN` for a number). A text is never empty, and a list is never null: "
        "an empty list means none.",
        "- **Days.** A date in a document is an interval, never more precise than its source: March 2020 is "
        "`2020-03-01` to `2020-03-31`. Columns that end in `_start` and `_end` hold the first and the last "
        "possible day, `_raw` the words.",
        "- **Places.** `boxes` are in PDF points (1/72 inch) with the origin at the top left; a record cut by a "
        "page break has several. Pages count from 1. `locator` tells the place in a format without pages.",
        f"- **Confidence and score** run from 0 to 1; links with a score below {SURE} are to be read by a person.",
        "- **Order.** Documents by file name, records as they stand in them. Two runs over the same input give "
        "the same rows in the same order.",
        "",
    )


def _kinds() -> Iterator[str]:
    yield from (
        "## Kinds of value",
        "",
        "The column “Kind” in the tables below, and what it is where. Parquet holds Arrow's types.",
        "",
        *_grid(("Kind", "pandas", "Parquet", "DuckDB", "CSV"), _kind_rows()),
        "",
        "Records in a list are objects of fixed fields; a field that a record does not have is null. Each column "
        "of that kind names its fields below.",
        "",
    )


def _kind_rows() -> Iterator[tuple[str, ...]]:
    found: dict[str, tuple[TableSchema, Column]] = {}
    for schema in TABLES:
        for column in schema.columns:
            found.setdefault(kind(column), (schema, column))
    for name, csv in _IN_CSV.items():
        schema, column = found[name]
        pandas, duck = _types(schema, column)
        yield name, f"`{pandas}`", f"`{_shape(str(column.type))}`", f"`{_shape(duck)}`", csv


def _types(schema: TableSchema, column: Column) -> tuple[str, str]:
    """What pandas and DuckDB call the column's type."""
    from pipeline.tables import database
    from pipeline.tables.dataframes import frame

    empty = schema.arrow.empty_table()
    dtype = _shape(str(frame(empty, schema.name)[column.name].dtype))
    (described,) = database.answer(
        {schema.name: empty}, f'DESCRIBE SELECT "{column.name}" FROM {schema.name}', {}
    ).to_pylist()
    return dtype, str(described["column_type"])


def _shape(name: str) -> str:
    """A type's name without the fields of a struct and the name of a list's item."""
    name = re.sub(r"(?<=list<)(item|element): ", "", name)
    return re.sub(r"struct<.*?>", "struct<…>", re.sub(r"STRUCT\(.*\)", "STRUCT(…)", name))


def _table(schema: TableSchema) -> Iterator[str]:
    yield from (f"## {schema.name}", "", f"{_safe(schema.description)}.", "")
    if schema.key:
        yield f"- **Key:** {_key(schema)}"
    else:
        yield "- **Key:** none; a row has no identity of its own"
    for column, target in schema.foreign:
        yield f"- `{column}` points at `{target}` in {_link(target.split('.')[0])}"
    yield ""
    yield from _grid(("Column", "Kind", "Null", "Meaning"), (_row(schema, column) for column in schema.columns))
    yield ""


def _row(schema: TableSchema, column: Column) -> tuple[str, ...]:
    null = "yes" if schema.arrow.field(column.name).nullable else "no"
    return f"`{column.name}`", kind(column), null, " ".join(_meaning(column))


def _meaning(column: Column) -> Iterator[str]:
    yield _safe(column.description.rstrip(".")) + "."
    if kind(column) == "list of records":
        yield f"Fields: {', '.join(_field(column, field) for field in column.type.value_type)}."
    elif column.closed:
        yield f"One of {_values(column.closed)}."


def _field(column: Column, field: Any) -> str:
    values = column.inside.get(field.name)
    return f"`{field.name}` ({_values(values) if values else dict(_KINDS)[field.type]})"


def _values(values: Iterable[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _key(schema: TableSchema) -> str:
    return ", ".join(f"`{name}`" for name in schema.key) or "–"


def _link(name: str) -> str:
    return f"[{name}](#{name})"


def _safe(text: str) -> str:
    """Text without anything that Markdown would take for a sign of its own."""
    return re.sub(r"([\\`*\[\]<>|$])", r"\\\1", text)


def _grid(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def main(arguments: list[str] | None = None) -> None:
    """Write the page to stdout, or to the file after ``--write``."""
    parser = argparse.ArgumentParser(
        prog="python -m pipeline.tables.data_dictionary", description="Write the data dictionary."
    )
    parser.add_argument("--write", type=Path, metavar="PATH", help="write it to this file")
    target: Path | None = parser.parse_args(arguments).write
    if target is None:
        sys.stdout.write(page())
    else:
        target.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
