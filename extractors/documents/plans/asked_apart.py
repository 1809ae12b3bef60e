"""Recommendations in tables of their own: each a row, and right below it the table of what will be done about it.

"Responsible body | Area for priority action" stands above "Actions | Lead | Timescale". Both are one table, whose
first columns are filled in its first row. Where the lower one has owners and dates of its own, those of the upper
one belong to no action.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractors.documents.plans.groups import banner_of
from extractors.documents.plans.spans import read_span
from extractors.headers import Role
from extractors.logical import LogicalRow, LogicalTable


def with_asked_apart(tables: Iterable[LogicalTable]) -> tuple[LogicalTable, ...]:
    """The tables of a plan in reading order, each that only asks put together with those that answer it."""
    runs: list[list[LogicalTable]] = []
    for table in tables:
        first, *answers = runs[-1] if runs else [table]
        alike = not answers or answers[0].roles == table.roles
        if runs and _asks_once(first) and alike and _only_answers(table):
            runs[-1].append(table)
        else:
            runs.append([table])
    return tuple(_together(first, answers) if answers else first for first, *answers in runs)


def _asks_once(table: LogicalTable) -> bool:
    return table.column("recommendation") is not None and table.column("action") is None and len(table.rows) == 1


def _only_answers(table: LogicalTable) -> bool:
    """Whether a table says what will be done, and nowhere what it answers."""
    spans = (read_span(row) if row.span else banner_of(row, table) for row in table.rows)
    says = table.column("action") is not None and table.column("recommendation") is None
    return says and not any(span and span.kind == "asked" for span in spans)


def _together(asking: LogicalTable, answers: Sequence[LogicalTable]) -> LogicalTable:
    """One table of the columns of what asks, and of those alike that answer it."""
    told, before = answers[0], len(asking.columns)
    entries = {role for role in told.roles if role in ("owner", "date")}
    own: tuple[Role | None, ...] = tuple("other" if role in entries else role for role in asking.roles)
    asked = (replace(row, cells=(*row.cells, *((),) * len(told.columns))) for row in asking.rows)
    return replace(
        told,
        pages=tuple(sorted({page for table in (asking, *answers) for page in table.pages})),
        header=(*asking.header, *told.header),
        roles=(*own, *told.roles),
        rows=(*asked, *(_moved(row, before) for table in answers for row in table.rows)),
        columns=(*asking.columns, *told.columns),
        header_lines=tuple(line for table in (asking, *answers) for line in table.header_lines),
        repeated=(
            *(line for table in (asking, *answers) for line in table.repeated),
            *(line for table in answers for line in table.title),
        ),
        title=asking.title,
        doubts=(*asking.doubts, *(replace(doubt, column=doubt.column + before) for doubt in told.doubts)),
    )


def _moved(row: LogicalRow, columns: int) -> LogicalRow:
    covered = tuple(col + columns for col in row.covered)
    return replace(row, cells=(*((),) * columns, *row.cells), covered=covered)
