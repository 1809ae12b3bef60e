"""Actions, owners and dates that say by the mark of a list which belongs to which: "(b)" beside "(b)".

Where the paragraphs of an action cell bear marks and the entries of another cell bear the same, the marks tell what
white space only hints at. An entry that bears several ("(a) and (b) Head of Care") holds for each of them, a cell
without marks for all. Where an entry bears a mark that no action has, none of them is trusted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.documents.plans.alignment import MOST_MARGIN, Aligned, Atom
from extractors.documents.plans.blocks import MARKER, CellBlock
from extractors.documents.plans.pieces import between
from extractors.logical import FlowLine

Lines = tuple[FlowLine, ...]
_JOINING = frozenset({"and", "&", "/", ","})  # what stands between two marks of one entry


def by_marks(
    blocks: Sequence[CellBlock], owners: Sequence[Atom], dates: Sequence[Atom]
) -> tuple[tuple[CellBlock, ...], tuple[Aligned, ...]] | None:
    """The introduction and the actions of a row whose marks pair them with owners or dates; None where none do."""
    starts = [i for i, block in enumerate(blocks) if mark_of(block)]
    marks = [mark_of(blocks[i]) or "" for i in starts]
    if len(marks) < 2 or len(set(marks)) < len(marks):
        return None
    owned, due = (marked_parts(_lines(atoms), marks) for atoms in (owners, dates))
    if owned is None or due is None or not (owned.keys() | due.keys()) - {""}:
        return None
    out = []
    for mark, (first, end) in zip(marks, pairwise([*starts, len(blocks)]), strict=True):
        action = tuple(flow for block in blocks[first:end] for flow in block.lines)
        owner, target = (parts.get(mark, parts.get("", ())) for parts in (owned, due))
        out.append(Aligned(tuple(between(action, 1)), owner, target, first, MOST_MARGIN))
    return tuple(blocks[: starts[0]]), tuple(out)


def without_marks(actions: Sequence[Aligned]) -> Sequence[Aligned]:
    """The actions of a row, of which each bears a mark of its own, without them: they count, and say nothing."""
    marks = [_mark(each.action[0].line.words[0].text) if each.action else None for each in actions]
    if len(actions) < 2 or None in marks or len({*marks}) < len(marks):
        return actions
    return tuple(replace(each, action=tuple(between(each.action, 1))) for each in actions)


def _lines(atoms: Sequence[Atom]) -> Lines:
    return tuple(flow for atom in atoms for flow in atom.lines)


def mark_of(block: CellBlock) -> str | None:
    """The mark of a list that a block begins with."""
    return _mark(block.lines[0].line.words[0].text)


def marked_parts(cell: Lines, marks: Collection[str]) -> dict[str, Lines] | None:
    """The parts of a cell by their marks, what bears none under ""; None where a mark is none of an action."""
    found = [
        _mark(word.text) if not i or word.text.startswith("(") else None
        for flow in cell
        for i, word in enumerate(flow.line.words)
    ]
    if any(mark and mark not in marks for mark in found):
        return None
    joins = [word.text in _JOINING for flow in cell for word in flow.line.words]
    parts: dict[str, Lines] = {}
    for own, begin, end in _parts(found, joins):
        for mark in own:
            parts[mark] = parts.get(mark, ()) + tuple(between(cell, begin, end))
    return None if "" in parts and len(parts) > 1 else parts  # whose are the words before the first mark?


def _parts(marks: Sequence[str | None], joins: Sequence[bool]) -> Iterator[tuple[list[str], int, int]]:
    """The marks of each part of a cell, its first word behind them, and the word after its last.

    ``marks`` has the mark that each word is, ``joins`` tells whether it may stand between two marks of one part.
    """
    own, begin, at = [""], 0, 0
    while at < len(marks):
        mark = marks[at]
        if mark is None:
            at += 1
            continue
        if at > begin:
            yield own, begin, at
        own, begin = [mark], at + 1
        while begin < len(marks):
            after = begin + joins[begin]
            further = marks[after] if after < len(marks) else None
            if further is None:
                break
            own.append(further)
            begin = after + 1
        at = begin
    if begin < len(marks):
        yield own, begin, len(marks)


def _mark(word: str) -> str | None:
    """A mark down to its letter or number: "(a)", "a)" and "a." are one."""
    bare = word.rstrip(",;:")
    return re.sub(r"\W", "", bare) if MARKER.match(bare) else None
