"""Running text that could belong to the plan and was read into no record.

Of a long response in which only a summary table was read, nothing would tell that most of it was not. Running text
counts as unread where a paragraph undertakes something or names a recommendation. In a plan written as prose that
is so wherever it stands outside the records; beside tables only on pages without a record, and where it is a large
part of the document: every plan has an introduction, which is noted as text outside its tables.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet

from extractors.layout import Layout, Line, join_text, lines_in_tables, place_of
from extractors.model import Issue
from extractors.prose.blocks import blocks

LARGE = 0.1  # of a document's words: from here on a warning says what was not read
_WORDS = 8  # the fewest of a paragraph that says something
_CONCERNS = re.compile(r"(?i)\brecommendations?\b|\b(?:will|shall|intends? to|plans? to|aims? to|committed to)\b")


def unread_lines(layout: Layout, used: AbstractSet[int], aside: Collection[int], *, prose: bool) -> list[Line]:
    """The lines of running text outside tables that could belong to the plan and ended in no record.

    ``used`` are the ordinals of the lines that did, ``aside`` those of page furniture.
    """
    gone = set(aside) | used
    if not prose:
        gone |= {line.ordinal for line in lines_in_tables(layout)}
    read = _pages(layout, used) if not prose else frozenset()
    words = sum(len(line.words) for line in _all_lines(layout))
    asked = [line for line in _all_lines(layout) if line.ordinal not in gone and line.page not in read]
    if not prose and not _is_large(asked, words):
        return []
    out: list[Line] = []
    for block in blocks(layout):
        if block.kind not in ("paragraph", "bullet") or len(block.words) < _WORDS:
            continue
        if not _CONCERNS.search(block.text):
            continue
        out += [line for line in block.lines if line.ordinal not in gone and line.page not in read]
    return out if prose or _is_large(out, words) else []


def unread_issue(lines: Sequence[Line], words: int, layout: Layout) -> list[Issue]:
    """A warning where what was not read is a large part of the document; ``words`` is how many it has."""
    if not _is_large(lines, words):
        return []
    missing = sum(len(line.words) for line in lines)
    place = place_of(lines, boxed=layout.boxed)
    pages = sorted({line.page for line in lines})
    where = f" on {len(pages)} of {len(layout.pages)} pages" if layout.boxed else ""
    message = (
        f"{missing} of {words} words{where} could belong to the plan and were not read: {join_text(lines)[:200]}"
    )
    return [Issue("unread_text", "warning", message, place.page, place.locator)]


def _pages(layout: Layout, used: AbstractSet[int]) -> frozenset[int]:
    """The pages that hold a record; in a format without pages none, so that all its text is asked about."""
    return (
        frozenset(line.page for line in _all_lines(layout) if line.ordinal in used) if layout.boxed else frozenset()
    )


def _all_lines(layout: Layout) -> Iterator[Line]:
    yield from (line for page in layout.pages for line in page.lines)
    yield from lines_in_tables(layout)


def _is_large(lines: Sequence[Line], words: int) -> bool:
    return sum(len(line.words) for line in lines) > LARGE * words
