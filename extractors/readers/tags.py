"""The table rows of a tagged PDF: which row each piece of marked content belongs to.

PDFium shows the structure tree page by page, pruned to what stands on the page, but counts children over the
whole document; so the path of child numbers down to a row names it on every page it runs over.
"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as c

DEEPEST = 40  # levels: a deeper tree is damaged, or refers to itself
RowTag = tuple[int, ...]


def row_tags(page: Any) -> dict[int, RowTag]:
    """Marked content number to row, for the marked content of a page that stands in a table row."""
    tree = c.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return {}
    out: dict[int, RowTag] = {}
    try:
        for i in range(c.FPDF_StructTree_CountChildren(tree)):
            _walk(c.FPDF_StructTree_GetChildAtIndex(tree, i), (i,), None, out)
    finally:
        c.FPDF_StructTree_Close(tree)
    return out


def _walk(element: Any, path: RowTag, row: RowTag | None, out: dict[int, RowTag]) -> None:
    if not element or len(path) > DEEPEST:
        return
    if _type(element) == "TR":
        row = path
    for i in range(max(0, c.FPDF_StructElement_CountChildren(element))):
        marked = c.FPDF_StructElement_GetChildMarkedContentID(element, i)
        if marked >= 0:
            if row is not None:
                out[marked] = row
        else:
            _walk(c.FPDF_StructElement_GetChildAtIndex(element, i), (*path, i), row, out)


def _type(element: Any) -> str:
    buffer = ctypes.create_string_buffer(64)
    size = c.FPDF_StructElement_GetType(element, buffer, 64)
    return buffer.raw[: max(size - 2, 0)].decode("utf-16-le", "replace")
