"""Workbooks from before .xlsx to Layout: written anew as .xlsx and read as such.

What a file is, its first bytes say: many an .xls is a web page, a table as text or an .xlsx under an old name.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from extractors import limits
from extractors.layout import Layout
from extractors.model import DocumentError
from extractors.readers import compound, converter, damage, delimited, html, packages, xlsx
from extractors.readers.text import decoded

MEDIA_TYPE = "application/vnd.ms-excel"


def read(path: Path) -> Layout:
    """The Layout of an .xls file.

    Raises DocumentError when it is none, damaged or locked, or LibreOffice is not installed.
    """
    data = path.read_bytes()
    limits.at_most(len(data) >> 20, limits.UNPACKED >> 20, "too_large", "MB")
    if data.startswith(packages.HEAD):
        return xlsx.read(path)
    if html.is_page(data):
        return html.read(path)
    if compound.holds(data, "Workbook", "Book"):
        reader = "MS Excel 97" if compound.holds(data, "Workbook") else "MS Excel 5.0/95"
        with converter.converted(path, ".xls", reader) as made:
            layout = xlsx.read(made)
        return replace(
            layout,
            reader="xls",
            media_type=MEDIA_TYPE,
            issues=(*layout.issues, *damage.of_compound_file(data)),
        )
    if b"\x00" not in data and b"\t" in data:
        return delimited.of_text(decoded(data))
    raise DocumentError("unreadable", "it is no workbook, or damaged: save it again as .xlsx")
