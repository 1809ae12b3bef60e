"""Draws letters as PDF pages: the designs that real letters come in, with words of our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, FOOT = 70.0, WIDTH - 70.0, 70.0, HEIGHT - 90.0


@dataclass
class Letter:
    """A pen that writes down the page and turns it when it is full.

    ``gap`` is the space between paragraphs, ``indent`` that of their first lines; ``header`` and ``footer`` are
    printed on every page ("{n}" is the page number).
    """

    path: Path
    size: float = 11.0
    leading: float = 14.0
    gap: float = 10.0
    indent: float = 0.0
    header: str = ""
    footer: str = ""
    y: float = TOP
    page: int = 1
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.canvas = Canvas(str(self.path), pagesize=A4)
        self._frame()

    def lines(self, texts: Sequence[str], *, x: float = LEFT, bold: bool = False) -> None:
        for text in texts:
            self._print(x, text, bold)
            self._down(self.leading)

    def beside(self, left: Sequence[str], right: Sequence[str], *, at: float = 330.0) -> None:
        """Two blocks side by side."""
        for i in range(max(len(left), len(right))):
            for x, block in ((LEFT, left), (at, right)):
                if i < len(block):
                    self._print(x, block[i], False)
            self._down(self.leading)
        self.y += self.gap

    def space(self, points: float) -> None:
        self.y += points

    def heading(self, text: str, *, bold: bool = True) -> None:
        self.y += self.gap
        self._print(LEFT, text, bold)
        self._down(self.leading)
        self.y += self.gap

    def para(self, text: str, *, mark: str = "", bold_head: str = "") -> None:
        """A paragraph, with a list mark and a bold head if wanted."""
        hang = 18.0 if mark else 0.0
        x, first = LEFT + hang, True
        runs = [(w, True) for w in bold_head.split()] + [(w, False) for w in text.split()]
        while runs:
            room = RIGHT - x - (self.indent if first and not mark else 0.0)
            line: list[tuple[str, bool]] = []
            while runs and self._width([*line, runs[0]]) <= room:
                line.append(runs.pop(0))
            at = x + (self.indent if first and not mark else 0.0)
            if first and mark:
                self._print(LEFT, mark, False)
            for word, bold in line:
                self._print(at, word, bold)
                at += self._width([(word, bold)]) + stringWidth(" ", "Helvetica", self.size)
            self._down(self.leading)
            first = False
        self.y += self.gap

    def note(self, text: str) -> None:
        """A footnote at the foot of the page that is being written."""
        self.canvas.setFont("Helvetica", 8)
        self.canvas.drawString(LEFT, HEIGHT - (HEIGHT - 75.0 + 10 * len(self.notes)), text)
        self.notes.append(text)

    def turn(self) -> None:
        self.canvas.showPage()
        self.page += 1
        self.y = TOP
        self.notes = []
        self._frame()

    def save(self) -> Path:
        self.canvas.save()
        return self.path

    def _frame(self) -> None:
        self.canvas.setFont("Helvetica", 8)
        if self.header:
            self.canvas.drawString(LEFT, HEIGHT - 36, self.header)
        if self.footer:
            self.canvas.drawCentredString(WIDTH / 2, 36, self.footer.replace("{n}", str(self.page)))

    def _width(self, words: Sequence[tuple[str, bool]]) -> float:
        fonts = ((w, "Helvetica-Bold" if bold else "Helvetica") for w, bold in words)
        return sum(stringWidth(w + " ", f, self.size) for w, f in fonts) - stringWidth(" ", "Helvetica", self.size)

    def _print(self, x: float, text: str, bold: bool) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", self.size)
        self.canvas.drawString(x, HEIGHT - self.y - self.size, text)

    def _down(self, step: float) -> None:
        self.y += step
        if self.y + self.leading > FOOT:
            self.turn()
