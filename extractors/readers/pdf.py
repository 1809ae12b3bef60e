"""PDF to Layout: words and rulings from PDFium, grids from pdfplumber's geometry, lines by baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractors.headers import load_templates
from extractors.layout import Cell, Grid, Layout, Page, Word
from extractors.readers import damage, scanned, wordless
from extractors.readers.geometry import BBox, Frame, frames, level_rules
from extractors.readers.labelled_boxes import BoxedPage, label_rules
from extractors.readers.lines import lines_of
from extractors.readers.pdfium import PrintedPage, has_letters, has_table, read_pages
from extractors.readers.segmented import DrawnPage, column_rules
from extractors.readers.unruled import Body, missing_rules

MEDIA_TYPE = "application/pdf"


def read(path: Path) -> Layout:
    """The pages of a PDF. Raises DocumentError when it cannot be opened, or holds no text (:mod:`.wordless`)."""
    printed_pages = read_pages(path)
    scans = {scan.page.number: scan for scan in scanned.read(path, printed_pages)}
    printed_pages = [scans[each.number].page if each.number in scans else each for each in printed_pages]
    if not any(map(has_letters, printed_pages)):
        raise wordless.refusal(path, scanned.remedy(tuple(scans.values())))
    ruled = [[(r.x0, r.top, r.x1, r.bottom) for r in printed.rules if not r.fill] for printed in printed_pages]
    filled = [[(r.x0, r.top, r.x1, r.bottom) for r in printed.rules if r.fill] for printed in printed_pages]
    untold = column_rules(
        [
            DrawnPage(rules, fills, printed.words)
            for printed, rules, fills in zip(printed_pages, ruled, filled, strict=True)
        ]
    )
    ruled = [[*rules, *more] for rules, more in zip(ruled, untold, strict=True)]
    drawn = [frames(rules) for rules in ruled]
    boxed = [BoxedPage(seen, printed.words) for printed, seen in zip(printed_pages, drawn, strict=True)]
    for n, more in enumerate(label_rules(boxed, load_templates())):
        if more:
            ruled[n] += more
            drawn[n] = frames(ruled[n])
    sorted_in = [_sorted_in(printed, seen) for printed, seen in zip(printed_pages, drawn, strict=True)]
    bodies = [_body(*seen) for seen in zip(printed_pages, ruled, sorted_in, strict=True)]
    added = missing_rules(bodies, load_templates())
    pages: list[Page] = []
    for printed, rules, seen in zip(printed_pages, ruled, sorted_in, strict=True):
        missed = added.get(printed.number)
        found = _sorted_in(printed, frames([*rules, *missed])) if missed else seen
        pages.append(_page(printed, found, 1 + sum(len(page.grids) for page in pages)))
    issues = (*scanned.issues(tuple(scans.values())), *damage.of_pdf(path.read_bytes(), in_order=has_table(path)))
    return Layout("pdf", MEDIA_TYPE, tuple(pages), boxed=True, issues=issues)


@dataclass(frozen=True, slots=True)
class _SortedWords:
    """The words of a page: in which slot of which of its ``found`` frames they stand, or ``outside`` them."""

    found: Sequence[Frame]
    inside: Sequence[Mapping[int, list[Word]]]
    outside: Sequence[Word]


def _sorted_in(printed: PrintedPage, found: Sequence[Frame]) -> _SortedWords:
    inside: list[dict[int, list[Word]]] = [{} for _ in found]
    outside: list[Word] = []
    spot: tuple[int, int] | None = None
    for word in printed.words:
        if spot is None or len(found) > 1 or not _holds(found[0].slots[spot[1]].bbox, word):
            spot = _slot_of(word, found)  # else it stands where the word before it does
        if spot is None:
            outside.append(word)
        else:
            inside[spot[0]].setdefault(spot[1], []).append(word)
    return _SortedWords(found, inside, outside)


def _body(printed: PrintedPage, rules: Sequence[BBox], words: _SortedWords) -> Body:
    """What stands outside the tables whose rules cross."""
    tables = tuple((frame.bbox[1], frame.rules, frame.bbox[3]) for frame in words.found)
    lines = lines_of(words.outside, printed.number, columns=False)
    return Body(printed.number, printed.height, lines, level_rules(rules), tables)


def _page(printed: PrintedPage, words: _SortedWords, first_index: int) -> Page:
    grids: list[Grid] = []
    for frame, held in zip(words.found, words.inside, strict=True):
        if held:
            grids.append(_grid(frame, held, printed.number, first_index + len(grids)))
    outside = lines_of(words.outside, printed.number, columns=True)
    return Page(printed.number, printed.width, printed.height, outside, tuple(grids))


def _slot_of(word: Word, found: Sequence[Frame]) -> tuple[int, int] | None:
    """The frame and slot that hold the middle of a word; the smallest where frames lie in each other."""
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    best, area = None, float("inf")
    for f, frame in enumerate(found):
        if not (frame.bbox[0] <= x <= frame.bbox[2] and frame.bbox[1] <= y <= frame.bbox[3]):
            continue
        for s, slot in enumerate(frame.slots):
            x0, top, x1, bottom = slot.bbox
            if bottom < y:
                continue
            if top > y:
                break  # slots run from top to bottom
            if x0 <= x <= x1 and top <= y <= bottom and (x1 - x0) * (bottom - top) < area:
                best, area = (f, s), (x1 - x0) * (bottom - top)
    return best


def _holds(bbox: BBox, word: Word) -> bool:
    x0, top, x1, bottom = bbox
    return x0 < (word.x0 + word.x1) / 2 < x1 and top < (word.top + word.bottom) / 2 < bottom


def _grid(frame: Frame, words: Mapping[int, Sequence[Word]], page: int, index: int) -> Grid:
    cells = tuple(
        Cell(
            slot.row,
            slot.col,
            slot.rowspan,
            slot.colspan,
            lines_of(words.get(s, ()), page, columns=False),
            *slot.bbox,
        )
        for s, slot in enumerate(frame.slots)
    )
    return Grid(page, index, cells, frame.rules, *frame.bbox)
