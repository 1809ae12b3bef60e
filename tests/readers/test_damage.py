"""What is damaged and can be read all the same is told; what is sound is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from extractors.model import DocumentError
from extractors.prose.sentences import split_sentences
from extractors.readers import damage
from extractors.readers.pdfium import has_table
from extractors.registry import extract
from tests.pipeline.test_run import PLAN

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
TABLE = "its table of objects does not lead to them"


def told(path: Path) -> str:
    """What is said of the damage, '' where nothing is."""
    data = path.read_bytes()
    pdf = path.suffix == ".pdf"
    issues = damage.of_pdf(data, in_order=has_table(path)) if pdf else damage.of_html(data)
    assert all((issue.code, issue.severity) == ("damaged", "warning") for issue in issues)
    return " ".join(issue.message for issue in issues)


def sound() -> list[Path]:
    folders = (ROOT / "data" / "raw", ROOT / "tests", ROOT / "bench" / "letters", CORPUS)
    return [p for f in folders for p in sorted(f.rglob("*")) if p.suffix in (".pdf", ".html", ".htm")]


def test_no_sound_document_is_called_damaged() -> None:
    assert [path.name for path in sound() if told(path)] == []


@pytest.fixture(params=[1, 0], ids=["in letters", "in bytes"])
def two_pages(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sound PDF whose streams are packed, and written as letters or as bytes."""
    monkeypatch.setattr(rl_config, "useA85", request.param)
    path = tmp_path / "file.pdf"
    canvas = Canvas(str(path), pageCompression=1, invariant=1)
    for number in (1, 2):
        canvas.drawString(72, 700, f"Page {number} of the action plan, with its recommendations.")
        canvas.showPage()
    canvas.save()
    assert not told(path)
    return path


def test_a_turned_bit_in_a_stream_of_a_pdf_is_told(two_pages: Path) -> None:
    data = bytearray(two_pages.read_bytes())
    at = data.index(b"stream\n") + 30
    data[at] ^= 1
    two_pages.write_bytes(data)
    assert "1 of its streams cannot be unpacked whole" in told(two_pages)


def test_a_table_of_objects_that_leads_nowhere_is_told(two_pages: Path) -> None:
    data = two_pages.read_bytes()
    two_pages.write_bytes(re.sub(rb"(?m)^(\d{9})\d 00000 n", rb"\g<1>0 00000 n", data))
    assert TABLE in told(two_pages)


def test_a_pdf_without_its_end_is_told(two_pages: Path) -> None:
    data = two_pages.read_bytes()
    two_pages.write_bytes(data[: data.index(b"startxref")])
    assert TABLE in told(two_pages)


def test_a_page_whose_content_is_not_in_the_file_is_told(two_pages: Path) -> None:
    data = two_pages.read_bytes()
    two_pages.write_bytes(re.sub(rb"/Contents \d", b"/Contents 3", data, count=1).replace(b"3 0 obj", b"4 0 obj"))
    assert "what a page shows is not in the file" in told(two_pages)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>a</p>", ""),
        ("<html><body><table><tr><td>a</td></tr></table></body></html>", ""),
        ("<html><body><!-- <table> --><script>'<table>'</script></body></html>", ""),
        ("<html><body><table><tr><td>a", "a table is opened and not closed; it has no end"),
        ("<table><tr><td>a</td></tr>", "a table is opened and not closed"),
        ("<p>a</p></table>", "a table is closed that was not opened"),
        ("<html><body><p>a", "it has no end"),
        ("<p>a\x00b</p>", "it holds bytes that are no text"),
    ],
)
def test_a_web_page_that_is_cut_is_told(page: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(page.encode())
    assert (words in told(path)) if words else not told(path)


def test_a_page_in_two_byte_letters_holds_text(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes("<html><body><p>a</p></body></html>".encode("utf-16"))
    assert not told(path)


def test_the_issue_stands_with_those_of_the_document(tmp_path: Path) -> None:
    path = tmp_path / "plan.html"
    path.write_text(PLAN[: PLAN.index("<td>6</td>")], encoding="utf-8")
    found = extract(path)
    assert len(found.recommendations) == 5
    assert [issue.code for issue in found.issues if issue.severity == "warning"] == ["damaged"]


def test_a_table_of_too_many_columns_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "plan.html"
    path.write_text(PLAN.replace("<td>1</td>", "<td>1</td>" * 5000), encoding="utf-8")
    with pytest.raises(DocumentError, match="columns in a table, of which at most 500 are read"):
        extract(path)


def test_a_paragraph_longer_than_any_is_refused() -> None:
    with pytest.raises(DocumentError, match="characters in one paragraph"):
        split_sentences("word " * 30_000)
