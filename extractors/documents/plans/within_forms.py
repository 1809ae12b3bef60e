"""Tables within forms: below the labels a header of its own, and in each row what will be done, by whom and when.

Such a row says what labels would, one below the other: "Action", "Owner", "Date". So it is told as those.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from extractors.headers import load_templates, named_role
from extractors.logical import LogicalRow, LogicalTable

LEAST = 3  # columns: two are a label and what it names
MOST = 4  # cells of a row of labels: two side by side


def with_rows_as_labels(table: LogicalTable) -> LogicalTable:
    """A table in which headers stand among rows of labels, with what stands below them told by labels as well."""
    if table.kind == "plan" or not any(map(_is_header, table.rows)):
        return table
    rows = tuple(_told(table))
    if any(len(row.cells) > MOST for row in rows):
        return table
    wide = max(len(row.cells) for row in rows)
    return replace(
        table,
        rows=tuple(replace(row, cells=(*row.cells, *((),) * (wide - len(row.cells)))) for row in rows),
        columns=table.columns[:wide],
        header=table.header[:wide],
        roles=table.roles[:wide],
    )


def _told(table: LogicalTable) -> Iterator[LogicalRow]:
    header: LogicalRow | None = None
    for row in table.rows:
        if _is_header(row):
            header = row
        elif header is not None and _is_below(row, header):
            yield from (
                replace(row, cells=(head, cell), covered=())
                for head, cell in zip(header.cells, row.cells, strict=True)
                if head and cell
            )
        else:
            header = None
            yield replace(row, cells=tuple(cell for cell in row.cells if cell), covered=())


def _is_header(row: LogicalRow) -> bool:
    """Whether a row names what a plan says of each action, and nothing that a form says once."""
    filled = [i for i, cell in enumerate(row.cells) if cell]
    if row.span or len(filled) < LEAST:
        return False
    roles = takewhile(bool, (named_role(row.text(i), load_templates()) for i in filled))  # most stop at the first
    named = [*roles]
    return len(named) == len(filled) and {"action", "owner"} <= {*named}


def _is_below(row: LogicalRow, header: LogicalRow) -> bool:
    """Whether a row stands in the columns of a header, and is not of a label and what it names."""
    filled = [i for i, cell in enumerate(row.cells) if cell]
    if row.span or not filled or any(not header.cells[i] for i in filled):
        return False
    return named_role(row.text(filled[0]), load_templates()) is None
