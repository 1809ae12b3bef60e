"""Recommendations in tables of their own: each a row, and right below it the table of what will be done about it.

"Responsible body | Area for priority action" stands above "Actions | Lead | Timescale". Both are one table, whose
first columns are filled in its first row. Where the lower one has owners and dates of its own, those of the upper
one belong to no action.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from extractors.documents.plans.groups import banner_of
from extractors.documents.plans.spans import read_span
from extractors.headers import Role
from extractors.tables import LogicalRow, LogicalTable


def with_asked_apart(tables: Iterable[LogicalTable]) -> tuple[LogicalTable, ...]:
    """The tables of a plan in reading order, each that only asks put together with those that answer it."""
    out: list[LogicalTable] = []
    first: LogicalTable | None = None  # of those that answer what the last one asks
    for table in tables:
        asks = out and (_asks_once(out[-1]) or (first is not None and first.roles == table.roles))
        first = table if asks and _only_answers(table) else None
        out.append(_together(out.pop(), table) if first else table)
    return tuple(out)


def _asks_once(table: LogicalTable) -> bool:
    return table.column("recommendation") is not None and table.column("action") is None and len(table.rows) == 1


def _only_answers(table: LogicalTable) -> bool:
    """Whether a table says what will be done, and nowhere what it answers."""
    spans = (read_span(row) if row.span else banner_of(row, table) for row in table.rows)
    says = table.column("action") is not None and table.column("recommendation") is None
    return says and not any(span and span.kind == "asked" for span in spans)


def _together(asking: LogicalTable, answers: LogicalTable) -> LogicalTable:
    """One table of the columns of both, or of those of the first where it was put together before."""
    begins = asking.column("action") is None
    entries = {role for role in answers.roles if role in ("owner", "date")} if begins else set()
    own: tuple[Role | None, ...] = tuple("other" if role in entries else role for role in asking.roles)
    before = len(asking.columns) if begins else len(asking.columns) - len(answers.columns)
    behind = len(answers.columns) if begins else 0
    doubts = tuple(replace(doubt, column=doubt.column + before) for doubt in answers.doubts)
    return replace(
        asking,
        pages=tuple(sorted({*asking.pages, *answers.pages})),
        header=(*asking.header, *answers.header) if begins else asking.header,
        roles=(*own, *answers.roles) if begins else asking.roles,
        match=answers.match,
        rows=(
            *(replace(row, cells=(*row.cells, *((),) * behind)) for row in asking.rows),
            *(_moved(row, before) for row in answers.rows),
        ),
        columns=(*asking.columns, *answers.columns) if begins else asking.columns,
        header_lines=(*asking.header_lines, *answers.header_lines),
        repeated=(*asking.repeated, *answers.repeated, *answers.title),
        doubts=(*asking.doubts, *doubts) if begins else asking.doubts,
    )


def _moved(row: LogicalRow, columns: int) -> LogicalRow:
    covered = tuple(col + columns for col in row.covered)
    return replace(row, cells=(*((),) * columns, *row.cells), covered=covered)
