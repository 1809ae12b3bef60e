"""Lines that are an answer, in a cell that holds something else: below what is asked, or above what will be done.

A line may name itself an answer ("Our response: Partially accepted"). A bare answer ("Not accepted") is one where
it fills its lines, stands apart from what is asked above it, and is the only one. What stands below explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from extractors.documents.plans.blocks import Pitch, is_bullet, is_parted, pitch_of
from extractors.documents.plans.pieces import between, text_of, words_in
from extractors.fields.responses import is_answer, leading_answer
from extractors.headers import Role
from extractors.layout import Line
from extractors.logical import FlowLine

Lines = tuple[FlowLine, ...]
Cells = Mapping[Role, Lines]
SPREAD = 3  # the most lines of an answer in a narrow column
_WHOLE = re.compile(r"[.?!]['’”\")\]]*$|\)$")  # how what is asked ends
_INTRODUCES = re.compile(r"[:,;]$")  # how it does not
_LABEL = re.compile(
    r"^(?:[\w\u2019'-]+\s+){0,3}?(?:response|reply|answer|decision|position|view|stance)"
    r"(?:\s+(?:of|by|from)(?:\s+[\w\u2019'-]+){1,4}?)?\s*[:–—]\s*",
    re.IGNORECASE,
)


def is_label(text: str) -> bool:
    """Whether words are what an answer is called ("The force's response:"), and no more."""
    return _LABEL.fullmatch(text) is not None


def names_answer(line: Line) -> bool:
    """Whether a line names itself an answer, and is one that takes a side."""
    label = _LABEL.match(line.text)
    return label is not None and leading_answer(line.text[label.end() :]) > 0


def labelled_answer(lines: Lines) -> tuple[int, Lines, Lines]:
    """The first line that names itself an answer, what the answer is, and what explains it below."""
    for at, flow in enumerate(lines):
        label = _LABEL.match(flow.line.text)
        if label:
            rest = tuple(between(lines[at:], len(label.group().split())))
            count = _filling(rest) or leading_answer(text_of(rest[:SPREAD]))
            if count:
                return at, tuple(between(rest, 0, count)), tuple(between(rest, count))
    return len(lines), (), ()


def answered_within(cells: Cells) -> tuple[Cells, Lines]:
    """A row of a table without a column of answers, the answer in a place of its own, and what explains it."""
    asked, action = cells.get("recommendation", ()), cells.get("action", ())
    at, answer, explained = labelled_answer(asked)
    if not answer:
        at, answer, explained = _bare_answer(asked)
    if answer and at:
        return {**cells, "recommendation": asked[:at], "response": answer}, explained
    at = _lines_of_answer(action)
    return ({**cells, "response": action[:at], "action": action[at:]} if at else cells), ()


def _lines_of_answer(action: Lines) -> int:
    """How many lines above what will be done are an answer that stands apart, or has a sentence below."""
    if len(action) > 1 and leading_answer(text_of(action[:2])) == len(action[0].line.words):
        return 1
    at = _lines_of(action, _filling(action))
    return at if 0 < at < len(action) and _stands_apart(action, at) else 0


def answer_above(cell: Lines, pitch: Pitch) -> int:
    """How many words of a cell of answers are one, where white space or a paragraph parts it from what follows."""
    count = _filling(cell)
    at = _lines_of(cell, count)
    parted = 0 < at < len(cell) and (cell[at].line.starts or is_parted(cell[at - 1], cell[at], pitch))
    return count if parted else 0


def _bare_answer(lines: Lines) -> tuple[int, Lines, Lines]:
    """The line that is nothing but an answer, the answer, and what explains it below; none where several are."""
    found = list(_bare_answers(lines))
    if len(found) != 1 or not _stands_apart(lines, found[0][0]):
        return len(lines), (), ()
    at, count = found[0]
    return at, tuple(between(lines[at:], 0, count)), tuple(between(lines[at:], count))


def _bare_answers(lines: Lines) -> Iterator[tuple[int, int]]:
    """Where lines below the first are an answer, and of how many words it is."""
    end = 0
    for at in range(1, len(lines)):
        count = _filling(lines[at:]) if at >= end and lines[at].line.text[:1].isupper() else 0
        if count and not is_bullet(lines[at]):
            yield at, count
            end = at + _lines_of(lines[at:], count)


def _lines_of(lines: Lines, count: int) -> int:
    """How many of the first lines hold that many words together."""
    return next((n for n in range(len(lines) + 1) if words_in(lines[:n]) == count), 0)


def _filling(lines: Lines) -> int:
    """How many words an answer has that fills the first lines; 0 where they are none, or it goes on below."""
    for n in range(1, min(len(lines), SPREAD) + 1):
        goes_on = n < len(lines) and lines[n].line.text[:1].islower()
        if not goes_on and is_answer(text_of(lines[:n])):
            return words_in(lines[:n])
    return 0


def _stands_apart(lines: Lines, at: int) -> bool:
    """Whether what is asked is whole above a line, or the line is in other type or below white space."""
    above, below = lines[at - 1], lines[at]
    if _INTRODUCES.search(above.line.text):
        return False
    spaced = below.line.starts or is_parted(above, below, pitch_of([lines]))
    return _WHOLE.search(above.line.text) is not None or spaced or _look(above.line) != _look(below.line)


def _look(line: Line) -> tuple[bool, bool]:
    """Whether a line is bold, and whether it is in italics."""
    return all(word.bold for word in line.words), all(word.italic for word in line.words)
