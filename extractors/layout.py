"""One shape for every format: pages of lines and grids, each with its place.

Readers make it, tables and prose read it. Positions are PDF points with the origin at the top left. A format
without pages (DOCX, ODT, HTML, text) gives one :class:`Page` and *estimated* vertical positions (one line is
:data:`LINE_HEIGHT` points), good for order and alignment but never published as boxes (``boxed`` is False).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from operator import itemgetter

from extractors.model import Box, Issue, Place

LINE_HEIGHT = 12.0
LARGER = 0.9  # points by which type is larger than other
SAME_RULE = 5.0  # column rules this close (points) are the same column


@dataclass(frozen=True, slots=True)
class Word:
    """A word between white space, with its box, font size in points and emphasis.

    ``row_tag`` names the table row that a tagged PDF says it belongs to (the same over a page break), else None.
    ``confidence`` is how sure it is that it was read rightly: 1 where the file itself says its letters.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float = 10.0
    bold: bool = False
    italic: bool = False
    row_tag: tuple[int, ...] | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line (in a format that does not print lines: one paragraph), words left to right.

    ``locator`` places it in a format without pages. ``bullet`` is true where the format itself marks a list
    item (a PDF shows the mark as a word instead). ``heading`` is the heading level (1 = top) where the format
    itself declares one, else 0. ``starts`` is true where the format itself declares that a paragraph begins
    here (always true of a Line that is a whole paragraph; a PDF never knows and leaves it False).

    ``ordinal`` is its number in the document (:func:`numbered`), by which stages after the readers know it; a
    part of a line keeps it. It is -1 until the layout is complete.
    """

    words: tuple[Word, ...]
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    locator: str | None = None
    bullet: bool = False
    heading: int = 0
    starts: bool = False
    ordinal: int = -1
    text: str = field(init=False, compare=False, repr=False)  # the words joined by single spaces: asked for often

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", " ".join([word.text for word in self.words]))

    @property
    def height(self) -> float:
        """Bottom minus top, in points."""
        return self.bottom - self.top

    @property
    def size(self) -> float:
        """The size of its largest type, in points."""
        return max((word.size for word in self.words), default=0.0)


def part_of_line(line: Line, start: int, end: int) -> Line:
    """The words of a line from ``start`` to before ``end``, as a line of the same number."""
    if (start, end) == (0, len(line.words)):
        return line
    words = line.words[start:end]
    bullet, starts = (line.bullet, line.starts) if not start else (False, False)
    return replace(line, words=words, x0=words[0].x0, x1=words[-1].x1, bullet=bullet, starts=starts)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid: its row and column (from 0), how many of each it spans, and its lines in order."""

    row: int
    col: int
    rowspan: int
    colspan: int
    lines: tuple[Line, ...]
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def text(self) -> str:
        """The text of its lines joined by single spaces."""
        return " ".join(line.text for line in self.lines if line.words)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as one page prints it. ``rules`` are the x positions of its column rules, left to right.

    ``index`` counts the grids of the document from 1, in reading order. In a format without pages ``rules``
    are the column numbers, and a grid is the whole table.
    """

    page: int
    index: int
    cells: tuple[Cell, ...]
    rules: tuple[float, ...]
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def rows(self) -> list[list[Cell]]:
        """The cells by row, each row left to right; a cell stands in the row where it begins."""
        out: list[list[Cell]] = [[] for _ in range(max((c.row for c in self.cells), default=-1) + 1)]
        for cell in sorted(self.cells, key=lambda c: (c.row, c.col)):
            out[cell.row].append(cell)
        return out


@dataclass(frozen=True, slots=True)
class Page:
    """A page: the lines outside its tables, in reading order, and its grids from top to bottom."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A document as its reader saw it. ``pages`` of a format without pages is one page; ``boxed`` tells.

    ``issues`` are what the reader found amiss with the file itself (:mod:`extractors.readers.damage`). ``running``
    are the paragraphs of headers and footers, where the format keeps them apart from what it says.
    """

    reader: str
    media_type: str
    pages: tuple[Page, ...]
    boxed: bool
    issues: tuple[Issue, ...] = ()
    running: tuple[str, ...] = ()


def numbered(layout: Layout) -> Layout:
    """A complete layout with the ordinals of its lines set: page by page from 0, lines outside the tables first."""
    numbers = count()

    def in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
        return tuple(replace(line, ordinal=next(numbers)) for line in lines)

    def grid(one: Grid) -> Grid:
        return replace(one, cells=tuple(replace(cell, lines=in_order(cell.lines)) for cell in one.cells))

    pages = (replace(page, lines=in_order(page.lines), grids=tuple(map(grid, page.grids))) for page in layout.pages)
    return replace(layout, pages=tuple(pages))


def lines_in_tables(layout: Layout) -> Iterator[Line]:
    """The lines of all cells, page by page, table by table."""
    return (
        line
        for page in layout.pages
        for grid in page.grids
        for row in grid.rows
        for cell in row
        for line in cell.lines
    )


def box_around(lines: Iterable[Line]) -> tuple[Box, ...]:
    """Boxes around lines: one a page, in page order, over the extent of the words."""
    printed: dict[int, list[Word]] = {}
    for line in lines:
        if line.words:
            printed.setdefault(line.page, []).extend(line.words)
    return tuple(
        Box(
            page,
            round(min(word.x0 for word in words), 2),
            round(min(word.top for word in words), 2),
            round(max(word.x1 for word in words), 2),
            round(max(word.bottom for word in words), 2),
        )
        for page, words in sorted(printed.items(), key=itemgetter(0))
    )


def place_of(lines: Sequence[Line], *, boxed: bool) -> Place:
    """The place of lines: their boxes in a paged format, else the span of their locators."""
    if boxed:
        return Place(boxes=box_around(lines))
    locators = [line.locator for line in lines if line.locator]
    if not locators:
        return Place()
    first, last = locators[0], locators[-1]
    if first.startswith("line[") and last.startswith("line["):
        return Place(locator=f"line[{first[5:-1].split(':')[0]}:{last[5:-1].split(':')[-1]}]")
    return Place(locator=first if first == last else f"{first}..{last}")


def join_text(lines: Iterable[Line]) -> str:
    """Lines as running text: a word broken at a line's end is made whole, a compound keeps its hyphen."""
    out = ""
    for line in lines:
        text = line.text
        if out.endswith("\u00ad"):
            out = out[:-1] + text
        elif out.endswith("-") and not out.endswith(" -") and text[:1].islower():
            out += text
        else:
            out = f"{out} {text}".strip()
    return out.replace("\u00ad", "")


def layout_text(layout: Layout) -> str:
    """All words of a document, a line of text a printed line, tables row by row: what identifies the document."""
    out: list[str] = []
    for page in layout.pages:
        grids = sorted(page.grids, key=lambda grid: grid.top)
        for line in page.lines:
            while grids and grids[0].top < line.top:
                out += _grid_text(grids.pop(0))
            out.append(line.text)
        for grid in grids:
            out += _grid_text(grid)
    return "\n".join(out)


def _grid_text(grid: Grid) -> list[str]:
    return [line.text for row in grid.rows for cell in row for line in cell.lines]
