"""A header that is printed again, and in the same cells what is left of the row that the page cut.

Some programs draw no rule between the two, in all columns or where a cell goes on. What the header said before
tells where it ends. The titles around it may be printed again as well: they say what the last ones above say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile, takewhile

from extractors.headers import letters
from extractors.layout import SAME_RULE, Cell, Grid, Line


def header_apart(grid: Grid, head: Sequence[Cell]) -> Grid:
    """A grid whose first row says all of a known header and then more, that row in two; any other as it is.

    A cell that says no more, but reaches over more rows than the header did, is in two as well.
    """
    first = next((cells for cells in grid.rows if any(cell.text for cell in cells)), [])
    known = [next((one.text for one in head if abs(one.x0 - cell.x0) <= SAME_RULE), None) for cell in first]
    if len(head) < 2 or sum(text is not None for text in known) < len(head):
        return grid
    rests = [_rest(cell.lines, text or "") for cell, text in zip(first, known, strict=True)]
    if None in rests:
        return grid
    depth = max(cell.rowspan for cell in head)
    if any(cell.rowspan > depth for cell in first):
        return _shortened(grid, first, rests, depth)
    if not any(rests) or any(cell.rowspan > 1 for cell in first):
        return grid
    row = first[0].row
    said = [cell.lines[: len(cell.lines) - len(rest or ())] for cell, rest in zip(first, rests, strict=True)]
    foot = max(line.bottom for lines in said for line in lines)
    parted = [
        part
        for cell, above, below in zip(first, said, rests, strict=True)
        for part in (
            replace(cell, lines=above, bottom=foot),
            replace(cell, row=row + 1, lines=below or (), top=foot),
        )
    ]
    others = [replace(cell, row=cell.row + (cell.row > row)) for cell in grid.cells if cell.row != row]
    return replace(grid, cells=(*parted, *others))


def titles_again(above: Sequence[str | None], below: Sequence[str | None]) -> int:
    """How many rows at the head of a page are titles that say again what the last ones of the page before say.

    A row over the whole width is told by what it says, any other by None.
    """
    fresh = list(takewhile(lambda said: said is not None, below))
    rows = list(dropwhile(lambda said: said is None, reversed(above)))
    last = list(takewhile(lambda said: said is not None, rows))[::-1]
    return max((n for n in range(1, len(fresh) + 1) if fresh[:n] == last[-n:]), default=0)


def _shortened(grid: Grid, first: Sequence[Cell], rests: Sequence[tuple[Line, ...] | None], depth: int) -> Grid:
    """A grid whose header ends after ``depth`` rows in each column; cells of its first row reach below that."""
    below = first[0].row + depth
    foot = min((cell.top for cell in grid.cells if cell.row == below), default=None)
    if foot is None or any(rest and cell.rowspan <= depth for cell, rest in zip(first, rests, strict=True)):
        return grid
    cells: list[Cell] = [cell for cell in grid.cells if cell.row != first[0].row]
    for cell, rest in zip(first, rests, strict=True):
        if cell.rowspan <= depth:
            cells.append(cell)
            continue
        said = cell.lines[: len(cell.lines) - len(rest or ())]
        cells.append(replace(cell, lines=said, rowspan=depth, bottom=foot))
        cells.append(replace(cell, row=below, lines=rest or (), rowspan=cell.rowspan - depth, top=foot))
    return replace(grid, cells=tuple(cells))


def _rest(lines: tuple[Line, ...], text: str) -> tuple[Line, ...] | None:
    """What lines say below a text, or None where they do not say it first."""
    left = letters(text)
    for n, line in enumerate(lines):
        if not left:
            return lines[n:]
        said = letters(line.text)
        if not left.startswith(said):
            return None
        left = left[len(said) :]
    return None if left else ()
