"""Owners and dates that stand beside the paragraphs of a plan in prose, in a column that nothing names.

Such a column is found by its gutter: words of many lines begin at one place of the page, right of white space, and
no line that has words on both sides runs across it. Whether it holds owners and dates is asked of its words, for a
column of anything else must stay text: cut behind each date, most of its pieces must name a role or a body. Then
its words are taken off the lines that they stand in, and each entry belongs to the paragraph that begins beside it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.columns import share
from extractors.documents.plans.entries import entry_text, is_dated
from extractors.fields.owners import is_owner_like
from extractors.furniture import furniture
from extractors.layout import Layout, Line, join_text, part_of_line
from extractors.logical import FlowLine
from extractors.prose.model import Block
from extractors.prose.paragraphs import measure
from extractors.readers.spaced import ALIGNED, GAP, is_over

LEAST = 3  # entries that tell such a column
NAMED = 0.6  # the least share of entries that name who acts
OWNER = 0.5  # the least likeness of an owner
RIGHT = 0.45  # of the width of the text: such a column begins no further to the left
PARTED = 1.08  # times the usual distance from line to line, which parts two owners
ONE_ENTRY = 2.2  # times the same distance, within which lines are of one entry
BESIDE = 0.6  # of a line's height between the tops of a paragraph and of its entry


@dataclass(frozen=True, slots=True)
class EntryBeside:
    """What stands beside a paragraph: who acts and by when, as printed, with their lines; ``lines`` are all.

    ``several`` tells that an owner stands below a date: it could be the entry of another paragraph.
    """

    owner: str | None
    target: str | None
    owner_lines: tuple[Line, ...]
    target_lines: tuple[Line, ...]
    lines: tuple[Line, ...]
    several: bool = False


@dataclass(frozen=True, slots=True)
class Margin:
    """The column beside the text, from top to bottom, and how its lines are set. It has no lines where none is."""

    lines: tuple[Line, ...] = ()
    leading: float = 0.0
    right: float = 0.0

    def entries(self, found: Sequence[Block]) -> dict[int, EntryBeside]:
        """The entry of each of the blocks that has one, by the ordinal of the block's first line."""
        starts = sorted(
            (block.lines[0] for block in found if self._begins(block.lines[0])),
            key=lambda line: (line.page, line.top),
        )
        own: dict[int, list[Line]] = {}
        for line in self.lines:
            above = [start for start in starts if start.page == line.page and start.top <= _middle(line)]
            if not above:
                continue
            entry = own.setdefault(above[-1].ordinal, [])
            if not entry or line.top - entry[-1].top <= ONE_ENTRY * self.leading:
                entry.append(line)
        runs = {
            ordinal: self._runs([line for line in lines if not is_dated(line)]) for ordinal, lines in own.items()
        }
        apart = any(len(named) > 1 for named in runs.values())
        return {ordinal: self._entry(lines, runs[ordinal], apart=apart) for ordinal, lines in own.items()}

    def _begins(self, first: Line) -> bool:
        """Whether a line of the column begins beside the first line of a paragraph."""
        return any(
            line.page == first.page and abs(line.top - first.top) <= BESIDE * first.height for line in self.lines
        )

    def _entry(self, lines: Sequence[Line], runs: Sequence[Sequence[Line]], *, apart: bool) -> EntryBeside:
        """An entry whose owners stand in ``runs`` of lines; ``apart`` tells that white space parts all owners."""
        named = tuple(line for run in runs for line in run)
        dated = tuple(line for line in lines if is_dated(line))
        if not dated and is_owner_like(join_text(named)) < OWNER:
            return EntryBeside(None, None, (), (), tuple(lines))
        owners = (join_text(run) if apart else self._owners(run) for run in runs)
        several = (
            any(is_dated(above) and not is_dated(below) for above, below in pairwise(lines)) and len(named) > 1
        )
        return EntryBeside("\n".join(owners) or None, join_text(dated) or None, named, dated, tuple(lines), several)

    def _owners(self, run: Sequence[Line]) -> str:
        return entry_text([FlowLine(line, line.top, 0) for line in run], self.right) or ""

    def _runs(self, lines: Sequence[Line]) -> list[Sequence[Line]]:
        """Lines that no white space parts."""
        cuts = [i for i, (a, b) in enumerate(pairwise(lines), start=1) if b.top - a.top > PARTED * self.leading]
        return [lines[begin:end] for begin, end in pairwise([0, *cuts, len(lines)]) if end > begin]


def without_margin(layout: Layout) -> tuple[Layout, Margin]:
    """A layout without the column of owners and dates beside its text, and that column."""
    if not layout.boxed:
        return layout, Margin()
    aside = furniture(layout)
    x = _gutter([line for page in layout.pages for line in page.lines if line.ordinal not in aside])
    beside = list(_beside(layout, x, aside)) if x is not None else []
    if x is None or not _holds_entries(beside):
        return layout, Margin()
    pages = tuple(
        replace(page, lines=tuple(left for line in page.lines if (left := _left(line, x, aside)) is not None))
        for page in layout.pages
    )
    return (
        replace(layout, pages=pages),
        Margin(tuple(beside), measure(beside).leading, max(line.x1 for line in beside)),
    )


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where a column on the right begins: the place at which the most runs of words do, behind white space."""
    if not lines:
        return None
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    begins = sorted(
        b.x0
        for line in lines
        for a, b in pairwise((None, *line.words))
        if b is not None and b.x0 > left + RIGHT * (right - left) and (a is None or b.x0 - a.x1 >= max(GAP, b.size))
    )
    if not begins:
        return None
    best = max(begins, key=lambda x: (bisect_right(begins, x + ALIGNED) - bisect_left(begins, x), -x))
    return best - 1


def _beside(layout: Layout, x: float, aside: Collection[int]) -> Iterator[Line]:
    """The parts of lines right of ``x``, from top to bottom."""
    for page in layout.pages:
        parts = [
            _sized(part_of_line(line, at, len(line.words)))
            for line in page.lines
            if (at := _cut(line, x, aside)) < len(line.words)
        ]
        yield from sorted(parts, key=lambda line: line.top)


def _left(line: Line, x: float, aside: Collection[int]) -> Line | None:
    """The part of a line left of ``x``; None where it has none."""
    at = _cut(line, x, aside)
    return _sized(part_of_line(line, 0, at)) if at else None


def _cut(line: Line, x: float, aside: Collection[int]) -> int:
    """How many words of a line stand left of ``x``: all of them where it runs across, or is page furniture."""
    if line.ordinal in aside or is_over(line, x):
        return len(line.words)
    return sum(word.x0 < x for word in line.words)


def _sized(line: Line) -> Line:
    """A part of a line as high as its own words are."""
    return replace(line, top=min(word.top for word in line.words), bottom=max(word.bottom for word in line.words))


def _middle(line: Line) -> float:
    return (line.top + line.bottom) / 2


def _holds_entries(lines: Sequence[Line]) -> bool:
    """Whether lines are owners, most of them with a date below."""
    named: list[str] = []
    current: list[Line] = []
    for line, after in pairwise((*lines, None)):
        if line is None or not is_dated(line):
            current += [line] if line is not None else []
        elif after is None or not is_dated(after):
            named.append(join_text(current))
            current = []
    return len(named) >= LEAST and share(named, lambda text: is_owner_like(text) >= OWNER) >= NAMED
