"""Forms in a box: labels on the left, what they name on the right, parted by white space or colour alone.

Such a box has outer rules and some level ones, and so would be a table of one column. Where its lines keep to two
columns and the left one says what the columns of a plan are called, the rules are added that it would have: an
upright one between the two, and a level one above each label. A title with a number right above such a form, also
one whose columns are ruled, is its first row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from statistics import median_low

from extractors.fields.references import names_only, parse_number
from extractors.headers import Template, named_role, tells_form
from extractors.layout import Line, Word
from extractors.readers.geometry import SNAP, BBox, Frame
from extractors.readers.lines import lines_of
from extractors.readers.merged import NEAR
from extractors.readers.spaced import ALIGNED, GAP, PAD, is_over

ABOVE = 1.2  # heights of a title: the most space between it and its box


@dataclass(frozen=True, slots=True)
class BoxedPage:
    """The tables that the rules of a page draw, and its words."""

    frames: Sequence[Frame]
    words: Sequence[Word]


@dataclass(frozen=True, slots=True)
class _LabelledBox:
    """A box of one column, or two: its page (from 0), where it is, its lines, and the rule between its columns."""

    page: int
    bbox: BBox
    lines: tuple[Line, ...]
    ruled: float | None


def label_rules(pages: Sequence[BoxedPage], templates: Sequence[Template]) -> list[list[BBox]]:
    """The rules to add on each page; boxes of the same width hold forms of one kind, or none does."""
    boxes = [box for n, page in enumerate(pages) for box in _boxes(n, page)]
    out: list[list[BBox]] = [[] for _ in pages]
    while boxes:
        alike = [box for box in boxes if _as_wide(box, boxes[0])]
        boxes = [box for box in boxes if not _as_wide(box, boxes[0])]
        border = alike[0].ruled or _border([line for box in alike for line in box.lines])
        if border is None or not tells_form(
            (label for box in alike for _, label in _labels(box, border, templates)), templates
        ):
            continue
        for box in alike:
            out[box.page] += _rules(box, border, pages[box.page].words, templates)
    return out


def _boxes(n: int, page: BoxedPage) -> Iterator[_LabelledBox]:
    for frame in page.frames:
        if 2 <= len(frame.rules) <= 3:  # of one or two columns
            x0, top, x1, foot = frame.bbox
            inside = [w for w in page.words if x0 <= w.x0 and w.x1 <= x1 and top <= (w.top + w.bottom) / 2 <= foot]
            if inside:
                ruled = frame.rules[1] if len(frame.rules) == 3 else None
                yield _LabelledBox(n, frame.bbox, lines_of(inside, 0, columns=False), ruled)


def _as_wide(box: _LabelledBox, other: _LabelledBox) -> bool:
    """Whether two boxes, and their columns, reach as far."""
    mine, its = ((*each.bbox[::2], each.ruled or 0.0) for each in (box, other))
    return all(abs(a - b) <= SNAP for a, b in zip(mine, its, strict=True))


def _border(lines: Sequence[Line]) -> float | None:
    """Where what labels name begins: behind white space, and no line runs across."""
    left = min(line.x0 for line in lines)
    behind = []
    for line in lines:
        gaps = [(b.x0 - a.x1, b.x0) for a, b in zip(line.words, line.words[1:], strict=False)]
        widest, x = max(gaps, key=itemgetter(0), default=(0.0, 0.0))
        if line.x0 - left <= ALIGNED and widest >= GAP:
            behind.append(x)
    if not behind:
        return None
    border = median_low(behind) - PAD
    return None if any(is_over(line, border) for line in lines) else border


def _labels(box: _LabelledBox, border: float, templates: Sequence[Template]) -> Iterator[tuple[float, str]]:
    """How far down each label begins, and its words: one goes on where a line close below names nothing itself."""
    top, said, foot = 0.0, "", float("-inf")
    for line in box.lines:
        words = [word for word in line.words if word.x0 < border]
        if not words:
            continue
        text = " ".join(word.text for word in words)
        if said and line.top - foot < NEAR * line.height and named_role(text, templates) is None:
            said = f"{said} {text}"
        else:
            if said:
                yield top, said
            top, said = line.top, text
        foot = line.bottom
    if said:
        yield top, said


def _rules(
    box: _LabelledBox, border: float, words: Sequence[Word], templates: Sequence[Template]
) -> Iterator[BBox]:
    x0, top, x1, foot = box.bbox
    if box.ruled is None:
        yield border, top, border, foot
        yield from ((x0, y - PAD, x1, y - PAD) for y, _ in list(_labels(box, border, templates))[1:])
    title = _title(box, words)
    if title is not None:
        edge = title.top - PAD
        yield x0, edge, x1, edge
        yield x0, top, x1, top
        yield from ((x, edge, x, top) for x in (x0, x1))
        if not is_over(title, border):
            yield border, edge, border, top


def _title(box: _LabelledBox, words: Sequence[Word]) -> Line | None:
    """The line right above a box, inside its width, where it begins with a number or names a recommendation."""
    x0, top, x1, _ = box.bbox
    above = lines_of([word for word in words if word.bottom <= top + PAD], 0, columns=False)
    line = max(above, key=lambda each: each.bottom, default=None)
    if line is None or top - line.bottom > ABOVE * line.height or line.x0 < x0 - PAD or line.x1 > x1 + PAD:
        return None
    numbered = any(map(str.isdigit, line.words[0].text)) and parse_number(line.words[0].text) is not None
    return line if numbered or names_only(" ".join(word.text for word in line.words[:2])) else None
