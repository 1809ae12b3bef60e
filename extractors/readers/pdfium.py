"""The door to pypdfium2: the words and rulings of a PDF page, in points from the top left.

PDFium is called through its C interface, glyph by glyph, because that is ten times faster than a Python
parser: all glyphs and paths of a 14-page plan take about 0.2 s. Fonts are asked for once a word.
"""

from __future__ import annotations

import ctypes
import itertools
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as c

from extractors import limits
from extractors.layout import Word
from extractors.model import DocumentError
from extractors.readers.clipped import clipped_texts
from extractors.readers.glyphs import SPACES, address, boxes, codes, origin_at, piece_at
from extractors.readers.tags import RowTag, row_tags

BOLD_WEIGHT = 600
THIN = 3.0  # a filled rectangle at most this thick (points) is a printed rule: Word draws borders so
GAP = 0.35  # white space wider than this share of the font size parts two words even without a space glyph
LINE_END_HYPHENS = frozenset({0x02, 0xFFFE})  # what PDFium makes of a printed hyphen at a line's end
FORM_DEPTH = 5
# PDFium may not be called by two threads at once: from then on it refuses sound files, or crashes.
_ONE_AT_A_TIME = threading.RLock()
ASCENT, DESCENT = 0.78, 0.22  # of the font size, above and below the baseline


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight ruling: horizontal when ``top == bottom``, else vertical. ``fill`` marks an area's edge."""

    x0: float
    top: float
    x1: float
    bottom: float
    fill: bool = False


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """One page as PDFium sees it: size in points as displayed, words in content order, rulings."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    pictured: bool = False  # whether there is a picture on it


def has_letters(page: PrintedPage) -> bool:
    """Whether any word of the page is more than marks."""
    return any(map(str.isalnum, "".join(word.text for word in page.words)))


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """An open PDF; a :class:`DocumentError` that says what to do when PDFium refuses it.

    Other threads wait until it is closed.
    """
    with _ONE_AT_A_TIME:
        try:
            document = pdfium.PdfDocument(path)
        except pdfium.PdfiumError as error:
            reason = str(error).lower()
            if "password" in reason or "security" in reason:
                raise DocumentError("encrypted", "the PDF is encrypted: save a copy without a password") from error
            raise DocumentError("unreadable", "the PDF is damaged or cut short: download it again") from error
        try:
            yield document
        finally:
            document.close()


def read_pages(path: Path) -> list[PrintedPage]:
    """Every page's words and rulings. Raises DocumentError for a file PDFium cannot open."""
    with opened(path) as document:
        limits.at_most(len(document), limits.PAGES, "too_many_pages", "pages")
        printed = []
        for number in range(1, len(document) + 1):
            try:
                page = document[number - 1]
            except pdfium.PdfiumError as error:
                message = f"page {number} of the PDF is damaged: download it again"
                raise DocumentError("unreadable", message) from error
            printed.append(_printed_page(page, number))
            page.close()
        return printed


def has_table(path: Path) -> bool:
    """Whether the table of objects could be used, or had to be made anew from what the file holds."""
    with opened(path) as document:
        return bool(c.FPDF_DocumentHasValidCrossReferenceTable(document.raw))


def picture(path: Path, number: int, scale: float) -> Any:
    """Page ``number`` (from 1) as a PIL image, ``scale`` pixels a point, as displayed: what boxes refer to.

    Raises DocumentError where PDFium cannot open the file or has no such page.
    """
    with opened(path) as document:
        if not 1 <= number <= len(document):
            raise DocumentError("no_page", f"the PDF has no page {number}, only {len(document)}")
        return document[number - 1].render(scale=scale).to_pil()


