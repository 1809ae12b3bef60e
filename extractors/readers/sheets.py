"""Sheets of a workbook to Layout: what stands above and below a table as lines, the table as a grid.

A sheet has no paragraphs and says of nothing that it is a table. A table begins with the row that has a plan's
header, where there is one, else with the first row that is filled as rows usually are; it ends before a lone row
that follows an empty one. Rows and columns without words take no room, whatever lies between, and words that stand
alone at the begin of a row go over its whole width, as they do on the screen.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from extractors import limits
from extractors.headers import load_templates, match_header
from extractors.layout import LINE_HEIGHT, Grid, Layout, Line, Page
from extractors.model import Issue
from extractors.readers.flow import FlowCell, Paragraph, StyledText, grid_of, lines_of, shared_widths

PAGE_WIDTH = 760.0
ENTRY = 12  # characters: what is no longer may be a number or a short entry of its column
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SheetCells:
    """The words of a sheet by (row, column), both from 1 as the program shows them.

    ``spans`` has the last row and column of each merged range by its first; ``widths`` the points of the columns
    that have a width of their own. ``name`` is '' where it says nothing.
    """

    number: int
    name: str
    cells: Mapping[Place, str]
    spans: Mapping[Place, Place] = field(default_factory=dict)
    widths: Mapping[int, float] = field(default_factory=dict)


def layout_of(sheets: Sequence[SheetCells], reader: str, media_type: str, issues: tuple[Issue, ...] = ()) -> Layout:
    """The Layout of sheets, one below the other. Raises DocumentError where one holds more than any plan."""
    lines: list[Line] = []
    grids: list[Grid] = []
    y = 0.0
    for sheet in sheets:
        limits.at_most(
            max(map(len, sheet.cells.values()), default=0), limits.CELL, "too_large", "letters in a cell"
        )
        if sheet.name and sheet.cells:
            found, y = lines_of([_paragraph(sheet.name, f"sheet[{sheet.number}]", heading=1)], 0.0, y, PAGE_WIDTH)
            lines += found
        for part in _parts(sheet):
            if isinstance(part, int):
                words = " ".join(sheet.cells[place] for place in sorted(sheet.cells) if place[0] == part)
                found, y = lines_of([_paragraph(words, f"sheet[{sheet.number}]/row[{part}]")], 0.0, y, PAGE_WIDTH)
                lines += found
            else:
                grids.append(_grid(sheet, part, y, len(grids) + 1))
                y = grids[-1].bottom + LINE_HEIGHT
    return Layout(
        reader, media_type, (Page(1, PAGE_WIDTH, y, tuple(lines), tuple(grids)),), boxed=False, issues=issues
    )


def _paragraph(text: str, locator: str, heading: int = 0) -> Paragraph:
    return Paragraph((StyledText(text),), locator, heading=heading, space=LINE_HEIGHT)


def _parts(sheet: SheetCells) -> Iterator[int | list[int]]:
    """What a sheet holds, from the top: a row that is a line, or the rows of a table."""
    rows: dict[int, list[str]] = {}
    for place in sorted(sheet.cells):
        rows.setdefault(place[0], []).append(sheet.cells[place])
    if not rows:
        return
    heads = {row for row, words in rows.items() if _is_header(words)}
    usual = max(2, median(len(words) for words in rows.values()))
    first = min(heads) if heads else next((row for row, words in rows.items() if len(words) >= usual), None)
    table: list[int] = []
    for before, row in zip([0, *rows], rows, strict=False):
        apart = row > before + 1
        if first is None or row < first or (table and apart and len(rows[row]) == 1 and not _goes_on(rows, row)):
            if table:
                yield table
                table = []
            yield row
        else:
            if table and apart and row in heads:
                yield table
                table = []
            table.append(row)
    if table:
        yield table


def _goes_on(rows: Mapping[int, list[str]], row: int) -> bool:
    """Whether a table goes on after a lone row: right below it stands a filled one."""
    return len(rows.get(row + 1, ())) > 1


def _is_header(words: Sequence[str]) -> bool:
    found = match_header(words, load_templates()) if 1 < len(words) <= limits.COLUMNS else None
    return found is not None and found.kind == "plan"


def _grid(sheet: SheetCells, rows: Sequence[int], top: float, index: int) -> Grid:
    within = set(rows)
    columns = sorted({col for row, col in sheet.cells if row in within})
    limits.at_most(len(columns), limits.COLUMNS, "too_many_columns", "columns in a sheet")
    limits.at_most(len(rows) * len(columns), limits.CELLS, "too_many_cells", "cells in a sheet")
    boxes: list[FlowCell] = []
    taken: set[Place] = set()
    for r, row in enumerate(rows):
        for c, col in enumerate(columns):
            if (r, c) in taken:
                continue
            text = sheet.cells.get((row, col), "")
            last_row, last_col = sheet.spans.get((row, col), (row, col))
            if c == 0 and last_col == col and len(text) > ENTRY and not _beside(sheet, row, columns[1:]):
                last_col = columns[-1]
            high = max(bisect_right(rows, last_row) - r, 1)
            wide = max(bisect_right(columns, last_col) - c, 1)
            if (high, wide) != (1, 1):
                taken |= {(r + i, c + j) for i in range(high) for j in range(wide)}
            locator = f"sheet[{sheet.number}]/row[{row}]/cell[{col}]"
            paragraphs = tuple(Paragraph((StyledText(part),), locator) for part in text.split("\n"))
            boxes.append(FlowCell(r, c, high, wide, paragraphs))
    shared = shared_widths(boxes, len(columns))
    widths = [sheet.widths.get(col, share) for col, share in zip(columns, shared, strict=True)]
    return grid_of(boxes, widths, top, index)


def _beside(sheet: SheetCells, row: int, columns: Sequence[int]) -> bool:
    """Whether anything stands in a row in one of the columns."""
    return any((row, col) in sheet.cells for col in columns)
