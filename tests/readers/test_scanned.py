"""Pages that are pictures are read as other pages are, less surely, and what cannot be read costs nothing else."""

from __future__ import annotations

import io
import random
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors.model import DocumentError, Extraction, Issue
from extractors.ocr import recognise
from extractors.readers import programs
from extractors.readers.pdf import read
from extractors.registry import extract
from tests import scans
from tests.scans import needs_engine

WIDE = landscape(A4)


def extracted(data: bytes, folder: Path) -> Extraction:
    path = folder / "plan.pdf"
    path.write_bytes(data)
    return extract(path)


def said(extraction: Extraction) -> list[tuple[object, ...]]:
    return [
        (read.number, read.text, read.response, [(a.text, a.owners, a.targets) for a in read.actions])
        for read in extraction.recommendations
    ]


def issue(extraction: Extraction, code: str) -> Issue:
    return next(each for each in extraction.issues if each.code == code)


@needs_engine
@pytest.mark.parametrize(("dpi", "turn"), [(150, 0.0), (200, 1.0), (300, -0.6)])
def test_a_scan_says_what_the_printed_plan_says(dpi: int, turn: float, tmp_path: Path) -> None:
    printed = extracted(scans.plan(), tmp_path)
    read = extracted(scans.bound(scans.scanned(scans.plan(), dpi=dpi, turn=turn), size=WIDE), tmp_path)
    assert len(said(printed)) == len(scans.ROWS)
    assert said(read) == said(printed)


@needs_engine
def test_records_of_a_scan_are_less_sure_and_an_issue_says_why(tmp_path: Path) -> None:
    printed = extracted(scans.plan(), tmp_path)
    read = extracted(scans.bound(scans.scanned(scans.plan()), size=WIDE), tmp_path)
    for sure, less in zip(printed.recommendations, read.recommendations, strict=True):
        assert less.confidence < sure.confidence
        assert less.actions[0].confidence < sure.actions[0].confidence
        assert all(fact.confidence < sure.confidence for fact in less.facts)
    told = issue(read, "read_by_ocr")
    assert (told.severity, told.page) == ("info", 1)
    assert re.match(r"page 1 was read from pictures by Tesseract \d[\d.]*, 0\.\d\d sure of a word", told.message)
    assert not any(each.code == "read_by_ocr" for each in printed.issues)


@needs_engine
def test_boxes_lie_around_the_print(tmp_path: Path) -> None:
    printed = extracted(scans.plan(), tmp_path)
    read = extracted(scans.bound(scans.scanned(scans.plan()), size=WIDE), tmp_path)
    for one, other in zip(printed.recommendations, read.recommendations, strict=True):
        for a, b in zip(one.actions[0].place.boxes, other.actions[0].place.boxes, strict=True):
            assert (a.x0, a.top, a.x1, a.bottom) == pytest.approx((b.x0, b.top, b.x1, b.bottom), abs=3.0)


@needs_engine
def test_a_page_with_words_is_read_as_before(tmp_path: Path) -> None:
    picture = scans.scanned(scans.plan(scans.ROWS[2:]))[0]
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=WIDE)
    canvas.drawImage(ImageReader(picture), 0, 0, *WIDE)
    canvas.drawString(40, 20, "Words over the picture.")
    canvas.showPage()
    canvas.drawImage(ImageReader(picture), 0, 0, *WIDE)
    canvas.showPage()
    canvas.save()
    path = tmp_path / "mixed.pdf"
    path.write_bytes(out.getvalue())
    first, second = read(path).pages
    assert [line.text for line in first.lines] == ["Words over the picture."]
    assert first.grids == ()
    assert len(second.grids) == 1


@needs_engine
def test_a_layer_of_text_behind_a_picture_is_known_for_what_it_is(tmp_path: Path) -> None:
    layer = [("Ce11s", 90, 480), ("shou1d", 120, 480), ("be", 150, 480)]
    printed = extracted(scans.plan(), tmp_path)
    data = scans.bound(scans.scanned(scans.plan()), size=WIDE, layer=layer)
    read = extracted(data, tmp_path)
    assert said(read) == said(printed)
    assert all(each.confidence < 0.98 for each in read.recommendations)


