"""The published tables in DuckDB (the only door to it): as CSV, as a database file, and for questions in SQL."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from pipeline.errors import PipelineError
from pipeline.storage import scratch
from pipeline.tables.columns import Column
from pipeline.tables.parquet import FolderTables
from pipeline.tables.schema import BY_NAME

Result = TypeVar("Result")

FILE = "inspection-responses.duckdb"
MEMORY_ONLY = ":memory:"
# Memory that DuckDB may take: the next where one is not enough, at last as much as it wants. Ordinary tables of any
# length are content with the first ones; a single text of many megabytes needs more.
MEMORY = ("16MB", "32MB", "64MB", "512MB", None)
_NO_MEMORY = re.compile(r"could not allocate|failed to pin|out of memory", re.IGNORECASE)
# What a spreadsheet may run as a formula begins so (OWASP, CSV injection); what cannot be seen may stand before it.
FORMULA = r"^[\s\p{Cf}\p{Z}]*[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]|^\t"
# Characters that would move a terminal's cursor or turn the order of the words on the screen.
CONTROL = r"[\x00-\x08\x0B-\x1F\x7F-\x9F\x{202A}-\x{202E}\x{2066}-\x{2069}]"


def write_csv(tables: Mapping[str, Any], folder: Path) -> None:
    """``<table>.csv``: UTF-8, lists as JSON, and no text that a spreadsheet would run as a formula.

    Raises OSError where the folder cannot be written.
    """
    left = list(tables)

    def copy(database: Any) -> None:
        while left:
            name = left[0]
            cells = ", ".join(_cell(column) for column in BY_NAME[name].columns)
            target = _quoted(str(folder / f"{name}.csv"))
            source = _source(database, tables, name)
            database.execute(f"COPY (SELECT {cells} FROM {source}) TO {target} (FORMAT csv, HEADER)")
            left.pop(0)

    _patiently(copy, MEMORY_ONLY, folder)


def _cell(column: Column) -> str:
    """A column as the CSV file has it: null is empty, a text that begins as a formula gets an apostrophe, and
    control characters are left out."""
    name = f'"{column.name}"'
    if pa.types.is_list(column.type):
        return f"{_without_control(f'to_json({name})')} AS {name}"
    if column.type == pa.string():
        plain = _without_control(name)
        mark = f"CASE WHEN regexp_matches({plain}, {_quoted(FORMULA)}) THEN '''' ELSE '' END"
        return f"{mark} || {plain} AS {name}"
    return name


def _without_control(text: str) -> str:
    lines = f"regexp_replace({text}, '\\r\\n?', chr(10), 'g')"
    return f"regexp_replace({lines}, {_quoted(CONTROL)}, '', 'g')"


def write(tables: Mapping[str, Any], folder: Path) -> None:
    """One database file that holds every table, with the meaning of tables and columns as comments.

    Raises OSError where the folder cannot be written.
    """
    left = list(tables)

    def create(database: Any) -> None:
        while left:
            schema = BY_NAME[left[0]]
            database.execute("BEGIN")  # one transaction a table: each commit waits for the disk
            database.execute(f'CREATE TABLE "{schema.name}" AS FROM {_source(database, tables, schema.name)}')
            database.execute(f'COMMENT ON TABLE "{schema.name}" IS {_quoted(schema.description)}')
            for column in schema.columns:
                target = f'"{schema.name}"."{column.name}"'
                database.execute(f"COMMENT ON COLUMN {target} IS {_quoted(column.description)}")
            database.execute("COMMIT")
            left.pop(0)

    _patiently(create, str(folder / FILE), folder)


def differing(
    old: Mapping[str, Any], new: Mapping[str, Any], name: str, key: Sequence[str], fields: Sequence[str]
) -> frozenset[tuple[str, ...]]:
    """The keys of the rows of a table that only one side has, or that are not the same in ``fields``.

    Rows are told apart by a 64-bit hash, so that two large tables are never in memory.
    """
    keys = ", ".join(f'"{column}"' for column in key)
    mark = ", ".join(f'"{column}"' for column in fields) or "0"

    def keys_of(database: Any) -> frozenset[tuple[str, ...]]:
        sides = [
            f"(SELECT {keys}, hash({mark}) AS mark FROM {_source(database, tables, name, prefix)}) AS {prefix}"
            for prefix, tables in (("old", old), ("new", new))
        ]
        joined = f"{' FULL JOIN '.join(sides)} USING ({keys})"
        found = database.execute(f"SELECT {keys} FROM {joined} WHERE old.mark IS DISTINCT FROM new.mark")
        return frozenset(found.fetchall())

    return _patiently(keys_of, MEMORY_ONLY, new.folder if isinstance(new, FolderTables) else None)


def _patiently(work: Callable[[Any], Result], place: str, scratch: Path | None) -> Result:
    """What ``work`` makes of the database at ``place``, begun again with more memory where it does not get on."""
    import duckdb

    for memory in MEMORY[:-1]:
        try:
            with _opened(place, scratch, memory) as database:
                return work(database)
        except duckdb.OutOfMemoryException:
            continue
    with _opened(place, scratch, MEMORY[-1]) as database:
        return work(database)


@contextmanager
def _opened(place: str, scratch: Path | None, memory: str | None) -> Iterator[Any]:
    """A database that keeps to ``memory``, and to the folder ``scratch`` where that is not enough.

    It fetches nothing and looks at no variable of this program. What goes wrong with its files is an OSError.
    """
    import duckdb

    settings: dict[str, Any] = {
        "threads": 1,
        "temp_directory": str(scratch / ".duckdb") if scratch else "",
        **({"memory_limit": memory} if memory else {}),
        **_ALONE,
    }
    try:
        with duckdb.connect(place, config=settings) as database:
            yield database
    except (duckdb.IOException, duckdb.TransactionException) as error:
        if _NO_MEMORY.search(str(error)):  # so it calls want of memory in the commit of a table of many rows
            raise duckdb.OutOfMemoryException(str(error)) from error
        raise _as_os_error(error, str(scratch) if scratch and place == MEMORY_ONLY else place) from error


def _as_os_error(error: Exception, place: str) -> OSError:
    """What DuckDB says of a file, in the system's words where it is one of the usual troubles."""
    said = " ".join(str(error).split())
    for code in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.ENOENT):
        if os.strerror(code) in said:
            return OSError(code, os.strerror(code), place)
    return OSError(None, said[:300], place)


