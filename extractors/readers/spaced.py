"""Tables that neither rules nor a known header tell: by the white strips that run down between their columns.

A row of such a table sets words in several columns on one line. From the first line that does so on, the lines of
the document are laid over each other, page after page; a column begins where cells of many lines begin and hardly
any runs across. Whether it is a plan is then asked of what the columns hold (:mod:`extractors.columns`): a layout
of anything else is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from extractors.columns import ROWS, TableColumn, assigned, tells_plan
from extractors.headers import Template
from extractors.layout import Line, Word

LEAST_COLUMNS = 4
GAP = 7.0  # points of white space that part two cells of a line
ALIGNED = 3.0  # points: cells that begin this near to each other begin in one column
NARROWEST = 12.0  # points of a column
LEAST_STARTS, STARTS = 4, 0.04  # cells that must begin there, and their least share of the lines
CROSSING = 4.0  # points: a narrower space at a column border is a space between two words
PAD = 2.0  # points from words to the rules around them
STRAY = 0.1  # the most of the lines that may run across where a column begins
WIDE = 0.45  # of the width: a longer run of words without a gap crosses columns


@dataclass(frozen=True, slots=True)
class Spaced:
    """Where a table begins (page from 0, line of the page) and its column borders, outer ones included."""

    page: int
    line: int
    borders: tuple[float, ...]


PageLines = tuple[Sequence[Line], Sequence[float]]  # lines from top to bottom, and how far down its level rules are


def spaced(pages: Sequence[PageLines], templates: Sequence[Template]) -> Spaced | None:
    """The first table that holds a plan; None where there is none."""
    for p, (lines, levels) in enumerate(pages):
        first = next((i for i, line in enumerate(lines) if len(_cells(line)) >= LEAST_COLUMNS), None)
        if first is None:
            continue
        region = list(_region([(lines[first:], levels), *pages[p + 1 :]]))
        borders = _borders([line for lines, _ in region for line in lines])
        if len(borders) > LEAST_COLUMNS and _holds_plan(region, borders, templates):
            return Spaced(p, first, borders)
        return None
    return None


def _cells(line: Line) -> list[tuple[float, float]]:
    """The runs of words of a line that white space parts, each from where to where."""
    out = [(line.words[0].x0, line.words[0].x1)] if line.words else []
    for a, b in pairwise(line.words):
        if b.x0 - a.x1 >= max(GAP, b.size):
            out.append((b.x0, b.x1))
        else:
            out[-1] = (out[-1][0], b.x1)
    return out


def _region(pages: Sequence[PageLines]) -> Iterator[PageLines]:
    """The pages that could be of the table: up to the first on which no line has the look of a row."""
    return takewhile(lambda page: any(len(_cells(line)) >= LEAST_COLUMNS - 1 for line in page[0]), pages)


def _borders(region: Sequence[Line]) -> tuple[float, ...]:
    """The outer edges and, between them, where cells of many lines begin and hardly a word runs across."""
    left, right = min(line.x0 for line in region), max(line.x1 for line in region)
    runs = [cells for line in region if (cells := _cells(line))]
    kept = [cells for cells in runs if all(x1 - x0 <= WIDE * (right - left) for x0, x1 in cells)]
    clusters: list[list[float]] = []
    for x in sorted(x0 for cells in kept for x0, _ in cells):
        if clusters and x - clusters[-1][-1] <= ALIGNED:
            clusters[-1].append(x)
        else:
            clusters.append([x])
    found: list[tuple[float, int]] = []
    for cluster in clusters:
        x, count = cluster[0] - 1, len(cluster)
        over = sum(x0 < x < x1 for cells in kept for x0, x1 in cells)
        few = count < max(LEAST_STARTS, STARTS * len(kept))
        if few or over > STRAY * len(kept) or x - left < NARROWEST:
            continue
        if found and x - found[-1][0] < NARROWEST:
            found[-1] = max(found[-1], (x, count), key=lambda one: one[1])
        else:
            found.append((x, count))
    return (left, *(x for x, _ in found), right)


def _holds_plan(region: Sequence[PageLines], borders: Sequence[float], templates: Sequence[Template]) -> bool:
    """Whether the columns hold what a plan's do, their cells taken as paragraphs: runs of lines with words."""
    cells: list[list[str]] = [[] for _ in borders[1:]]
    open_to: list[float | None] = [None] * len(cells)
    within = (
        (line, levels)
        for lines, levels in region
        for line in lines
        if not any(is_over(line, x) for x in borders[1:-1])
    )
    for line, levels in within:
        for col, words in enumerate(by_column(line, borders)):
            if not words:
                continue
            before, text = open_to[col], " ".join(word.text for word in words)
            parted = before is None or any(before - PAD <= y <= line.top + PAD for y in levels)
            if before is not None and not parted and 0 <= line.top - before <= line.height:
                cells[col][-1] += f" {text}"
            elif len(cells[col]) < 2 * ROWS:
                cells[col].append(text)
            open_to[col] = line.bottom
    below = [tuple(column[1:]) for column in cells]  # the first may be a header
    columns = [TableColumn("", column, column) for column in below]
    found = assigned(columns, templates, known=False)
    return tells_plan(columns, found.roles)


def crosses(line: Line, borders: Sequence[float]) -> bool:
    """Whether a line runs across inner column borders: over more than one, or over the only one."""
    return sum(is_over(line, x) for x in borders) >= min(2, len(borders))


def is_over(line: Line, x: float) -> bool:
    """Whether a line runs across an upright x: with a word, or with words as near as in running text."""
    left = max((w.x1 for w in line.words if w.x0 < x), default=None)
    right = min((w.x0 for w in line.words if w.x0 >= x), default=None)
    through = left is not None and left > x + PAD
    return through or (left is not None and right is not None and right - left < CROSSING)


def by_column(line: Line, borders: Sequence[float]) -> list[list[Word]]:
    """The words of a line by the column that their middle stands in."""
    out: list[list[Word]] = [[] for _ in borders[1:]]
    for word in line.words:
        out[sum(x <= (word.x0 + word.x1) / 2 for x in borders[1:-1])].append(word)
    return out
