"""Draws a web page as a browser prints it: address, date and page count around each page, boxes around quotations."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
LEFT, RIGHT, FOOT = 50.0, WIDTH - 50.0, HEIGHT - 40.0
LEADING, SIZE = 16.0, 12.0


@dataclass
class Printout:
    """A pen that writes down the page and turns it when it is full; a box that is cut goes on on the next page."""

    path: Path
    title: str
    address: str
    pages: int
    page: int = 1
    y: float = 60.0
    box: float | None = None

    def __post_init__(self) -> None:
        self.canvas = Canvas(str(self.path), pagesize=A4)
        self._frame()

    def heading(self, text: str, size: float = 18.0) -> None:
        self.y += 24
        self._line(text, LEFT, "Helvetica-Bold", size)
        self.y += 6

    def para(self, text: str, *, inset: float = 0.0) -> None:
        line = ""
        for word in text.split():
            if line and stringWidth(f"{line} {word}", "Helvetica", SIZE) > RIGHT - LEFT - 30 - inset:
                self._line(line, LEFT + inset)
                line = ""
            line = f"{line} {word}".strip()
        self._line(line, LEFT + inset)
        self.y += 8

    def boxed(self, *texts: str) -> None:
        """Paragraphs inside a box."""
        self.box = self.y - 4
        for text in texts:
            self.para(text, inset=12)
        self._close()
        self.y += 14

    def turn(self) -> None:
        if self.box is not None:
            self._close()
            self.box = 29.0
        self.canvas.showPage()
        self.page, self.y = self.page + 1, 30.0
        self._frame()

    def save(self) -> None:
        assert self.page == self.pages
        self.canvas.save()

    def _line(self, text: str, x: float, font: str = "Helvetica", size: float = SIZE) -> None:
        if self.y + LEADING > FOOT:
            self.turn()
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, HEIGHT - self.y - size, text)
        self.y += LEADING * size / SIZE

    def _close(self) -> None:
        if self.box is not None:
            self.canvas.rect(LEFT, HEIGHT - self.y, RIGHT - LEFT, self.y - self.box)
        self.box = None

    def _frame(self) -> None:
        self.canvas.setFont("Helvetica", 8)
        self.canvas.drawString(25, HEIGHT - 24, "3/5/24, 9:12 AM")
        self.canvas.drawString(200, HEIGHT - 24, self.title)
        shown = self.address[: 60 - len(str(self.page))] + "…"
        self.canvas.drawString(25, 18, shown)
        self.canvas.drawRightString(WIDTH - 25, 18, f"{self.page}/{self.pages}")
