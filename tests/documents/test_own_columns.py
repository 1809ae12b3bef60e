"""Tables without rules that have columns of their own each, and cells over several columns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from extractors.model import Extraction
from tests.documents.test_white_space import Pen

HEAD = ("No.", "Issue raised", "Response", "What will be done", "Owner", "Target date")
EDGES = ((50, 85, 210, 270, 400, 480), (50, 85, 206, 268, 396, 474), (50, 85, 200, 262, 410, 490))
ASKED = (
    ("Will the service say when", "funds are to be found?"),
    ("Will the service look at", "how men are recalled?"),
    ("Property is often lost.", "What will be done?"),
    ("Too few men have work.", "What is the plan?"),
)
DONE = (("A survey will be carried out", "of all 40 units."), ("Damp will be treated in the", "worst 12 units."))
OWNERS, DATES = ("Head of Estates", "Regional Lead"), ("March 2024", "Ongoing")
WHY = ("The need is recognised. Money after this year depends on the", "next review, and no promise can be made.")
NO = ("It is needed where risk cannot be managed in any other way,", "and there are no plans to change it.")


def row(pen: Pen, y: float, edges: Sequence[float], n: int, answer: str) -> float:
    pen.text(edges[0] + 5, y, str(n))
    pen.text(edges[1] + 5, y, *ASKED[n - 1])
    pen.text(edges[2] + 5, y, answer)
    if answer == "Refused":
        pen.text(edges[3] + 5, y, *NO)
        return y + 50
    for lines, owner, due in zip(DONE, OWNERS, DATES, strict=True):
        for x, said in zip(edges[3:], (lines, (owner,), (due,)), strict=True):
            pen.text(x + 5, y, *said)
        y += 36
    if answer == "Partly agreed":
        pen.text(edges[2] + 5, y, *WHY)
        y += 36
    return y + 20


def plan(path: Path, heads: Sequence[str], edges: Sequence[Sequence[float]]) -> Extraction:
    """A plan of a table for each heading; the last goes on on the next page."""
    pen = Pen(path)
    pen.text(50, 40, "Response to the annual report of the board", bold=True, size=16)
    pen.text(50, 70, "We thank the members of the board for their report, which was published in October 2023.")
    y = 100.0
    answers = ("Partly agreed", "Refused", "Agreed", "Agreed")
    for n, answer in enumerate(answers, start=1):
        table = (0, 0, 1, 2)[n - 1]
        if n != 2:
            pen.text(50, y, heads[table], bold=True, size=12)
            for x, name in zip(edges[table], HEAD, strict=True):
                pen.text(x + 5, y + 24, name, bold=True)
            y += 50
        y = row(pen, y, edges[table], n, answer)
    return pen.read()


@pytest.mark.parametrize(
    "heads", [("To the minister", "To the prison service", "To the governor"), ("One", "Two", "Six")]
)
@pytest.mark.parametrize("edges", [EDGES, EDGES[:1] * 3, EDGES[::-1]])
def test_each_header_begins_a_table_of_its_own(
    heads: Sequence[str], edges: Sequence[Sequence[float]], tmp_path: Path
) -> None:
    found = plan(tmp_path / "plan.pdf", heads, edges).recommendations
    assert [(one.number, one.text) for one in found] == [
        (str(n), " ".join(lines)) for n, lines in enumerate(ASKED, start=1)
    ]
    assert [one.response for one in found] == ["partly_agreed", "not_agreed", "agreed", "agreed"]
    assert [one.explanation for one in found] == [" ".join(WHY), " ".join(NO), None, None]
    actions = [(" ".join(lines), owner) for lines, owner in zip(DONE, OWNERS, strict=True)]
    assert [[(each.text, *each.owners) for each in one.actions] for one in found] == [actions, [], actions, actions]
