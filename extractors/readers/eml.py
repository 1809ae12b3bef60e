"""A message to Layout: who wrote, to whom, when and of what, then the body, as a letter has it.

Its lines are counted with those of that head. What it quotes of earlier messages is left out, and an issue says so:
else old news were read as new. What is attached are documents of their own (:mod:`pipeline.ingest.bundles`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html import escape
from pathlib import Path

from extractors.layout import Layout, layout_text
from extractors.model import DocumentError, Issue
from extractors.readers import compound, damage, html, outlook
from extractors.readers.markdown import read_markdown
from extractors.readers.messages import Mail, parsed

MEDIA_TYPE = "message/rfc822"
OUTLOOK = "application/vnd.ms-outlook"
LEFT_OUT = Issue("quoted_message", "info", "what it quotes of earlier messages was left out: add those themselves")
WORDS_ALONE = Issue(
    "rich_text",
    "info",
    "its words were read, not how rich text of Outlook sets them out: if it shows a table, save it as .eml",
)
UNPARTED = Issue(
    "quoted_message",
    "warning",
    "it was read as a page, with what it quotes of earlier messages: look whose words are whose",
)
_WORD = re.compile(r"\w+")
_LACKING = 0.2  # of the words of a page, that a text which says the same may lack: menus, footers, what it quotes
# Where a program for mail puts what is answered: all below is of an earlier message.
_EARLIER = re.compile(
    r"^(?:-{2,} ?(?:Original Message|Forwarded message) ?-{2,}|On .{5,200}(?:\n.{0,100})?wrote:$"
    r"|From: .+\n(?:Sent|Date): )",
    re.MULTILINE | re.IGNORECASE,
)
_QUOTED = re.compile(r"^>.*\n?", re.MULTILINE)


def read(path: Path) -> Layout:
    """The Layout of a message. Raises DocumentError when it is none, damaged, or has no words."""
    data = path.read_bytes()
    mail = parsed(data)
    words, quotes = _own(mail.text or "")
    page = _page(mail)
    if page is not None and (not words.strip() or _says_more(page, words)):
        layout, notes = page, [UNPARTED] if quotes else []
    elif words.strip():
        layout, notes = read_markdown("\n\n".join([*_head(mail), words]), MEDIA_TYPE), [LEFT_OUT] if quotes else []
    else:
        raise DocumentError("no_text", "the message has no words of its own: what matters may be attached")
    issues = (*layout.issues, *damage.of_message(whole=mail.whole), *notes)
    if data.startswith(compound.HEAD):
        issues += damage.of_compound_file(data)
        if mail.page is None and compound.holds(data, f"__substg1.0_{outlook.RICH_TEXT}0102"):
            issues = (*issues, WORDS_ALONE)
        return replace(layout, reader="msg", media_type=OUTLOOK, issues=issues)
    return replace(layout, reader="eml", media_type=MEDIA_TYPE, issues=issues)


def _page(mail: Mail) -> Layout | None:
    """The body as a web page, below the head of the message, where it has one."""
    if mail.page is None or not mail.page.strip():
        return None
    head = "".join(f"<p>{escape(line)}</p>" for line in _head(mail))
    return html.of_bytes((head + mail.page).encode("utf-8", "replace"), encoding="utf-8")


def _says_more(page: Layout, words: str) -> bool:
    """Whether the page holds a table, which text cannot show, or words of some number that the text lacks."""
    if any(len(grid.rows) > 1 and len(grid.rules) > 2 for one in page.pages for grid in one.grids):
        return True
    shown, told = (Counter(_WORD.findall(text.lower())) for text in (layout_text(page), words))
    return (shown - told).total() > _LACKING * shown.total()


def _head(mail: Mail) -> list[str]:
    day = f"{mail.day.day} {mail.day:%B %Y}" if mail.day is not None else ""
    to = f"To: {', '.join(mail.recipients)}" if mail.recipients else ""
    return [line for line in (mail.sender, to, day, mail.subject) if line]


def _own(text: str) -> tuple[str, bool]:
    """The words of the message itself, and whether it quotes others."""
    earlier = _EARLIER.search(text)
    own = _QUOTED.sub("", text[: earlier.start()] if earlier else text)
    return (own, own != text) if own.strip() else (text, False)
