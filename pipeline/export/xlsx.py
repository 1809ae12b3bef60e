"""Sheets as an accessible Excel workbook: the one door to xlsxwriter.

After "Releasing statistics in spreadsheets" and its checklist (UK Government Analysis Function): the title in A1
as a heading, the words about a table above it in column A, one marked-up table a sheet against the left edge,
text wrapped, a font without serifs, no borders, merged cells or hidden parts. Sheets have no fills, filters or
frozen panes either, but for those with a :class:`ReadingLayout`, which are made to be read and printed by a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import xlsxwriter

# What a cell and a sheet of Excel hold at most; a text is measured in UTF-16 units.
MAX_TEXT, MAX_ROWS = 32_767, 1_048_576
# Excel counts 29 February 1900, which never was: earlier days are written as text.
FIRST_DAY = date(1900, 3, 1)
LANGUAGE = "en-GB"
FONT, BODY_SIZE = "Arial", 11
# Excel's built-in cell styles that screen readers take for headings, by the font size that marks them here.
HEADINGS = {"Heading 1": (16, 16), "Heading 2": (13, 17)}  # name: (font size, Excel's number of the style)
# Characters: the least and the usual greatest width of a column, and the greatest, of one with very long texts.
NARROW, WIDE, WIDEST = 9, 56, 120
PROSE_WIDTH = 100
# Points: a line of text, and the highest row that Excel has; a heading is this much higher than its letters.
LINE, HIGHEST, HEADROOM = 14.25, 408.75, 6
# Letters of running text that stand in the width of a column's unit, a digit; words that wrap leave a little.
LETTERS = 1.1
# Light grounds, on which black letters have a contrast of 13 to 1 or more.
COLOURS = {
    "completed": "#D5EFD8",
    "in_progress": "#DCE9F9",
    "planned": "#EEEEEE",
    "delayed": "#FFE3BF",
    "superseded": "#E7DFF2",
    "not_mentioned": "#FFF6BF",
    "overdue": "#FFD3CC",
}
A4 = 9  # Excel's number of the paper
# Inches: the edges of a page that a printer can do with.
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """Words that lead to another sheet."""

    text: str
    sheet: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the second level."""

    text: str


@dataclass(frozen=True, slots=True)
class StateCell:
    """A word on the colour of its ``kind``, one of :data:`COLOURS`; the word alone tells what the colour does."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class ReadingLayout:
    """How a sheet is laid out that a person reads: the name of its table, the widths of its columns in characters,
    and whether it has filters. Its column names stay in sight and on every page, which is A4 across, one wide."""

    table: str
    widths: Sequence[int]
    filters: bool = True


Cell = str | int | float | date | Hyperlink | StateCell


@dataclass(frozen=True, slots=True)
class Sheet:
    """A title, lines below it in column A, and then one table or, where there is no row, none.

    ``layout`` is that of a sheet made for reading.
    """

    name: str
    title: str
    lines: Sequence[str | Hyperlink | Heading]
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    layout: ReadingLayout | None = None

    @property
    def header_row(self) -> int:
        """The row of the column names, from 1."""
        return len(self.lines) + 2


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets in order; ``day`` stands as the date of creation, so that equal sheets give equal bytes."""

    title: str
    subject: str
    day: date
    sheets: Sequence[Sheet]


def write(book: Book, path: Path) -> None:
    """The workbook. Raises ValueError where a sheet or a cell does not fit into Excel, rather than cut it, and
    OSError where the file cannot be written."""
    # Our text never becomes a formula, a number or an address: every cell is written by its type.
    options = {
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": FONT, "font_size": BODY_SIZE},
        "in_memory": True,  # zipfile leaves a traceback behind where a disk is full
    }
    plain = BytesIO()
    with xlsxwriter.Workbook(plain, options) as made:
        made.set_properties(
            {"title": book.title, "subject": book.subject, "created": datetime.combine(book.day, time())}
        )
        formats = _formats(made)
        for sheet in book.sheets:
            _write_sheet(made.add_worksheet(sheet.name), sheet, formats)
        made.get_worksheet_by_name(book.sheets[0].name).activate()
    path.write_bytes(_marked(plain))


