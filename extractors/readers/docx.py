"""DOCX to Layout (the only door to python-docx): paragraphs and tables in order, tracked changes as final text.

Headers and footers are page furniture, and kept apart; text boxes are not read. List numbering that Word computes
is written out, since it is part of what a reader sees.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.ns import qn

from extractors.layout import LINE_HEIGHT, Grid, Layout, Line, Page
from extractors.model import DocumentError
from extractors.readers import packages
from extractors.readers.flow import FlowCell, Paragraph, StyledText, grid_of, lines_of
from extractors.readers.list_marks import counted

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAGE_WIDTH = 480.0  # points of text: only order matters outside tables
TWIP = 1 / 20  # points
FORMS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
# What the unpacker, the XML parser and python-docx raise for a damaged file (OSError: a place before its start).
DAMAGED = (
    PackageNotFoundError, InvalidXmlError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError,
    SyntaxError, NotImplementedError, RuntimeError, OSError,
)  # fmt: skip


def read(path: Path) -> Layout:
    """The Layout of a Word document. Raises DocumentError when it is none, or damaged."""
    try:
        with packages.opened(path):  # refuses parts that are huge once unpacked
            pass
        return _layout(docx.Document(str(path)))
    except DAMAGED as error:
        raise DocumentError(
            "unreadable", "the Word file is damaged or of another kind: save it again as .docx"
        ) from error


def _layout(document: Any) -> Layout:
    body = document.element.find(qn("w:body"))
    if body is None:
        raise ValueError("a Word file without a body")
    styles = _Styles(document)
    lines: list[Line] = []
    grids: list[Grid] = []
    y, count = 0.0, 0
    for item in _children(body):
        if item.tag == qn("w:tbl"):
            grids.append(_grid(item, styles, y, len(grids) + 1))
            y = grids[-1].bottom + LINE_HEIGHT
        else:
            count += 1
            found, y = lines_of(_paragraphs(item, f"paragraph[{count}]", styles), 0.0, y, PAGE_WIDTH)
            lines += found
    page = Page(1, PAGE_WIDTH, y, tuple(lines), tuple(grids))
    return Layout("docx", MEDIA_TYPE, (page,), boxed=False, running=tuple(_running(document)))


def _running(document: Any) -> Iterator[str]:
    """What the headers and footers of the sections say, each paragraph once."""
    parts = [part for section in document.sections for part in (section.header, section.footer)]
    texts = (paragraph.text.strip() for part in parts for paragraph in part.paragraphs)
    yield from dict.fromkeys(filter(None, texts))


def _children(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables below an element in order, looking into content controls and insertions."""
    for child in parent:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:smartTag"), qn("w:customXml")):
            yield from _children(child)


class _Styles:
    """What the document's styles and numbering say: bold, heading level, list marks (counted in order)."""

    def __init__(self, document: Any) -> None:
        self._styles = {style.style_id: style for style in document.styles}
        self._counters: dict[tuple[str, int], int] = {}
        part = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")),
            None,
        )
        self._levels: dict[tuple[str, int], tuple[str, str]] = _levels(part.element) if part is not None else {}

    def of(self, paragraph: Any) -> Any:
        value = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return self._styles.get(value.get(qn("w:val"))) if value is not None else None

    def heading(self, paragraph: Any) -> int:
        """The heading level its style declares (1 = top), else 0."""
        style = self.of(paragraph)
        found = re.match(r"(?i)heading (\d)|(title)", style.name or "") if style is not None else None
        return (int(found[1]) if found[1] else 1) if found else 0

    def bold(self, paragraph: Any) -> bool:
        style = self.of(paragraph)
        return bool(style is not None and getattr(style, "font", None) is not None and style.font.bold)

    def mark(self, paragraph: Any) -> tuple[str | None, bool]:
        """(number text or None, whether the paragraph is a bulleted item)."""
        numbering = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        style = self.of(paragraph)
        if numbering is None and style is not None:
            numbering = style.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if numbering is None or numbering.find(qn("w:numId")) is None:
            return None, False
        level = numbering.find(qn("w:ilvl"))
        key = (
            numbering.find(qn("w:numId")).get(qn("w:val")),
            int(level.get(qn("w:val"))) if level is not None else 0,
        )
        kind, text = self._levels.get(key, ("bullet", ""))
        if key[0] == "0" or kind == "none":
            return None, False
        if kind == "bullet":
            return None, True
        self._counters[key] = self._counters.get(key, 0) + 1
        return re.sub(r"%\d", counted(FORMS.get(kind, "1"), self._counters[key]), text or "%1."), False


