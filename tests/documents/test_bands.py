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
DONE = (
    ("Cut the span of control of managers to nine.", "Head of Operations", "March 2024"),
    ("Send every manager a list of cases each month.", "Data Manager", "Complete"),
)
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


def rows(pen: Pen, y: float, done: Sequence[Sequence[str]], marks: str) -> float:
    for mark, cells in zip(marks, done, strict=False):
        for x, cell in zip(EDGES, (f"{mark})", *cells), strict=False):
            pen.text(x + 5, y + 6, cell)
        y += 22
        pen.level(y, EDGES)
    return y


def head(pen: Pen, y: float) -> float:
    for x, cell in zip(EDGES, HEAD, strict=False):
        pen.text(x + 5, y + 6, cell, bold=True)
    pen.level(y + 22, EDGES)
    return y + 22


def plan(path: Path, *, coloured: bool, parts: bool, turns: bool, answers: Sequence[str], why: bool) -> Extraction:
    pen = Pen(path)
    pen.text(50, 40, "Action plan", bold=True, size=18)
    pen.text(50, 66, "In response to the inspection of the region, published on 4 May 2023")
    y = 90.0
    for n, lines in enumerate(ASKED):
        if n == 0 or (parts and n == 1):
            pen.text(50, y + 10, ("Leadership of the region and its partners", "Staff")[n], bold=True, size=13)
            y = head(pen, y + 36)
        y = band(pen, y, str(n + 1), lines, answers[n], coloured=coloured)
        if coloured is False:
            pen.level(y, EDGES)
        if why and n == 1:
            pen.text(EDGES[1] + 5, y + 6, *WHY)
            y += 34
        y = rows(pen, y, DONE[:1], "a")
        if turns and n == 1:
            pen.turn()
            y = 50.0
            pen.level(y, EDGES)
        y = rows(pen, y, DONE[1:], "b")
    return pen.read()


@pytest.mark.parametrize("coloured", [True, False])
@pytest.mark.parametrize("parts", [True, False])
@pytest.mark.parametrize("turns", [True, False])
@pytest.mark.parametrize("answered", [True, False])
def test_a_band_asks_what_the_rows_below_it_answer(
    coloured: bool, parts: bool, turns: bool, answered: bool, tmp_path: Path
) -> None:
    answers = ("Agreed", "Partly agreed", "Agreed") if answered else ("", "", "")
    found = plan(tmp_path / "plan.pdf", coloured=coloured, parts=parts, turns=turns, answers=answers, why=answered)
    assert [(one.number, one.text) for one in found.recommendations] == [
        (str(n), " ".join(lines)) for n, lines in enumerate(ASKED, start=1)
    ]
    assert [
        [(each.text, *each.owners, each.target_raw) for each in one.actions] for one in found.recommendations
    ] == [list(DONE)] * 3
    if answered:
        assert [one.response for one in found.recommendations] == ["agreed", "partly_agreed", "agreed"]
        assert [one.explanation for one in found.recommendations] == [None, " ".join(WHY), None]
