"""Column rules that nobody drew, told by level rules that are drawn cell by cell.

A program that rules only the rows of a table draws each rule as one piece a cell. Where the pieces of two rules end
at the same places, those are the borders of the columns between them, unless words run across: then it is text
between two tables of like columns. Where upright rules are drawn, they say what the columns are; and where the
pieces of a document end at several places, as under cells over several rows, or no one header stands above all its
tables, the header tells more than they do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.layout import Word
from extractors.readers.geometry import JOIN, SNAP, BBox

HEAD = 18.0  # points above the first rule of a table, in which its header stands
LEAST_PIECES = 4  # of a rule that tells columns: fewer are parts of a line in a letter's head, or of a drawing


def column_rules(pages: Sequence[tuple[Sequence[BBox], Sequence[Word]]]) -> list[list[BBox]]:
    """The upright rules to add on each page, where all pieces tell like columns and all tables have one header."""
    levels = [sorted(_levels(rules)) for rules, _ in pages]
    borders = next((found for page in levels for _, found in page), ())
    if len(borders) <= LEAST_PIECES or not all(_alike(borders, found) for page in levels for _, found in page):
        return [[] for _ in pages]
    out: list[list[BBox]] = []
    heads: set[str] = set()
    for page, (rules, words) in zip(levels, pages, strict=True):
        out.append([])
        last = 0.0
        for (top, _), (foot, _) in pairwise(page):
            found = list(_between(top, foot, borders, rules, words))
            if found and top != last:  # a table begins: its header stands above its first rule
                heads.add(" ".join(word.text for word in words if top - HEAD < word.bottom < top))
            last = foot if found else last
            out[-1] += found
    return out if len(heads) == 1 else [[] for _ in pages]


def _alike(borders: Sequence[float], others: Sequence[float]) -> bool:
    return len(borders) == len(others) and all(abs(a - b) <= SNAP for a, b in zip(borders, others, strict=True))


def _between(
    top: float, foot: float, borders: Sequence[float], rules: Sequence[BBox], words: Sequence[Word]
) -> Iterator[BBox]:
    """The upright rules between two level ones, where none are drawn and no words run across."""
    upright = (rule for rule in rules if rule[3] - rule[1] > rule[2] - rule[0])
    if any(rule[1] <= foot + SNAP and rule[3] >= top - SNAP for rule in upright):
        return
    between = [word for word in words if top < (word.top + word.bottom) / 2 < foot]
    if not any(word.x0 < x - SNAP and word.x1 > x + SNAP for word in between for x in borders):
        yield from ((x, top, x, foot) for x in borders)


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