def _levels(numbering: Any) -> dict[tuple[str, int], tuple[str, str]]:
    """(numId, level) to (format, text) from the numbering part."""
    abstract: dict[str, dict[int, tuple[str, str]]] = {}
    for item in numbering.iter(qn("w:abstractNum")):
        levels = {}
        for level in item.iter(qn("w:lvl")):
            kind, text = level.find(qn("w:numFmt")), level.find(qn("w:lvlText"))
            levels[int(level.get(qn("w:ilvl")))] = (
                kind.get(qn("w:val")) if kind is not None else "decimal",
                text.get(qn("w:val")) if text is not None else "",
            )
        abstract[item.get(qn("w:abstractNumId"))] = levels
    out = {}
    for item in numbering.iter(qn("w:num")):
        base = item.find(qn("w:abstractNumId"))
        for level, value in abstract.get(base.get(qn("w:val")) if base is not None else "", {}).items():
            out[item.get(qn("w:numId")), level] = value
    return out


def _paragraphs(paragraph: Any, locator: str, styles: _Styles) -> list[Paragraph]:
    """A paragraph as one Paragraph a line break; deleted text is left out, inserted text is in."""
    number, bullet = styles.mark(paragraph)
    parts: list[list[StyledText]] = [[StyledText(f"{number} ")] if number else []]
    size = 0.0
    for run in paragraph.iter(qn("w:r")):
        if any(up.tag in (qn("w:del"), qn("w:moveFrom")) for up in run.iterancestors()):
            continue
        bold, italic = _on(run, "w:b", styles.bold(paragraph)), _on(run, "w:i", False)
        half_points = run.find(f"{qn('w:rPr')}/{qn('w:sz')}")
        if half_points is not None:
            size = max(size, float(half_points.get(qn("w:val"))) / 2)
        for item in run:
            if item.tag == qn("w:t"):
                parts[-1].append(StyledText(item.text or "", bold, italic))
            elif item.tag in (qn("w:tab"), qn("w:noBreakHyphen")):
                parts[-1].append(StyledText(" " if item.tag == qn("w:tab") else "-", bold, italic))
            elif item.tag in (qn("w:br"), qn("w:cr")) and item.get(qn("w:type")) != "page":
                parts.append([])
    after = paragraph.find(f"{qn('w:pPr')}/{qn('w:spacing')}")
    space = float(after.get(qn("w:after")) or 0) * TWIP if after is not None else 0.0
    heading = styles.heading(paragraph)
    last = len(parts) - 1
    return [
        Paragraph(
            tuple(runs),
            locator,
            size or 10.0,
            bullet and n == 0,
            heading,
            space if n == last else 0.0,
        )
        for n, runs in enumerate(parts)
    ]


def _on(run: Any, tag: str, default: bool) -> bool:
    """A toggle property of a run: there, and not switched off."""
    found = run.find(f"{qn('w:rPr')}/{qn(tag)}")
    return default if found is None else found.get(qn("w:val")) not in ("0", "false", "off")


def _grid(table: Any, styles: _Styles, top: float, index: int) -> Grid:
    widths = [
        float(col.get(qn("w:w")) or 0) * TWIP for col in table.iterfind(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")
    ]
    boxes: list[FlowCell] = []
    open_merges: dict[int, int] = {}  # column to the index of the box a vertical merge began with
    for row, tr in enumerate(_rows(table)):
        col = _skipped(tr)
        for cell, tc in enumerate(_cells(tr), 1):
            span = tc.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            wide = int(span.get(qn("w:val"))) if span is not None else 1
            merge = tc.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            if merge is not None and merge.get(qn("w:val")) != "restart" and col in open_merges:
                begun = boxes[open_merges[col]]
                boxes[open_merges[col]] = replace(begun, rowspan=row - begun.row + 1)
            else:
                open_merges.pop(col, None)
                if merge is not None:
                    open_merges[col] = len(boxes)
                locator = f"table[{index}]/row[{row + 1}]/cell[{cell}]"
                boxes.append(FlowCell(row, col, 1, wide, tuple(_cell_paragraphs(tc, locator, styles))))
            col += wide
        widths += [60.0] * (col - len(widths))
    return grid_of(boxes, widths, top, index)


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == qn("w:tr"):
            if child.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
                yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")):
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")):
            yield from _cells(child)


def _skipped(row: Any) -> int:
    before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    return int(before.get(qn("w:val"))) if before is not None else 0


def _cell_paragraphs(cell: Any, locator: str, styles: _Styles) -> Iterator[Paragraph]:
    """A cell's paragraphs in order; those of a table inside it are read row by row."""
    for child in _children(cell):
        if child.tag == qn("w:p"):
            yield from _paragraphs(child, locator, styles)
        else:
            for row in _rows(child):
                for inner in _cells(row):
                    yield from _cell_paragraphs(inner, locator, styles)
