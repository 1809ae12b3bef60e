"""Rows over the whole width of a plan's table: a section's title, a recommendation, or the answer to one.

Some plans print each recommendation as a block: a row that says it, a row that answers it, and below them a small
table of what will be done.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from extractors.documents.plans.lead_in import OBLIGATION
from extractors.documents.plans.pieces import between
from extractors.fields.references import labelled_number
from extractors.fields.responses import leading_answer
from extractors.layout import join_text
from extractors.tables import FlowLine, LogicalRow

Lines = tuple[FlowLine, ...]
_ANSWER = re.compile(
    r"^(?:[\w\u2019'-]+\s+){0,3}?(?:response|reply|answer|decision|position|view|stance)"
    r"(?:\s+(?:of|by|from)(?:\s+[\w\u2019'-]+){1,4}?)?\s*[:–—]\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """What a row over the whole width is, with its parts.

    A recommendation has a ``number`` (empty where none is printed) and a ``text``, and either kind an ``answer``
    with what it is ``explained`` by; a section has its title as ``text``.
    """

    kind: Literal["asked", "answered", "section"]
    number: Lines = ()
    text: Lines = ()
    answer: Lines = ()
    explained: Lines = ()


def read_span(row: LogicalRow) -> Span:
    """What a row over the whole width says."""
    lines = tuple(flow for cell in row.cells for flow in cell)
    said = join_text(flow.line for flow in lines)
    count = labelled_number(said)
    at, answer, explained = _answer(lines)
    number, text = tuple(between(lines, 0, count)), tuple(between(lines[:at], count))
    if count or (OBLIGATION.search(said) and said.endswith(".")):
        return Span("asked", number, text, answer, explained)
    return (
        Span("answered", answer=answer, explained=explained) if answer and not at else Span("section", text=lines)
    )


def _answer(lines: Lines) -> tuple[int, Lines, Lines]:
    """The first line that names itself an answer, what the answer is, and what explains it below."""
    for at, flow in enumerate(lines):
        label = _ANSWER.match(flow.line.text)
        if label:
            first = len(label.group().split())
            rest = tuple(between(lines[at:], first))
            count = leading_answer(flow.line.text[label.end() :])
            if count:
                return at, tuple(between(rest, 0, count)), tuple(between(rest, count))
    return len(lines), (), ()
