"""A message to Layout: who wrote, to whom, when and of what, then the body, as a letter has it.

Its lines are counted with those of that head. What it quotes of earlier messages is left out, and an issue says so:
else old news were read as new. What is attached are documents of their own (:mod:`pipeline.ingest.bundles`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from pathlib import Path

from extractors.layout import Layout
from extractors.model import DocumentError, Issue
from extractors.readers import damage, html
from extractors.readers.markdown import read_markdown
from extractors.readers.messages import Mail, parsed

MEDIA_TYPE = "message/rfc822"
LEFT_OUT = Issue("quoted_message", "info", "what it quotes of earlier messages was left out: add those themselves")
# Where a program for mail puts what is answered: all below is of an earlier message.
_EARLIER = re.compile(
    r"^(?:-{2,} ?(?:Original Message|Forwarded message) ?-{2,}|On .{5,200}(?:\n.{0,100})?wrote:$"
    r"|From: .+\n(?:Sent|Date): )",
    re.MULTILINE | re.IGNORECASE,
)
_QUOTED = re.compile(r"^>.*\n?", re.MULTILINE)


def read(path: Path) -> Layout:
    """The Layout of a message. Raises DocumentError when it is none, damaged, or has no words."""
    mail = parsed(path.read_bytes())
    if mail.text is not None and mail.text.strip():
        words, quotes = _own(mail.text)
        layout = read_markdown("\n\n".join([*_head(mail), words]), MEDIA_TYPE)
    elif mail.page is not None and mail.page.strip():
        head = "".join(f"<p>{escape(line)}</p>" for line in _head(mail))
        layout, quotes = html.of_bytes((head + mail.page).encode("utf-8", "replace"), encoding="utf-8"), False
    else:
        raise DocumentError("no_text", "the message has no words of its own: what matters may be attached")
    issues = (*layout.issues, *damage.of_message(whole=mail.whole), *([LEFT_OUT] if quotes else []))
    return replace(layout, reader="eml", media_type=MEDIA_TYPE, issues=issues)


def _head(mail: Mail) -> list[str]:
    day = f"{mail.day.day} {mail.day:%B %Y}" if mail.day is not None else ""
    to = f"To: {', '.join(mail.recipients)}" if mail.recipients else ""
    return [line for line in (mail.sender, to, day, mail.subject) if line]


def _own(text: str) -> tuple[str, bool]:
    """The words of the message itself, and whether it quotes others."""
    earlier = _EARLIER.search(text)
    own = _QUOTED.sub("", text[: earlier.start()] if earlier else text)
    return (own, own != text) if own.strip() else (text, False)
