from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.model import DocumentError
from extractors.readers.pdf import read
from extractors.registry import extract, read_layout


def pdf(draw: object, folder: Path, **options: object) -> Path:
    out = io.BytesIO()
    canvas = Canvas(out, **options)  # type: ignore[arg-type]
    draw(canvas)  # type: ignore[operator]
    canvas.save()
    path = folder / "file.pdf"
    path.write_bytes(out.getvalue())
    return path


def two_cells(canvas: Canvas) -> None:
    canvas.setFont("Helvetica-Bold", 12)
    canvas.drawString(72, 760, "A heading above")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(76, 688, "left words")
    canvas.drawString(206, 688, "right words")
    canvas.grid([72, 200, 400], [700, 660])
    canvas.drawString(72, 600, "below")
    canvas.drawString(300, 600, "beside")


def test_words_lines_and_cells_have_their_places(tmp_path: Path) -> None:
    page = read(pdf(two_cells, tmp_path)).pages[0]
    (grid,) = page.grids
    assert [(c.row, c.col, c.text) for c in grid.cells] == [(0, 0, "left words"), (0, 1, "right words")]
    assert [line.text for line in page.lines] == ["A heading above", "below", "beside"]
    heading = page.lines[0].words[0]
    assert heading.bold
    assert heading.x0 == pytest.approx(72, abs=1)
    assert heading.top < page.height - 760 < heading.bottom
    assert all(grid.x0 <= word.x0 and word.x1 <= grid.x1 for c in grid.cells for ln in c.lines for word in ln.words)


def test_a_size_that_all_pages_share_is_that_of_each(tmp_path: Path) -> None:
    drawn = b"BT /F 10 Tf 50 500 Td (words) Tj ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 842 595]>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body = b"".join(b"%d 0 obj%s endobj\n" % (n, each) for n, each in enumerate(objects, start=1))
    path = tmp_path / "file.pdf"
    path.write_bytes(b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF")
    page = read(path).pages[0]
    assert (round(page.width), round(page.height)) == (842, 595)
    assert page.lines[0].words[0].top < 595 - 500 < page.lines[0].words[0].bottom


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_displayed(turn: int, tmp_path: Path) -> None:
    upright = {90: (0, 1, -1, 0, 595, 0), 180: (-1, 0, 0, -1, 595, 842), 270: (0, -1, 1, 0, 0, 842)}[turn]

    def draw(canvas: Canvas) -> None:
        canvas.transform(*upright)
        canvas.translate(0, -200)
        two_cells(canvas)

    document = pypdfium2.PdfDocument(pdf(draw, tmp_path))
    document[0].set_rotation(turn)
    turned = tmp_path / "turned.pdf"
    document.save(turned)
    page = read(turned).pages[0]
    assert (page.width, page.height) == pytest.approx((842, 595) if turn != 180 else (595, 842), abs=1)
    words = [w for ln in page.lines for w in ln.words] + [
        w for g in page.grids for c in g.cells for ln in c.lines for w in ln.words
    ]
    assert {"heading", "left", "right", "beside"} <= {word.text for word in words}
    assert all(0 <= w.x0 < w.x1 <= page.width + 1 and 0 <= w.top < w.bottom <= page.height + 1 for w in words)
    assert len(page.grids) == 1


def test_a_superscript_stays_in_its_line(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        canvas.drawString(72, 700, "On the 26")
        canvas.setFont("Helvetica", 7)
        canvas.drawString(120, 704, "th")
        canvas.setFont("Helvetica", 11)
        canvas.drawString(132, 700, "of August")

    assert [line.text for line in read(pdf(draw, tmp_path)).pages[0].lines] == ["On the 26th of August"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.pdf", b"", "empty"),
        ("blank.txt", b" \n \n", "empty"),
        ("not.pdf", b"<html>no</html>", "not_a_pdf"),
        ("cut.pdf", b"%PDF-1.4\n1 0 obj\n<<", "unreadable"),
        ("thing.xyz", b"some text", "unknown_kind"),
        ("data.txt", b"abc\x00\x01\x02 more", "not_text"),
        ("not.docx", b"some text", "unreadable"),
        ("note.txt", b"Buy bread and milk.", "unknown_document"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(name: str, content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DocumentError) as error:
        extract(path)
    assert error.value.code == code
    assert "\n" not in str(error.value)


def test_a_missing_file_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be opened"):
        read_layout(tmp_path / "gone.pdf")


def test_an_encrypted_pdf_is_named_so(tmp_path: Path) -> None:
    path = pdf(two_cells, tmp_path, encrypt="secret")
    with pytest.raises(DocumentError) as error:
        read(path)
    assert error.value.code == "encrypted"


def test_threads_may_read_at_once(tmp_path: Path) -> None:
    path = pdf(two_cells, tmp_path)
    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(read, [path] * 200))
    assert pages == [read(path)] * 200


def clipped(canvas: Canvas) -> None:
    """Two texts in areas of their own, of which only the first shows anything."""
    for text, y in (("shown in part", 706), ("not shown", 730)):
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(72, 660, 300, 50)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.drawString(76, y, text)
        canvas.restoreState()
    canvas.drawString(76, 600, "below")


def test_text_outside_the_area_that_is_drawn_is_not_read(tmp_path: Path) -> None:
    assert [line.text for line in read(pdf(clipped, tmp_path)).pages[0].lines] == ["shown in part", "below"]


def test_where_nothing_would_show_all_is_read(tmp_path: Path) -> None:
    def hidden(canvas: Canvas) -> None:
        path = canvas.beginPath()
        path.rect(0, 0, 5, 5)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.drawString(76, 700, "all that is said")

    assert [line.text for line in read(pdf(hidden, tmp_path)).pages[0].lines] == ["all that is said"]
