from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from extractors.layout import layout_text
from extractors.model import DocumentError
from extractors.readers import messages
from extractors.readers.eml import read
from extractors.registry import extract
from tests.pipeline.test_run import LETTER

BODY = LETTER.partition("Dear")[1] + LETTER.partition("Dear")[2]


def message(body: str = BODY, subject: str = "HMP Larkhill Moor: progress – first report") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Ann Wéller <ann@prison.example>"
    mail["To"] = "Ngozi Okafor <ngozi@inspectors.example>, board@inspectors.example"
    mail["Date"] = "Mon, 14 Oct 2019 09:30:00 +0100"
    mail["Subject"] = subject
    mail.set_content(body)
    return mail


def saved(folder: Path, mail: EmailMessage | bytes) -> Path:
    path = folder / "letter.eml"
    path.write_bytes(mail if isinstance(mail, bytes) else mail.as_bytes())
    return path


def test_a_message_is_a_letter_with_its_day(tmp_path: Path) -> None:
    found = extract(saved(tmp_path, message()))
    assert (found.reader, found.media_type, found.pages) == ("eml", "message/rfc822", None)
    assert str(found.facts.dated) == "2019-10-14"
    assert found.updates
    assert found.text.startswith("Ann Wéller")
    assert all(update.place.locator and update.place.locator.startswith("line[") for update in found.updates)


def test_the_head_stands_above_the_words(tmp_path: Path) -> None:
    for mail in (message("Dear Ms Okafor,\n\nAll is well.\n"), EmailMessage()):
        if not mail["From"]:
            mail = message()
            mail.set_content("<p>Dear Ms Okafor,</p><script>evil()</script><p>All is well.</p>", subtype="html")
        lines = [line.text for page in read(saved(tmp_path, mail)).pages for line in page.lines]
        assert " ".join(lines) == (
            "Ann Wéller To: Ngozi Okafor, board@inspectors.example 14 October 2019 "
            "HMP Larkhill Moor: progress – first report Dear Ms Okafor, All is well."
        )


@pytest.mark.parametrize(
    "quote",
    [
        "> We will paint the cells.\n",
        "-----Original Message-----\nFrom: Jo\nWe will paint the cells.\n",
        "On Mon, 3 Jun 2019 at 10:00, Jo Field\n<jo@x.example> wrote:\n> We will paint the cells.\n",
        "From: Jo Field\nSent: 3 June 2019\nWe will paint the cells.\n",
    ],
)
def test_what_it_quotes_is_left_out_and_said(quote: str, tmp_path: Path) -> None:
    layout = read(saved(tmp_path, message(f"All is well.\n\n{quote}")))
    text = " ".join(line.text for line in layout.pages[0].lines)
    assert "All is well." in text
    assert "paint" not in text
    assert [issue.code for issue in layout.issues] == ["quoted_message"]


def test_what_is_attached_is_taken_apart() -> None:
    mail = message()
    mail.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plän.pdf")
    mail.add_attachment(
        b"GIF", maintype="image", subtype="gif", filename="logo.gif", disposition="inline", cid="<a>"
    )
    mail.add_attachment(message("inside", "An older one"))
    found = messages.parsed(mail.as_bytes())
    assert [(one.name, one.data[:5]) for one in found.attached] == [
        ("plän.pdf", b"%PDF-"),
        ("message.eml", b"From:"),
    ]


def test_a_message_that_is_cut_short_says_so(tmp_path: Path) -> None:
    mail = message()
    mail.add_attachment(b"%PDF-" * 999, maintype="application", subtype="pdf", filename="plan.pdf")
    whole = mail.as_bytes()
    assert read(saved(tmp_path, whole)).issues == ()
    assert [issue.code for issue in read(saved(tmp_path, whole[:-900])).issues] == ["damaged"]


GOOD = message().as_bytes()
BROKEN = {
    "no message": b"just words\n\nand more",
    "bytes": bytes(range(256)) * 20,
    "no body": GOOD.partition(b"\n\n")[0] + b"\n\n",
    "boundary gone": GOOD.replace(b"text/plain", b"multipart/mixed"),
    "odd boundary": GOOD.replace(b"text/plain", b'multipart/mixed; boundary="\xff"'),
    "nested": GOOD.replace(b'text/plain; charset="utf-8"', b"multipart/mixed; boundary=a")
    + b"".join(
        b"\n--%s\nContent-Type: multipart/mixed; boundary=%sa\n" % (b"a" * n, b"a" * n) for n in range(1, 1500)
    ),
    "only a picture": b"Subject: a\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA",
    "other kind": b"Subject: a\nContent-Type: application/pdf\n\n%PD",
    "many parts": b"Subject: a\nContent-Type: multipart/mixed; boundary=a\n" + b"\n--a\n\nx" * 600,
    "headers only": b"Subject: a\nFrom: b\n" * 3,
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_message_says_what_to_do(how: str, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"save it again|split it|may be attached"):
        read(saved(tmp_path, BROKEN[how]))


@pytest.mark.parametrize(
    ("was", "put"),
    [
        (b"Oct 2019", b"Oct 999999999"),
        (b"utf-8", b"no-such"),
        (b"utf-8", b"idna"),
        (b"Ann", b"=?utf-8?b?////?="),
        (b"Ann", b"=?no-such?q?a?="),
        (b"quoted-printable", b"base64"),
        (b"Date", b"X"),
        (b"<ann@prison.example>", b"<<<,;:"),
        (b"=?utf-8?", b"=?\xfatf-8?"),
    ],
)
def test_an_odd_head_costs_no_words(was: bytes, put: bytes, tmp_path: Path) -> None:
    assert read(saved(tmp_path, GOOD.replace(was, put))).pages[0].lines


ROWS = (
    "<tr><th>Recommendation</th><th>Action</th></tr><tr><td>Cells should be clean.</td><td>We will paint.</td></tr>"
)


@pytest.mark.parametrize(
    "page", [f"<p>All is well.</p><table>{ROWS}</table>", "<p>All is well. No cell was painted.</p>"]
)
def test_a_page_that_says_more_than_the_text_is_read(page: str, tmp_path: Path) -> None:
    mail = message("All is well.\n")
    mail.add_alternative(page, subtype="html")
    text = layout_text(read(saved(tmp_path, mail)))
    assert "paint" in text
    assert text.count("All is well.") == 1


def test_quotes_of_a_page_are_a_warning(tmp_path: Path) -> None:
    mail = message("All is well.\n\n> We will paint the cells.\n")
    mail.add_alternative(f"<table>{ROWS}</table>", subtype="html")
    assert [(issue.code, issue.severity) for issue in read(saved(tmp_path, mail)).issues] == [
        ("quoted_message", "warning")
    ]
