"""Workbooks (.xlsx, .xlsm) to Layout: every sheet that is not hidden, cells as they are printed.

Read from the XML itself. Formulas are not computed: what the program that saved the file wrote beside them counts,
and where it wrote nothing an issue says so. Hidden rows and columns are read, since filters hide them; hidden
sheets are left out and named. Macros, links to other workbooks and comments are not looked at.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractors import limits
from extractors.layout import Layout
from extractors.model import DocumentError, Issue
from extractors.readers import compound, packages
from extractors.readers.number_formats import BUILT_IN, GENERAL, shown
from extractors.readers.sheets import Place, SheetCells, layout_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LETTER = 5.25  # points: the width of a figure in the usual font, in which the widths of columns are given
NAMELESS = re.compile(r"(sheet|table|tabelle|feuil|hoja|blad)\s*\d*", re.IGNORECASE)
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read(path: Path) -> Layout:
    """The Layout of a workbook. Raises DocumentError when it is none, damaged, locked, or larger than any plan."""
    with path.open("rb") as file:
        if file.read(len(compound.HEAD)) == compound.HEAD:
            raise DocumentError(
                "encrypted", "it is locked with a password, or a workbook of old: save it anew as .xlsx"
            )
    try:
        with packages.opened(path) as archive:
            book = _book(archive)
            sheets, issues = _sheets(archive, book)
    except packages.DAMAGED as error:
        raise DocumentError(
            "unreadable", "the workbook is damaged or of another kind: save it again as .xlsx"
        ) from error
    return layout_of(sheets, "xlsx", MEDIA_TYPE, issues)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the sheets of a workbook share: texts, formats by style, how days are counted; and where its sheets are.

    ``sheets`` has of each its name, whether it is hidden, and the name of its part.
    """

    sheets: tuple[tuple[str, bool, str], ...]
    texts: tuple[str, ...]
    formats: tuple[str, ...]
    from_1904: bool


@dataclass(slots=True)
class _Cells:
    """What is gathered of a sheet cell by cell."""

    cells: dict[Place, str] = field(default_factory=dict)
    without_value: list[Place] = field(default_factory=list)


def _book(archive: zipfile.ZipFile) -> _Shared:
    main = next((target for kind, target in _related(archive, "").values() if kind == "officeDocument"), None)
    if main is None:
        raise ValueError("a package without a document")
    root = packages.part(archive, main)
    related = _related(archive, main)
    others = dict(related.values())  # of what is there once
    sheets = []
    for sheet in root.iterfind("{*}sheets/{*}sheet"):
        kind, target = related[sheet.get(_ID) or sheet.get(_STRICT_ID)]
        if kind == "worksheet":
            sheets.append((sheet.get("name") or "", sheet.get("state") in ("hidden", "veryHidden"), target))
    if not sheets:
        raise ValueError("a workbook without sheets")
    properties = root.find("{*}workbookPr")
    return _Shared(
        tuple(sheets),
        tuple(_texts(archive, others.get("sharedStrings"))),
        tuple(_formats(archive, others.get("styles"))),
        properties is not None and properties.get("date1904") in ("1", "true"),
    )


def _related(archive: zipfile.ZipFile, name: str) -> dict[str, tuple[str, str]]:
    """What a part is related to: (kind, name of the part) by id. Nothing outside the package is."""
    folder, base = posixpath.split(name)
    root = packages.optional_part(archive, posixpath.join(folder, "_rels", f"{base}.rels"))
    out = {}
    for one in root if root is not None else ():
        if one.get("TargetMode") != "External":
            kind = (one.get("Type") or "").rpartition("/")[2]
            out[one.get("Id") or ""] = (kind, posixpath.join("/", folder, one.get("Target") or "")[1:])
    return {key: (kind, posixpath.normpath(target)) for key, (kind, target) in out.items()}


def _texts(archive: zipfile.ZipFile, name: str | None) -> Iterator[str]:
    if name is not None:
        for item in packages.part(archive, name).iterfind("{*}si"):
            yield _text(item)


def _text(item: Any) -> str:
    """The text of a cell, without the readings that are printed above it."""
    parts = [*item.iterfind("{*}t"), *item.iterfind("{*}r/{*}t")]
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(part.text or "" for part in parts))


