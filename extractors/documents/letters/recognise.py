"""Does a layout look like a letter? Told from its lines alone, without reading its sentences."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.documents.letters.parts import line_pattern
from extractors.fields.dates import parse_date
from extractors.layout import Layout, Line, lines_in_tables

_SALUTATION, _CLOSING, _DATE, _PROSE = 0.5, 0.25, 0.15, 0.1
_SHORT = 10  # words of a line that can be a salutation or a closing
_HEAD = 60  # lines within which a salutation and a date stand


def looks_like_letter(layout: Layout) -> float:
    """From 0 to 1: salutation, closing, a line that is a date, and prose rather than tables.

    The four weigh 0.5, 0.25, 0.15 and 0.1; a document most of whose words stand in tables keeps a fifth of it.
    """
    lines = [line for page in layout.pages for line in page.lines if line.words]
    cells = [line for line in lines_in_tables(layout) if line.words]
    if not lines and not cells:
        return 0.0
    in_tables = _words(cells) / (_words(lines) + _words(cells))
    framed = [*lines, *cells] if in_tables < 0.5 else lines
    short = [line for line in framed if len(line.words) <= _SHORT]
    score = _SALUTATION * any(line_pattern("salutation").match(line.text) for line in short[:_HEAD])
    score += _CLOSING * any(line_pattern("closing").match(line.text) and len(line.words) <= 6 for line in short)
    score += _DATE * any(parse_date(line.text) is not None for line in short[:_HEAD] if len(line.words) <= 5)
    score += _PROSE * (in_tables < 0.3 and any(len(line.words) > _SHORT for line in framed))
    return score if in_tables < 0.5 else 0.2 * score


def _words(lines: Sequence[Line]) -> int:
    return sum(len(line.words) for line in lines)
