"""Recommendations in running text, each above a small table of what will be done, without upright rules.

The tables have one header, which is printed again above each. A block runs from a line that names a recommendation
("Recommendation 4") to the next: what stands above its header becomes a row over the whole width, so that all that
comes after this sees one table, the blocks of which are read by :mod:`extractors.documents.plans.spans`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from extractors.fields.references import names_one
from extractors.layout import Line
from extractors.readers.geometry import BBox
from extractors.readers.spaced import PAD, crosses

LEAST_BLOCKS = 3  # that tell the design
Kind = Literal["asked", "head", "rows", "outside"]


@dataclass(frozen=True, slots=True)
class BlockPage:
    """A page: its lines, where the header is among them (first, and after the last), its level rules."""

    number: int
    lines: Sequence[Line]
    heads: Sequence[tuple[int, int]]
    levels: Sequence[BBox]


def block_rules(
    pages: Sequence[BlockPage], borders: Sequence[float], row_starts: Callable[[Sequence[Line]], Sequence[int]]
) -> dict[int, list[BBox]]:
    """The rules of such tables on each page (by number); none where the document has fewer than LEAST_BLOCKS.

    ``row_starts`` tells at which of a table's lines, the first left out, a row begins where no rules part them.
    """
    if sum(len(page.heads) for page in pages) < LEAST_BLOCKS:
        return {}
    out: dict[int, list[BBox]] = {}
    kind: Kind = "outside"
    for page in pages:
        named = [names_one(line.text) for line in page.lines]
        kinds: list[Kind] = []
        for i in range(len(page.lines)):
            kind = _kind(kind, i, page, borders, named[i])
            kinds.append(kind)
        rules = [rule for run in _runs(kinds, named) for rule in _ruled(run, page, borders, row_starts)]
        if rules:
            out[page.number] = rules
    return out


def _kind(before: Kind, i: int, page: BlockPage, borders: Sequence[float], named: bool) -> Kind:
    """What the line ``i`` is, after one of the kind ``before``; ``named`` is whether it names a recommendation."""
    if any(begin <= i < end for begin, end in page.heads):
        return "head"
    if named:
        return "asked"
    if before in ("head", "rows"):
        return "outside" if crosses(page.lines[i], borders[1:-1]) else "rows"
    return before


def _runs(kinds: Sequence[Kind], named: Sequence[bool]) -> Iterator[tuple[Kind, int, int]]:
    """Runs of lines of one kind, a recommendation a run: the kind, the first line, the line after the last."""
    starts = [i for i, kind in enumerate(kinds) if not i or kind != kinds[i - 1] or (kind == "asked" and named[i])]
    return ((kinds[begin], begin, end) for begin, end in pairwise([*starts, len(kinds)]))


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
    if end < len(page.lines):  # the next part begins where this one ends, so that they are one table
        foot = page.lines[end].top - PAD
    levels = [top, foot]
    if kind == "rows":
        wide = [r[1] for r in page.levels if r[2] - r[0] > 0.6 * (right - left) and top < r[1] < foot]
        levels += wide or [lines[i].top - PAD for i in row_starts(lines)]
    uprights = (left, right) if kind == "asked" else borders
    yield from ((left, y, right, y) for y in levels)
    yield from ((x, top, x, foot) for x in uprights)
