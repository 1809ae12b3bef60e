"""Scans for tests: pages as pictures, with a layer of text behind them where wanted."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table, TableStyle

from extractors.ocr import recognise

HEAD = ("Rec No", "Recommendation", "Response", "Action Taken/Planned", "Responsible Owner", "Target Date")
ROWS = (
    ("1", "Cells should be clean and fit for two.", "Agreed", "All cells on the two wings will be painted and the windows mended.", "Governor", "June 2018"),
    ("2", "Roofs should be dry.", "Partly agreed", "The roofs of the workshops will be mended by the estates contractor.", "Head of Estates", "31 July 2018"),
    ("3", "Every prisoner should have a key worker.", "Agreed", "Forty officers have been trained as key workers.", "Head of Residence", "Completed"),
)  # fmt: skip
WIDTHS = (45, 170, 75, 270, 110, 90)
BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=13)

needs_engine = pytest.mark.skipif(not recognise.installed(), reason=f"{recognise.PACKAGE} is not installed")


def plan(rows: Sequence[Sequence[str]] = ROWS) -> bytes:
    """A plan of one page as a program prints it: a title and a ruled table with a filled header."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=landscape(A4))
    canvas.setFont("Helvetica-Bold", 12)
    canvas.drawString(40, 550, "Action Plan Submitted: 3rd May 2018")
    table = Table([[Paragraph(cell, BODY) for cell in row] for row in (HEAD, *rows)], WIDTHS)
    table.setStyle(
        TableStyle(
            [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey)]
        )
    )
    _, high = table.wrap(760, 500)
    table.drawOn(canvas, 40, 530 - high)
    canvas.save()
    return out.getvalue()


def scanned(data: bytes | Path, *, dpi: int = 150, turn: float = 0.0) -> list[Image.Image]:
    """The pages of a PDF as grey pictures, each turned by some degrees."""
    document = pdfium.PdfDocument(data)
    pages = [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]
    document.close()
    return [page.rotate(turn, Image.Resampling.BICUBIC, fillcolor=255) if turn else page for page in pages]


def bound(
    pictures: Iterable[Image.Image], *, size: tuple[float, float], layer: Iterable[tuple[str, float, float]] = ()
) -> bytes:
    """Pictures as the pages of a PDF; ``layer`` are words (text, x, baseline) printed invisibly on each."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    for picture in pictures:
        canvas.drawImage(ImageReader(picture), 0, 0, *size)
        text = canvas.beginText()
        text.setTextRenderMode(3)
        text.setFont("Helvetica", 10)
        for word, x, y in layer:
            text.setTextOrigin(x, y)
            text.textOut(word)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
