"""Tables ruled between rows only, in which a band over several columns says what the actions below it answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from extractors.model import Extraction
from tests.documents.test_white_space import HEIGHT, Pen

EDGES = (50.0, 85.0, 320.0, 450.0, 545.0)
HEAD = ("", "What we will do", "Who", "By when")
ASKED = (
    ("Give managers the time and the information that they need to oversee", "work with children."),
    ("Strengthen checks with the police and with all three local councils", "before each first visit."),
    ("Fill vacancies.",),
)
TOLD = (
    ("Cut the span of control to nine.", "Send managers a monthly list of cases."),
    ("Sign an agreement with the forces.", "Place an administrator in the unit."),
    ("Run a campaign in two languages.", "Set up a pool of eight staff to cover."),
)
DONE = [
    [(first, "Head of Operations", "March 2024"), (second, "Data Manager", "Complete")] for first, second in TOLD
]
WHY = (
    "The aim is right. The region cannot set a quota for staff who speak two languages before the",
    "national plan.",
)


def band(pen: Pen, y: float, number: str, lines: Sequence[str], answer: str, *, coloured: bool) -> float:
    foot = y + 12 + 11 * len(lines)
    if coloured:
        pen.canvas.setFillGray(0.85)
        for x0, x1 in pairwise((EDGES[0], EDGES[1], EDGES[3], EDGES[4])):
            pen.canvas.rect(x0, HEIGHT - foot, x1 - x0, foot - y, stroke=0, fill=1)
        pen.canvas.setFillGray(0)
    pen.text(EDGES[0] + 5, y + 6, number, bold=True)
    pen.text(EDGES[1] + 5, y + 6, *lines, bold=True)
    pen.text(EDGES[3] + 5, y + 6, answer, bold=True)
    return foot


def rows(pen: Pen, y: float, done: Sequence[Sequence[str]], marks: str, edges: Sequence[float]) -> float:
    for mark, cells in zip(marks, done, strict=False):
        for x, cell in zip(EDGES, (f"{mark})", *cells), strict=False):
            pen.text(x + 5, y + 6, cell)
        y += 22
        pen.level(y, edges)
    return y


def head(pen: Pen, y: float, edges: Sequence[float]) -> float:
    names = HEAD if edges == EDGES else ("Ref", *HEAD[1:])  # a table is known by four names where no piece tells it
    for x, cell in zip(EDGES, names, strict=False):
        pen.text(x + 5, y + 6, cell, bold=True)
    pen.level(y + 22, edges)
    return y + 22


def plan(
    path: Path,
    edges: Sequence[float],
    answers: Sequence[str],
    *,
    coloured: bool,
    parts: bool,
    turns: bool,
    why: bool,
) -> Extraction:
    """A plan whose level rules are drawn in pieces between the ``edges``."""
    pen = Pen(path)
    pen.text(50, 40, "Action plan", bold=True, size=18)
    pen.text(50, 66, "In response to the inspection of the region, published on 4 May 2023")
    y = 90.0
    for n, lines in enumerate(ASKED):
        if n == 0 or (parts and n == 1):
            pen.text(50, y + 10, ("Leadership of the region and its partners", "Staff")[n], bold=True, size=13)
            y = head(pen, y + 36, edges)
        y = band(pen, y, str(n + 1), lines, answers[n], coloured=coloured)
        if not coloured:
            pen.level(y, edges)
        if why and n == 1:
            pen.text(EDGES[1] + 5, y + 6, *WHY)
            y += 34
        y = rows(pen, y, DONE[n][:1], "a", edges)
        if turns and n == 1:
            pen.turn()
            y = 50.0
            pen.level(y, edges)
        y = rows(pen, y, DONE[n][1:], "b", edges)
    return pen.read()


@pytest.mark.parametrize(("edges", "coloured"), [(EDGES, True), (EDGES, False), ((EDGES[0], EDGES[-1]), False)])
@pytest.mark.parametrize("parts", [True, False])
@pytest.mark.parametrize("turns", [True, False])
@pytest.mark.parametrize("answered", [True, False])
def test_a_band_asks_what_the_rows_below_it_answer(
    edges: Sequence[float], coloured: bool, parts: bool, turns: bool, answered: bool, tmp_path: Path
) -> None:
    answers = ("Agreed", "Partly agreed", "Agreed") if answered else ("", "", "")
    found = plan(
        tmp_path / "plan.pdf", edges, answers, coloured=coloured, parts=parts, turns=turns, why=answered
    ).recommendations
    assert [(one.number, one.text) for one in found] == [
        (str(n), " ".join(lines)) for n, lines in enumerate(ASKED, start=1)
    ]
    assert [[(each.text, *each.owners, each.target_raw) for each in one.actions] for one in found] == DONE
    if answered:
        assert [one.response for one in found] == ["agreed", "partly_agreed", "agreed"]
        assert [one.explanation for one in found] == [None, " ".join(WHY), None]
