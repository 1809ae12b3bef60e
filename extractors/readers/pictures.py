"""Pictures on the pages of a PDF: how much of a page they cover, whether its text only lies behind them, and the
page as one picture, set straight.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as c

from extractors import limits
from extractors.model import DocumentError
from extractors.ocr.ink import Pixels
from extractors.readers.pdfium import Matrix, View, drawn

UNSEEN = frozenset({c.FPDF_TEXTRENDERMODE_INVISIBLE, c.FPDF_TEXTRENDERMODE_CLIP})
HIDDEN = 0.5  # the least share of the pieces of text that are hidden where a page is a scan with a layer of text

FINE = (225, 300)  # dots an inch at which a page is read: those of its picture, within these bounds
INCH = 72.0  # points


def covered(page: Any) -> float:
    """The share of a page that its pictures cover; more than 1 where they lie over each other."""
    view = View(page)
    areas: float = sum(_area(matrix, view) for _, matrix in drawn(page, c.FPDF_PAGEOBJ_IMAGE))
    page_area: float = view.width * view.height
    return areas / max(page_area, 1.0)


def hides_text(page: Any) -> bool:
    """Whether most of a page's text is printed invisibly, or before its first picture, which then covers it."""
    hidden = before = 0
    for item, _ in drawn(page, c.FPDF_PAGEOBJ_IMAGE, c.FPDF_PAGEOBJ_TEXT):
        if c.FPDFPageObj_GetType(item) == c.FPDF_PAGEOBJ_IMAGE:
            hidden, before = hidden + before, 0
        elif c.FPDFTextObj_GetTextRenderMode(item) in UNSEEN:
            hidden += 1
        else:
            before += 1
    return hidden >= HIDDEN * max(hidden + before, 1)


def resolution(page: Any) -> int:
    """Dots an inch to render a page at: those of the finest picture on it, within bounds.

    Raises DocumentError ``unread_picture`` where one of them is too large.
    """
    view, finest = View(page), 0.0
    for item, m in drawn(page, c.FPDF_PAGEOBJ_IMAGE):
        wide, high = pdfium.PdfImage(item, page).get_px_size()
        if wide * high > limits.PIXELS:
            most = f"{limits.PIXELS // 10**6} million are read"
            raise DocumentError("unread_picture", f"a picture has {wide} x {high} pixels, of which at most {most}")
        printed = math.hypot(m[0], m[1]), math.hypot(m[2], m[3])
        finest = max(
            finest, *(px * INCH / points for px, points in zip((wide, high), printed, strict=True) if points)
        )
    room = math.sqrt(limits.RENDERED / max(view.width * view.height, 1.0)) * INCH
    return int(min(max(finest, FINE[0]), FINE[1], room))


def rendered(page: Any, dpi: int, turn: float) -> Pixels:
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


def _area(m: Matrix, view: View) -> float:
    """How much of the page a picture covers, which fills the unit square: its upright box, cut at the edges."""
    corners = [view.point(x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5]) for x in (0, 1) for y in (0, 1)]
    xs = [min(max(x, 0.0), view.width) for x, _ in corners]
    ys = [min(max(y, 0.0), view.height) for _, y in corners]
    area: float = (max(xs) - min(xs)) * (max(ys) - min(ys))
    return area
