"""Recommendations that stand in running text above the tables of what will be done about them.

A table that has no column for them is answered to the text between it and the table before: from a line that names
one ("Recommendation 4") on. That text is put into the table, as a row over its whole width.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.fields.references import names_one
from extractors.layout import Layout, Line
from extractors.tables import FlowLine, LogicalRow, LogicalTable

Where = tuple[int, float]  # a page, and how far down it


def with_asked_above(
    tables: Sequence[LogicalTable], layout: Layout, aside: Collection[int]
) -> tuple[LogicalTable, ...]:
    """The tables of a plan in reading order; ``aside`` are the ordinals of lines that are page furniture."""
    if not layout.boxed or any(table.column("recommendation") is not None for table in tables):
        return tuple(tables)
    outside = [line for page in layout.pages for line in page.lines if line.ordinal not in aside]
    outside.sort(key=_where)
    out: list[LogicalTable] = []
    end: Where = (0, 0.0)
    for table in tables:
        lines = list(_lines(table))
        begin = min(map(_where, lines), default=end)
        rows = tuple(_rows([line for line in outside if end < _where(line) < begin], table))
        out.append(replace(table, rows=(*rows, *table.rows)) if rows else table)
        end = max(map(_where, lines), default=end)
    return tuple(out)


def _where(line: Line) -> Where:
    return line.page, line.top


def _lines(table: LogicalTable) -> Iterator[Line]:
    yield from table.title
    yield from table.header_lines
    yield from (flow.line for row in table.rows for cell in row.cells for flow in cell)


def _rows(lines: Sequence[Line], table: LogicalTable) -> Iterator[LogicalRow]:
    """A row for each recommendation that lines name, with all that stands below its name."""
    starts = [i for i, line in enumerate(lines) if names_one(line.text)]
    for begin, end in pairwise([*starts, len(lines)]):
        block = lines[begin:end]
        top = block[0].top
        flows = tuple(FlowLine(line, line.top - top, line.page - block[0].page) for line in block)
        cells = (flows, *((),) * (len(table.columns) - 1))
        pages = tuple(dict.fromkeys(line.page for line in block))
        yield LogicalRow(cells, True, pages, block[-1].bottom - top, (0, 0))
