"""Page furniture: running headers, running footers and page numbers, which belong to no record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extractors.layout import Layout, Line

MARGIN = 0.12  # of the page height: furniture stands this near to the top or the foot
REPEATS = 0.5  # of the pages (and at least two): a line printed at one height on so many is furniture


def furniture(layout: Layout) -> frozenset[int]:
    """The ordinals of the lines outside tables that are furniture. Only paged formats have any."""
    if not layout.boxed:
        return frozenset()
    running = running_lines([(page.height, page.lines) for page in layout.pages])
    return frozenset(
        page.lines[i].ordinal for page, found in zip(layout.pages, running, strict=True) for i in found
    )


def running_lines(pages: Sequence[tuple[float, Sequence[Line]]]) -> list[frozenset[int]]:
    """For each page, of which the height and the lines are given, which of its lines are furniture."""
    seen = Counter(key for _, lines in pages for key in {_key(line) for line in lines})
    wanted = max(2, REPEATS * len(pages))

    def is_one(height: float, line: Line) -> bool:
        edge = line.bottom < MARGIN * height or line.top > (1 - MARGIN) * height
        return edge and (seen[_key(line)] >= wanted or is_page_number(line.text))

    return [frozenset(i for i, line in enumerate(lines) if is_one(height, line)) for height, lines in pages]


def is_page_number(text: str) -> bool:
    """Whether a line says nothing but which page it is on: "4", "Page 4 of 14", "- 4 -"."""
    return (
        re.fullmatch(r"(?i)[-–\s|]*(page\s*)?(\d{1,4}|[ivxl]{1,6})(\s*(of|/)\s*\d{1,4})?[-–\s|]*", text) is not None
    )


def _key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.top / 4)
