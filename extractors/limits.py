"""What no action plan and no letter of this field needs: beyond it a file is a mistake, or made to harm."""

from __future__ import annotations

from extractors.model import DocumentError

PAGES = 1000
GLYPHS = 100_000  # of a page; a page of small print has about 6,000
OBJECTS = 200_000  # drawn on a page
PIXELS = 100_000_000  # of a picture on a page; A3 at 600 dots an inch has 70 million
RENDERED = 25_000_000  # pixels a page is rendered in to be read; A3 at 300 dots an inch has 17 million
RECOGNISING = 60.0  # seconds that the words of one picture may take; a full page takes about 3
A_PICTURE = 15.0  # seconds that a document is given longer for each picture in it
PICTURES = 200  # for which it is given longer
UNPACKED = 200 << 20  # bytes of all parts of a zipped file, of which the largest seen has 2 MB
COLUMNS = 500  # of a table
PARAGRAPH = 100_000  # characters
CELL = 32_767  # characters of a cell of a sheet: more no program for spreadsheets holds
CELLS = 200_000  # of a table, counting what spans cover
CHARACTERS = 20 << 20  # of a text file or web page
MESSAGE = 64 << 20  # bytes of a message with what is attached
PARTS = 500  # of a message, and files in a bundle
CONVERTING = 120.0  # seconds that LibreOffice may take to write a file anew
CONVERTER_MEMORY = 2 << 30  # bytes that it may use meanwhile; it needs about 200 MB


def at_most(count: int, limit: int, code: str, what: str) -> None:
    """Raises DocumentError where there is more of something than is read."""
    if count > limit:
        raise DocumentError(code, f"it has {count:,} {what}, of which at most {limit:,} are read: split it")
