"""Rows over the whole width of a plan's table: a section's title, a recommendation, or the answer to one.

Some plans print each recommendation as a block: a row that says it, a row that answers it, and below them a small
table of what will be done. A title of its own in other type ("C1 Values and behaviours") is no part of the text.
Its number, or what an answer is called, may stand in a cell of its own before the words: a *banner* together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from extractors.documents.plans.answer_lines import is_label, labelled_answer
from extractors.documents.plans.lead_in import OBLIGATION
from extractors.documents.plans.numbering import leading_number
from extractors.documents.plans.pieces import between
from extractors.fields.references import labelled_number, parse_number, titled_words
from extractors.fields.responses import is_whole_answer, leading_answer, parse_response
from extractors.fields.undertakings import is_undertaking
from extractors.layout import LARGER, Line, join_text
from extractors.logical import FlowLine, LogicalRow
from extractors.tables import BANNER

Lines = tuple[FlowLine, ...]
TITLE_WORDS = 25  # the most of a title
LABEL_WORDS = 4  # the most of a banner's label
_UNFINISHED = re.compile(r"[.:;,]$")  # how no title ends


@dataclass(frozen=True, slots=True)
class Span:
    """What a row over the whole width is, with its parts.

    A recommendation has a ``number`` (empty where none is printed), a ``text`` and perhaps a ``title`` of its own,
    and either kind an ``answer`` with what it is ``explained`` by; a section has its title as ``text``.
    """

    kind: Literal["asked", "answered", "explained", "section"]
    number: Lines = ()
    text: Lines = ()
    answer: Lines = ()
    explained: Lines = ()
    title: Lines = ()


def read_span(row: LogicalRow) -> Span:
    """What a row over the whole width says."""
    lines = tuple(flow for cell in row.cells for flow in cell)
    said = join_text(flow.line for flow in lines)
    count = labelled_number(said) or titled_words(said) or titled_number([flow.line for flow in lines])
    at, answer, explained = labelled_answer(lines)
    number, text = tuple(between(lines, 0, count)), tuple(between(lines[:at], count))
    titled = _title_lines([flow.line for flow in text], labelled=labelled_number(said) > 0) if count else 0
    if answer and not (count or at):
        return Span("answered", answer=answer, explained=explained)
    asked = join_text(flow.line for flow in lines[:at]) if answer else ""
    if not count and OBLIGATION.search(asked):
        # A number that nothing but the answer tells from a section's.
        count = int(leading_number(asked) is not None)
        return Span("asked", tuple(between(lines, 0, count)), tuple(between(lines[:at], count)), answer, explained)
    if count or (OBLIGATION.search(said) and said.endswith(".")):
        return Span("asked", number, text[titled:], answer, explained, text[:titled])
    return Span("section", text=lines)


def stands_as_title(row: LogicalRow, below: LogicalRow | None) -> bool:
    """Whether a row of one cell, the first, is the title of what stands below: in larger type, no sentence."""
    if row.span or below is None or not row.cells[0] or any(row.cells[1:]):
        return False
    under = next((cell for cell in below.cells if cell), ())
    text = row.full_text
    short = len(text.split()) <= LABEL_WORDS * 2 and not _UNFINISHED.search(text)
    return bool(under) and short and all(flow.line.size > under[0].line.size + LARGER for flow in row.cells[0])


def read_banner(row: LogicalRow) -> Span | None:
    """What a row says that is a label and words over all other columns; None where it is no such row.

    A number says what is asked, the name of an answer what is answered; any other label, at the most, explains.
    """
    filled = [i for i, cell in enumerate(row.cells) if cell]
    if row.span or not 1 < len(filled) <= BANNER:
        return None
    answered = len(filled) == BANNER and is_bare_answer(row.text(filled[-1]))
    if not answered and len({*filled, *row.covered}) < len(row.cells):
        return None
    label, said, *more = (row.cells[i] for i in filled)
    named = join_text(flow.line for flow in label)
    if len(named.split()) > LABEL_WORDS:
        return None
    if parse_number(named) is not None:
        at, answer, explained = (len(said), more[0], ()) if more else labelled_answer(said)
        return Span("asked", label, said[:at], answer, explained)
    count = leading_answer(join_text(flow.line for flow in said))
    if count and not more and is_label(f"{named.rstrip(':')}:"):
        return Span("answered", answer=tuple(between(said, 0, count)), explained=tuple(between(said, count)))
    return Span("explained", explained=said)


def is_bare_answer(text: str) -> bool:
    """Whether a cell is an answer that takes a side, and nothing else."""
    return is_whole_answer(text) and parse_response(text).response is not None


def titled_number(lines: Sequence[Line]) -> int:
    """How many words (one, or none) number a recommendation that has a title, and its text below in other type."""
    first = lines[0].words[0].text if lines else ""
    return int(any(map(str.isdigit, first)) and parse_number(first) is not None and _title_lines(lines) > 0)


def _title_lines(lines: Sequence[Line], *, labelled: bool = False) -> int:
    """How many lines at the top are a title: in bold or larger type, above others that ask for something.

    Behind a label ("Concern 4: …") it is enough that the title itself asks for nothing.
    """
    for n in range(1, len(lines)):
        if not _stands_out(lines[n - 1], lines[n]):
            continue
        title = join_text(lines[:n])
        alike = all(_emphasis(line) == _emphasis(lines[0]) for line in lines[:n])
        short = len(title.split()) <= TITLE_WORDS and not _UNFINISHED.search(title) and not OBLIGATION.search(title)
        asks = OBLIGATION.search(join_text(lines[n:])) or (labelled and not is_undertaking(title))
        return n if alike and short and asks else 0
    return 0


def _stands_out(line: Line, below: Line) -> bool:
    (bold, size), (other, plain) = _emphasis(line), _emphasis(below)
    return (bold and not other) or size > plain + LARGER


def _emphasis(line: Line) -> tuple[bool, float]:
    return all(word.bold for word in line.words), line.size
