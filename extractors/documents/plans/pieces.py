"""Parts of a cell's lines, counted in words: where a sentence or a number ends within a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from extractors.layout import join_text, part_of_line
from extractors.logical import FlowLine


def text_of(cell: Iterable[FlowLine]) -> str:
    """The lines of a cell as running text."""
    return join_text(flow.line for flow in cell)


def words_in(cell: Sequence[FlowLine]) -> int:
    """How many words a cell holds."""
    return sum(len(flow.line.words) for flow in cell)


def between(cell: Sequence[FlowLine], first: int, end: int | None = None) -> Iterator[FlowLine]:
    """The lines of a cell, or parts of them, that hold its words from ``first`` to before ``end``, or the last."""
    last = words_in(cell) if end is None else end
    for flow in cell:
        size = len(flow.line.words)
        if max(first, 0) < min(last, size):
            yield part(flow, max(first, 0), min(last, size))
        first, last = first - size, last - size


def part(flow: FlowLine, start: int, end: int) -> FlowLine:
    """The words of a line from ``start`` to before ``end``, as a line of the same number."""
    return replace(flow, line=part_of_line(flow.line, start, end))


def put_below(above: Sequence[FlowLine], lines: Sequence[FlowLine], heights: float = 1.0) -> tuple[FlowLine, ...]:
    """Lines as if the first stood so many heights of a line below the last of those above, and on its page."""
    last = above[-1]
    down = last.y + heights * last.line.height - lines[0].y
    return tuple(replace(flow, y=flow.y + down, part=last.part) for flow in lines)
