"""This project and its peers: each from a PDF to the same records.

A peer finds the tables; what makes records of them is the same for all (:mod:`bench.naive`). Where a peer tells
where its cells and words are, the cells are filled line by line with their blank lines kept, since in these
plans white space says which owner stands beside which action; Markdown does not tell, and goes by order. The
peers are no dependencies of the project: one that is not installed is reported as such.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from bench.naive import Table, records
from bench.plans import Record
from extractors.model import Extraction
from extractors.registry import extract

Box = Sequence[float]  # x0, top, x1, bottom
Piece = tuple[float, float, float, float, str]  # a word or a part of a line: its box and text


@dataclass(frozen=True, slots=True)
class Peer:
    """A reader: its name, its package, how it reads a file, and how what it read becomes records."""

    name: str
    package: str
    read: Callable[[Path], Any]
    records: Callable[[Any], list[Record]]

    @property
    def version(self) -> str | None:
        """The installed version, None where the package is missing."""
        try:
            return version(self.package)
        except PackageNotFoundError:
            return None


def ours(found: Extraction) -> list[Record]:
    """An extraction's actions."""
    return [
        Record(r.number, action.text, action.owner_raw, action.target_raw)
        for r in found.recommendations
        for action in r.actions
    ]


def aligned(tables: Sequence[Table]) -> list[Record]:
    """Records of tables whose cells keep their blank lines."""
    return records(tables, aligned=True)


def dense(tables: Sequence[Table]) -> list[Record]:
    """Records of tables whose cells do not."""
    return records(tables, aligned=False)


def read_pdfplumber(path: Path) -> list[Table]:
    """The cells of find_tables, filled from extract_words."""
    out = []
    with importlib.import_module("pdfplumber").open(path) as pdf:
        for page in pdf.pages:
            tables = page.find_tables()
            words = page.extract_words() if tables else []
            pieces = [(w["x0"], w["top"], w["x1"], w["bottom"], w["text"]) for w in words]
            out += [[filled(row.cells, pieces) for row in table.rows] for table in tables]
    return out


def read_camelot(path: Path) -> list[Table]:
    """The cells of the lattice flavour, filled from the text lines it found in them."""
    found = importlib.import_module("camelot").read_pdf(str(path), pages="all", flavor="lattice")
    out = []
    for table in found:
        high = table.pdf_size[1]
        pieces = [(t.x0, high - t.y1, t.x1, high - t.y0, t.get_text().strip()) for t in table.textlines]
        rows = [[(c.x1, high - c.y2, c.x2, high - c.y1) for c in row] for row in table.cells]
        out.append([filled(row, pieces) for row in rows])
    return out


def read_pymupdf(path: Path) -> list[Table]:
    """The cells of find_tables, filled from get_text (its own cell texts run words together)."""
    out = []
    with importlib.import_module("pymupdf").open(path) as pdf:
        for page in pdf:
            tables = page.find_tables().tables
            pieces = [tuple(word[:5]) for word in page.get_text("words")] if tables else []
            out += [[filled(row.cells, pieces) for row in table.rows] for table in tables]
    return out


def read_pymupdf4llm(path: Path) -> list[Table]:
    """The tables of the Markdown it makes of the document."""
    text = importlib.import_module("pymupdf4llm").to_markdown(str(path), show_progress=False)
    out: list[Table] = []
    rows: Table = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            cells = line.strip().strip("|").split("|")
            rows.append([cell.replace("<br>", "\n").replace("**", "") for cell in cells])
        elif rows:
            out.append([row for row in rows if set("".join(row)) - set("-: ")])
            rows = []
    return out


def read_bare(path: Path) -> None:
    """pdfplumber's table finding and nothing else: the yardstick of speed."""
    with importlib.import_module("pdfplumber").open(path) as pdf:
        for page in pdf.pages:
            page.extract_tables()


def filled(boxes: Sequence[Box | None], pieces: Iterable[Piece]) -> list[str]:
    """The texts of a row's cells, line n of each at the same height, a blank line where white space is."""
    inside: list[list[Piece]] = [[] for _ in boxes]
    for piece in pieces:
        x, y = (piece[0] + piece[2]) / 2, (piece[1] + piece[3]) / 2
        for i, box in enumerate(boxes):
            if box and box[0] <= x < box[2] and box[1] <= y < box[3]:
                inside[i].append(piece)
                break
    cells = [_lines(cell) for cell in inside]
    steps = [b - a for cell in cells for (a, _), (b, _) in pairwise(cell)]
    step = median(s for s in steps if s < 1.5 * min(steps)) if steps else 12.0
    top = min((cell[0][0] for cell in cells if cell), default=0.0)
    texts = []
    for cell in cells:
        out: list[str] = []
        for foot, text in cell:
            out += [""] * (round((foot - top) / step) - len(out)) + [text]
        texts.append("\n".join(out))
    return texts


def _lines(pieces: Iterable[Piece]) -> list[tuple[float, str]]:
    """Pieces as printed lines, each with the height of its foot."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p[3], p[0])):
        if lines and piece[3] - lines[-1][0][3] < 0.4 * (piece[3] - piece[1]):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [(line[0][3], " ".join(p[4] for p in sorted(line, key=lambda p: p[0]))) for line in lines]


PEERS = (
    Peer("this project", "inspection-responses", extract, ours),
    Peer("pdfplumber", "pdfplumber", read_pdfplumber, aligned),
    Peer("Camelot", "camelot-py", read_camelot, aligned),
    Peer("PyMuPDF", "pymupdf", read_pymupdf, aligned),
    Peer("pymupdf4llm", "pymupdf4llm", read_pymupdf4llm, dense),
)
