"""Recommendations in running text with labelled replies, each above a small table that has rules in rows only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from extractors.model import Extraction
from tests.documents.test_white_space import HEIGHT, Pen

EDGES = (50.0, 280.0, 390.0, 470.0, 540.0)
HEAD = ("What we will do", "Who", "By when", "Status")
SUMMARY = ("Theme", "Recommendations", "Accepted", "Actions", "Status")
Row = tuple[str, str, str, str]
BLOCKS: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[Row, ...]], ...] = (
    (
        ("The landlord should look again at every case of damp that is open", "and should tell each tenant."),
        ("We had 90 open cases, and the team", "did not know of half of them."),
        (
            ("Look at all 90 cases.", "Head of Homes", "May 2024", "Done"),
            ("Write to each tenant.", "Housing Manager", "31 July 2024", "On track"),
        ),
    ),
    (
        ("The landlord should have a list of what is to be mended.",),
        ("Four orders were late.",),
        (("Set up one list.", "Head of Repairs", "June 2024", "On track"),),
    ),
    (
        ("The landlord should train its staff.",),
        (),
        (
            ("Hold two courses.", "Training Manager", "Autumn 2024", "On track"),
            ("Hold a third course.", "Head of People", "March 2025", "Not begun"),
        ),
    ),
    (
        ("The landlord should answer letters in ten days.",),
        ("Half of them are answered in time.",),
        (("Recruit two clerks.", "Head of Service", "April 2025", "On track"),),
    ),
)
ASKED = [" ".join(asked) for asked, _, _ in BLOCKS]
ACTIONS = [[row[:3] for row in rows] for _, _, rows in BLOCKS]
LAST = "The landlord must publish this plan."


def row(pen: Pen, y: float, cells: Sequence[str], edges: Sequence[float]) -> float:
    for x, cell in zip(edges, cells, strict=False):
        pen.text(x + 5, y + 5, cell)
    pen.level(y + 20, edges)
    return y + 20


def head(pen: Pen, y: float, cells: Sequence[str], edges: Sequence[float]) -> float:
    pen.canvas.setFillGray(0.85)
    pen.canvas.rect(edges[0], HEIGHT - y - 20, edges[-1] - edges[0], 20, stroke=0, fill=1)
    pen.canvas.setFillGray(0)
    for x, cell in zip(edges, cells, strict=False):
        pen.text(x + 5, y + 5, cell, bold=True)
    return y + 20


def labelled(pen: Pen, y: float, label: str, *lines: str) -> float:
    pen.text(50, y, label, bold=True, size=10)
    pen.text(55 + pen.canvas.stringWidth(label, "Helvetica-Bold", 10), y, lines[0], size=10)
    pen.text(50, y + 12, *lines[1:], size=10)
    return y + 12 * len(lines) + 6


def block(pen: Pen, y: float, n: int, asked: Sequence[str], now: Sequence[str], answer: str) -> float:
    pen.text(50, y, f"Recommendation {n}", bold=True, size=12)
    pen.text(50, y + 18, *asked, bold=True, size=10)
    y += 24 + 12 * len(asked)
    if now:
        y = labelled(pen, y, "Where we are now:", *now)
    return labelled(pen, y, "Our response:", answer) + 2


def plan(path: Path, *, turns: bool, summary: bool) -> Extraction:
    pen = Pen(path)
    pen.text(50, 40, "Action plan of the landlord", bold=True, size=18)
    if summary:
        edges = (50.0, 150.0, 260.0, 350.0, 440.0, 540.0)
        y = head(pen, 90, SUMMARY, edges)
        for name in ("Damp", "Repairs", "Letters"):
            y = row(pen, y, (name, "2", "2", "3", "On track"), edges)
        pen.turn()
    y = 110.0
    for n, (asked, now, rows) in enumerate(BLOCKS, start=1):
        if n in (1, 4):
            pen.text(50, y, "Homes" if n == 1 else "Letters", bold=True, size=16)
            y += 30
        y = head(pen, block(pen, y, n, asked, now, "Accepted"), HEAD, EDGES)
        for i, cells in enumerate(rows):
            if turns and n == 3 and i == 0:
                pen.turn()
                y = 60.0
            y = row(pen, y, cells, EDGES)
        y += 24
    block(pen, y, 5, (LAST,), (), "Accepted. It is on our web site.")
    pen.text(50, y + 90, "What happens next", bold=True, size=16)
    pen.text(50, y + 120, "The Board will look at this plan twice a year.", size=10)
    return pen.read()


@pytest.mark.parametrize("turns", [False, True])
@pytest.mark.parametrize("summary", [False, True])
def test_each_table_answers_what_stands_above_it(turns: bool, summary: bool, tmp_path: Path) -> None:
    read = plan(tmp_path / "plan.pdf", turns=turns, summary=summary)
    found = read.recommendations
    assert [(one.number, one.text) for one in found[:4]] == list(zip("1234", ASKED, strict=True))
    assert [[(each.text, *each.owners, each.target_raw) for each in one.actions] for one in found[:4]] == ACTIONS
    assert [one.section for one in found[:4]] == ["Homes"] * 3 + ["Letters"]


def test_what_replies_below_is_no_part_of_what_is_asked(tmp_path: Path) -> None:
    found = plan(tmp_path / "plan.pdf", turns=False, summary=False).recommendations
    assert [one.response for one in found] == ["agreed"] * 5
    assert [one.explanation for one in found[:4]] == [
        f"Where we are now: {' '.join(now)}" if now else None for _, now, _ in BLOCKS
    ]


def test_what_is_asked_below_the_last_table_has_no_action(tmp_path: Path) -> None:
    read = plan(tmp_path / "plan.pdf", turns=False, summary=False)
    last = read.recommendations[-1]
    assert (last.number, last.text, last.actions) == ("5", LAST, ())
    assert last.explanation == "It is on our web site."
    assert [issue.code for issue in read.issues if issue.severity == "warning"] == ["no_action"]
