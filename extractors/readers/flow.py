"""Paragraphs of a format that prints no lines (DOCX, ODT, HTML) to lines and cells with estimated positions.

A paragraph is wrapped by the widths of Helvetica's letters (the Adobe font metrics that pdfminer.six
carries) into its column, and every wrapped line is :data:`LINE_HEIGHT` high, so that what an author set side
by side by counting lines comes to stand side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pdfminer.fontmetrics import FONT_METRICS

from extractors.layout import LINE_HEIGHT, Cell, Grid, Line, Word

CELL_MARGIN = 10.8  # points: both sides of a cell together
FALLBACK_WIDTH = 0.556  # of the font size: a digit, for letters the metrics do not list


@dataclass(frozen=True, slots=True)
class StyledText:
    """A piece of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph (or a part of one between line breaks) and what its format says of it.

    ``space`` is the white space after it, in points; ``starts`` is False where it may only be wrapped text.
    """

    runs: tuple[StyledText, ...]
    locator: str
    size: float = 10.0
    bullet: bool = False
    heading: int = 0
    space: float = 0.0
    starts: bool = True


@dataclass(frozen=True, slots=True)
class FlowCell:
    """A table cell: its row and column (from 0), spans and paragraphs."""

    row: int
    col: int
    rowspan: int
    colspan: int
    paragraphs: tuple[Paragraph, ...]


@cache
def _glyphs() -> dict[str, float]:
    return {letter: width / 1000 for letter, width in FONT_METRICS["Helvetica"][1].items()}


def text_width(text: str, size: float) -> float:
    """The width of a text in points, set in Helvetica."""
    widths = _glyphs()
    return size * sum(widths.get(letter, FALLBACK_WIDTH) for letter in text)


def lines_of(paragraphs: Sequence[Paragraph], x0: float, top: float, width: float) -> tuple[list[Line], float]:
    """The lines of a column (a Line a paragraph, blank ones left out) and the position below the last."""
    out: list[Line] = []
    y = top
    for paragraph in paragraphs:
        words, rows = _wrap(paragraph, x0, y, max(width - CELL_MARGIN, 30.0))
        bottom = y + rows * LINE_HEIGHT
        if words:
            right = max(word.x1 for word in words)
            out.append(
                Line(
                    tuple(words),
                    1,
                    x0,
                    y,
                    right,
                    bottom,
                    paragraph.locator,
                    paragraph.bullet,
                    paragraph.heading,
                    paragraph.starts,
                )
            )
        y = bottom + paragraph.space
    return out, y


def _wrap(paragraph: Paragraph, x0: float, top: float, width: float) -> tuple[list[Word], int]:
    """A paragraph's words placed in lines, and how many lines it takes (at least one)."""
    words: list[Word] = []
    x, row = 0.0, 0
    space = text_width(" ", paragraph.size)
    for text, bold, italic in _words(paragraph.runs):
        long = text_width(text, paragraph.size)
        if x and x + long > width:
            x, row = 0.0, row + 1
        y = top + row * LINE_HEIGHT
        words.append(Word(text, x0 + x, y, x0 + x + long, y + LINE_HEIGHT, paragraph.size, bold, italic))
        x += long + space
    return words, row + 1


def _words(runs: Sequence[StyledText]) -> list[tuple[str, bool, bool]]:
    """Words over run borders: a word has the style of the run it begins in."""
    out: list[tuple[str, bool, bool]] = []
    open_word = False
    for run in runs:
        pieces = run.text.split()
        if not pieces:
            open_word = open_word and not run.text
            continue
        joins = open_word and not run.text[0].isspace()
        if joins:
            text, bold, italic = out[-1]
            out[-1] = (text + pieces[0], bold, italic)
        out += [(piece, run.bold, run.italic) for piece in pieces[joins:]]
        open_word = not run.text[-1].isspace()
    return out


def shared_widths(boxes: Sequence[FlowCell], count: int) -> list[float]:
    """The widths of ``count`` columns as a browser would share them out: by how much text they hold."""
    held = [1.0] * count
    for box in boxes:
        if box.colspan == 1:
            size = sum(len(run.text) for p in box.paragraphs for run in p.runs)
            held[box.col] = max(held[box.col], float(size))
    shares = [size**0.5 for size in held]
    return [max(60.0, 760.0 * share / sum(shares)) for share in shares]


def grid_of(boxes: Sequence[FlowCell], widths: Sequence[float], top: float, index: int) -> Grid:
    """A table's grid: rows as high as their fullest cell, columns as wide as given (points)."""
    rules = [0.0]
    for width in widths:
        rules.append(rules[-1] + max(width, 12.0))
    heights: dict[int, float] = {}
    laid: list[tuple[FlowCell, float, float]] = []
    for box in boxes:
        x0, x1 = rules[box.col], rules[min(box.col + box.colspan, len(widths))]
        _, bottom = lines_of(box.paragraphs, x0, 0.0, x1 - x0)
        laid.append((box, x0, x1))
        if box.rowspan == 1:
            heights[box.row] = max(heights.get(box.row, LINE_HEIGHT), bottom)
    rows = max((box.row + box.rowspan for box in boxes), default=0)
    tops = [top]
    for row in range(rows):
        tops.append(tops[-1] + heights.get(row, LINE_HEIGHT))
    cells = []
    for box, x0, x1 in laid:
        lines, _ = lines_of(box.paragraphs, x0, tops[box.row], x1 - x0)
        end = tops[min(box.row + box.rowspan, rows)]
        cells.append(
            Cell(
                box.row,
                box.col,
                box.rowspan,
                box.colspan,
                tuple(lines),
                x0,
                tops[box.row],
                x1,
                end,
            )
        )
    return Grid(1, index, tuple(cells), tuple(rules), 0.0, top, rules[-1], tops[-1])
