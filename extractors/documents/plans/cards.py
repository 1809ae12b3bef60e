"""Cards: a title that only names a recommendation, rows that say it, below them its actions.

What the first label stands before is what is asked, whoever "said" it; the title gives its number. The words may as
well stand alone in a row over the whole width: then also a title that counts something else ("Breach 1") numbers
them, where they ask for something. A card without actions has no header and no column of its own, and so takes
those of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.documents.plans.groups import banner_of
from extractors.documents.plans.pieces import between, text_of, words_in
from extractors.documents.plans.spans import read_banner, read_span
from extractors.fields.references import counted_title, names_only
from extractors.fields.responses import section_state
from extractors.fields.undertakings import is_undertaking
from extractors.logical import FlowLine, LogicalRow, LogicalTable


def with_asked(table: LogicalTable) -> LogicalTable:
    """A table whose cards say what they ask in one row: the name of the recommendation, and its words."""
    if table.column("recommendation") is not None and table.column("action") is not None:
        return table
    rows: list[LogicalRow] = []
    labels = list(table.repeated)
    counting = {_counted(title) for title, row in pairwise(table.rows) if _asks_below(title, row)}
    for row in table.rows:
        if rows and _says_words(rows[-1], row) and (_names(rows[-1]) or _counted(rows[-1]) in counting):
            title = tuple(flow for cell in rows.pop().cells for flow in cell)
            labels += (flow.line for flow in title)
            rows.append(as_banner(title, row, table))
            continue
        banner = banner_of(row, table) if rows and _names(rows[-1]) else None
        if banner is None or banner.kind != "explained":
            rows.append(row)
            continue
        title = tuple(flow for cell in rows.pop().cells for flow in cell)
        at = next(i for i, cell in enumerate(row.cells) if cell)
        labels += (flow.line for flow in row.cells[at])
        rows.append(replace(row, cells=tuple(title if i == at else cell for i, cell in enumerate(row.cells))))
    return replace(table, rows=tuple(rows), repeated=tuple(labels))


def _asks_below(title: LogicalRow, row: LogicalRow) -> bool:
    """Whether a title counts something, and the row below it over the whole width asks for something."""
    return _says_words(title, row) and counted_title(title.full_text) and is_undertaking(row.full_text)


def _counted(title: LogicalRow) -> str:
    """What a title that ends in a number counts."""
    return title.full_text.rpartition(" ")[0] if counted_title(title.full_text) else ""


def _says_words(title: LogicalRow, row: LogicalRow) -> bool:
    """Whether a row over the whole width may say the words of what the one above it only names."""
    if not (title.span and row.span) or len(row.cells) == 1 or _names(row) or section_state(row.full_text):
        return False
    return read_span(row).kind != "answered"


def as_banner(title: Sequence[FlowLine], words: LogicalRow, table: LogicalTable) -> LogicalRow:
    """A row of a number and the words that it stands before, where no owner and no date could stand."""
    size = words_in(title)
    number = tuple(title) if names_only(text_of(title)) else tuple(between(title, size - 1, size))
    count = len(words.cells)
    at = next((i for i in range(1, count) if table.roles[i] not in ("owner", "date")), 1)
    said = tuple(flow for cell in words.cells for flow in cell)
    cells = tuple(number if i == 0 else said if i == at else () for i in range(count))
    return replace(words, cells=cells, span=False, covered=tuple(i for i in range(1, count) if i != at))


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