class View:
    """From PDF user space to the displayed page: crop offset, rotation, origin at the top left."""

    def __init__(self, page: Any) -> None:
        box = c.FS_RECTF()  # the library's own get_cropbox() does not know a box that all pages share
        c.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(box))
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        self.turn = page.get_rotation()
        self.left, self.bottom, self.right, self.top = left, bottom, right, top
        wide, high = right - left, top - bottom
        self.width, self.height = (high, wide) if self.turn in (90, 270) else (wide, high)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of user space on the displayed page."""
        if self.turn == 90:
            return y - self.bottom, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.bottom
        if self.turn == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """A rectangle of user space (left, bottom, right, top) as (x0, top, x1, bottom) of the displayed page."""
        ax, ay = self.point(x0, y0)
        bx, by = self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _printed_page(page: Any, number: int) -> PrintedPage:
    view = View(page)
    text = page.get_textpage()
    try:
        glyphs = c.FPDFText_CountChars(text.raw)
        limits.at_most(glyphs, limits.GLYPHS, "too_many_glyphs", f"glyphs on page {number}")
        objects = c.FPDFPage_CountObjects(page.raw)
        limits.at_most(objects, limits.OBJECTS, "too_many_objects", f"drawn objects on page {number}")
        words = tuple(
            _words(text.raw, _PageContext(view, address(text.raw), row_tags(page), {}, {}, clipped_texts(page)))
        )
    finally:
        text.close()
    pictured = any(True for _ in drawn(page, c.FPDF_PAGEOBJ_IMAGE))
    return PrintedPage(number, view.width, view.height, words, tuple(_rules(page, view)), pictured)


@dataclass(frozen=True, slots=True)
class _PageContext:
    """What a page's words need: the view, the address of the text, the row of each marked content, the faces of
    fonts and the styles of pieces of text seen (by address), and what is not shown of its text.
    """

    view: View
    text_at: int
    rows: dict[int, RowTag]
    faces: dict[int, tuple[bool, bool]]
    styles: dict[int, _Style]
    unseen: frozenset[int]


def _words(text: Any, page: _PageContext) -> Iterator[Word]:
    """Glyphs gathered into words: parted by white space, a wide gap, or a jump off the line."""
    place, level = page.view.box, not page.view.turn
    margin, head = page.view.left, page.view.top
    letters: list[str] = []
    left = high = right = low = 0.0
    first = 0
    printed = codes(text)
    for i, (code, box) in enumerate(zip(printed, boxes(page.text_at, len(printed)), strict=True)):
        if code in SPACES:
            if letters:
                yield _word(text, first, letters, [left, high, right, low], page)
                letters = []
            continue
        if box is None or (page.unseen and piece_at(page.text_at, i) in page.unseen):
            continue
        x0, top, x1, bottom = box
        if level:  # nearly every page, and done for every glyph
            x0, top, x1, bottom = x0 - margin, head - top, x1 - margin, head - bottom
        else:
            x0, top, x1, bottom = place(x0, bottom, x1, top)
        if letters:
            middle, reach = (top + bottom) / 2, GAP * (low - high if low - high > 1.0 else 1.0)
            if not high <= middle <= low or x0 - right > reach or left - x1 > reach:
                yield _word(text, first, letters, [left, high, right, low], page)
                letters = []
        if letters:
            left = x0 if x0 < left else left
            high = top if top < high else high
            right = x1 if x1 > right else right
            low = bottom if bottom > low else low
        else:
            first, left, high, right, low = i, x0, top, x1, bottom
        letters.append("-" if code in LINE_END_HYPHENS else chr(code))
    if letters:
        yield _word(text, first, letters, [left, high, right, low], page)


def _word(text: Any, index: int, letters: list[str], box: list[float], page: _PageContext) -> Word:
    """A word as tall as its font, from the baseline: glyph boxes vary, and lines are told apart by height."""
    style = _style(text, index, page)
    top, bottom, size = box[1], box[3], style.size
    origin = origin_at(page.text_at, index) if size > 1 else None
    if origin is not None:
        _, baseline = page.view.point(*origin)
        if top - size < baseline < bottom + size and bottom - top < 1.6 * size:
            top, bottom = baseline - ASCENT * size, baseline + DESCENT * size
    return Word(
        "".join(letters), box[0], top, box[2], bottom, size or bottom - top, style.bold, style.italic, style.row
    )


@dataclass(frozen=True, slots=True)
class _Style:
    """What the glyphs of one piece of text share: their font and its size as displayed, and their table row."""

    bold: bool
    italic: bool
    size: float
    row: RowTag | None


def _style(text: Any, index: int, page: _PageContext) -> _Style:
    """The style of a glyph: asked for once a piece of text, and of a font once a page."""
    piece = piece_at(page.text_at, index)
    if piece is None:
        return _read_style(text, index, page)
    if piece not in page.styles:
        page.styles[piece] = _read_style(text, index, page)
    return page.styles[piece]


def _read_style(text: Any, index: int, page: _PageContext) -> _Style:
    handle = c.FPDFText_GetTextObject(text, index)
    font = c.FPDFTextObj_GetFont(handle) if handle else None
    key = address(font) if font else 0
    if key not in page.faces:
        buffer = ctypes.create_string_buffer(256)
        flags = ctypes.c_int(0)
        c.FPDFText_GetFontInfo(text, index, buffer, 256, ctypes.byref(flags))
        name = buffer.value.decode("utf-8", "replace").lower()
        bold = "bold" in name or "black" in name or c.FPDFText_GetFontWeight(text, index) >= BOLD_WEIGHT
        page.faces[key] = bold, "italic" in name or "oblique" in name
    size, m = c.FPDFText_GetFontSize(text, index), c.FS_MATRIX()
    if c.FPDFText_GetMatrix(text, index, ctypes.byref(m)):
        size *= (m.c**2 + m.d**2) ** 0.5
    marked = c.FPDFPageObj_GetMarkedContentID(handle) if handle and page.rows else -1
    return _Style(*page.faces[key], size, page.rows.get(marked))


Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def drawn(page: Any, *kinds: int) -> Iterator[tuple[Any, Matrix]]:
    """The objects of some kinds on a page and in its forms, each with its way to the page's user space."""
    for index in range(c.FPDFPage_CountObjects(page.raw)):
        yield from _drawn_in(c.FPDFPage_GetObject(page.raw, index), IDENTITY, kinds, FORM_DEPTH)


