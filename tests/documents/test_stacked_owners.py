"""Owners one below the other in a cell, parted by less white space than two actions are."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from extractors.documents.plans.entries import entry_text
from extractors.layout import Line, Word
from extractors.logical import FlowLine
from tests.documents.test_white_space import Pen, ruled

RIGHT = 120.0  # where the longest line of the column ends
STEP, LITTLE = 14.0, 3.4


def stacked(owners: str, *, space: float) -> tuple[FlowLine, ...]:
    """Owners a paragraph each ("/" ends a line of one), with some white space between them."""
    out: list[FlowLine] = []
    y = 0.0
    for owner in owners.split("\n"):
        for line in owner.split("/"):
            words, x = [], 0.0
            for word in line.split():
                words.append(Word(word, x, y, x + 5 * len(word), y + 9, 9.0))
                x += 5 * len(word) + 3
            out.append(FlowLine(Line(tuple(words), 1, 0.0, y, words[-1].x1, y + 9), y, 0))
            y += STEP
        y += space
    return tuple(out)


@pytest.mark.parametrize(
    "owners",
    [
        "Designated Clinical/Officer for Health\nParent Carer Forum",
        "Post-16 Careers and Skills\nEmployment and/Skills Manager",
        "Clinical Lead for Childrens/Services\nYouth Council of Fenby",
    ],
)
def test_a_little_white_space_parts_owners(owners: str) -> None:
    assert entry_text(stacked(owners, space=LITTLE), RIGHT) == owners.replace("/", " ")


def test_lines_that_stand_evenly_are_parted_by_room_and_words_alone() -> None:
    lines = stacked("Neighbourhood Libraries\nand Culture Services", space=LITTLE)
    assert entry_text(lines, RIGHT) == "Neighbourhood Libraries and Culture Services"


def test_white_space_parts_no_title_in_its_middle() -> None:
    lines = stacked("Head of Education and\nSkills for/Life", space=LITTLE)
    assert entry_text(lines, RIGHT) == "Head of Education and Skills for Life"


@pytest.mark.parametrize("owners", ["Family Hub Manager\nSENDIASS", "DCO\nDSCO\nService Manager"])
def test_a_little_white_space_is_more_than_what_is_usual_in_the_column(owners: str) -> None:
    lines = stacked(owners, space=LITTLE)
    assert entry_text(lines, max(flow.line.x1 for flow in lines), STEP / 9) == owners


def test_a_short_form_is_the_function_of_a_title_below_it_without_white_space() -> None:
    assert entry_text(stacked("HR\nBusiness Partner", space=0), RIGHT, STEP / 9) == "HR Business Partner"


EDGES = (50.0, 250.0, 345.0, 470.0)
ROWS = (
    ("Open a new hub.", ("Head of Parks and", "Open Spaces"), 11.0, "May 2024"),
    ("Write to parents.", ("Director of Adult", "Social Care"), 11.0, "June 2024"),
    ("Run drop-ins.", ("Family Hub Manager", "SENDIASS"), 14.5, "July 2024"),
)


def test_the_other_rows_tell_what_space_stands_between_the_lines_of_one_owner(tmp_path: Path) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    pen.text(50, 40, "Action plan", bold=True, size=18)
    y = ruled(pen, 80, [("Action", "Lead", "Target date")], EDGES)
    for action, owners, step, date in ROWS:
        for x0, x1 in pairwise(EDGES):
            pen.box(x0, y, x1, y + 40)
        pen.text(EDGES[0] + 4, y + 4, action)
        for n, owner in enumerate(owners):
            pen.text(EDGES[1] + 4, y + 4 + n * step, owner)
        pen.text(EDGES[2] + 4, y + 4, date)
        y += 40
    found = [each.owners for one in pen.read().recommendations for each in one.actions]
    assert found == [(" ".join(ROWS[0][1]),), (" ".join(ROWS[1][1]),), ROWS[2][1]]


def test_a_title_that_another_owner_supports_goes_on_below() -> None:
    lines = stacked("Chief/Information/Officer with/Director of/Property Services", space=0)
    assert entry_text(lines, 70.0) == "Chief Information Officer with Director of Property Services"


@pytest.mark.parametrize(
    ("owners", "right", "read"),
    [
        # a full line takes the field of its title from below, where another owner follows
        (
            "Area Manager/Community Safety/and Home Safety/Team Leader",
            90.0,
            "Area Manager Community Safety and Home Safety Team Leader",
        ),
        # a rank takes it too, and another title follows
        (
            "Group Manager/Community Safety/On-call Support/Manager",
            80.0,
            "Group Manager Community Safety\nOn-call Support Manager",
        ),
        # a provider lends its name to the title below
        ("Education Provider/Regional Manager", 100.0, "Education Provider Regional Manager"),
        # the noun of the title is still to come
        ("Chief Nursing/Information Officer", 130.0, "Chief Nursing Information Officer"),
        # a role in brackets closes its owner, and what is no role closes nothing
        (
            "Jo Marsh (Head of/Audit and Risk)/Human Resources",
            70.0,
            "Jo Marsh (Head of Audit and Risk)\nHuman Resources",
        ),
        ("Head of Learning (Adults)/Skills and Work", 70.0, "Head of Learning (Adults) Skills and Work"),
        # a chief executive is whole above a title of several words
        ("Mr T Pell, Chief/Executive/HR Manager", 80.0, "Mr T Pell, Chief Executive\nHR Manager"),
        ("Chief/Executive/Officer", 60.0, "Chief Executive Officer"),
        # a name of two parts keeps its hyphen
        ("Ms R Pell-/Stone, Chief/Financial Officer", 90.0, "Ms R Pell-Stone, Chief Financial Officer"),
    ],
)
def test_where_no_room_is_left_the_words_tell_whether_an_owner_goes_on(
    owners: str, right: float, read: str
) -> None:
    assert entry_text(stacked(owners, space=0), right) == read


@pytest.mark.parametrize(
    ("above", "below", "parted"),
    [
        ("Assistant Director, Housing, NCC", "Designated Fire Officer", True),  # title, field, body
        ("Director of Quality and Governance, HR", "Business Partner", False),  # a function of what stands below
        ("Director, Housing, HR", "Business Partner", False),
        ("Schools Forum", "Chair", False),  # a chair is one of a group
        ("Head of Schools", "Chair", True),
    ],
)
def test_what_ends_a_title_and_what_goes_on_with_it(above: str, below: str, *, parted: bool) -> None:
    found = entry_text(stacked(f"{above}/{below}", space=0), 5.0 * len(above))
    assert found == above + ("\n" if parted else " ") + below
