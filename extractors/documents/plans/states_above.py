"""Titles above a table, outside it, that give its rows a state ("Completed actions"), as titles between rows do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.documents.plans.asked_above import lines_above, titled_row
from extractors.fields.responses import section_state
from extractors.layout import Line
from extractors.logical import LogicalTable

NEAR = 4  # lines above a table among which its title stands


def with_states_above(tables: Sequence[LogicalTable], outside: Sequence[Line]) -> Iterator[LogicalTable]:
    """The tables of a plan, each with the title that gives its rows a state as its first row.

    ``outside`` are the lines outside the tables that are no page furniture.
    """
    for table, above in zip(tables, lines_above(tables, outside), strict=True):
        title = next((line for line in above[-NEAR:] if section_state(line.text)), None)
        yield replace(table, rows=(titled_row([title], table), *table.rows)) if title else table