# DuckDB neither fetches extensions nor takes a Python variable for a table.
_ALONE = {"autoinstall_known_extensions": False, "python_enable_replacements": False}


def _source(database: Any, tables: Mapping[str, Any], name: str, prefix: str = "arriving") -> str:
    """What stands for a table in SQL; one that lies in a file is read as the query goes."""
    if isinstance(tables, FolderTables):
        return f"read_parquet({_quoted(str(tables.path(name)))})"
    database.register(f"{prefix}_{name}", tables[name])
    return f"{prefix}_{name}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def answer(tables: Mapping[str, Any], query: str, parameters: Mapping[str, Any]) -> Any:
    """The answer as a ``pyarrow.Table``; only the tables that ``query`` names are read.

    ``$name`` in the query stands for ``parameters["name"]``. Raises :class:`PipelineError` where DuckDB refuses.
    """
    import duckdb

    words = set(re.findall(r"\w+", query.lower()))
    with (
        scratch.folder() as folder,
        duckdb.connect(config={"temp_directory": str(folder), **_ALONE}) as database,
    ):
        try:
            for name in tables:
                if name in words:
                    source = _source(database, tables, name)
                    database.execute(f'CREATE TEMP VIEW "{name}" AS FROM {source}')
            relation = database.sql(query, params=dict(parameters))
            if relation is None:
                raise PipelineError("the query asks for nothing: begin it with select")
            return relation.to_arrow_table()
        except duckdb.Error as error:
            reason = " ".join(str(error).split())
            known = ", ".join(tables)
            raise PipelineError(f"the query was refused ({reason}); the tables are {known}") from error
