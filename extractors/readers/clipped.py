"""Text that a page holds and does not show, for it lies outside the area to which drawing is limited there.

Programs write the words of a cell that a page break cuts onto both pages, and clip on each what is of the other.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as c

from extractors.readers.glyphs import address

MOST = 0.5  # of the texts of a page: where more would be clipped, the areas are not what they seem
Area = tuple[float, float, float, float]  # left, bottom, right, top in user space


def clipped_texts(page: Any) -> frozenset[int]:
    """The addresses of the text objects of a page, outside its forms, of which nothing is shown."""
    texts = [item for item in _objects(page) if c.FPDFPageObj_GetType(item) == c.FPDF_PAGEOBJ_TEXT]
    unseen = frozenset(address(item) for item in texts if _is_clipped(item))
    return unseen if len(unseen) <= MOST * len(texts) else frozenset()


def _objects(page: Any) -> Iterator[Any]:
    return (c.FPDFPage_GetObject(page.raw, index) for index in range(c.FPDFPage_CountObjects(page.raw)))


def _is_clipped(item: Any) -> bool:
    path = c.FPDFPageObj_GetClipPath(item)
    count = c.FPDFClipPath_CountPaths(path) if path else 0
    if count <= 0:
        return False
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not c.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return False
    areas = (_area(path, index) for index in range(count))
    return any(
        right.value < area[0] or left.value > area[2] or top.value < area[1] or bottom.value > area[3]
        for area in areas
        if area
    )


def _area(path: Any, index: int) -> Area | None:
    """The upright rectangle around one of the shapes that limit drawing; None where it has no points."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points = []
    for n in range(c.FPDFClipPath_CountPathSegments(path, index)):
        segment = c.FPDFClipPath_GetPathSegment(path, index, n)
        if c.FPDFPathSegment_GetPoint(segment, x, y):
            points.append((x.value, y.value))
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return (min(xs), min(ys), max(xs), max(ys)) if points else None
