"""Columns that only the header of a table draws: below it nothing but white space parts them.

In a ruled table the cell that answers a recommendation often holds several paragraphs with an owner and a date
beside each, and no rule between those three. The header says where they are parted: a border between two of its
cells that no cell below has is a border of theirs where hardly a line of words runs across it and words stand on
either side. A line that does run across, of a paragraph over the whole cell, stays whole in the column where it
begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.layout import Cell, Grid, Line, part_of_line
from extractors.readers.spaced import PAD, is_over

STRAY = 0.2  # the most of the lines that may run across
LEAST = 3  # lines that must stand on either side


def undrawn(head: Sequence[Cell], below: Sequence[Cell]) -> tuple[float, ...]:
    """The borders between the cells of a header that the cells ``below`` it do not have, though their words do."""
    left = min((cell.x0 for cell in head), default=0.0)
    return tuple(x for x in sorted({cell.x0 for cell in head}) if x > left + PAD and _is_border(x, below))


def _is_border(x: float, below: Sequence[Cell]) -> bool:
    wide = [cell for cell in below if cell.x0 + PAD < x < cell.x1 - PAD]
    if len(wide) < len([cell for cell in below if abs(cell.x0 - x) <= PAD or abs(cell.x1 - x) <= PAD]):
        return False
    lines = [line for cell in wide for line in cell.lines if line.words]
    over = sum(is_over(line, x) for line in lines)
    before, behind = sum(line.x0 < x for line in lines), sum(line.x1 > x for line in lines)
    return over <= STRAY * len(lines) and min(before, behind - over) >= LEAST


def with_borders(grid: Grid, borders: Sequence[float]) -> Grid:
    """A grid whose cells are parted at ``borders`` too, those over its whole width left out."""
    if not borders:
        return grid
    rules = tuple(sorted({*grid.rules, *(x for x in borders if all(abs(x - rule) > PAD for rule in grid.rules))}))
    wide = len(grid.rules) - 1
    cells = tuple(
        part
        for cell in grid.cells
        for part in ([_placed(cell, rules)] if cell.colspan == wide else _parts(cell, rules, borders))
    )
    return replace(grid, cells=cells, rules=rules)


def _parts(cell: Cell, rules: Sequence[float], borders: Sequence[float]) -> Iterator[Cell]:
    """A cell parted at the borders inside it."""
    inner = [x for x in borders if cell.x0 + PAD < x < cell.x1 - PAD]
    edges = [cell.x0, *inner, cell.x1]
    held: list[list[Line]] = [[] for _ in edges[1:]]
    for line in cell.lines:
        for at, part in _divided(line, inner):
            held[at].append(part)
    for x0, x1, lines in zip(edges, edges[1:], held, strict=False):
        yield _placed(replace(cell, x0=x0, x1=x1, lines=tuple(lines)), rules)


def _divided(line: Line, inner: Sequence[float]) -> Iterator[tuple[int, Line]]:
    """The parts of a line by the column (from 0) that each begins in."""
    cuts = [x for x in inner if not is_over(line, x)]
    columns = [sum(x <= (word.x0 + word.x1) / 2 for x in cuts) for word in line.words]
    for column in sorted(set(columns)):
        first, last = columns.index(column), len(columns) - columns[::-1].index(column)
        part = part_of_line(line, first, last)
        yield sum(x <= part.words[0].x0 + PAD for x in inner), part


def _placed(cell: Cell, rules: Sequence[float]) -> Cell:
    """A cell that knows which columns of ``rules`` it covers."""
    first = min(range(len(rules)), key=lambda i: abs(rules[i] - cell.x0))
    last = min(range(len(rules)), key=lambda i: abs(rules[i] - cell.x1))
    return replace(cell, col=first, colspan=max(last - first, 1))
