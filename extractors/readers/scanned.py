"""Pages that are pictures: rendered level by PDFium, their words and rules found, all in points as of any page.

The boxes are those of the page set straight: on one that was scanned askew they lie beside the print by what the
turn about the middle of the page moves it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as c

from extractors import limits
from extractors.layout import Word
from extractors.model import DocumentError
from extractors.ocr import pieces, recognise, rulings, skew
from extractors.ocr.ink import Pixels
from extractors.ocr.recognise import PictureWord
from extractors.ocr.rulings import PictureRule
from extractors.readers import wordless
from extractors.readers.geometry import BBox, frames
from extractors.readers.pdfium import ASCENT, DESCENT, PrintedPage, Rule, View, drawn, opened

COARSE = 100  # dots an inch at which the turn of a page is found
FINE = (150, 300)  # dots an inch at which words are read: those of the picture, within these bounds
INCH = 72.0  # points
FULL = 0.95  # of the size of a font: from the top of its tall letters to the foot of its low ones


@dataclass(frozen=True, slots=True)
class Scan:
    """A page as read from its picture, or why it was not (``problem``)."""

    page: PrintedPage
    problem: DocumentError | None = None


def read(path: Path, pages: Sequence[PrintedPage]) -> list[Scan]:
    """What is printed on those of the ``pages`` that are pictures."""
    scans = []
    with opened(path) as document:
        for printed in pages:
            page = document[printed.number - 1]
            if wordless.shows(page) == "picture":
                scans.append(_scan(page, printed))
            page.close()
    return scans


def _scan(page: Any, printed: PrintedPage) -> Scan:
    try:
        return Scan(_read(page, printed))
    except DocumentError as problem:
        return Scan(printed, problem)


def _read(page: Any, printed: PrintedPage) -> PrintedPage:
    dpi = _resolution(page)
    turn = skew.angle(_render(page, COARSE, 0.0))
    scale = INCH / dpi
    ruled = rulings.ruled(_render(page, dpi, turn), dpi)
    rules = tuple(_rule(rule, scale) for rule in ruled.rules)
    return replace(
        printed,
        words=tuple(_word(word, scale) for word in _words(ruled.bare, rules, dpi)),
        rules=(*printed.rules, *rules),
    )


def _words(picture: Pixels, rules: Sequence[Rule], dpi: int) -> list[PictureWord]:
    """The words of the cells that the rules part, then those beside them."""
    found = frames((rule.x0, rule.top, rule.x1, rule.bottom) for rule in rules)
    cut = pieces.column(picture, (_pixels(slot.bbox, dpi) for frame in found for slot in frame.slots))
    inside = recognise.words(cut.picture, dpi, recognise.COLUMN) if cut.pieces else []
    return pieces.put_back(inside, cut.pieces) + recognise.words(cut.rest, dpi, recognise.PAGE)


def _pixels(box: BBox, dpi: int) -> pieces.Area:
    x0, top, x1, bottom = (max(0, round(side * dpi / INCH)) for side in box)
    return x0, top, x1, bottom


def _resolution(page: Any) -> int:
    """Dots an inch to render at: those of the finest picture on the page, within bounds."""
    view, finest = View(page), 0.0
    for item, m in drawn(page, c.FPDF_PAGEOBJ_IMAGE):
        wide, high = pdfium.PdfImage(item, page).get_px_size()
        limits.at_most(wide * high, limits.PIXELS, "too_many_pixels", f"pixels in a picture")
        printed = math.hypot(m[0], m[1]), math.hypot(m[2], m[3])
        finest = max(finest, *(px * INCH / points for px, points in zip((wide, high), printed, strict=True) if points))
    room = math.sqrt(limits.RENDERED / (view.width * view.height)) * INCH
    return int(min(max(finest, FINE[0]), FINE[1], room))


def _render(page: Any, dpi: int, turn: float) -> Pixels:
    """The page in greys, turned back about its middle by ``turn`` degrees."""
    view, scale = View(page), dpi / INCH
    wide, high = max(1, round(view.width * scale)), max(1, round(view.height * scale))
    bitmap = pdfium.PdfBitmap.new_native(wide, high, c.FPDFBitmap_Gray)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, wide, high)
    a, b = scale * math.cos(math.radians(turn)), scale * math.sin(math.radians(turn))
    x, y = wide / 2, high / 2
    matrix = c.FS_MATRIX(a, -b, b, a, x - (a * x + b * y) / scale, y - (a * y - b * x) / scale)
    c.FPDF_RenderPageBitmapWithMatrix(
        bitmap.raw, page.raw, matrix, c.FS_RECTF(0, 0, wide, high), c.FPDF_ANNOT | c.FPDF_GRAYSCALE
    )
    pixels = np.array(bitmap.to_numpy(), dtype=np.uint8).reshape(high, wide)
    bitmap.close()
    return pixels


def _word(word: PictureWord, scale: float) -> Word:
    """A word in points, as tall as its font, from the baseline."""
    size, baseline = word.size * scale / FULL, word.baseline * scale
    top, bottom = baseline - ASCENT * size, baseline + DESCENT * size
    return Word(word.text, word.x0 * scale, top, word.x1 * scale, bottom, size, confidence=word.confidence)


def _rule(rule: PictureRule, scale: float) -> Rule:
    x0, top, x1, bottom = (side * scale for side in (rule.x0, rule.top, rule.x1, rule.bottom))
    if rule.level:
        return Rule(x0, (top + bottom) / 2, x1, (top + bottom) / 2)
    return Rule((x0 + x1) / 2, top, (x0 + x1) / 2, bottom)
