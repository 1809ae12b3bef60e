"""Which paragraphs are headings, and of what rank: declared, set apart by type, lettered, or short and alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.prose.model import Draft
from extractors.prose.paragraphs import Measure

_LETTERED = re.compile(
    r"^(?:[A-Z]|\d{1,2}|[IVX]{1,4}|(?:section|annex|appendix|part) \w{1,3})[.:)]?\s+\S", re.IGNORECASE
)
_WORDS = 20  # the most a heading set apart by its type may have
_PLAIN_WORDS = 10  # the most a heading in plain type may have
_STOPS = '.?!:;”"’)'
_RANKS = ("declared", "large", "capitals", "bold", "italic", "lettered", "plain", "item")


def with_headings(drafts: Sequence[Draft], style: Measure) -> list[Draft]:
    """The drafts with headings named and ranked; the highest style of the document has level 1."""
    styles: list[tuple[int, int] | None] = []
    for i, draft in enumerate(drafts):
        following = drafts[i + 1] if i + 1 < len(drafts) else None
        styles.append(_style(draft, following, style))
    order = sorted({found for found in styles if found is not None})
    out = []
    for draft, found in zip(drafts, styles, strict=True):
        if found is None:
            out.append(replace(draft, level=0))
        else:
            out.append(replace(draft, kind="heading", level=order.index(found) + 1))
    return out


def _style(draft: Draft, following: Draft | None, style: Measure) -> tuple[int, int] | None:
    """The rank of a heading's type, None for what is no heading."""
    if draft.kind == "footnote" or not draft.words:
        return None
    if draft.level:
        return _RANKS.index("declared"), draft.level
    text = draft.text
    last = text[-1]
    if len(draft.words) > _WORDS or last in ".,;" or text[0].islower() or not any(c.isalpha() for c in text):
        return None
    if draft.kind == "bullet":
        return _item(draft, following)
    if last == ":" and not all(w.bold for w in draft.words):
        return None
    return _set_apart(draft, following, style)


def _set_apart(draft: Draft, following: Draft | None, style: Measure) -> tuple[int, int] | None:
    text = draft.text
    letters = [c for c in text if c.isalpha()]
    if style.is_large(draft.lines):
        return _RANKS.index("large"), -round(max(w.size for w in draft.words))
    if len(letters) > 3 and sum(c.isupper() for c in letters) > 0.8 * len(letters) and len(draft.words) > 1:
        return _RANKS.index("capitals"), 0
    if all(w.bold for w in draft.words):
        return _RANKS.index("bold"), 0
    if all(w.italic for w in draft.words):
        return _RANKS.index("italic"), 0
    if following is None or following.kind == "footnote":
        return None
    if len(following.words) < 8 or following.text[-1] not in _STOPS:
        return None
    if _LETTERED.match(text) and len(draft.words) <= _PLAIN_WORDS + 2:
        return _RANKS.index("lettered"), 0
    if len(draft.words) <= _PLAIN_WORDS and not re.search(r"\d{4}$|[?!]$", text):
        return _RANKS.index("plain"), 0
    return None


def _item(draft: Draft, following: Draft | None) -> tuple[int, int] | None:
    """A list item that is only a title over the paragraph below it."""
    if following is None or following.kind != "paragraph" or len(draft.words) > _PLAIN_WORDS:
        return None
    return (_RANKS.index("item"), 0) if len(following.words) >= 8 and draft.text[-1] not in ":?!" else None
