"""OpenDocument text to Layout: paragraphs, lists and tables in order, tracked changes as final text.

What a program counts is written out (numbers of lists), what it says once for many is read as often (repeated
cells and rows). Headers, footers, notes, comments and text boxes are page furniture and are not read, as in Word
files; macros and embedded objects are not looked at.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from extractors import limits
from extractors.layout import LINE_HEIGHT, Grid, Layout, Line, Page
from extractors.model import DocumentError
from extractors.readers import packages
from extractors.readers.flow import FlowCell, Paragraph, StyledText, grid_of, lines_of
from extractors.readers.odt_styles import LEVELS, Counters, OpenStyles, name, number, points

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
PAGE_WIDTH = 480.0
COLUMN = 60.0  # points: of a column without a width
BOLD = ("bold", "600", "700", "800", "900")
PARAGRAPHS = (name("text:p"), name("text:h"))
TABLE, LIST, TEXT = name("table:table"), name("text:list"), name("text:")
CELL, COVERED = name("table:table-cell"), name("table:covered-table-cell")
# Holds paragraphs and tables as the document itself does.
AROUND = frozenset(
    map(
        name,
        (
            "text:section", "text:index-body", "text:index-title", "text:numbered-paragraph",
            "text:table-of-content", "text:alphabetical-index", "text:table-index", "text:illustration-index",
            "text:user-index", "text:object-index", "text:bibliography",
        ),
    )
)  # fmt: skip
# Hold rows and columns as the table itself does.
ROWS = frozenset(map(name, ("table:table-header-rows", "table:table-rows", "table:table-row-group")))
COLUMNS = frozenset(map(name, ("table:table-header-columns", "table:table-columns", "table:table-column-group")))
# Stands inside a paragraph, and what it holds is no part of its text.
ASIDE = frozenset(
    map(name, ("text:note", "text:ruby-text", "text:hidden-text", "text:script", "office:annotation"))
)


def read(path: Path) -> Layout:
    """The Layout of an OpenDocument text. Raises DocumentError when it is none, damaged, or has a password."""
    try:
        with packages.opened(path) as archive:
            _refuse_password(archive)
            content = packages.part(archive, "content.xml")
            common = packages.optional_part(archive, "styles.xml")
        body = content.find(f"{name('office:body')}/{name('office:text')}")
        if body is None:
            raise ValueError("an OpenDocument file without a text")
        return _layout(body, OpenStyles([root for root in (common, content) if root is not None]))
    except packages.DAMAGED as error:
        raise DocumentError(
            "unreadable", "the OpenDocument text is damaged or of another kind: save it again as .odt"
        ) from error


def _refuse_password(archive: zipfile.ZipFile) -> None:
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise DocumentError("encrypted", "it is locked with a password: save it without one")


def _layout(body: Any, styles: OpenStyles) -> Layout:
    counters = Counters(styles)
    lines: list[Line] = []
    grids: list[Grid] = []
    y, count = 0.0, 0
    for item in _items(body, counters, _Mark()):
        if item.element.tag == TABLE:
            grids.append(_grid(item.element, counters, y, len(grids) + 1))
            y = grids[-1].bottom + LINE_HEIGHT
        else:
            count += 1
            found, y = lines_of(_paragraphs(item, f"paragraph[{count}]", styles), 0.0, y, PAGE_WIDTH)
            lines += found
    return Layout("odt", MEDIA_TYPE, (Page(1, PAGE_WIDTH, y, tuple(lines), tuple(grids)),), boxed=False)


@dataclass(frozen=True, slots=True)
class _Mark:
    """What a list puts before a paragraph: a number, or a bullet."""

    number: str | None = None
    bullet: bool = False


@dataclass(frozen=True, slots=True)
class _Marked:
    """A paragraph with its mark, or a table."""

    element: Any
    mark: _Mark


def _items(parent: Any, counters: Counters, mark: _Mark) -> Iterator[_Marked]:
    """Paragraphs and tables below an element in order; the mark is that of the first paragraph."""
    for child in parent:
        if child.tag in PARAGRAPHS:
            yield _Marked(child, mark)
            mark = _Mark()
        elif child.tag == TABLE:
            yield _Marked(child, _Mark())
        elif child.tag == LIST:
            yield from _listed(child, counters, 1, None)
        elif child.tag in AROUND:
            yield from _items(child, counters, mark)


def _listed(listed: Any, counters: Counters, depth: int, outer: str | None) -> Iterator[_Marked]:
    """The items of a list; a list inside an item has the style of the one around it unless it names its own."""
    style = listed.get(name("text:style-name")) or outer or _style_of_first(listed, counters.styles)
    carries_on = listed.get(name("text:continue-numbering")) == "true" or listed.get(name("text:continue-list"))
    if not carries_on:
        counters.restart(style, depth)
    for item in listed:
        numbered = item.tag == name("text:list-item")
        if not numbered and item.tag != name("text:list-header"):
            continue
        mark = _Mark()
        if numbered and len(item) and item[0].tag != LIST:
            mark = _Mark(*counters.mark(style, depth, item.get(name("text:start-value"))))
        for child in item:
            if child.tag == LIST:
                yield from _listed(child, counters, min(depth + 1, LEVELS), style)
            elif child.tag in PARAGRAPHS:
                yield _Marked(child, mark)
                mark = _Mark()
            elif child.tag == TABLE:
                yield _Marked(child, _Mark())


def _style_of_first(listed: Any, styles: OpenStyles) -> str | None:
    first = next(listed.iter(*PARAGRAPHS), None)
    return styles.list_of(first.get(name("text:style-name"))) if first is not None else None


@dataclass(frozen=True, slots=True)
class _Look:
    """How text looks: emphasis, and its size in points where a style gives one."""

    bold: bool = False
    italic: bool = False
    size: float | None = None

    def under(self, styles: OpenStyles, family: str, style: str | None) -> _Look:
        """The look of text in a style inside this one."""
        weight = styles.said(family, style, "fo:font-weight")
        slant = styles.said(family, style, "fo:font-style")
        return _Look(
            self.bold if weight is None else weight in BOLD,
            self.italic if slant is None else slant in ("italic", "oblique"),
            points(styles.said(family, style, "fo:font-size")) or self.size,
        )


def _paragraphs(item: _Marked, locator: str, styles: OpenStyles) -> list[Paragraph]:
    """A paragraph as one Paragraph a line break."""
    style = item.element.get(name("text:style-name"))
    look = _Look().under(styles, "paragraph", style)
    parts: list[list[StyledText]] = [[StyledText(f"{item.mark.number} ")] if item.mark.number else []]
    sizes = [look.size or 0.0]
    for piece, of in _pieces(item.element, look, styles):
        if piece == "\n":
            parts.append([])
        else:
            parts[-1].append(StyledText(piece, of.bold, of.italic))
            sizes.append(of.size or 0.0)
    level = number(item.element, "text:outline-level") if item.element.tag == name("text:h") else None
    heading = styles.heading(style) if level is None else level
    space = max(points(styles.said("paragraph", style, "fo:margin-bottom")) or 0.0, 0.0)
    last = len(parts) - 1
    return [
        Paragraph(
            tuple(runs),
            locator,
            max(sizes) or 10.0,
            item.mark.bullet and n == 0,
            heading,
            space if n == last else 0.0,
        )
        for n, runs in enumerate(parts)
    ]


def _pieces(element: Any, look: _Look, styles: OpenStyles) -> Iterator[tuple[str, _Look]]:
    """The text of a paragraph in order; a line break is one piece, white space of the source one space."""
    if element.text:
        yield _folded(element.text), look
    for child in element:
        tag = child.tag
        if tag == name("text:line-break"):
            yield "\n", look
        elif tag in (name("text:s"), name("text:tab")):
            yield " ", look
        elif isinstance(tag, str) and tag.startswith(TEXT) and tag not in ASIDE:
            style = child.get(name("text:style-name")) if tag == name("text:span") else None
            yield from _pieces(child, look.under(styles, "text", style), styles)
        if child.tail:
            yield _folded(child.tail), look


def _folded(text: str) -> str:
    return text.replace("\n", " ")


def _grid(table: Any, counters: Counters, top: float, index: int) -> Grid:
    """A table; a cell that spans others is followed by covered ones, which some programs leave out."""
    widths = _widths(table, counters.styles)
    boxes: list[FlowCell] = []
    taken: set[tuple[int, int]] = set()
    row = 0
    for tr in _rows(table):
        for _ in range(_times(tr, "table:number-rows-repeated")):
            col = 0
            for n, cell in enumerate(_cells(tr), 1):
                if cell.tag == COVERED:
                    col += 1
                    continue
                while (row, col) in taken:
                    col += 1
                wide, high = _times(cell, "table:number-columns-spanned"), _times(cell, "table:number-rows-spanned")
                limits.at_most(len(taken) + wide * high, limits.CELLS, "too_many_cells", "table cells")
                taken |= {(row + i, col + j) for i in range(high) for j in range(wide)}
                locator = f"table[{index}]/row[{row + 1}]/cell[{n}]"
                boxes.append(FlowCell(row, col, high, wide, tuple(_cell_paragraphs(cell, locator, counters))))
                col += 1
            row += 1
            limits.at_most(row, limits.CELLS, "too_many_cells", "table rows")
    boxes = [replace(box, rowspan=min(box.rowspan, row - box.row)) for box in boxes]
    widths += [COLUMN] * (max((box.col + box.colspan for box in boxes), default=1) - len(widths))
    return grid_of(boxes, widths, top, index)


def _times(element: Any, attribute: str) -> int:
    return max(number(element, attribute), 1)


def _widths(table: Any, styles: OpenStyles) -> list[float]:
    """The widths of the columns that the table declares, in points."""
    out: list[float] = []
    for column in _below(table, COLUMNS, name("table:table-column")):
        width = styles.said("table-column", column.get(name("table:style-name")), "style:column-width")
        times = _times(column, "table:number-columns-repeated")
        limits.at_most(len(out) + times, limits.CELLS, "too_many_columns", "columns in a table")
        out += [points(width) or COLUMN] * times
    return out


def _rows(table: Any) -> Iterator[Any]:
    return _below(table, ROWS, name("table:table-row"))


def _below(parent: Any, around: frozenset[str], wanted: str) -> Iterator[Any]:
    """The rows or columns of a table, also those in groups."""
    for child in parent:
        if child.tag == wanted:
            yield child
        elif child.tag in around:
            yield from _below(child, around, wanted)


def _cells(row: Any) -> Iterator[Any]:
    """The cells of a row, as often as they are repeated."""
    for child in row:
        if child.tag in (CELL, COVERED):
            times = _times(child, "table:number-columns-repeated")
            limits.at_most(times, limits.CELLS, "too_many_cells", "table cells")
            yield from (child for _ in range(times))


def _cell_paragraphs(cell: Any, locator: str, counters: Counters) -> Iterator[Paragraph]:
    """A cell's paragraphs in order; those of a table inside it are read row by row."""
    for item in _items(cell, counters, _Mark()):
        if item.element.tag == TABLE:
            for row in _rows(item.element):
                for inner in (child for child in row if child.tag == CELL):
                    yield from _cell_paragraphs(inner, locator, counters)
        else:
            yield from _paragraphs(item, locator, counters.styles)
