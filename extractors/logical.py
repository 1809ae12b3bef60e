"""Tables as their authors meant them: rows whole over page breaks, columns by what they are.

Inside a row every line has a *flow position*: points below the top of the row, counted on over the pages the row
covers, so that what stands side by side on the page has the same position.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors.columns import Doubt
from extractors.headers import HeaderMatch, Kind, Role
from extractors.layout import Line, join_text


@dataclass(frozen=True, slots=True)
class FlowLine:
    """A line of a cell and its flow position: points below the top of the logical row. ``part`` counts pages."""

    line: Line
    y: float
    part: int


@dataclass(frozen=True, slots=True)
class LogicalRow:
    """One entry of a table, whole. ``cells`` holds the lines of each column; ``span`` marks a full-width row.

    ``at`` names (grid, row) of its first part, both counted from 1; ``parts`` is the pages it covers, in order.
    ``tag`` is the row its words are tagged as, where a tagged PDF says one and the same of nearly all of them;
    ``doubted`` is set where geometry and tags disagreed on whether the page cut it. ``covered`` are the columns
    over which a cell with words of another column reaches.
    """

    cells: tuple[tuple[FlowLine, ...], ...]
    span: bool
    parts: tuple[int, ...]
    height: float
    at: tuple[int, int]
    tag: tuple[int, ...] | None = None
    doubted: bool = False
    covered: tuple[int, ...] = ()

    def text(self, col: int) -> str:
        """The text of a column's cell, lines joined."""
        return join_text(flow.line for flow in self.cells[col])

    @property
    def full_text(self) -> str:
        """The text of all its cells, left to right."""
        return " ".join(self.text(i) for i, cell in enumerate(self.cells) if cell)


@dataclass(frozen=True, slots=True)
class LogicalTable:
    """A table as its author meant it. ``roles`` says what each column is; a table of no known design has
    ``match`` None and every role None. ``repeated`` holds the lines of the header where it is printed again,
    ``title`` those of a title that the table itself has above its header. ``doubts`` are the columns whose role is
    not sure.
    """

    pages: tuple[int, ...]
    header: tuple[str, ...]
    roles: tuple[Role | None, ...]
    match: HeaderMatch | None
    rows: tuple[LogicalRow, ...]
    columns: tuple[tuple[float, float], ...]
    header_lines: tuple[Line, ...] = ()
    repeated: tuple[Line, ...] = ()
    title: tuple[Line, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def kind(self) -> Kind | None:
        """plan, definitions or summary; None where the header fits no known design."""
        return self.match.kind if self.match else None

    @property
    def headless(self) -> bool:
        """Whether it prints no header and has that of an earlier table with the same columns."""
        return any(self.header) and not self.header_lines

    def column(self, role: Role) -> int | None:
        """The column with a role, or None."""
        return self.roles.index(role) if role in self.roles else None
