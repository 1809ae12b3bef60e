"""Words to printed lines: grouped by their baseline, parted where a wide gap shows another column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.layout import Line, Word

SAME_LINE = 0.45  # of the font size: baselines this close are one line (superscripts included)
COLUMN_GAP = 2.5  # font sizes of white space that part two columns of running text
MARK_LENGTH = 4  # a bullet or number this short belongs to the text beside it however wide the gap


def lines_of(words: Sequence[Word], page: int, *, columns: bool) -> tuple[Line, ...]:
    """The lines of a region from top to bottom. With ``columns`` a wide gap parts a line in two."""
    rows: list[list[Word]] = []
    anchor: Word | None = None  # the first of the largest words of the last row
    for word in sorted(words, key=lambda w: (w.bottom, w.x0)):
        if anchor is not None and _same_line(anchor, word):
            rows[-1].append(word)
            anchor = word if word.size > anchor.size else anchor
        else:
            rows.append([word])
            anchor = word
    out: list[Line] = []
    for row in rows:
        ordered = _hyphen_free(sorted(row, key=lambda w: w.x0))
        out += (_line(part, page) for part in (_columns(ordered) if columns else [ordered]))
    return tuple(out)


def _same_line(anchor: Word, word: Word) -> bool:
    size = anchor.size if anchor.size > word.size else word.size
    return abs(word.bottom - anchor.bottom) <= SAME_LINE * size or (
        anchor.top < (word.top + word.bottom) / 2 < anchor.bottom and word.size < 0.8 * anchor.size
    )


def _columns(row: Sequence[Word]) -> list[list[Word]]:
    parts: list[list[Word]] = [[row[0]]]
    for word in row[1:]:
        left = parts[-1]
        mark = len(left) == 1 and len(left[0].text) <= MARK_LENGTH
        if word.x0 - left[-1].x1 > COLUMN_GAP * word.size and not mark:
            parts.append([word])
        else:
            left.append(word)
    return parts


def _hyphen_free(row: list[Word]) -> list[Word]:
    """A soft hyphen inside a line is a typesetter's hint; at the line's end it is kept for the join."""
    if not any("\u00ad" in word.text for word in row):
        return row
    out = []
    for i, word in enumerate(row):
        text = word.text if i == len(row) - 1 and word.text.endswith("\u00ad") else word.text.replace("\u00ad", "")
        out.append(replace(word, text=text))
    return [word for word in out if word.text]


def _line(words: Sequence[Word], page: int) -> Line:
    return Line(
        tuple(words),
        page,
        min(w.x0 for w in words),
        min(w.top for w in words),
        max(w.x1 for w in words),
        max(w.bottom for w in words),
    )
