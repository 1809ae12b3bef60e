"""Column rules that nobody drew, told by level rules that are drawn cell by cell.

A program that rules only the rows of a table draws each rule as one piece a cell. Where the pieces of two rules end
at the same places, those are the borders of the columns between them, unless words run across: then it is text
between two tables of like columns. Where upright rules are drawn, they say what the columns are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.layout import Word
from extractors.readers.geometry import JOIN, SNAP, BBox

LEAST_PIECES = 4  # of a rule that tells columns: fewer are parts of a line in a letter's head, or of a drawing


def column_rules(rules: Sequence[BBox], words: Sequence[Word]) -> Iterator[BBox]:
    """The upright rules to add to the rules of a page."""
    upright = [rule for rule in rules if rule[3] - rule[1] > rule[2] - rule[0]]
    levels = sorted(_levels(rule for rule in rules if rule[3] - rule[1] <= SNAP))
    for (top, borders), (foot, others) in pairwise(levels):
        alike = len(borders) == len(others) and all(
            abs(a - b) <= SNAP for a, b in zip(borders, others, strict=True)
        )
        if not alike or any(rule[1] <= foot + SNAP and rule[3] >= top - SNAP for rule in upright):
            continue
        between = [word for word in words if top < (word.top + word.bottom) / 2 < foot]
        if not any(word.x0 < x - SNAP and word.x1 > x + SNAP for word in between for x in borders):
            yield from ((x, top, x, foot) for x in borders)


def _levels(pieces: Iterator[BBox]) -> Iterator[tuple[float, tuple[float, ...]]]:
    """How far down each rule is that is drawn in pieces, and where these begin and end."""
    current: list[BBox] = []
    for piece in [*sorted(pieces, key=lambda rule: (round(rule[1]), rule[0])), None]:
        last = current[-1] if current else None
        if piece and last and abs(piece[1] - last[1]) <= SNAP and abs(piece[0] - last[2]) <= JOIN:
            current.append(piece)
            continue
        if len(current) >= LEAST_PIECES:
            yield current[0][1], (current[0][0], *(one[2] for one in current))
        current = [piece] if piece else []
