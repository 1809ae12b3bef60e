"""The blocks of a table cell: where its paragraphs, bullets and stacked entries begin.

Vertical distance is measured in lines (the row's own pitch) between the foot of one line and the top of the
next, so that it means the same in a PDF (printed lines) and in a format whose lines are whole paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractors.logical import FlowLine

BULLET = re.compile(r"^[•▪●◦‣○*·\uf0b7\uf0a7\u2010-\u2015-]$")
MARKER = re.compile(r"^\(?(?:\d{0,3}[a-z]|[ivx]{1,4}|\d{1,2})[.)]$")
SENTENCE_END = re.compile(r"[.?!]['’”\")\]]*$")
STOP = re.compile(r"[.:;?!…]['’”\")\]]*$")
ENTRY_GAP = 0.45  # lines of extra white space that part two entries or paragraphs
EVEN = 0.05  # lines: steps within a paragraph differ by no more, where a row is set evenly
SPACED_GAP = 0.15  # lines of extra white space that part two paragraphs of such a row, where none is wider
ESTIMATE = 0.12  # of a column's width: how far estimated widths may be off
CUT_GAP = 0.95  # the same over a page break, where cell padding adds to the distance


@dataclass(frozen=True, slots=True)
class Pitch:
    """How a row is set: the distance from line to line, and the usual gap between two lines (points).

    ``parting`` is how much more white space (lines) parts two paragraphs.
    """

    line: float
    gap: float
    parting: float = ENTRY_GAP


@dataclass(frozen=True, slots=True)
class CellBlock:
    """A run of lines with its first line's flow position and what it costs to begin an action there (lines).

    ``lines_high`` is its height in lines of the row's pitch.
    """

    lines: tuple[FlowLine, ...]
    y: float
    lines_high: float
    cost: float
    bullet: bool


def pitch_of(columns: Sequence[Sequence[FlowLine]]) -> Pitch:
    """The pitch of a row from all its columns; a row of single lines falls back on the height of a line.

    The first column is the one whose paragraphs the others stand beside.
    """
    heights: list[float] = []
    steps, gaps, wide = [], [], False
    for n, cell in enumerate(columns):
        sizes = [_size(flow) for flow in cell]
        heights += sizes
        for (a, b), size in zip(pairwise(cell), sizes[1:], strict=True):
            gap = b.y - a.y - a.line.height
            if a.part == b.part and -0.5 * a.line.height < gap < 0.8 * size:
                gaps.append(max(gap, 0.0))
                steps.append(size + max(gap, 0.0))
            elif a.part == b.part and n == 0:
                wide = True
    size = median(heights) if heights else 12.0
    if not steps:
        return Pitch(1.2 * size, 0.2 * size)
    return Pitch(median(steps), median(gaps), ENTRY_GAP if wide else _parting(gaps, median(steps)))


def _parting(gaps: Sequence[float], line: float) -> float:
    """The white space that parts paragraphs: a little is enough where lines stand evenly and no gap is wider."""
    extra = [(gap - median(gaps)) / line for gap in gaps]
    even = all(abs(each) <= EVEN or SPACED_GAP <= each <= ENTRY_GAP for each in extra)
    return SPACED_GAP if even else ENTRY_GAP


def _size(flow: FlowLine) -> float:
    """The height of one printed line of a flow line, which may be a whole paragraph."""
    return min(flow.line.height, 1.3 * max(word.size for word in flow.line.words))


def gap_between(a: FlowLine, b: FlowLine, pitch: Pitch) -> float:
    """Extra white space between two lines, in lines: 0 within a paragraph, about 1 over a blank line."""
    return (b.y - a.y - a.line.height - pitch.gap) / pitch.line


def is_parted(a: FlowLine, b: FlowLine, pitch: Pitch) -> bool:
    """Whether white space parts two lines of a cell."""
    return gap_between(a, b, pitch) > (pitch.parting if a.part == b.part else CUT_GAP)


def is_bullet(flow: FlowLine) -> bool:
    """Whether a line begins a list item, by its mark or by what its format declares."""
    first = flow.line.words[0].text
    return flow.line.bullet or (bool(BULLET.match(first)) and len(flow.line.words) > 1)


def is_marked(flow: FlowLine) -> bool:
    """Whether a line begins with a letter or number of a list, "(a)" or "2."."""
    return len(flow.line.words) > 1 and MARKER.match(flow.line.words[0].text) is not None


def ends_early(a: FlowLine, b: FlowLine, right: float) -> bool:
    """Whether a line ends before its cell does though the next word had room: the author broke it there."""
    if a.line.locator is not None:  # widths are estimates
        right -= ESTIMATE * (right - a.line.x0)
    return _has_room(a, b, right)


def _has_room(a: FlowLine, b: FlowLine, right: float) -> bool:
    word = b.line.words[0]
    return right - a.line.x1 > (word.x1 - word.x0) + 0.4 * word.size


def blocks_of(cell: Sequence[FlowLine], pitch: Pitch) -> list[CellBlock]:
    """The blocks of a response cell in order, each with the cost of beginning an action at it."""
    if not cell:
        return []
    right = max(flow.line.x1 for flow in cell)
    starts: list[tuple[int, float]] = [(0, 0.0)]
    for i in range(1, len(cell)):
        cost = _start_cost(cell[i - 1], cell[i], pitch, right)
        if cost is not None:
            starts.append((i, cost))
    ends = [i for i, _ in starts[1:]] + [len(cell)]
    out = []
    for (begin, cost), end in zip(starts, ends, strict=True):
        lines = tuple(cell[begin:end])
        high = (lines[-1].y + lines[-1].line.height - lines[0].y) / pitch.line
        out.append(CellBlock(lines, lines[0].y, high, cost, is_bullet(lines[0])))
    return out


def _start_cost(a: FlowLine, b: FlowLine, pitch: Pitch, right: float) -> float | None:
    """What it costs (in lines of drift) to begin a block at ``b``; None inside a paragraph."""
    if is_bullet(b):
        return 1.0
    opens = b.line.text[:1].isupper() or not b.line.text[:1].isalpha()
    if a.part != b.part and not STOP.search(a.line.text) and not opens:
        return None
    if is_parted(a, b, pitch):
        return 0.0 if opens else 1.0
    if MARKER.match(b.line.words[0].text):
        return 0.4
    if b.line.starts:
        return 0.8
    if STOP.search(a.line.text) and opens:
        return 1.0 if ends_early(a, b, right) else 2.0 if _has_room(a, b, right) else 3.0
    return None
