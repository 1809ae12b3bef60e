"""Tables as text (.csv) to Layout: the mark between cells is the one that parts the rows most alike."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from extractors import limits
from extractors.layout import Layout
from extractors.model import DocumentError
from extractors.readers.sheets import SheetCells, layout_of
from extractors.readers.text import decoded

MEDIA_TYPE = "text/csv"
MARKS = ",;\t|"
LOOKED_AT = 200  # rows


def read(path: Path) -> Layout:
    """The Layout of a table as text. Raises DocumentError for what is no text, or more than any plan."""
    data = path.read_bytes()
    limits.at_most(len(data), limits.CHARACTERS, "too_large", "bytes")
    return of_text(decoded(data))


def of_text(text: str) -> Layout:
    """The Layout of the text of such a file. Raises DocumentError for more than any plan holds."""
    cells: dict[tuple[int, int], str] = {}
    for row, parts in enumerate(_rows(text.replace("\x00", ""), _mark(text)), 1):
        for col, part in enumerate(parts, 1):
            if part.strip():
                cells[row, col] = part
        limits.at_most(len(cells), limits.CELLS, "too_many_cells", "cells in a sheet")
    return layout_of([SheetCells(1, "", cells)], "csv", MEDIA_TYPE)


def _rows(text: str, mark: str) -> list[list[str]]:
    """The rows; a quote may hold line breaks, as programs for spreadsheets write them."""
    csv.field_size_limit(limits.CHARACTERS)
    try:
        return list(csv.reader(text.splitlines(keepends=True), delimiter=mark))
    except csv.Error as error:
        raise DocumentError(
            "unreadable", f"its rows cannot be told apart ({error}): save it again as .csv"
        ) from error


def _mark(text: str) -> str:
    """The mark by which most of the first rows have one number of cells, of several such the one with most."""

    def alike(mark: str) -> tuple[int, int]:
        sizes = Counter(len(row) for row in _rows("\n".join(text.split("\n", LOOKED_AT)[:LOOKED_AT]), mark))
        size, times = max(sizes.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))
        return (times, size) if size > 1 else (0, 0)

    return max(MARKS, key=alike)
