"""Page furniture: running headers, running footers and page numbers, which belong to no record."""

from __future__ import annotations

import re
from collections import Counter

from extractors.layout import Layout, Line

MARGIN = 0.12  # of the page height: furniture stands this near to the top or the foot
REPEATS = 0.5  # of the pages (and at least two): a line printed at one height on so many is furniture


def furniture(layout: Layout) -> frozenset[int]:
    """The ordinals of the lines outside tables that are furniture. Only paged formats have any."""
    if not layout.boxed:
        return frozenset()
    seen = Counter(key for page in layout.pages for key in {_key(line) for line in page.lines})
    wanted = max(2, REPEATS * len(layout.pages))
    out = set()
    for page in layout.pages:
        for line in page.lines:
            edge = line.bottom < MARGIN * page.height or line.top > (1 - MARGIN) * page.height
            if edge and (seen[_key(line)] >= wanted or is_page_number(line.text)):
                out.add(line.ordinal)
    return frozenset(out)


def is_page_number(text: str) -> bool:
    """Whether a line says nothing but which page it is on: "4", "Page 4 of 14", "- 4 -"."""
    return (
        re.fullmatch(r"(?i)[-–\s|]*(page\s*)?(\d{1,4}|[ivxl]{1,6})(\s*(of|/)\s*\d{1,4})?[-–\s|]*", text) is not None
    )


def _key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.top / 4)
