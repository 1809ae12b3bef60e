"""Owners and dates that lines in the cell of an action name by a label: "Owner: Head of Safety", "By: March 2024".

Where a table has no column of that role, such a line is what stands there: it closes the paragraphs above it, back
to the label before, and belongs beside the first of them, or the first that bears the mark of a list. So it is put,
in a column of its own. The labels are the words that headers of such columns have; a colon or other type sets them
apart. What follows a label must look like an owner or a date, else it is prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from extractors.documents.plans.blocks import Pitch, is_bullet, is_marked, is_parted, pitch_of
from extractors.documents.plans.groups import LIKE_AN_OWNER
from extractors.documents.plans.pieces import between, text_of
from extractors.fields.dates import parse_target
from extractors.fields.owners import is_owner_like
from extractors.fields.undertakings import is_undertaking
from extractors.headers import Role, load_templates, named_role
from extractors.layout import Word
from extractors.logical import FlowLine, LogicalRow, LogicalTable

Lines = tuple[FlowLine, ...]
ROLES: tuple[Role, ...] = ("owner", "date")
MOST_WORDS = 30  # of an entry behind a label
_LABEL = re.compile(r"(?P<label>[A-Z][A-Za-z’'/ -]{0,40}?)\s?:(?=\s|$)")
_BY = "by"  # no header of a column, but what such a line may be called


@dataclass(frozen=True, slots=True)
class _LabelledEntry:
    """A labelled entry of a cell: its role, its lines in it, and what of them is no label."""

    role: Role
    begin: int
    end: int
    lines: Lines


def with_labelled_entries(table: LogicalTable) -> LogicalTable:
    """A table in which what labels name in the cells of actions stands in columns of its own."""
    col = table.column("action")
    missing = [role for role in ROLES if table.column(role) is None]
    if col is None or not missing:
        return table
    found = [[] if row.span else list(_entries(row.cells[col], missing)) for row in table.rows]
    for role in missing:
        if any(entry.role == role for entries in found for entry in entries):
            table = _with_column(table, role, found)
    labels = tuple(
        flow.line for row, entries in zip(table.rows, found, strict=True) for flow in _taken(row, col, entries)
    )
    rows = tuple(_without(row, col, entries) for row, entries in zip(table.rows, found, strict=True))
    return replace(table, rows=rows, repeated=(*table.repeated, *labels))


def _entries(cell: Lines, roles: Sequence[Role]) -> Iterator[_LabelledEntry]:
    """The labelled entries of a cell, below something that they are about."""
    pitch = pitch_of([cell])
    begin = 1
    while begin < len(cell):
        role, size = _labelled(cell[begin], roles)
        end = _end(cell, begin, pitch, roles)
        lines = tuple(between(cell[begin:end], size))
        if role and lines and _is_entry(role, text_of(lines)):
            yield _LabelledEntry(role, begin, end, lines)
            begin = end
        else:
            begin += 1


def _labelled(flow: FlowLine, roles: Sequence[Role]) -> tuple[Role | None, int]:
    """The role that a label at the head of a line names, and of how many words it is."""
    found = _LABEL.match(flow.line.text)
    if found is None:
        return _set_apart(flow, roles)
    label = found["label"]
    if label.lower() == _BY:
        value = flow.line.text[found.end() :]
        role: Role = "date" if _is_entry("date", value) else "owner"
        return (role if role in roles else None), len(found.group().split())
    named = named_role(label, load_templates())
    return (named if named in roles else None), len(found.group().split())


def _set_apart(flow: FlowLine, roles: Sequence[Role]) -> tuple[Role | None, int]:
    """The same of a label that bold or italics alone set apart from what it names."""
    words = flow.line.words
    size = sum(1 for _ in takewhile(lambda word: _look(word) == _look(words[0]), words))
    if not any(_look(words[0])):
        return None, 0
    named = named_role(" ".join(word.text for word in words[:size]), load_templates())
    return (named if named in roles else None), size


def _look(word: Word) -> tuple[bool, bool]:
    return word.bold, word.italic


def _end(cell: Lines, begin: int, pitch: Pitch, roles: Sequence[Role]) -> int:
    """Where the paragraph of an entry ends: at white space, a mark of a list, another label."""
    for n in range(begin + 1, len(cell)):
        below = cell[n]
        if (
            below.line.starts
            or is_bullet(below)
            or is_parted(cell[n - 1], below, pitch)
            or _labelled(below, roles)[0]
        ):
            return n
    return len(cell)


def _is_entry(role: Role, text: str) -> bool:
    if not text.strip() or len(text.split()) > MOST_WORDS or is_undertaking(text):
        return False
    if role == "date":
        return parse_target(text).kind != "none"
    return is_owner_like(text) >= LIKE_AN_OWNER


def _with_column(table: LogicalTable, role: Role, found: Sequence[Sequence[_LabelledEntry]]) -> LogicalTable:
    """A table with a further column of a role, each entry beside the first of the lines that it closes."""
    col = table.roles.index("action")
    entries = {i for i, each in enumerate(table.roles) if each in ROLES}
    rows = []
    for row, named in zip(table.rows, found, strict=True):
        lines = tuple(
            flow
            for entry, top in zip(named, _tops(row.cells[col], named), strict=True)
            if entry.role == role
            for flow in _beside(entry.lines, top)
        )
        wide = not lines and bool(entries) and entries <= {*row.covered}
        covered = (*row.covered, len(row.cells)) if wide else row.covered
        rows.append(replace(row, cells=(*row.cells, lines), covered=covered))
    return replace(
        table,
        rows=tuple(rows),
        roles=(*table.roles, role),
        header=(*table.header, ""),
        columns=(*table.columns, table.columns[col]),
    )


def _tops(cell: Lines, entries: Sequence[_LabelledEntry]) -> Iterator[FlowLine]:
    """The first line of what each entry is about; entries that follow each other are about the same.

    The mark of a list tells where that begins, below an answer or what explains it.
    """
    top = 0
    for before, entry in zip([None, *entries], entries, strict=False):
        if before is None or before.end < entry.begin:
            begin = before.end if before else 0
            top = next((n for n in range(begin, entry.begin) if is_marked(cell[n])), begin)
        yield cell[top]


def _beside(lines: Lines, top: FlowLine) -> Iterator[FlowLine]:
    """Lines moved up, so that the first stands beside ``top``."""
    for flow in lines:
        yield replace(flow, y=flow.y - lines[0].y + top.y, part=top.part)


def _taken(row: LogicalRow, col: int, entries: Sequence[_LabelledEntry]) -> Iterator[FlowLine]:
    return (flow for entry in entries for flow in row.cells[col][entry.begin : entry.end])


def _without(row: LogicalRow, col: int, entries: Sequence[_LabelledEntry]) -> LogicalRow:
    """A row whose action is without its entries."""
    taken = {n for entry in entries for n in range(entry.begin, entry.end)}
    left = tuple(flow for n, flow in enumerate(row.cells[col]) if n not in taken)
    return replace(row, cells=tuple(left if i == col else cell for i, cell in enumerate(row.cells)))
