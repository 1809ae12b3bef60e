"""Word files from before .docx, and rich text, to Layout: written anew as .docx and read as such.

What a file is, its first bytes say: many a .doc is rich text, a web page or a .docx under an old name.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from extractors import limits
from extractors.layout import Layout
from extractors.model import DocumentError, Issue
from extractors.readers import compound, converter, damage, docx, html, packages

MEDIA_TYPES = {"doc": "application/msword", "rtf": "application/rtf"}
_BYTES = re.compile(rb"\\bin(\d{1,20})")  # how many bytes follow that are no text
RICH_TEXT = b"{\\rtf"


def read(path: Path) -> Layout:
    """The Layout of a .doc or .rtf file.

    Raises DocumentError when it is none, damaged or locked, or LibreOffice is not installed.
    """
    data = path.read_bytes()
    limits.at_most(len(data) >> 20, limits.UNPACKED >> 20, "too_large", "MB")
    if data.startswith(packages.HEAD):
        return docx.read(path)
    if html.is_page(data):
        return html.read(path)
    if compound.holds(data, "WordDocument"):
        newer = compound.holds(data, "0Table", "1Table")
        return _anew(path, "doc", "MS Word 97" if newer else "MS WinWord 6.0", damage.of_compound_file(data))
    if data.lstrip().startswith(RICH_TEXT):
        _refuse_endless(data)
        return _anew(path, "rtf", "Rich Text Format", damage.of_rich_text(data))
    raise DocumentError("unreadable", "it is neither a Word file nor rich text, or damaged: save it again as .docx")


def _refuse_endless(data: bytes) -> None:
    """Raises DocumentError for what keeps LibreOffice for hours: rows without end, and bytes that are not there."""
    wide = max(part.count(rb"\cellx") for part in data.split(rb"\trowd"))
    limits.at_most(wide, limits.COLUMNS, "too_many_columns", "columns in a table")
    if any(int(found[1]) > len(data) - found.end() for found in _BYTES.finditer(data)):
        raise DocumentError("unreadable", "the rich text is damaged: save it again as .docx")


def _anew(path: Path, kind: str, reader: str, issues: tuple[Issue, ...]) -> Layout:
    with converter.converted(path, f".{kind}", reader) as made:
        layout = docx.read(made)
    return replace(layout, reader=kind, media_type=MEDIA_TYPES[kind], issues=issues)
