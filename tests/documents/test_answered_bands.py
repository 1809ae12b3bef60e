"""Bands of a table that end in an answer behind a label, and titles of sections that the table's rules enclose."""

from __future__ import annotations

from extractors.documents.plans.spans import read_span, stands_as_title
from extractors.layout import Line, Word, join_text
from extractors.logical import FlowLine, LogicalRow


def cell(*texts: str, size: float = 9.0) -> tuple[FlowLine, ...]:
    out = []
    for n, text in enumerate(texts):
        words = tuple(
            Word(word, 40.0 * i, 12.0 * n, 40.0 * i + 30, 12.0 * n + size, size)
            for i, word in enumerate(text.split())
        )
        out.append(FlowLine(Line(words, 1, 0.0, 12.0 * n, words[-1].x1, 12.0 * n + size), 12.0 * n, 0))
    return tuple(out)


def row(*cells: tuple[FlowLine, ...], span: bool = False) -> LogicalRow:
    return LogicalRow(cells, span, (0,), 24.0, (1, 1))


def said(lines: tuple[FlowLine, ...]) -> str:
    return join_text(flow.line for flow in lines)


def test_a_band_is_asked_apart_from_its_answer() -> None:
    band = row(cell("4.2 The line should publish its times.", "The line’s position: Not agreed"), (), span=True)
    span = read_span(band)
    assert (span.kind, said(span.number), said(span.text), said(span.answer)) == (
        "asked",
        "4.2",
        "The line should publish its times.",
        "Not agreed",
    )


def test_larger_type_in_the_first_cell_is_a_title() -> None:
    below = row(cell("The line should publish its times."), (), span=True)
    assert stands_as_title(row(cell("Times and stops", size=14.0), ()), below)
    assert not stands_as_title(row(cell("Times and stops"), ()), below)
    assert not stands_as_title(row(cell("Times and stops", size=14.0), cell("Clerk")), below)
