"""A header that is printed again, and in the same cells what is left of the row that the page cut.

Some programs draw no rule between the two. What the header said before tells where it ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.headers import letters
from extractors.layout import Cell, Grid, Line

NEAR = 5.0  # points between the left edges of cells of one column


def header_apart(grid: Grid, head: Sequence[Cell]) -> Grid:
    """A grid whose first row says all of a known header and then more, that row in two; any other as it is."""
    first = next((cells for cells in grid.rows if any(cell.text for cell in cells)), [])
    known = [next((one for one in head if abs(one.x0 - cell.x0) <= NEAR), None) for cell in first]
    if len([one for one in known if one]) < len(head) or len(head) < 2:
        return grid
    ends = [_said(cell.lines, one.text if one else "") for cell, one in zip(first, known, strict=True)]
    whole = None not in ends
    if not whole or any(cell.rowspan > 1 for cell in first) or not any(_rest(first, ends)):
        return grid
    row = first[0].row
    foot = max(line.bottom for cell, end in zip(first, ends, strict=True) for line in cell.lines[:end])
    parted = [
        part
        for cell, rest in zip(first, _rest(first, ends), strict=True)
        for part in (
            replace(cell, lines=cell.lines[: len(cell.lines) - len(rest)], bottom=foot),
            replace(cell, row=row + 1, lines=rest, top=foot),
        )
    ]
    before = [cell for cell in grid.cells if cell.row < row]
    below = [replace(cell, row=cell.row + 1) for cell in grid.cells if cell.row > row]
    return replace(grid, cells=(*before, *parted, *below))


def _said(lines: Sequence[Line], text: str) -> int | None:
    """How many of the first lines say a text, or None where they do not."""
    counts = (
        n for n in range(len(lines) + 1) if letters("".join(line.text for line in lines[:n])) == letters(text)
    )
    return next(counts, None)


def _rest(cells: Sequence[Cell], ends: Sequence[int | None]) -> Iterator[tuple[Line, ...]]:
    """What each cell says below the header."""
    return (cell.lines[end:] for cell, end in zip(cells, ends, strict=True))