def _formats(archive: zipfile.ZipFile, name: str | None) -> Iterator[str]:
    """The number format of each style of cells."""
    if name is None:
        return
    root = packages.part(archive, name)
    own = {
        int(one.get("numFmtId")): one.get("formatCode") or GENERAL for one in root.iterfind("{*}numFmts/{*}numFmt")
    }
    for style in root.iterfind("{*}cellXfs/{*}xf"):
        number = int(style.get("numFmtId") or 0)
        yield own.get(number) or BUILT_IN.get(number, GENERAL)


def _sheets(archive: zipfile.ZipFile, book: _Shared) -> tuple[list[SheetCells], tuple[Issue, ...]]:
    sheets: list[SheetCells] = []
    issues: list[Issue] = []
    for number, (name, hidden, part) in enumerate(book.sheets, 1):
        root = packages.part(archive, part)
        found = _found(root, book)
        if hidden and found.cells:
            message = f"the sheet {name!r} is hidden and was left out: show it and save the file to have it read"
            issues.append(Issue("hidden_sheet", "info", message, locator=f"sheet[{number}]"))
        if hidden:
            continue
        if found.without_value:
            row, col = found.without_value[0]
            message = (
                f"{len(found.without_value)} cells hold formulas whose results the file lacks: "
                "open it in a program for spreadsheets and save it"
            )
            place = f"sheet[{number}]/row[{row}]/cell[{col}]"
            issues.append(Issue("formula_without_value", "warning", message, locator=place))
        said = "" if NAMELESS.fullmatch(name.strip()) else name
        sheets.append(SheetCells(number, said, found.cells, _spans(root), _widths(root)))
    return sheets, tuple(issues)


def _found(root: Any, book: _Shared) -> _Cells:
    found = _Cells()
    row = 0
    for tr in root.iterfind("{*}sheetData/{*}row"):
        row, col = int(tr.get("r") or row + 1), 0
        for cell in tr.iterfind("{*}c"):
            name = cell.get("r")
            row, col = _place(name) if name else (row, col + 1)
            text = _shown(cell, book)
            if text is None:
                found.without_value.append((row, col))
            elif text.strip():
                found.cells[row, col] = text
                limits.at_most(len(found.cells), limits.CELLS, "too_many_cells", "cells in a sheet")
    return found


def _place(name: str) -> Place:
    """Row and column of a cell's name ("B7"). Raises ValueError where it is none."""
    letters = name.rstrip("0123456789")
    if not 1 <= len(letters) <= 3 or not letters.isascii() or not letters.isalpha():
        raise ValueError(f"{name[:20]!r} names no cell")
    col = 0
    for letter in letters.upper():
        col = col * 26 + ord(letter) - ord("A") + 1
    return int(name[len(letters) :]), col


def _shown(cell: Any, book: _Shared) -> str | None:
    """What a cell prints; None where it has a formula and no result."""
    kind, value = cell.get("t"), cell.find("{*}v")
    if kind == "inlineStr":
        inside = cell.find("{*}is")
        return _text(inside) if inside is not None else ""
    if value is None or value.text is None:
        empty = kind == "str" or cell.find("{*}f") is None
        return "" if empty else None
    if kind == "s":
        return book.texts[int(value.text)]
    if kind == "b":
        return "TRUE" if value.text.strip() == "1" else "FALSE"
    if kind in ("str", "e", "d"):
        return str(value.text)
    style = int(cell.get("s") or 0)
    code = book.formats[style] if style < len(book.formats) else GENERAL
    number = float(value.text)
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError("a number that no program writes")
    return shown(number, code, from_1904=book.from_1904)


def _spans(root: Any) -> dict[Place, Place]:
    out = {}
    for merged in root.iterfind("{*}mergeCells/{*}mergeCell"):
        first, _, last = (merged.get("ref") or "").partition(":")
        out[_place(first)] = _place(last or first)
    return out


def _widths(root: Any) -> dict[int, float]:
    out: dict[int, float] = {}
    for column in root.iterfind("{*}cols/{*}col"):
        width = float(column.get("width") or 0) * LETTER
        first, last = int(column.get("min") or 0), int(column.get("max") or 0)
        for col in range(first, min(last, first + limits.COLUMNS) + 1) if 0 < width < 2000 else ():
            out[col] = max(width, 12.0)
    return out
