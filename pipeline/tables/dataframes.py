"""Arrow tables as pandas frames with the types of the schema, and what each column holds."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa

from pipeline.tables.schema import BY_NAME, TABLES

_NULLABLE: dict[Any, Any] = {
    pa.string(): pd.StringDtype("pyarrow"),
    pa.bool_(): pd.BooleanDtype(),
}


def frame(table: Any, name: str | None = None) -> pd.DataFrame:
    """A ``pyarrow.Table`` as a frame; with the ``name`` of a published table, closed sets become categories.

    Texts are nullable strings, days datetime64, whole numbers and truth values nullable, lists and structs
    Arrow-backed.
    """
    for n, field in enumerate(table.schema):
        if pa.types.is_decimal(field.type):
            table = table.set_column(n, field.name, table[n].cast(pa.float64() if field.type.scale else pa.int64()))
    out: pd.DataFrame = table.to_pandas(types_mapper=_dtype, date_as_object=False)
    for column in BY_NAME[name].columns if name else ():
        if column.closed and column.name in out:
            kind = pd.CategoricalDtype(list(column.closed))
            out[column.name] = out[column.name].astype(object).astype(kind)
    return out


def _dtype(kind: Any) -> Any:
    """The pandas type of an Arrow type; a query may make any, such as the 128-bit sums of DuckDB."""
    if pa.types.is_nested(kind):
        return pd.ArrowDtype(kind)
    if pa.types.is_integer(kind):
        return pd.Int64Dtype()
    return _NULLABLE.get(kind)


def describe_tables(rows: dict[str, int]) -> pd.DataFrame:
    """A row a table: name, rows, the columns that identify a row, meaning."""
    return pd.DataFrame(
        [(t.name, rows.get(t.name), ", ".join(t.key), t.description) for t in TABLES if t.name in rows],
        columns=["table", "rows", "key", "meaning"],
    ).set_index("table")


def describe_columns(name: str, typed: pd.DataFrame) -> pd.DataFrame:
    """A row a column of the table ``name``: its type in pandas, whether it may be null, values, meaning."""
    schema = BY_NAME[name]
    nullable = {column.name: column.nullable for column in schema.arrow}
    return pd.DataFrame(
        [
            (c.name, _type_name(c.type, typed[c.name].dtype), nullable[c.name], ", ".join(c.closed), c.description)
            for c in schema.columns
        ],
        columns=["column", "type", "nullable", "values", "meaning"],
    ).set_index("column")


def _type_name(kind: Any, dtype: Any) -> str:
    """The dtype, a list or struct by its fields: ``list of (page, x0, top, x1, bottom)``."""
    if not pa.types.is_list(kind):
        return str(dtype)
    item = kind.value_type
    return f"list of ({', '.join(f.name for f in item)})" if pa.types.is_struct(item) else "list of string"
