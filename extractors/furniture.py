"""Page furniture: running headers, running footers and page numbers, which belong to no record; and footnotes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from itertools import takewhile

from extractors.layout import LARGER, Layout, Line, lines_in_tables

MARGIN = 0.12  # of the page height: furniture stands this near to the top or the foot
_ADDRESS = re.compile(r"(?i)(?:https?|file)://\S+(?:\s+\d{1,4}\s*(?:/|of)\s*\d{1,4})?")
_PRINTED_AT = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},?\s+\d{1,2}[:.]\d{2}(?:\s*[AaPp]\.?[Mm]\.?)?(?=\s|$)")
REPEATS = 0.5  # of the pages (and at least two): a line printed at one height on so many is furniture
FOOTNOTE_MARK = re.compile(r"^(?:\[?\^?\d{1,2}\]?[:.]?|[*†‡]+)(?=\D|$)")
SMALL = 0.92  # times the usual size of type: footnotes are set smaller


def furniture(layout: Layout) -> frozenset[int]:
    """The ordinals of the lines outside tables that are furniture. Only paged formats have any."""
    if not layout.boxed:
        return frozenset()
    running = running_lines([(page.height, page.lines) for page in layout.pages])
    return frozenset(
        page.lines[i].ordinal for page, found in zip(layout.pages, running, strict=True) for i in found
    )


def footnotes(layout: Layout, aside: Collection[int]) -> frozenset[int]:
    """The ordinals of the small print at the foot of pages, from the first mark of a footnote on.

    ``aside`` are the ordinals of the furniture.
    """
    if not layout.boxed:
        return frozenset()
    usual = _usual_size([line for page in layout.pages for line in page.lines] + [*lines_in_tables(layout)])
    found: set[int] = set()
    for page in layout.pages:
        own = (line for line in page.lines if line.ordinal not in aside)
        up = sorted(own, key=lambda line: line.top)[::-1]
        small = [*takewhile(lambda line: line.size < SMALL * usual, up)][::-1]
        marked = (i for i, line in enumerate(small) if FOOTNOTE_MARK.match(line.words[0].text))
        found |= {line.ordinal for line in small[next(marked, len(small)) :]}
    return frozenset(found)


def running_lines(pages: Sequence[tuple[float, Sequence[Line]]]) -> list[frozenset[int]]:
    """For each page, of which the height and the lines are given, which of its lines are furniture."""
    alike: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for _, lines in pages:
        for line in lines:
            alike[_key(line)].append(line)
    wanted = max(2, REPEATS * len(pages))
    usual = _usual_size([line for _, lines in pages for line in lines])
    runs = {key for key, lines in alike.items() if len({line.page for line in lines}) >= wanted}
    inside = {_look(line) for height, lines in pages for line in lines if not _at_edge(height, line)}
    counting = (key for key in runs if "#" in key[0])
    runs -= {key for key in counting if _counts_on(alike[key], usual) or _goes_on_inside(alike[key], inside)}

    def is_one(height: float, line: Line) -> bool:
        return _at_edge(height, line) and (
            _key(line) in runs or is_page_number(line.text) or is_printed_frame(line.text)
        )

    return [frozenset(i for i, line in enumerate(lines) if is_one(height, line)) for height, lines in pages]


def _at_edge(height: float, line: Line) -> bool:
    return line.bottom < MARGIN * height or line.top > (1 - MARGIN) * height


def _goes_on_inside(lines: Sequence[Line], inside: Collection[tuple[str, float, bool]]) -> bool:
    """Whether lines alike but for a number count what is counted amid the pages too, in like type."""
    return len({line.text for line in lines}) > 1 and any(_look(line) in inside for line in lines)


def _counts_on(lines: Sequence[Line], usual: float) -> bool:
    """Whether lines alike but for a number are headings that count ("Recommendation 4" at the head of each page).

    The numbers of a running header are all one, or go with the pages; set in large type it holds none that varies.
    """
    rows = [[int(number) for number in re.findall(r"\d+", line.text)] for line in lines]
    if len({len(row) for row in rows}) > 1:
        return False
    varying = [column for column in zip(*rows, strict=True) if len(set(column)) > 1]
    large = all(word.size > usual + LARGER for line in lines for word in line.words)
    pages = [line.page for line in lines]
    return any(
        large or len({number - page for number, page in zip(column, pages, strict=True)}) > max(2, len(pages) // 4)
        for column in varying
    )


def _usual_size(lines: Sequence[Line]) -> float:
    """The size that most characters are set in, in points."""
    exact: Counter[float] = Counter()
    for line in lines:
        for word in line.words:
            exact[word.size] += len(word.text)
    sizes: Counter[float] = Counter()
    for size, characters in exact.items():
        sizes[round(size * 2) / 2] += characters
    return sizes.most_common(1)[0][0] if sizes else 10.0


def is_page_number(text: str) -> bool:
    """Whether a line says nothing but which page it is on: "4", "Page 4 of 14", "- 4 -"."""
    return (
        re.fullmatch(r"(?i)[-–\s|]*(page\s*)?(\d{1,4}|[ivxl]{1,6})(\s*(of|/)\s*\d{1,4})?[-–\s|]*", text) is not None
    )


def is_printed_frame(text: str) -> bool:
    """Whether a line is what a browser prints around a page: its address and page, or the time and the title."""
    return _ADDRESS.fullmatch(text) is not None or _PRINTED_AT.match(text) is not None


def _key(line: Line) -> tuple[str, int]:
    return _uncounted(line), round(line.top / 4)


def _look(line: Line) -> tuple[str, float, bool]:
    """The words of a line but for its numbers, the size of its type and whether it is bold."""
    return _uncounted(line), round(line.size, 1), all(word.bold for word in line.words)


def _uncounted(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)
