"""The published tables in DuckDB (the only door to it): as a file of its own, and for questions in SQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError
from pipeline.schema import BY_NAME

FILE = "inspection-responses.duckdb"


def write(tables: Mapping[str, Any], folder: Path) -> None:
    """One database file that holds every table, with the meaning of tables and columns as comments."""
    import duckdb

    with duckdb.connect(str(folder / FILE)) as database:
        database.execute("SET threads = 1")  # and so one table's rows in memory
        for name, table in tables.items():
            database.execute("BEGIN")  # one transaction a table: each commit waits for the disk
            schema = BY_NAME[name]
            database.register("arriving", table)
            database.execute(f'CREATE TABLE "{name}" AS SELECT * FROM arriving')
            database.unregister("arriving")
            database.execute(f'COMMENT ON TABLE "{name}" IS {_quoted(schema.description)}')
            for column in schema.columns:
                target = f'"{name}"."{column.name}"'
                database.execute(f"COMMENT ON COLUMN {target} IS {_quoted(column.description)}")
            database.execute("COMMIT")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def answer(arrow: Callable[[str], Any], names: Sequence[str], query: str, parameters: Mapping[str, Any]) -> Any:
    """The answer as a ``pyarrow.Table``; only the tables that ``query`` names are read, through ``arrow``.

    ``$name`` in the query stands for ``parameters["name"]``. Raises :class:`PipelineError` where DuckDB refuses.
    """
    import duckdb

    words = set(re.findall(r"\w+", query.lower()))
    with duckdb.connect() as database:
        for name in names:
            if name in words:
                database.register(name, arrow(name))
        try:
            relation = database.sql(query, params=dict(parameters))
            if relation is None:
                raise PipelineError("the query asks for nothing: begin it with select")
            return relation.to_arrow_table()
        except duckdb.Error as error:
            reason = " ".join(str(error).split())
            raise PipelineError(f"the query was refused ({reason}); the tables are {', '.join(names)}") from error