def test_without_an_engine_a_layer_is_read_with_the_rules_of_the_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognise, "PROGRAM", "nobody-has-this")
    path = tmp_path / "plan.pdf"
    path.write_bytes(scans.bound(scans.scanned(scans.plan()), size=WIDE, layer=[("Governor", 620, 470)]))
    layout = read(path)
    words = [w for g in layout.pages[0].grids for c in g.cells for line in c.lines for w in line.words]
    assert [(word.text, word.confidence < 1) for word in words] == [("Governor", True)]
    assert issue_codes(layout.issues) == ["read_by_ocr"]


def issue_codes(issues: tuple[Issue, ...]) -> list[str]:
    return [each.code for each in issues]


def test_without_an_engine_the_refusal_names_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognise, "PROGRAM", "nobody-has-this")
    with pytest.raises(DocumentError, match="install tesseract-ocr") as told:
        extracted(scans.bound(scans.scanned(scans.plan()), size=WIDE), tmp_path)
    assert told.value.code == "no_text"
    assert programs.depends_on(".pdf") == ()


@needs_engine
def test_what_is_read_depends_on_the_engine() -> None:
    assert programs.depends_on(".pdf")
    assert not programs.depends_on(".html")


@needs_engine
def test_a_scan_is_given_time_by_its_pictures() -> None:
    assert programs.seconds(scans.plan(), ".pdf") == 0
    one, two = (programs.seconds(scans.bound(scans.scanned(scans.plan()) * n, size=WIDE), ".pdf") for n in (1, 2))
    assert 0 < one <= two
    assert programs.seconds(b"/Subtype /Image" * 10**6, ".pdf") <= 3600


def huge() -> bytes:
    """A picture of 20,000 x 20,000 pixels, which packs to little."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000), 1).save(out, "PDF")
    return out.getvalue()


def corrupt() -> bytes:
    data = scans.bound(scans.scanned(scans.plan()), size=WIDE)
    start = data.index(b"stream", data.index(b"/Image")) + 8
    rubbish = random.Random(1).randbytes(2000)
    return data[:start] + rubbish + data[start + 2000 :]


def white() -> bytes:
    return scans.bound([Image.new("L", (1240, 1754), 255)], size=A4)


def photo() -> bytes:
    """Soft blobs of light and shade."""
    rng = np.random.default_rng(3)
    small = Image.fromarray(rng.integers(0, 255, (24, 17), dtype=np.uint8))
    picture = small.resize((1240, 1754), Image.Resampling.BICUBIC)
    ImageDraw.Draw(picture).ellipse((300, 400, 900, 1100), fill=90)
    return scans.bound([picture], size=A4)


@needs_engine
@pytest.mark.parametrize("make", [huge, corrupt, white, photo])
def test_a_picture_without_words_is_refused_in_one_line(make: object, tmp_path: Path) -> None:
    assert callable(make)
    with pytest.raises(DocumentError) as told:
        extracted(make(), tmp_path)
    assert told.value.code in ("no_text", "unknown_document")
    assert "\n" not in str(told.value)


@pytest.mark.slow
@needs_engine
def test_a_picture_that_cannot_be_read_costs_the_other_pages_nothing(tmp_path: Path) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=WIDE)
    canvas.drawImage(ImageReader(scans.scanned(scans.plan())[0]), 0, 0, *WIDE)
    canvas.showPage()
    canvas.drawImage(ImageReader(Image.new("1", (11_000, 11_000), 1)), 0, 0, *WIDE)
    canvas.showPage()
    canvas.save()
    read = extracted(out.getvalue(), tmp_path)
    assert len(read.recommendations) == len(scans.ROWS)
    told = issue(read, "unread_picture")
    assert (told.severity, told.page) == ("warning", 2)
    assert "11000 x 11000 pixels" in told.message


@needs_engine
@pytest.mark.slow
@pytest.mark.parametrize("dpi", [150, 300])
def test_a_whole_plan_is_read_from_its_scan(dpi: int, tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "data" / "raw" / "hmp-fenwick-2016.pdf"
    printed = extract(source)
    read = extracted(scans.bound(scans.scanned(source, dpi=dpi), size=WIDE), tmp_path)
    assert [each.number for each in read.recommendations] == [each.number for each in printed.recommendations]
    actions = [len(each.actions) for each in printed.recommendations]
    assert [len(each.actions) for each in read.recommendations] == actions
