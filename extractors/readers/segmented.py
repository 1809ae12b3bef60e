"""Column rules that nobody drew, told by level rules that are drawn cell by cell.

A program that rules only the rows of a table draws each rule as one piece a cell. Where the pieces of two rules
end at the same places, those are the borders of the columns between them. Words that run across a border stand in
a cell over several columns: a band on a coloured ground, or words that leave the first column alone, as those
between two tables do not. Where upright rules are drawn, they say what the columns are; and where the pieces of a
document end at several places, as under cells over several rows, or no one header stands above all its tables, the
header tells more than they do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.layout import Line, Word
from extractors.readers.geometry import JOIN, SNAP, BBox, areas
from extractors.readers.lines import lines_of
from extractors.readers.merged import NEAR
from extractors.readers.spaced import is_over

HEAD = 18.0  # points above the first rule of a table, in which its header stands
LEAST_PIECES = 4  # of a rule that tells columns: fewer are parts of a line in a letter's head, or of a drawing
_Band = tuple[float, float, tuple[float, ...]]  # top, foot, the borders of its cells


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """What of a page tells columns: its rules, the edges of what is filled, and its words."""

    rules: Sequence[BBox]
    filled: Sequence[BBox]
    words: Sequence[Word]


def column_rules(pages: Sequence[DrawnPage]) -> list[list[BBox]]:
    """The rules to add on each page, where all pieces tell like columns and all tables have one header."""
    levels = [sorted(_levels(page.rules)) for page in pages]
    borders = next((found for page in levels for _, found in page), ())
    if len(borders) <= LEAST_PIECES or not all(_alike(borders, found) for page in levels for _, found in page):
        return [[] for _ in pages]
    out: list[list[BBox]] = []
    heads: set[str] = set()
    for page, drawn in zip(levels, pages, strict=True):
        out.append([])
        bands = _bands(areas(drawn.filled), borders)
        last = 0.0
        for (top, _), (foot, _) in pairwise(page):
            head = _above(foot, drawn.words)
            found = [] if head and head in heads else list(_between(top, foot, borders, drawn, bands))
            if found and top != last and (last or not heads or _above(top, drawn.words)):
                heads.add(_above(top, drawn.words))  # a table begins: its header stands above its first rule
            last = foot if found else last
            out[-1] += found
    return out if len(heads) == 1 else [[] for _ in pages]


def _above(top: float, words: Sequence[Word]) -> str:
    """What stands right above a height."""
    return " ".join(word.text for word in words if top - HEAD < word.bottom < top)


def _alike(borders: Sequence[float], others: Sequence[float]) -> bool:
    return len(borders) == len(others) and all(abs(a - b) <= SNAP for a, b in zip(borders, others, strict=True))


def _between(
    top: float, foot: float, borders: Sequence[float], drawn: DrawnPage, bands: Sequence[_Band]
) -> Iterator[BBox]:
    """The rules between two level ones, where no upright ones are drawn and no text stands that is of no table."""
    upright = (rule for rule in drawn.rules if rule[3] - rule[1] > rule[2] - rule[0])
    if any(rule[1] <= foot + SNAP and rule[3] >= top - SNAP for rule in upright):
        return
    inside = [band for band in bands if top - SNAP <= band[0] and band[1] <= foot + SNAP]
    edges = sorted({top, foot, *(y for begin, end, _ in inside for y in (begin, end))})
    rows: list[tuple[float, float, Sequence[float]]] = []
    for y0, y1 in pairwise(edges):
        if y1 - y0 <= SNAP:
            continue
        inner = next((xs for begin, end, xs in inside if begin <= y0 and y1 <= end), None)
        if inner is not None:
            rows.append((y0, y1, inner))
            continue
        found = _parted(y0, y1, borders, drawn.words)
        if found is None:
            return
        rows += found
    for y0, y1, uprights in rows:
        yield from ((x, y0, x, y1) for x in uprights)
        if y1 < foot - SNAP:
            yield borders[0], y1, borders[-1], y1


def _bands(filled: Sequence[BBox], borders: Sequence[float]) -> list[_Band]:
    """The rows whose cells are filled, side by side from edge to edge."""
    rows: dict[tuple[int, int], list[BBox]] = {}
    for area in sorted(filled):
        rows.setdefault((round(area[1]), round(area[3])), []).append(area)
    out = []
    for row in rows.values():
        xs = (row[0][0], *(area[2] for area in row))
        whole = abs(xs[0] - borders[0]) <= SNAP and abs(xs[-1] - borders[-1]) <= SNAP
        joined = all(abs(a[2] - b[0]) <= SNAP for a, b in pairwise(row))
        if whole and joined and all(min(abs(x - border) for border in borders) <= SNAP for x in xs):
            out.append((row[0][1], row[0][3], xs))
    return out


def _parted(
    top: float, foot: float, borders: Sequence[float], words: Sequence[Word]
) -> list[tuple[float, float, Sequence[float]]] | None:
    """The rows between two heights with the borders of their cells; None where text runs over the first column."""
    between = [word for word in words if top < (word.top + word.bottom) / 2 < foot]
    across = any(word.x0 < x - SNAP and word.x1 > x + SNAP for word in between for x in borders)
    lines = lines_of(between, 0, columns=False)
    if any(is_over(line, borders[1]) for line in lines):
        return None if across else [(top, foot, borders)]
    if not any(is_over(line, x) for line in lines for x in borders[1:-1]):
        return [(top, foot, borders)]
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _begins(groups[-1], line, borders):
            groups[-1].append(line)
        else:
            groups.append([line])
    edges = [top, *((a[-1].bottom + b[0].top) / 2 for a, b in pairwise(groups)), foot]
    return [(y0, y1, _kept(group, borders)) for (y0, y1), group in zip(pairwise(edges), groups, strict=True)]


def _begins(above: Sequence[Line], line: Line, borders: Sequence[float]) -> bool:
    """Whether a line begins a row, below lines of which some, or itself, run across borders."""
    over = any(is_over(each, x) for each in (*above, line) for x in borders[1:-1])
    return over and (line.x0 < borders[1] or line.top - above[-1].bottom > NEAR * line.height)


def _kept(lines: Sequence[Line], borders: Sequence[float]) -> tuple[float, ...]:
    """The borders that part the cells of a row: the outer ones, and those that words stand behind, not across."""
    right = max(line.x1 for line in lines)
    inner = (x for x in borders[1:-1] if x < right and not any(is_over(line, x) for line in lines))
    return borders[0], *inner, borders[-1]


def _levels(rules: Sequence[BBox]) -> Iterator[tuple[float, tuple[float, ...]]]:
    """How far down each rule is that is drawn in pieces, and where these begin and end."""
    pieces = [rule for rule in rules if rule[3] - rule[1] <= SNAP]
    current: list[BBox] = []
    for piece in [*sorted(pieces, key=lambda rule: (round(rule[1]), rule[0])), None]:
        last = current[-1] if current else None
        if piece and last and abs(piece[1] - last[1]) <= SNAP and abs(piece[0] - last[2]) <= JOIN:
            current.append(piece)
            continue
        if len(current) > 1:
            yield current[0][1], (current[0][0], *(one[2] for one in current))
        current = [piece] if piece else []
