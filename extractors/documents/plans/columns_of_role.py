"""Columns of one role, such as "Executive lead" and "Operational lead": what each says, and of which action.

All that stands in columns of owners owns the action, in the order of the columns. The first of them tells with the
dates where an action begins; what the others say belongs to the action that it stands beside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from statistics import median
from typing import NamedTuple

from extractors.documents.plans.alignment import BESIDE, Aligned
from extractors.documents.plans.blocks import CellBlock, Pitch
from extractors.documents.plans.entries import entry_text, steps_of
from extractors.headers import Role
from extractors.logical import FlowLine, LogicalTable

Lines = tuple[FlowLine, ...]


class Extent(NamedTuple):
    """How far to the left and right the lines of a column reach, and the usual step (heights) to the next."""

    left: float
    right: float
    step: float = inf


Extents = Mapping[Role, tuple[Extent, ...]]
UNNAMED = (Extent(0.0, 0.0),)  # where owners stand in a column of another role


def extents_of(table: LogicalTable) -> Extents:
    """The extents of a table, column by column, by role."""
    out: dict[Role, tuple[Extent, ...]] = {}
    for col, role in enumerate(table.roles):
        lines = [flow.line for row in table.rows if not row.span for flow in row.cells[col]]
        if role and lines:
            steps = [step for row in table.rows if not row.span for step in steps_of(row.cells[col])]
            left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
            out[role] = (*out.get(role, ()), Extent(left, right, median(steps) if steps else inf))
    return out


def by_column(lines: Sequence[FlowLine], extents: Sequence[Extent]) -> tuple[Lines, ...]:
    """The lines that stand in each of the columns of a role; none where a column is empty."""
    columns: list[list[FlowLine]] = [[] for _ in extents or UNNAMED]
    for flow in lines:
        columns[max((n for n, extent in enumerate(extents) if extent.left <= flow.line.x0), default=0)].append(flow)
    return tuple(tuple(column) for column in columns)


def owner_text(lines: Sequence[FlowLine], extents: Sequence[Extent]) -> str | None:
    """The words of an owner entry, those of each column on lines of their own."""
    columns = zip(by_column(lines, extents), extents or UNNAMED, strict=True)
    return "\n".join(text for column, own in columns if (text := entry_text(column, own.right, own.step))) or None


def shared_out(
    divided: Sequence[Aligned], further: Sequence[Lines], blocks: Sequence[CellBlock], pitch: Pitch
) -> tuple[Aligned, ...]:
    """The actions of a row with what further columns of owners say beside each."""
    out = []
    tops = [blocks[aligned.first].y - BESIDE * pitch.line for aligned in divided]
    for n, aligned in enumerate(divided):
        begin = tops[n] if n else float("-inf")
        end = tops[n + 1] if n + 1 < len(tops) else float("inf")
        beside = tuple(flow for column in further for flow in column if begin <= flow.y < end)
        out.append(
            Aligned(aligned.action, aligned.owner + beside, aligned.date, aligned.first, aligned.margin)
            if beside
            else aligned
        )
    return tuple(out)
