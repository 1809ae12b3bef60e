"""From frames to plain rows and back, with the types that :mod:`pipeline.tables.dataframes` gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

TEXT: Any = pd.StringDtype("pyarrow")
WHOLE, TRUTH, NUMBER, DAY = "Int64", "boolean", "Float64", "datetime64[ms]"


def rows(frame: pd.DataFrame, *columns: str) -> list[dict[str, Any]]:
    """The columns as rows of Python values: None for what is absent, ``date`` for a day."""
    table = pa.Table.from_pandas(frame[list(columns)], preserve_index=False)
    for n, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type):
            table = table.set_column(n, field.name, table[n].cast(pa.date32()))
    out: list[dict[str, Any]] = table.to_pylist()
    return out


def typed(found: Iterable[Mapping[str, Any]], types: Mapping[str, Any]) -> pd.DataFrame:
    """Rows as a frame whose columns have these types, also where there is no row."""
    listed = list(found)
    return pd.DataFrame(
        {name: pd.Series([row[name] for row in listed], dtype=kind) for name, kind in types.items()}
    )
