"""Lines into paragraphs: by what the format declares, by gaps, indents and marks, by lines that end early.

A line ends a paragraph when the first word of the next line would still have fitted on it: nobody breaks a line
there but to begin anew. A sentence left open at the foot of a page goes on at the head of the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.layout import LARGER, Line
from extractors.prose.model import GLYPHS, NUMBERED, BlockKind, Draft

_ENDS = '.?!:;…”"’)'
_GAP = 1.35  # times the usual distance of two lines
_INDENT = 9.0  # points
_SHORT = 8  # words: a line this short is no paragraph that a page break may cut
_SMALL = 0.92  # times the usual size
_MARK_GAP = 0.8  # font sizes of white space behind a list number


@dataclass(frozen=True, slots=True)
class Measure:
    """The usual size and line distance of a document's running text, in points."""

    size: float
    leading: float

    def is_small(self, lines: Sequence[Line]) -> bool:
        """Is all of it set smaller than running text?"""
        return all(line.size < _SMALL * self.size for line in lines)

    def is_large(self, lines: Sequence[Line]) -> bool:
        """Is all of it set larger than running text?"""
        return all(line.size > self.size + LARGER for line in lines)


def measure(lines: Sequence[Line]) -> Measure:
    """The size most characters are set in, and the smallest distance that many lines of that size keep."""
    sizes: Counter[float] = Counter()
    distances: Counter[float] = Counter()
    for line in lines:
        for word in line.words:
            sizes[round(word.size * 2) / 2] += len(word.text)
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    for a, b in pairwise(lines):
        if a.page == b.page and 0 < b.top - a.top < 3 * size and abs(a.size - size) < 1:
            distances[round((b.top - a.top) * 2) / 2] += len(a.words)
    usual = max(distances.values(), default=0) / 4
    return Measure(size, min((d for d, n in distances.items() if n >= usual), default=1.2 * size))


def split_run(run: Sequence[Line], style: Measure, *, boxed: bool, narrow: bool = False) -> list[Draft]:
    """The paragraphs of a run of lines; in a narrow one each line is one, but where a line plainly goes on."""
    drafts: list[Draft] = []
    lines = [line for line in run if line.words]
    margins = min((x.x0 for x in lines), default=0.0), max((x.x1 for x in lines), default=0.0)
    for i, line in enumerate(lines):
        before = drafts[-1] if drafts else None
        mark = _mark(line, before, lines[i + 1] if i + 1 < len(lines) else None)
        if before is None or mark is not None:
            begins = True
        elif narrow and boxed:
            begins = not _goes_on(before, line)
        else:
            begins = _begins(before, line, margins, style, boxed=boxed)
        if begins:
            kind: BlockKind = "bullet" if mark is not None or line.bullet else "paragraph"
            drafts.append(Draft((line,), kind, line.heading, mark))
        elif before is not None:
            drafts[-1] = replace(before, lines=(*before.lines, line))
    return drafts


def _goes_on(before: Draft, line: Line) -> bool:
    """An address line that takes a second line: the first stops at a small word, or the second begins small."""
    last = before.lines[-1].words[-1].text.lower()
    return line.words[0].text[:1].islower() or last in {"of", "and", "for", "the", "&", "in"}


def join_over_pages(before: list[Draft], after: list[Draft]) -> list[Draft]:
    """All drafts so far, the paragraph that a page break cut made whole."""
    body = [i for i, draft in enumerate(before) if draft.kind != "footnote"]
    if not body or not after:
        return before + after
    last, first = before[body[-1]], after[0]
    if not _continues(last, first):
        return before + after
    joined = replace(last, lines=last.lines + first.lines)
    return [*before[: body[-1]], joined, *before[body[-1] + 1 :], *after[1:]]


