"""Bare dates that mean what the header of their column says.

A tracker that has a column for the target may have others for the "Revised target" and the "Date completed". Such a
date is told with the words above it: alone it would say neither that the work is done nor that it is to come.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from extractors.documents.plans.pieces import text_of
from extractors.fields.dates import parse_target
from extractors.headers import Role, load_templates, role_likeness
from extractors.logical import FlowLine, LogicalRow, LogicalTable

DATED = 0.5  # how like a header is at least to that of a date
WORDS = 4  # of a date; more say something themselves
_DONE = re.compile(r"(?i)\b(?:completed|closed|achieved|delivered|implemented|finished)\b")
_ANEW = re.compile(r"(?i)^(?:revised|extended|new|amended|forecast)\b")
_TO_COME = re.compile(r"(?i)\b(?:to be|by|when|target|planned|expected)\b")


def with_headed_dates(table: LogicalTable) -> LogicalTable:
    """A table in which bare dates in columns of progress, or of what is done, are told with the header."""
    columns = enumerate(zip(table.header, table.roles, strict=True))
    headed = {col: head for col, (head, role) in columns if _needs_head(head, role)}
    return replace(table, rows=tuple(_told(row, headed) for row in table.rows)) if headed else table


def _needs_head(head: str, role: Role | None) -> bool:
    if role == "date":
        return _DONE.search(head) is not None and not _TO_COME.search(head)
    if role != "progress":
        return False
    says_what = _DONE.search(head) is not None or _ANEW.match(head) is not None
    return says_what or role_likeness(head, load_templates()).get("date", 0.0) >= DATED


def _told(row: LogicalRow, headed: Mapping[int, str]) -> LogicalRow:
    if row.span:
        return row
    cells = (_with_head(cell, headed[n]) if n in headed else cell for n, cell in enumerate(row.cells))
    return replace(row, cells=tuple(cells))


def _with_head(cell: tuple[FlowLine, ...], head: str) -> tuple[FlowLine, ...]:
    """A bare date behind the header's words, which take the place of its first word on the page."""
    text = text_of(cell)
    if len(text.split()) > WORDS or not parse_target(text).targets:
        return cell
    first = cell[0].line
    above = (replace(first.words[0], text=word) for word in head.split())
    return (replace(cell[0], line=replace(first, words=(*above, *first.words))), *cell[1:])
