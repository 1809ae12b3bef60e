"""A PDF without words: what its pages show instead, and what a person can do about it.

PDFium tells no letters of a picture of a page, of shapes, of form fields and notes, nor of text whose font does not
say which letters it prints. Each wants something else.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Literal

import pypdfium2.raw as c

from extractors.model import DocumentError
from extractors.readers.glyphs import SPACES, codes
from extractors.readers.pdfium import drawn, opened
from extractors.readers.pictures import covered

PICTURE = 0.25  # the least share of a page that pictures of it cover
NO_MAP = 0  # the code PDFium gives a glyph when the font does not say which letter it is
ENTRIES = frozenset({c.FPDF_ANNOT_WIDGET, c.FPDF_ANNOT_FREETEXT, c.FPDF_ANNOT_TEXT})
Shows = Literal["picture", "letters", "entries", "drawing", "nothing"]
# What is shown, as an error: of what equally many pages show the first counts.
REFUSALS: dict[Shows, tuple[str, str]] = {
    "picture": ("no_text", "the PDF holds pictures of pages{} and no text: {remedy}"),
    "letters": (
        "unmapped_text",
        "the PDF prints text{} in fonts that do not say which letters they are: save it anew from the program it "
        "was made with, or run it through OCR that replaces the text",
    ),
    "entries": (
        "only_entries",
        "the PDF holds form fields or notes{} and no text: print it to a new PDF, so that they become text",
    ),
    "drawing": (
        "only_drawings",
        "the PDF holds drawings or small pictures{} and no text: where words are drawn, run it through OCR, else "
        "leave it out",
    ),
    "nothing": ("empty_pages", "the pages of the PDF are empty: download it again, or leave it out"),
}


def refusal(path: Path, remedy: str) -> DocumentError:
    """Why a PDF in which no word was found cannot be read: by what most of its pages show that show anything.

    ``remedy`` is what to do where they are pictures.
    """
    with opened(path) as document:
        shown = Counter(map(shows, document))
    pages, empty = shown.total(), shown.pop("nothing", 0)
    kind: Shows = max(REFUSALS, key=lambda each: shown[each]) if shown else "nothing"
    count = shown[kind] or empty
    code, message = REFUSALS[kind]
    where = "" if count == pages else f" (on {count} of {pages} pages)"
    return DocumentError(code, message.format(where, remedy=remedy))


def shows(page: Any) -> Shows:
    """What a page without words shows."""
    if covered(page) >= PICTURE:
        return "picture"
    if _has_glyphs(page):
        return "letters"
    if any(_subtype(page, n) in ENTRIES for n in range(c.FPDFPage_GetAnnotCount(page.raw))):
        return "entries"
    shapes = drawn(page, c.FPDF_PAGEOBJ_PATH, c.FPDF_PAGEOBJ_SHADING, c.FPDF_PAGEOBJ_IMAGE)
    return "drawing" if any(True for _ in shapes) else "nothing"


def _has_glyphs(page: Any) -> bool:
    """Whether anything is printed as text other than spaces."""
    text = page.get_textpage()
    try:
        return any(code == NO_MAP or code not in SPACES for code in codes(text.raw))
    finally:
        text.close()


def _subtype(page: Any, index: int) -> int:
    """What kind of annotation it is."""
    note = c.FPDFPage_GetAnnot(page.raw, index)
    kind: int = c.FPDFAnnot_GetSubtype(note)
    c.FPDFPage_CloseAnnot(note)
    return kind
