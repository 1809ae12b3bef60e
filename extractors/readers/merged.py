"""Lines of cells over several columns, in tables where no upright rules tell them.

A line that runs across columns is no title of a section where it leaves the first column as it is: plain words
that begin where a later column does explain, or refuse, in the place of action, owner and date; and a number, words
across columns and an answer to them are a band, which says what the rows below it answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.fields.references import parse_number
from extractors.fields.responses import is_whole_answer
from extractors.layout import Line
from extractors.readers.spaced import PAD, by_column, is_over

NEAR = 0.7  # heights of a line: the most space above one that goes on with a row


def is_merged(line: Line, borders: Sequence[float]) -> bool:
    """Whether plain words run from where a later column begins across others, the first column left as it is."""
    over = [x for x in borders[1:-1] if is_over(line, x)]
    if len(over) <= 1 or borders[1] in over or all(word.bold for word in line.words):
        return False
    column = max(x for x in borders[1:-1] if x < over[0])
    begin = min(word.x0 for word in line.words if word.x0 >= column)
    return begin - column <= 2 * PAD


def is_band(line: Line, borders: Sequence[float]) -> bool:
    """Whether a line says a number, words across columns and an answer to them, each for itself."""
    over = [x for x in borders[1:-1] if is_over(line, x)]
    if not over or borders[1] in over:
        return False
    label = " ".join(word.text for word in line.words if word.x0 < borders[1])
    behind = " ".join(word.text for word in line.words if word.x0 > next(x for x in borders if x > over[-1]))
    return parse_number(label) is not None and is_whole_answer(behind)


def goes_on(above: Line, line: Line, borders: Sequence[float]) -> bool:
    """Whether a line below one that runs across columns goes on with it, close below and in the same type."""
    alike = all(word.bold for word in above.words) == all(word.bold for word in line.words)
    alone = line.x0 > borders[1] and sum(map(bool, by_column(line, borders))) == 1
    return alike and alone and line.top - above.bottom < NEAR * line.height
