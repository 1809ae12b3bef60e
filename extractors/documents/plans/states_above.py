"""Titles above a table, outside it, that give its rows a state ("Completed actions"), as titles between rows do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from extractors.documents.plans.asked_above import lines_above, titled_row
from extractors.fields.responses import section_state
from extractors.layout import Layout
from extractors.tables import LogicalTable

NEAR = 4  # lines above a table among which its title stands


def with_states_above(
    tables: Sequence[LogicalTable], layout: Layout, aside: Collection[int]
) -> Iterator[LogicalTable]:
    """The tables of a plan, each with the title that gives its rows a state as its first row.

    ``aside`` are the ordinals of lines that are page furniture.
    """
    outside = [line for page in layout.pages for line in page.lines if line.ordinal not in aside]
    for table, above in zip(tables, lines_above(tables, outside), strict=True):
        title = next((line for line in above[-NEAR:] if section_state(line.text)), None)
        yield replace(table, rows=(titled_row([title], table), *table.rows)) if title else table