def _continues(last: Draft, first: Draft) -> bool:
    """A sentence left open goes on. After a full stop nobody can tell, and a new paragraph is the safer reading."""
    if first.mark is not None or first.kind != "paragraph" or first.level or last.level:
        return False
    if _bold(first.lines[0]) != _bold(last.lines[-1]) or abs(first.lines[0].size - last.lines[-1].size) > 0.5:
        return False
    if len(last.lines) == 1 and len(last.words) <= _SHORT:
        return first.text[:1].islower() and last.text[-1:] not in _ENDS
    return last.text[-1:] not in _ENDS or (last.text[-1:] in ";)" and first.text[:1].islower())


def _mark(line: Line, before: Draft | None, following: Line | None) -> str | None:
    """The list mark at the front of a line, None where there is none."""
    word = line.words[0]
    if len(line.words) < 2 or line.heading:
        return None
    indented = before is None or abs(line.x0 - before.lines[-1].x0) > 2 or before.mark is not None
    ended = before is None or before.text[-1:] in _ENDS
    if word.text in GLYPHS:
        plain = word.text in "–—-*o·"
        return word.text if not plain or ended or indented else None
    if not NUMBERED.match(word.text) or not (ended or indented):
        return None
    text = line.words[1].x0
    hanging = following is not None and abs(following.x0 - text) < 2 and text > line.x0 + _INDENT
    outline = ended and "." in word.text.strip("().") and line.words[1].text[:1].isupper()
    return word.text if hanging or outline or text - word.x1 >= _MARK_GAP * word.size else None


def _begins(before: Draft, line: Line, margins: tuple[float, float], style: Measure, *, boxed: bool) -> bool:
    last = before.lines[-1]
    if not boxed:
        return line.starts and not _cut(before, line)
    if line.starts or line.heading or last.heading:
        return True
    if abs(line.size - last.size) > 0.5 or _bold(line) != _bold(last):
        return not _open(before, line)
    if line.top - last.top > _GAP * max(style.leading, 1.05 * line.size):
        return True
    if _set_in(last, margins) and _set_in(line, margins):
        return not _goes_on(before, line)
    return _indent_differs(before, line, margins[0]) or _ended_early(last, line, margins)


def _set_in(line: Line, margins: tuple[float, float]) -> bool:
    """Begins past the middle of the page: a sender's address, line by line."""
    return line.x0 > margins[0] + 0.45 * (margins[1] - margins[0])


def _indent_differs(before: Draft, line: Line, left: float) -> bool:
    last = before.lines[-1]
    if last.text[-1:] not in _ENDS:
        return False
    if before.mark is not None and len(before.lines) == 1:
        return line.x0 < last.words[1].x0 - _INDENT
    if len(before.lines) == 1:
        return line.x0 > last.x0 + _INDENT or (before.mark is None and line.x0 > left + _INDENT)
    return abs(line.x0 - last.x0) > _INDENT


def _ended_early(last: Line, line: Line, margins: tuple[float, float]) -> bool:
    """The next word would have fitted: after a full stop, or on a line far too short, the break was meant."""
    left, right = margins
    if not has_room(last, line, right):
        return False
    return last.text[-1:] in _ENDS or last.x1 - last.x0 < 0.6 * (right - left)


def has_room(last: Line, line: Line, right: float) -> bool:
    """Whether the first word of a line would have fitted on the one before it."""
    first = line.words[0]
    return first.x1 - first.x0 <= right - last.x1 - 0.3 * line.size - 2


def _cut(before: Draft, line: Line) -> bool:
    """In an unpaged format: a paragraph that a page break of the source cut in two."""
    if line.bullet or line.heading or before.level or (before.kind == "bullet" and len(before.words) < 6):
        return False
    return line.text[:1].islower() and before.text[-1:] not in _ENDS and len(before.words) > 8


def _open(before: Draft, line: Line) -> bool:
    """Mixed type inside a sentence: the line goes on where the last one stopped, or adds something in brackets."""
    begins = line.words[0].text[:1]
    return (begins.islower() or begins == "(") and before.text[-1:] not in _ENDS


def _bold(line: Line) -> bool:
    return all(word.bold for word in line.words)
