"""Pages from templates, with the words of documents made harmless: the one door to Jinja2.

Every value is escaped, a name that a template has and the page has not is an error, and characters that order or
hide the text around them are shown for what they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

# Control characters, and marks that turn the direction of the text after them.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Characters of one value that a page shows; the data beside it has all.
MOST = 20_000


def environment(folder: Path, filters: Mapping[str, Callable[..., Any]]) -> jinja2.Environment:
    """What renders the templates of ``folder``, with these ``filters`` beside Jinja's own."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(filters)
    return made


def harmless(value: Any) -> Any:
    """A value as a page shows it: nothing for None, hidden characters as ``[U+202E]``, a huge text cut."""
    if value is None:
        return ""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    words = value if len(value) <= MOST else f"{value[:MOST]} … [cut: {len(value):,} characters]"
    return _HIDDEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", words)


def cut(text: str | None, length: int) -> str:
    """The beginning of a text on one line, to a whole word, with a mark where something is left out."""
    words = " ".join((text or "")[: 20 * length].split())
    if len(words) <= length:
        return words
    return f"{words[:length].rpartition(' ')[0] or words[:length]} …"
