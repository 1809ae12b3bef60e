"""The lines of a decision file as people and spreadsheets save it: its encoding, what parts its cells, its records.

Each line is read by itself, so that a quote which nobody closed costs its own line and no other; a quoted cell
may still run over some lines.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence

DELIMITERS = ",;\t"
# Lines over which one quoted cell may run, and lines looked at to see what parts the cells.
MOST_LINES, LOOKED_AT = 30, 20
BREAK = re.compile(r"\r\n|\n|\r")
# What a spreadsheet would take for a formula, and such a text with the apostrophe that keeps it from doing so.
_FORMULA, _KEPT = re.compile(r"'*[=+@-]"), re.compile(r"'+[=+@-]")
_MARK = "\ufeff"
_DECLARED = re.compile(r"sep=([,;\t])", re.IGNORECASE)  # as spreadsheets write it into the first line


def encoding(data: bytes) -> str:
    """UTF-16 where the bytes say or show so, UTF-8, else Windows' Western code; none of the names writes a mark."""
    if data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    if data.startswith(codecs.BOM_UTF16_LE) or data[1::2].count(0) > len(data) // 3:
        return "utf-16-le"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def decoded(data: bytes) -> str:
    """The text, without the mark that may stand before it."""
    text = data.decode(encoding(data), "replace").removeprefix(_MARK)
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}")


def guarded(cell: str) -> str:
    """The text of a cell as it is written: with an apostrophe before what a spreadsheet would reckon out."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The text of a cell that :func:`guarded` wrote, and any other as it is."""
    text = cell.strip()
    return text[1:] if _KEPT.match(text) else cell


def records(
    text: str, header: Callable[[Sequence[str]], bool], stands: Callable[[Sequence[str]], bool]
) -> Iterator[tuple[int, list[str] | str]]:
    """(number of its first line, cells or what is wrong) of each record that is not blank.

    ``header`` says whether cells are column names, ``stands`` whether they are a record by themselves: such a
    line is never taken for the rest of a quoted cell that began above it.
    """
    lines = BREAK.split(text)
    delimiter, at = parted_by(text, header, stands), 1 if _declared(lines) else 0
    while at < len(lines):
        span, cells = _record(lines, at, delimiter, stands)
        if isinstance(cells, str) or any(cell.strip() for cell in cells):
            yield at + 1, cells
        at += span


def parted_by(text: str, header: Callable[[Sequence[str]], bool], stands: Callable[[Sequence[str]], bool]) -> str:
    """What parts the cells of each line; ``header`` and ``stands`` as in :func:`records`."""
    lines = BREAK.split(text)
    return _declared(lines) or _delimiter(lines, header, stands)


def _declared(lines: Sequence[str]) -> str | None:
    declared = _DECLARED.fullmatch(lines[0].strip(" \"'"))
    return declared[1] if declared else None


def _delimiter(
    lines: Sequence[str], header: Callable[[Sequence[str]], bool], stands: Callable[[Sequence[str]], bool]
) -> str:
    """What parts the cells: it makes a header of a line, or else records of most lines."""
    some = [line for line in lines[: 10 * LOOKED_AT] if line.strip()][:LOOKED_AT]

    def worth(delimiter: str) -> tuple[bool, int]:
        read = [cells for line in some if (cells := _cells(line, delimiter)) is not None]
        return any(header(cells) for cells in read[:1]), sum(stands(cells) for cells in read)

    return max(DELIMITERS, key=worth)  # the comma where none is better


def _record(
    lines: Sequence[str], at: int, delimiter: str, stands: Callable[[Sequence[str]], bool]
) -> tuple[int, list[str] | str]:
    """How many lines the record takes that begins with line ``at``, and its cells or what is wrong with it."""
    cells = _cells(lines[at], delimiter)
    if cells is not None:
        return 1, cells
    for span in range(2, min(MOST_LINES, len(lines) - at) + 1):
        last = _cells(lines[at + span - 1], delimiter)
        if last is not None and stands(last):
            break
        cells = _cells("\n".join(lines[at : at + span]), delimiter)
        if cells is not None:
            return span, cells
    return 1, "it is no CSV (a quote that is not closed, or stands inside a cell)"


def _cells(text: str, delimiter: str) -> list[str] | None:
    """The cells of a text that is one record as it stands, None where it is none."""
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else [] if not found else None
