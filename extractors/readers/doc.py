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
from extractors.readers import converter, damage, docx, html

MEDIA_TYPES = {"doc": "application/msword", "rtf": "application/rtf"}
COMPOUND, RICH_TEXT, PACKAGE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf", b"PK\x03\x04"
_PAGE = re.compile(rb"<(!doctype html|html|head|body|meta)\b", re.IGNORECASE)


def read(path: Path) -> Layout:
    """The Layout of a .doc or .rtf file.

    Raises DocumentError when it is none, damaged or locked, or LibreOffice is not installed.
    """
    data = path.read_bytes()
    limits.at_most(len(data) >> 20, limits.UNPACKED >> 20, "too_large", "MB")
    if data.startswith(PACKAGE):
        return docx.read(path)
    if _PAGE.search(data[:1024]):
        return html.read(path)
    if data.startswith(COMPOUND) and stream("WordDocument") in data:
        newer = any(stream(name) in data for name in ("0Table", "1Table"))
        return _anew(path, "doc", "MS Word 97" if newer else "MS WinWord 6.0", damage.of_compound_file(data))
    if data.lstrip().startswith(RICH_TEXT):
        return _anew(path, "rtf", "Rich Text Format", damage.of_rich_text(data))
    raise DocumentError("unreadable", "it is neither a Word file nor rich text, or damaged: save it again as .docx")


def stream(name: str) -> bytes:
    """A name of a part as a compound file lists it."""
    return name.encode("utf-16-le")


def _anew(path: Path, kind: str, reader: str, issues: tuple[Issue, ...]) -> Layout:
    with converter.converted(path, f".{kind}", reader) as made:
        layout = docx.read(made)
    return replace(layout, reader=kind, media_type=MEDIA_TYPES[kind], issues=issues)
