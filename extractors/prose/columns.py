"""Reading order: blocks of text that stand side by side are read one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.layout import Grid, Line, Page
from extractors.prose.gutters import gutter_of, in_text_columns

_GAP = 2.5  # line heights of white space that end a region of columns
_TAIL_GAP = 0.9  # line heights of white space that end a column beside which nothing stands any more


@dataclass(frozen=True, slots=True)
class ReadingRun:
    """Lines in reading order that no paragraph leaves. ``narrow``: a column or cell, where a line is a line.

    ``flows``: a column of running text, into which a sentence may come from the run before.
    """

    lines: tuple[Line, ...]
    narrow: bool = False
    flows: bool = False


def reading_runs(page: Page) -> list[ReadingRun]:
    """The runs of a page in reading order: full-width text, the columns of a two-column region, cells of tables."""
    gutter = None if page.grids else gutter_of(page.lines)
    if gutter is not None:
        return [
            run
            for lines, flows in in_text_columns(page.lines, gutter)
            for run in ([ReadingRun(lines, flows=True)] if flows else _in_columns(lines))
        ]
    out: list[ReadingRun] = []
    pending: list[Line] = []
    items: list[Line | Grid] = sorted([*page.lines, *page.grids], key=lambda item: item.top)
    for item in items:
        if isinstance(item, Grid):
            out += _in_columns(pending)
            pending = []
            out += [
                ReadingRun(cell.lines) for cell in sorted(item.cells, key=lambda c: (c.row, c.col)) if cell.lines
            ]
        else:
            pending.append(item)
    return out + _in_columns(pending)


def _in_columns(lines: Sequence[Line]) -> list[ReadingRun]:
    out: list[ReadingRun] = []
    full: list[Line] = []
    i = 0
    while i < len(lines):
        region = _region(lines, i)
        if region is None:
            full.append(lines[i])
            i += 1
            continue
        split, end = region
        if full:
            out.append(ReadingRun(tuple(full)))
            full = []
        members = lines[i:end]
        for column in ([m for m in members if m.x0 < split], [m for m in members if m.x0 >= split]):
            if column:
                out.append(ReadingRun(tuple(column), narrow=True))
        i = end
    return [*out, ReadingRun(tuple(full))] if full else out


def _region(lines: Sequence[Line], i: int) -> tuple[float, int] | None:
    """Where a region of two columns that begins at line i is split, and where it ends; None if none begins.

    It begins with two lines side by side, and goes on while no line crosses the split and no wide gap opens. Where
    only the left column goes on, a smaller gap ends it.
    """
    if i + 1 >= len(lines) or not _beside(lines[i], lines[i + 1]):
        return None
    split = max(lines[i].x0, lines[i + 1].x0)
    end = last_right = i + 2
    while end < len(lines):
        line, before = lines[end], lines[end - 1]
        crosses = line.x0 < split - 1 and line.x1 > split + 1
        if crosses or line.top - before.bottom > _GAP * max(line.height, 1.0):
            break
        split = line.x0 if _beside(line, before) and before.x1 < line.x0 < split else split
        end += 1
        last_right = end if line.x0 >= split - 1 else last_right
    tail = last_right
    while tail < end and lines[tail].top - lines[tail - 1].bottom <= _TAIL_GAP * lines[tail].height:
        tail += 1
    return split - 1, tail


def _beside(a: Line, b: Line) -> bool:
    """Do two lines share most of their height and none of their width?"""
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared > 0.5 * min(a.height, b.height) and (a.x1 < b.x0 or b.x1 < a.x0)
