"""A PDF without words is refused by what its pages show, each with what to do."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors.model import DocumentError
from extractors.ocr import recognise
from extractors.readers.pdf import read
from tests.faults.hostile import CATALOG, PAGE, PAGES, raw_pdf, stream

WIDE, HIGH = A4
PAPER = ImageReader(Image.new("L", (40, 56), 200))
TYPE_3 = (
    "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 10 10] /FontMatrix [0.1 0 0 0.1 0 0] /FirstChar 1 /LastChar 2 "
    "/Widths [10 10] /CharProcs << /q1 6 0 R /q2 6 0 R >> /Encoding << /Differences [1 /q1 /q2] >> /Resources << >> >>",
    stream("10 0 d0 0 0 8 8 re f"),
)
NUMBERED = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /Nobody /Encoding /Identity-H /DescendantFonts [6 0 R] >>",
    "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Nobody /DW 1000 /FontDescriptor 7 0 R "
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
    "<< /Type /FontDescriptor /FontName /Nobody /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 "
    "/Descent -200 /CapHeight 700 /StemV 80 >>",
)
Draw = Callable[[Canvas], object]


@pytest.fixture(autouse=True)
def _no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognise, "PROGRAM", "nobody-has-this")


def refused(pdf: bytes, folder: Path) -> DocumentError:
    path = folder / "file.pdf"
    path.write_bytes(pdf)
    with pytest.raises(DocumentError) as error:
        read(path)
    return error.value


def pages(*drawn: Draw) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for draw in drawn:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def nothing(_: Canvas) -> None:
    pass


def picture(canvas: Canvas) -> None:
    canvas.drawImage(PAPER, 30, 30, WIDE - 60, HIGH - 60)


def strips(canvas: Canvas) -> None:
    for n in range(8):
        canvas.drawImage(PAPER, 0, n * HIGH / 8, WIDE, HIGH / 8)


def turned_picture_in_a_form(canvas: Canvas) -> None:
    canvas.beginForm("scan")
    canvas.drawImage(PAPER, 0, 0, 40, 56)
    canvas.endForm()
    canvas.translate(WIDE, 0)
    canvas.rotate(90)
    canvas.scale(HIGH / 40, WIDE / 56)
    canvas.doForm("scan")


def small_picture(canvas: Canvas) -> None:
    canvas.drawImage(PAPER, 30, 700, 120, 60)


def picture_beside_the_page(canvas: Canvas) -> None:
    canvas.drawImage(PAPER, WIDE - 20, 0, WIDE, HIGH)


def drawing(canvas: Canvas) -> None:
    canvas.grid([50, 200, 400], [700, 660])
    canvas.circle(300, 300, 90)


def field(canvas: Canvas) -> None:
    canvas.acroForm.textfield(value="Mend the roof", x=50, y=700, width=300)


def hint(canvas: Canvas) -> None:
    canvas.linkURL("https://example.org", (50, 700, 300, 720))


@pytest.mark.parametrize(
    ("draw", "code", "advice"),
    [
        (
            picture,
            "no_text",
            "holds pictures of pages and no text: install tesseract-ocr, by which they are read, or run it",
        ),
        (strips, "no_text", "pictures of pages"),
        (turned_picture_in_a_form, "no_text", "pictures of pages"),
        (small_picture, "only_drawings", "drawings or small pictures and no text: where words are drawn"),
        (picture_beside_the_page, "only_drawings", "small pictures"),
        (drawing, "only_drawings", "drawings or small pictures"),
        (field, "only_entries", "form fields or notes and no text: print it to a new PDF"),
        (nothing, "empty_pages", "are empty: download it again"),
        (hint, "empty_pages", "are empty"),
    ],
)
def test_a_page_without_words_is_called_what_it_is(draw: Draw, code: str, advice: str, tmp_path: Path) -> None:
    error = refused(pages(draw), tmp_path)
    assert error.code == code
    assert advice in str(error)


@pytest.mark.parametrize("font", [TYPE_3, NUMBERED])
def test_text_whose_letters_nobody_knows_is_no_picture(font: tuple[str, ...], tmp_path: Path) -> None:
    content = stream("BT /F 20 Tf 50 700 Td <0001000200010001> Tj ET")
    error = refused(raw_pdf(CATALOG, PAGES, PAGE.format(""), content, *font), tmp_path)
    assert error.code == "unmapped_text"
    assert "fonts that do not say which letters they are: save it anew" in str(error)


@pytest.mark.parametrize(
    ("drawn", "code", "counted"),
    [
        ((picture, nothing, picture), "no_text", "pictures of pages (on 2 of 3 pages) and no text"),
        ((nothing, nothing, drawing), "only_drawings", "small pictures (on 1 of 3 pages)"),
        ((drawing, picture), "no_text", "(on 1 of 2 pages)"),
        ((drawing, drawing, picture), "only_drawings", "(on 2 of 3 pages)"),
        ((nothing, nothing), "empty_pages", "the pages of the PDF are empty"),
    ],
)
def test_what_most_pages_show_decides_and_empty_ones_do_not_count(
    drawn: tuple[Draw, ...], code: str, counted: str, tmp_path: Path
) -> None:
    error = refused(pages(*drawn), tmp_path)
    assert error.code == code
    assert counted in str(error)