def _formats(made: Any) -> Mapping[str, Any]:
    base = {"font_name": FONT, "font_size": BODY_SIZE, "valign": "top"}
    heading = {name: {"font_name": FONT, "font_size": size, "bold": True} for name, (size, _) in HEADINGS.items()}
    kinds = {
        "line": base,
        "cell": base | {"text_wrap": True, "align": "left"},
        "number": base,
        "day": base | {"num_format": "yyyy-mm-dd", "align": "left"},
        "header": base | {"text_wrap": True, "bold": True, "align": "left"},
        "link": base | {"underline": 1, "font_color": "#0000EE"},
        **heading,
        **{
            kind: base | {"text_wrap": True, "align": "left", "bg_color": ground}
            for kind, ground in COLOURS.items()
        },
    }
    return {name: made.add_format(properties) for name, properties in kinds.items()}


def _write_sheet(page: Any, sheet: Sheet, formats: Mapping[str, Any]) -> None:
    if sheet.header_row + len(sheet.rows) > MAX_ROWS:
        raise ValueError(f"{len(sheet.rows)} rows are too many for the sheet {sheet.name}")
    _heading(page, 0, sheet.title, "Heading 1", formats)
    prose = not sheet.rows
    if prose:
        page.set_column(0, 0, PROSE_WIDTH)
    for row, line in enumerate(sheet.lines, 1):
        if isinstance(line, Heading):
            _heading(page, row, line.text, "Heading 2", formats)
        else:
            _cell(page, row, 0, line, formats, text="cell" if prose else "line")
            if prose:
                page.set_row(row, _height([line], [PROSE_WIDTH]))
    if sheet.rows:
        _write_table(page, sheet, formats)


def _heading(page: Any, row: int, text: str, style: str, formats: Mapping[str, Any]) -> None:
    _text(page, row, 0, text, formats[style])
    page.set_row(row, HEADINGS[style][0] + HEADROOM)


def _write_table(page: Any, sheet: Sheet, formats: Mapping[str, Any]) -> None:
    """The table, marked up as one, below the lines. Heights are set, since not every program finds them."""
    top = sheet.header_row - 1
    layout = sheet.layout
    usual = [_width(name, [row[column] for row in sheet.rows]) for column, name in enumerate(sheet.columns)]
    widths = layout.widths if layout else usual
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    for number, row in enumerate(sheet.rows, top + 1):
        page.set_row(number, _height(row, widths))
        for column, value in enumerate(row):
            _cell(page, number, column, value, formats)
    table = {
        "name": layout.table if layout else sheet.name,
        "columns": [{"header": name, "header_format": formats["header"]} for name in sheet.columns],
        "style": None,
        "banded_rows": False,
        "autofilter": bool(layout and layout.filters),
        "title": sheet.title,
        "description": next((line for line in sheet.lines if isinstance(line, str)), sheet.title),
    }
    if page.add_table(top, 0, top + len(sheet.rows), len(sheet.columns) - 1, table) != 0:
        raise ValueError(f"the sheet {sheet.name} cannot be marked up as a table")
    if layout:
        _lay_out(page, top)


def _lay_out(page: Any, top: int) -> None:
    """The column names, in the row ``top``, stay in sight and stand on every page: A4 across, a page wide."""
    page.freeze_panes(top + 1, 1)
    page.repeat_rows(top)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.set_margins(**MARGINS)
    page.set_footer("&L&A&RPage &P of &N")


