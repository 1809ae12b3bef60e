"""What no action plan and no letter of this field needs: beyond it a file is a mistake, or made to harm."""

from __future__ import annotations

from extractors.model import DocumentError

PAGES = 1000
GLYPHS = 100_000  # of a page; a page of small print has about 6,000
OBJECTS = 200_000  # drawn on a page
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
