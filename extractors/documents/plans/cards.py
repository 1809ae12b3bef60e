"""Cards: a title that only names a recommendation, rows of a label and words that say it, below them its actions.

What the first label stands before is what is asked, whoever "said" it; the title gives its number. A card without
actions has no header and no column of its own, and so takes those of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.documents.plans.groups import banner_of
from extractors.documents.plans.spans import read_banner
from extractors.fields.references import names_only
from extractors.tables import LogicalRow, LogicalTable


def with_asked(table: LogicalTable) -> LogicalTable:
    """A table whose cards say what they ask in one row: the name of the recommendation, and its words."""
    if table.column("recommendation") is not None and table.column("action") is not None:
        return table
    rows: list[LogicalRow] = []
    labels = list(table.repeated)
    for row in table.rows:
        banner = banner_of(row, table) if rows and _names(rows[-1]) else None
        if banner is None or banner.kind != "explained":
            rows.append(row)
            continue
        title = tuple(flow for cell in rows.pop().cells for flow in cell)
        at = next(i for i, cell in enumerate(row.cells) if cell)
        labels += (flow.line for flow in row.cells[at])
        rows.append(replace(row, cells=tuple(title if i == at else cell for i, cell in enumerate(row.cells))))
    return replace(table, rows=tuple(rows), repeated=tuple(labels))


def with_design(tables: Sequence[LogicalTable]) -> Iterator[LogicalTable]:
    """The tables of a document; cards without actions have the columns of the first that has some."""
    known = next((table for table in tables if table.kind == "plan" and _has_cards(table)), None)
    return (_as(known, table) if known and table.match is None and _is_bare(table) else table for table in tables)


def _names(row: LogicalRow) -> bool:
    return row.span and names_only(row.full_text)


def _has_cards(table: LogicalTable) -> bool:
    return any(_names(row) for row in table.rows) and len(with_asked(table).rows) < len(table.rows)


def _is_bare(table: LogicalTable) -> bool:
    """Whether a table is cards without actions: names of recommendations, and rows of a label and words."""
    named = [_names(row) for row in table.rows]
    labelled = (read_banner(row) for row, is_name in zip(table.rows, named, strict=True) if not is_name)
    return bool(named) and named[0] and not named[-1] and all(labelled)


def _as(known: LogicalTable, table: LogicalTable) -> LogicalTable:
    """A table of cards without actions in the columns of one that has them."""
    count = len(known.columns)
    rows = []
    for row in table.rows:
        cells = [cell for cell in row.cells if cell]
        covered = () if row.span else tuple(range(len(cells), count))
        rows.append(replace(row, cells=(*cells, *((),) * (count - len(cells))), covered=covered))
    return replace(
        table, header=("",) * count, roles=known.roles, match=known.match, columns=known.columns, rows=tuple(rows)
    )
