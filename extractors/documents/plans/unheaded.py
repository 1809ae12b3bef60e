"""Tables without a header that hold a plan, known by what their columns hold.

Boards print their action logs as bare lists: what is to be done, and beside it how far it has come. In such a
table the first column undertakes or asks for something, in some words; the last has nothing but states of a closed
set, or is empty. The tables of a document that have as many columns are judged together, for one of them may have
no state yet. Figures, names or any other words in the last column speak against it, and the table stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.columns import share
from extractors.fields.responses import parse_progress
from extractors.fields.undertakings import is_prose, is_undertaking
from extractors.headers import HeaderMatch, Role
from extractors.logical import LogicalTable

NAME = "unheaded"
_STATES = 3  # the fewest cells that must say a state
_STATE_WORDS = 6  # the most words of such a cell
_ALL_STATES, _UNDERTAKEN = 0.9, 0.5  # the least shares of cells that are states, and of rows that undertake


def with_roles(tables: Sequence[LogicalTable]) -> tuple[LogicalTable, ...]:
    """The tables, those of them that hold a plan without saying so with the roles of their columns."""
    held = {wide for wide in {len(table.columns) for table in tables} if _hold_plan(list(_alike(tables, wide)))}
    return tuple(_named(table) if _is_bare(table) and len(table.columns) in held else table for table in tables)


def is_known(table: LogicalTable) -> bool:
    """Whether the roles of a table's columns were found here."""
    return table.match is not None and table.match.template == NAME


def _alike(tables: Sequence[LogicalTable], wide: int) -> Iterator[LogicalTable]:
    return (table for table in tables if _is_bare(table) and len(table.columns) == wide)


def _is_bare(table: LogicalTable) -> bool:
    return table.match is None and len(table.columns) > 1 and bool(table.rows)


def _hold_plan(tables: Sequence[LogicalTable]) -> bool:
    done, states = list(_cells(tables, 0)), list(_cells(tables, -1))
    return (
        len(states) >= _STATES
        and share(states, _is_state) >= _ALL_STATES
        and share(done, lambda text: is_prose(text) and is_undertaking(text)) >= _UNDERTAKEN
    )


def _cells(tables: Sequence[LogicalTable], col: int) -> Iterator[str]:
    """The filled cells of the first or last column."""
    for table in tables:
        for row in table.rows:
            at = col % len(row.cells)
            if not row.span and row.cells[at]:
                yield row.text(at)


def _is_state(text: str) -> bool:
    return len(text.split()) <= _STATE_WORDS and parse_progress(text) is not None


def _named(table: LogicalTable) -> LogicalTable:
    roles: tuple[Role | None, ...] = ("action", *(None,) * (len(table.columns) - 2), "progress")
    return replace(table, roles=roles, match=HeaderMatch(roles, NAME, "plan", 1.0))