def _cell(page: Any, row: int, column: int, value: Cell, formats: Mapping[str, Any], text: str = "cell") -> None:
    if isinstance(value, Hyperlink):
        _link(page, row, column, value, formats["link"])
    elif isinstance(value, StateCell):
        _text(page, row, column, value.text, formats[value.kind])
    elif isinstance(value, bool):
        page.write_boolean(row, column, value, formats["cell"])
    elif isinstance(value, int | float):
        page.write_number(row, column, value, formats["number"])
    elif isinstance(value, date) and value >= FIRST_DAY:
        page.write_datetime(row, column, datetime.combine(value, time()), formats["day"])
    else:
        _text(page, row, column, str(value), formats[text])


def _text(page: Any, row: int, column: int, text: str, style: Any) -> None:
    if page.write_string(row, column, text, style) != 0:
        raise ValueError(f"a text of {len(text)} characters is too long for a cell of {page.get_name()}")


def _link(page: Any, row: int, column: int, link: Hyperlink, style: Any) -> None:
    page.write_url(row, column, f"internal:'{link.sheet}'!A1", style, link.text)


def _width(name: str, values: Sequence[Cell]) -> int:
    """Characters: the longest line, within bounds; wider where the longest text would not fit into a row."""
    texts = [_shown(value) for value in values]
    longest = max(len(line) for text in texts for line in text.split("\n"))
    needed = int(max(map(len, texts)) * LINE / HIGHEST) + 1
    most = min(WIDEST, max(WIDE, needed))
    return min(most, max(NARROW, len(name) + 2, longest + 2))


def _height(values: Sequence[Cell], widths: Sequence[int]) -> float:
    """Points that the highest of the cells needs, its text wrapped at the width of its column."""
    lines = (
        sum(max(1, ceil(len(line) / (width * LETTERS))) for line in _shown(value).split("\n"))
        for value, width in zip(values, widths, strict=True)
    )
    return min(HIGHEST, max(lines) * LINE)


def _shown(value: Cell) -> str:
    return value.text if isinstance(value, Hyperlink | StateCell) else str(value)


def _marked(plain: BytesIO) -> bytes:
    """The workbook with what xlsxwriter has no word for: the language, and heading styles for the headings."""
    changes = {"docProps/core.xml": _with_language, "xl/styles.xml": _with_headings}
    out = BytesIO()
    with ZipFile(plain) as source, ZipFile(out, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            target.writestr(entry, changes[entry.filename](data) if entry.filename in changes else data)
    return out.getvalue()


def _with_language(core: bytes) -> bytes:
    return core.replace(
        b"</cp:coreProperties>", f"<dc:language>{LANGUAGE}</dc:language></cp:coreProperties>".encode()
    )


def _with_headings(styles: bytes) -> bytes:
    """Each format in a heading's font size is given Excel's built-in style of that heading."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    ElementTree.register_namespace("", space)
    root = ElementTree.fromstring(styles)
    at = {name: root.find(f"{{{space}}}{name}") for name in ("fonts", "cellStyleXfs", "cellXfs", "cellStyles")}
    fonts, bases, formats, named = (_found(at[name], name) for name in at)
    sizes = [_found(font.find(f"{{{space}}}sz"), "sz").get("val") for font in fonts]
    for style, (size, number) in HEADINGS.items():
        if str(size) not in sizes:
            continue  # no such heading in this book
        font, base = str(sizes.index(str(size))), str(len(bases))
        ElementTree.SubElement(bases, bases[0].tag, {**bases[0].attrib, "fontId": font, "applyFont": "1"})
        for form in formats:
            if form.get("fontId") == font:
                form.set("xfId", base)
        ElementTree.SubElement(named, named[0].tag, {"name": style, "xfId": base, "builtinId": str(number)})
    for parent in (bases, named):
        parent.set("count", str(len(parent)))
    written: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def _found(element: ElementTree.Element | None, name: str) -> ElementTree.Element:
    if element is None:
        raise ValueError(f"the styles of the workbook have no {name}")
    return element
