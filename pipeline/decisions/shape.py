"""How a decision file is written, so that a line can be added as the others are: encoding, cells, line ends."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from pipeline.decisions import csv_lines
from pipeline.decisions.file import COLUMNS, OPTIONAL, is_decision, is_header, names


@dataclass(frozen=True, slots=True)
class FileShape:
    """How a decision file is written. ``columns`` are in its order; ``empty`` where it has no line yet, not even
    that of the column names."""

    encoding: str
    delimiter: str
    line_end: str
    columns: tuple[str, ...]
    empty: bool = False

    def lines(self, *rows: Mapping[str, str]) -> bytes:
        """Lines of the file, of cells by column. Raises UnicodeEncodeError: its encoding lacks a character."""
        return "".join(self._line(row) + self.line_end for row in rows).encode(self.encoding)

    def _line(self, row: Mapping[str, str]) -> str:
        out = io.StringIO()
        cells = (csv_lines.guarded(_one_kind_of_break(row.get(name, ""))) for name in self.columns)
        csv.writer(out, delimiter=self.delimiter, lineterminator="\r\n").writerow(cells)
        return out.getvalue().removesuffix("\r\n")


NEW = FileShape("utf-8", ",", "\n", (*COLUMNS, *OPTIONAL), empty=True)
# The column names as a line of the file.
HEADER: Mapping[str, str] = {name: name for name in NEW.columns}


def shape_of(data: bytes | None) -> FileShape:
    """How the file of these bytes is written; as we write one where it has no line, or is not there."""
    if not data:
        return NEW
    encoding, text = csv_lines.encoding(data), csv_lines.decoded(data)
    delimiter = csv_lines.parted_by(text, is_header, is_decision)
    cells = [each for _, each in csv_lines.records(text, is_header, is_decision) if not isinstance(each, str)]
    line_end = next((end for end in ("\r\n", "\n", "\r") if end in text), NEW.line_end)
    columns = names(cells[0]) if cells and is_header(cells[0]) else COLUMNS
    if not cells:
        columns = NEW.columns
    elif columns == COLUMNS and any(len(each) == len(NEW.columns) for each in cells):
        columns = NEW.columns  # words in lines of a file whose header, if it has one, does not name them
    return FileShape(encoding, delimiter, line_end, columns, empty=not cells)


def cut(data: bytes) -> list[bytes]:
    """The lines of the file, each with its end: joined they are the file again, whatever bytes it holds."""
    encoding = csv_lines.encoding(data)
    # Of the others each byte below 128 is the character that it is in ASCII, so that any of them finds the breaks.
    codec, errors = (encoding, "surrogatepass") if encoding.startswith("utf-16") else ("latin-1", "strict")
    whole = data[: len(data) // 2 * 2] if codec != "latin-1" else data
    text = whole.decode(codec, errors)
    starts = [0, *(found.end() for found in csv_lines.BREAK.finditer(text)), len(text)]
    lines = [text[a:b].encode(codec, errors) for a, b in pairwise(starts)]
    return [*lines[:-1], lines[-1] + data[len(whole) :]]


def _one_kind_of_break(cell: str) -> str:
    return "\n".join(csv_lines.BREAK.split(cell.strip()))
