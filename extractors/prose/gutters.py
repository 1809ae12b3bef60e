"""Pages of running text in two columns: the white space between them, and each column as lines of its own.

Many lines begin on the page's right half at one place, as many on the left, and most of both fill a column: so text
runs, while a table or an address beside another has short entries. Where the columns stand near each other, their
lines were taken for one; they are parted where a word begins at the edge of the right column, behind more white
space than parts words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from extractors.layout import Line, part_of_line

LEAST_LINES = 12  # of each column
_NEAR = 2.0  # points by which lines of one edge may differ
_SPACE = 0.55  # font sizes of white space that no two words of a line leave
_FULL, _FILLED = 0.7, 0.55  # of its width that a line fills, and the share of a column's lines that do
_ALIKE = 0.85  # of the width of the wider column


def gutter_of(lines: Sequence[Line]) -> float | None:
    """Where the right one of two columns of running text begins; None where a page is not set so."""
    if len(lines) < 2 * LEAST_LINES:
        return None
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    begins = Counter(round(x) for line in lines for x in _openings(line, left, right))
    edge, count = max(begins.items(), key=lambda item: item[1], default=(0, 0))
    if count < LEAST_LINES:
        return None
    sides = [part for line in lines for part in _parted(line, edge)]
    ours = [line for line in sides if line.x1 < edge]
    theirs = [line for line in sides if abs(line.x0 - edge) <= _NEAR]
    if min(len(ours), len(theirs)) < LEAST_LINES:
        return None
    ends = max(line.x1 for line in ours), max(line.x1 for line in theirs)
    widths = ends[0] - left, ends[1] - edge
    even = min(widths) >= _ALIKE * max(widths)
    return edge if even and _is_filled(ours, widths[0]) and _is_filled(theirs, widths[1]) else None


def in_text_columns(lines: Sequence[Line], gutter: float) -> Iterator[tuple[tuple[Line, ...], bool]]:
    """The lines of such a page in reading order, and whether each stretch is a column.

    A line over both columns ends what stands above it.
    """
    parts = [part for line in sorted(lines, key=lambda line: line.top) for part in _parted(line, gutter)]
    for crosses, stretch in groupby(parts, key=lambda line: line.x0 < gutter - _NEAR and line.x1 > gutter):
        held = tuple(stretch)
        if crosses:
            yield held, False
            continue
        for side in (True, False):
            column = tuple(line for line in held if (line.x0 < gutter - _NEAR) is side)
            if column:
                yield column, True


def _openings(line: Line, left: float, right: float) -> Iterator[float]:
    """Where words of a line begin near the middle of the page, behind white space."""
    for i, word in enumerate(line.words):
        inside = 0.4 * (right - left) < word.x0 - left < 0.65 * (right - left)
        if inside and (i == 0 or word.x0 - line.words[i - 1].x1 > _SPACE * word.size):
            yield word.x0


def _parted(line: Line, edge: float) -> list[Line]:
    """The parts of a line on both sides of an edge; one where it stands on one side or runs across."""
    for i, word in enumerate(line.words[1:], start=1):
        apart = word.x0 - line.words[i - 1].x1 > _SPACE * word.size
        if apart and abs(word.x0 - edge) <= _NEAR:
            return [_of_own_height(part_of_line(line, *ends)) for ends in ((0, i), (i, len(line.words)))]
    return [line]


def _of_own_height(line: Line) -> Line:
    """A part of a line as high as its own words, which may be smaller than those beside them."""
    return replace(line, top=min(word.top for word in line.words), bottom=max(word.bottom for word in line.words))


def _is_filled(column: Sequence[Line], width: float) -> bool:
    return sum(line.x1 - line.x0 >= _FULL * width for line in column) >= _FILLED * len(column)
