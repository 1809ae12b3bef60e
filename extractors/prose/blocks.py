"""A layout's lines as blocks of running prose: headings, paragraphs, bullets, footnotes and page furniture.

The steps, each a module of its own: what repeats on every page is set aside (:mod:`extractors.furniture`), columns
are put in reading order (:mod:`.columns`), lines are joined into paragraphs and these over page breaks
(:mod:`.paragraphs`), and each is named for what it is (:mod:`.headings`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from extractors.furniture import furniture
from extractors.layout import Layout, Line, Page
from extractors.prose.columns import reading_runs
from extractors.prose.headings import with_headings
from extractors.prose.model import Block, Draft
from extractors.prose.paragraphs import Measure, join_over_pages, measure, split_run
from extractors.prose.text import block_of


def blocks(layout: Layout) -> tuple[Block, ...]:
    """The blocks of a document in reading order, page furniture and footnotes after the page's prose.

    ``Block.paragraph`` counts the blocks of running text from 0; furniture has none.
    """
    repeated, kept = _without_furniture(layout)
    style = measure([line for page in kept for line in page.lines])
    drafts: list[Draft] = []
    for page in kept:
        on_page: list[Draft] = []
        for run in reading_runs(page):
            parted = split_run(run.lines, style, boxed=layout.boxed, narrow=run.narrow)
            on_page = join_over_pages(on_page, parted) if run.flows else on_page + parted
        drafts = join_over_pages(drafts, _footnotes_last(on_page, style, boxed=layout.boxed))
    named = with_headings(drafts, style)
    built = [block_of(draft) for draft in named]
    built += [block_of(Draft(lines=(line,), kind="furniture")) for line in repeated]
    return _numbered(built)


def _without_furniture(layout: Layout) -> tuple[list[Line], list[Page]]:
    """The lines that are page furniture, and the pages without them.

    Nothing but furniture stands between it and the edge of the page, and a line on just two pages is none unless
    they follow each other: a sender's name and role may stand at the same height at the head of the letter and
    above the signature.
    """
    found = furniture(layout)
    on_pages: dict[str, set[int]] = {}
    for page in layout.pages:
        for line in page.lines:
            on_pages.setdefault(_blanked(line), set()).add(page.number)
    repeated: list[Line] = []
    kept: list[Page] = []
    for page in layout.pages:
        likely = {
            line.ordinal for line in page.lines if line.ordinal in found and _runs_on(on_pages[_blanked(line)])
        }
        down = sorted(page.lines, key=lambda line: line.top)
        outer = [*_leading(down, likely), *_leading(down[::-1], likely)]
        gone = {line.ordinal for line in outer}
        repeated += [line for line in page.lines if line.ordinal in gone]
        kept.append(replace(page, lines=tuple(line for line in page.lines if line.ordinal not in gone)))
    return repeated, kept


def _leading(lines: Sequence[Line], likely: set[int]) -> list[Line]:
    """The likely lines that come before any other."""
    return list(takewhile(lambda line: line.ordinal in likely, lines))


def _blanked(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def _runs_on(pages: set[int]) -> bool:
    return len(pages) != 2 or max(pages) == min(pages) + 1


def _footnotes_last(drafts: Sequence[Draft], style: Measure, *, boxed: bool) -> list[Draft]:
    """Names the small print at the foot of a page: from the first mark of a footnote on, all of it is footnotes."""
    if not boxed:
        return list(drafts)
    small = len(drafts)
    while small and style.is_small(drafts[small - 1].lines):
        small -= 1
    first = next((i for i in range(small, len(drafts)) if drafts[i].starts_with_mark()), len(drafts))
    return [*drafts[:first], *(replace(draft, kind="footnote") for draft in drafts[first:])]


def _numbered(found: Sequence[Block]) -> tuple[Block, ...]:
    out: list[Block] = []
    count = 0
    for block in found:
        if block.kind == "furniture":
            out.append(block)
        else:
            out.append(replace(block, paragraph=count))
            count += 1
    return tuple(out)
