"""Recommendations in running text, each above a small table of what will be done, without upright rules.

The tables have one header, which is printed again above each; it stands below a line that names a recommendation
("Recommendation 4"), and no row of a table between the two. Each gets the rules that it lacks; the text above it is
left as it is, for :mod:`extractors.documents.plans.asked_above` to read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from extractors.fields.references import names_one
from extractors.layout import LARGER, Line
from extractors.readers.geometry import BBox
from extractors.readers.spaced import PAD, by_column, crosses, is_over

LEAST_BLOCKS = 3  # that tell the design
Kind = Literal["head", "rows", "outside"]


@dataclass(frozen=True, slots=True)
class BlockPage:
    """A page: its lines, where the header is among them (first, and after the last), its level rules."""

    number: int
    lines: Sequence[Line]
    heads: Sequence[tuple[int, int]]
    levels: Sequence[BBox]


def below_headers(lines: Sequence[Line], head: Sequence[Line]) -> Iterator[Line]:
    """The lines that say what those of a header say, and those below each up to a name or larger type."""
    said = [line.text for line in head]
    inside = False
    for i, line in enumerate(lines):
        begins = [one.text for one in lines[i : i + len(said)]] == said
        inside = begins or (inside and not names_one(line.text) and line.size <= head[0].size + LARGER)
        if inside:
            yield line


def block_rules(
    pages: Sequence[BlockPage], borders: Sequence[float], row_starts: Callable[[Sequence[Line]], Sequence[int]]
) -> dict[int, list[BBox]]:
    """The rules of such tables on each page (by number); none where the document has fewer than LEAST_BLOCKS.

    ``row_starts`` tells at which of a table's lines, the first left out, a row begins where no rules part them.
    """
    below, others = _below_names(pages, borders)
    if below < LEAST_BLOCKS or others > below:
        return {}
    size = max(line.size for page in pages for begin, end in page.heads for line in page.lines[begin:end])
    out: dict[int, list[BBox]] = {}
    kind: Kind = "outside"
    for page in pages:
        kinds: list[Kind] = []
        for i in range(len(page.lines)):
            kind = _kind(kind, i, page, borders, size)
            kinds.append(kind)
        rules = [rule for run in _runs(kinds) for rule in _ruled(run, page, borders, row_starts)]
        if rules:
            out[page.number] = rules
    return out


def _below_names(pages: Sequence[BlockPage], borders: Sequence[float]) -> tuple[int, int]:
    """How many headers stand below the name of a recommendation, with no row between, and how many do not."""
    below = others = 0
    named = False
    for page in pages:
        begins = {begin for begin, _ in page.heads}
        inside = {i for begin, end in page.heads for i in range(begin, end)}
        for i, line in enumerate(page.lines):
            if i in begins:
                below, others = below + named, others + (not named)
            named = i not in inside and not _is_row(line, borders) and (named or names_one(line.text))
    return below, others


def _is_row(line: Line, borders: Sequence[float]) -> bool:
    """Whether a line has words in most columns, each for itself."""
    filled = sum(map(bool, by_column(line, borders)))
    return 2 * filled > len(borders) - 1 and not any(is_over(line, x) for x in borders[1:-1])


def _kind(before: Kind, i: int, page: BlockPage, borders: Sequence[float], size: float) -> Kind:
    """What the line ``i`` is, after one of the kind ``before``; ``size`` is that of the header's type."""
    line = page.lines[i]
    if any(begin <= i < end for begin, end in page.heads):
        return "head"
    if before == "outside" or names_one(line.text) or line.size > size + LARGER:
        return "outside"
    return "outside" if crosses(line, borders[1:-1]) else "rows"


def _runs(kinds: Sequence[Kind]) -> Iterator[tuple[Kind, int, int]]:
    """Runs of lines of one kind: the kind, the first line, the line after the last."""
    for kind, run in groupby(range(len(kinds)), key=lambda i: kinds[i]):
        first, *others = run
        yield kind, first, (others or [first])[-1] + 1


def _ruled(
    run: tuple[Kind, int, int],
    page: BlockPage,
    borders: Sequence[float],
    row_starts: Callable[[Sequence[Line]], Sequence[int]],
) -> Iterator[BBox]:
    kind, begin, end = run
    if kind == "outside":
        return
    left, right = borders[0], borders[-1]
    lines = page.lines[begin:end]
    top, foot = lines[0].top - PAD, max(line.bottom for line in lines) + PAD
    if kind == "head" and end < len(page.lines):  # its rows begin where it ends, so that they are one table
        foot = page.lines[end].top - PAD
    levels = [top, foot]
    if kind == "rows":
        wide = [r[1] for r in page.levels if r[2] - r[0] > 0.6 * (right - left) and top < r[1] < foot]
        levels += wide or [lines[i].top - PAD for i in row_starts(lines)]
    yield from ((left, y, right, y) for y in levels)
    yield from ((x, top, x, foot) for x in borders)