def _drawn_in(item: Any, outer: Matrix, kinds: Sequence[int], depth: int) -> Iterator[tuple[Any, Matrix]]:
    kind = c.FPDFPageObj_GetType(item)
    if kind in kinds:
        yield item, _times(_matrix(item), outer)
    elif kind == c.FPDF_PAGEOBJ_FORM:
        matrix = _times(_matrix(item), outer)
        for index in range(c.FPDFFormObj_CountObjects(item) if depth else 0):
            yield from _drawn_in(c.FPDFFormObj_GetObject(item, index), matrix, kinds, depth - 1)


def _rules(page: Any, view: View) -> Iterator[Rule]:
    for item, matrix in drawn(page, c.FPDF_PAGEOBJ_PATH):
        yield from _object_rules(item, matrix, view)


def _object_rules(item: Any, matrix: Matrix, view: View) -> Iterator[Rule]:
    fill, stroke = ctypes.c_int(0), c.FPDF_BOOL(0)
    c.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
    for points in _subpaths(item, matrix, view):
        if stroke.value:
            yield from _straight(points, fill=False)
        elif fill.value:
            yield from _filled(points)


def _matrix(item: Any) -> Matrix:
    m = c.FS_MATRIX()
    if not c.FPDFPageObj_GetMatrix(item, ctypes.byref(m)):
        return IDENTITY
    return m.a, m.b, m.c, m.d, m.e, m.f


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _subpaths(path: Any, m: Matrix, view: View) -> Iterator[list[tuple[float, float]]]:
    """The corner points of each subpath on the displayed page; a closed one ends where it began."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for index in range(c.FPDFPath_CountSegments(path)):
        segment = c.FPDFPath_GetPathSegment(path, index)
        c.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        if c.FPDFPathSegment_GetType(segment) == c.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        px, py = x.value, y.value
        points.append(view.point(px * m[0] + py * m[2] + m[4], px * m[1] + py * m[3] + m[5]))
        if c.FPDFPathSegment_GetClose(segment) and points[0] != points[-1]:
            points.append(points[0])
    if points:
        yield points


def _straight(points: list[tuple[float, float]], *, fill: bool) -> Iterator[Rule]:
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        if abs(ay - by) < 0.5 < abs(ax - bx):
            yield Rule(min(ax, bx), (ay + by) / 2, max(ax, bx), (ay + by) / 2, fill)
        elif abs(ax - bx) < 0.5 < abs(ay - by):
            yield Rule((ax + bx) / 2, min(ay, by), (ax + bx) / 2, max(ay, by), fill)


def _filled(points: list[tuple[float, float]]) -> Iterator[Rule]:
    """A thin filled shape is a rule along its middle; a larger one is an area with four edges."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    x0, x1, top, bottom = min(xs), max(xs), min(ys), max(ys)
    if bottom - top <= THIN < x1 - x0:
        yield Rule(x0, (top + bottom) / 2, x1, (top + bottom) / 2)
    elif x1 - x0 <= THIN < bottom - top:
        yield Rule((x0 + x1) / 2, top, (x0 + x1) / 2, bottom)
    elif bottom - top > THIN and x1 - x0 > THIN:
        yield from _straight(points, fill=True)
    else:  # a dot: a corner, or one dash of a dotted border
        mid_x, mid_y = (x0 + x1) / 2, (top + bottom) / 2
        yield Rule(x0, mid_y, x1, mid_y)
        yield Rule(mid_x, top, mid_x, bottom)
