from __future__ import annotations

from pathlib import Path

import pytest

from extractors.headers import best_role, load_templates, match_header, role_likeness

ALL = load_templates()


@pytest.mark.parametrize(
    ("cells", "roles"),
    [
        (
            ["1. Rec No", "2. Recommendation", "3. Agreed/ Partly Agreed/ Not Agreed", "4. Response Action Taken/Planned",
             "5. Responsible Owner (including named individuals and their functional role or department)", "6. Target Date"],
            ("number", "recommendation", "response", "action", "owner", "date"),
        ),
        (
            ["Ref No", "AREA REQUIRING IMPROVEMENT (Recommendations)", "Action Required", "Planned Completion Date",
             "Lead Officer / Agency", "Progress against agreed action and impact monitoring"],
            ("number", "recommendation", "action", "date", "owner", "progress"),
        ),
        (["Recommendation", "Action", "Lead", "By when"], ("recommendation", "action", "owner", "date")),
        (["Recommendation", "Actions", "Due date", "Action owner"], ("recommendation", "action", "date", "owner")),
        (["Item to be rectified", "Actions required", "Deadline", "Person responsible", "RAG rating"],
         ("recommendation", "action", "date", "owner", "progress")),
        (["Responsible body", "Areas for priority action"], ("owner", "recommendation")),
        (["Areas for improvement in the area's provision"], ("recommendation",)),
    ],
)  # fmt: skip
def test_columns_are_known_by_the_meaning_of_their_words(cells: list[str], roles: tuple[str, ...]) -> None:
    match = match_header(cells, ALL)
    assert match is not None
    assert (match.kind, match.roles) == ("plan", roles)


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["Term", "Definition", "Additional comment"], "definitions"),
        (["Agreed", "Partly agreed", "Not agreed", "Total"], "summary"),
    ],
)
def test_definitions_and_counts_are_no_plan(cells: list[str], kind: str) -> None:
    match = match_header(cells, ALL)
    assert match is not None
    assert match.kind == kind


@pytest.mark.parametrize(
    "cells", [["Local Authority", "Integrated Care Board"], ["Name", "Telephone"], ["1", "2"], [""]]
)
def test_a_table_of_no_known_design_is_not_guessed(cells: list[str]) -> None:
    assert match_header(cells, ALL) is None


def test_a_new_design_is_a_new_file(tmp_path: Path) -> None:
    cells = ["Wish", "Deed", "Bearer", "Term day"]
    assert match_header(cells, ALL) is None
    (tmp_path / "new.toml").write_text(
        'name = "new"\n[columns]\nrecommendation = ["Wish"]\naction = ["Deed"]\nowner = ["Bearer"]\ndate = ["Term day"]\n'
    )
    match = match_header(cells, load_templates(tmp_path))
    assert match is not None
    assert (match.template, match.roles) == ("new", ("recommendation", "action", "owner", "date"))


def test_a_bad_template_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('name = "bad"\n[columns]\nowners = ["Owner"]\n')
    with pytest.raises(ValueError, match=r"bad\.toml"):
        load_templates(tmp_path)


def test_a_single_column_head_is_known() -> None:
    assert best_role("Planned Completion Date", ALL) == ("date", 1.0)
    assert best_role("Weather", ALL) is None


def test_a_row_of_entries_is_no_header() -> None:
    assert match_header(["8", "Review the office", "Accepted", "Regional Lead", "Action", "Completed"], ALL) is None


@pytest.mark.parametrize(
    ("head", "role"),
    [
        ("Review team's recommendation", "recommendation"),
        ("Recommendation of the independent review team", "recommendation"),
        ("Date on which the board expects it", "date"),
        ("Due date\nPlease say here by whom and how the recommendation is to be answered", "date"),
    ],
)
def test_a_long_header_is_like_the_noun_it_qualifies(head: str, role: str) -> None:
    found = role_likeness(head, ALL)
    assert max(found, key=lambda each: found[each]) == role


def test_a_header_that_ends_with_by_is_not_what_is_done() -> None:
    assert "owner" in role_likeness("Action by", ALL)
    assert "action" not in role_likeness("Action by", ALL)
    assert "action" in role_likeness("Action taken by the trust", ALL)
