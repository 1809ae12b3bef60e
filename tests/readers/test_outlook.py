"""Messages as Outlook keeps them are read as those that were sent."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractors.layout import layout_text
from extractors.model import DocumentError
from extractors.readers import messages
from extractors.readers.eml import read
from extractors.registry import extract
from pipeline.ingest import bundles
from tests import outlook
from tests.pipeline.test_run import PLAN
from tests.readers.test_eml import BODY, ROWS

SUBJECT = "HMP Larkhill Moor: progress – first report"


def saved(folder: Path, message: outlook.Folder) -> Path:
    path = folder / "letter.msg"
    path.write_bytes(outlook.compound_file(message))
    return path


def test_a_message_is_a_letter_with_its_day(tmp_path: Path) -> None:
    found = extract(saved(tmp_path, outlook.message(SUBJECT, BODY)))
    assert (found.reader, found.media_type, found.issues) == ("msg", "application/vnd.ms-outlook", ())
    assert str(found.facts.dated) == "2019-10-14"
    assert found.text.startswith("Ann Wéller")
    assert found.updates


def test_it_says_what_the_same_message_says_that_was_sent(tmp_path: Path) -> None:
    message = outlook.message(
        SUBJECT, "All is well.\n", to=(("Ngozi Okafor", "ngozi@x.example"), ("", "board@x.example"))
    )
    lines = [line.text for page in read(saved(tmp_path, message)).pages for line in page.lines]
    assert " ".join(lines) == (
        "Ann Wéller To: Ngozi Okafor, board@x.example 14 October 2019 "
        "HMP Larkhill Moor: progress – first report All is well."
    )


def test_its_day_is_that_of_its_place(tmp_path: Path) -> None:
    late = outlook.message(SUBJECT, "All is well.", sent=datetime(2019, 6, 30, 23, 30, tzinfo=UTC))
    assert "1 July 2019" in layout_text(read(saved(tmp_path, late)))


@pytest.mark.parametrize(("code_page", "encoding"), [(1252, "cp1252"), (65001, "utf-8"), (1250, "cp1250")])
def test_words_in_a_code_page(code_page: int, encoding: str, tmp_path: Path) -> None:
    message = outlook.message(SUBJECT, "Göttin – œuvre".replace("œ", "ö").encode(encoding), code_page=code_page)
    assert "Göttin – öuvre" in layout_text(read(saved(tmp_path, message)))


def test_a_page_that_says_more_than_the_text_is_read(tmp_path: Path) -> None:
    page = f"<p>All is well.</p><table>{ROWS}</table>"
    for body in ("All is well.", None):
        text = layout_text(read(saved(tmp_path, outlook.message(SUBJECT, body, page=page))))
        assert "paint" in text
        assert text.count("All is well.") == 1


def test_what_is_attached_are_documents_of_their_own() -> None:
    inner = outlook.message("An older one", "Inside.", attached=(("old.html", b"<p>old</p>", None),), inner=True)
    attached = (
        ("plän.html", PLAN.encode() * 9, None),  # too large for the small sectors
        ("logo.png", b"PNG", "logo@here"),
        ("An older one.msg", inner, None),
        ("kept.msg", outlook.compound_file(outlook.message("Kept", "As a file.")), None),
    )
    data = outlook.compound_file(outlook.message(SUBJECT, "All is well.", attached=attached))
    found = {one.name: one.data for one in bundles.members("a.msg", data)}
    assert list(found) == [
        "a.msg/plän.html",
        "a.msg/An older one.eml",
        "a.msg/An older one.eml/old.html",
        "a.msg/kept.msg",
    ]
    assert found["a.msg/plän.html"] == PLAN.encode() * 9
    assert found["a.msg/An older one.eml/old.html"] == b"<p>old</p>"
    older = found["a.msg/An older one.eml"]
    assert isinstance(older, bytes)
    assert messages.parsed(older).text == "Inside.\n"


def test_what_rich_text_sets_out_beside_the_words_is_said_to_be_unread(tmp_path: Path) -> None:
    for page, codes in ((None, ["rich_text"]), ("<p>All is well.</p>", [])):
        message = outlook.message(SUBJECT, "All is well.", page=page, rich_text=True)
        assert [issue.code for issue in read(saved(tmp_path, message)).issues] == codes


def test_words_that_are_kept_as_rich_text_alone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"save it as \.eml"):
        read(saved(tmp_path, outlook.message(SUBJECT, None, rich_text=True)))


GOOD = outlook.compound_file(outlook.message(SUBJECT, BODY * 4))
BROKEN = {
    "head alone": GOOD[:512],
    "no properties": outlook.compound_file({"Workbook": b"a"}),
    "nothing in it": outlook.compound_file(outlook.message(SUBJECT, None)),
    "no sectors": GOOD[:512] + bytes(len(GOOD) - 512),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_message_says_what_to_do(how: str, tmp_path: Path) -> None:
    path = tmp_path / "letter.msg"
    path.write_bytes(BROKEN[how])
    with pytest.raises(DocumentError, match=r"save it again|may be attached"):
        read(path)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_message_that_is_cut_short_is_never_read_as_whole(share: float, tmp_path: Path) -> None:
    path = saved(tmp_path, outlook.message(SUBJECT, BODY, attached=(("a.pdf", b"%PDF-" * 9999, None),)))
    whole = path.read_bytes()
    assert read(path).issues == ()
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(DocumentError, match="save it again"):
        read(path)
