"""Plans that print a form of labels and values for each recommendation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from extractors.model import Extraction
from extractors.registry import extract
from tests.documents.test_white_space import Pen

Rows = Sequence[tuple[str, str]]
ROOF: Rows = (
    ("Recommendation", "The trust should mend the roof of its library."),
    ("Our response", "Accepted"),
    ("Action 1", "We will mend the half above the stacks."),
    ("Accountable", "Head of Estates"),
    ("Completion date", "May 2024"),
    ("Position at 1/3/24", "Tiles have been ordered."),
    ("Action 2", "We will mend the other half."),
    ("Accountable", "Head of Works"),
    ("Completion date", "June 2024"),
    ("Position at 1/3/24", "Not started."),
)
CARS: Rows = (
    ("Recommendation", "The trust should count its cars each day."),
    ("Our response", "Not accepted"),
    ("Reason", "They are few and are counted each week."),
)
DONE = [
    ("We will mend the half above the stacks.", ("Head of Estates",), "May 2024"),
    ("We will mend the other half.", ("Head of Works",), "June 2024"),
]


def html(folder: Path, *forms: Rows) -> Extraction:
    tables = (
        "".join(
            f"<tr><td>{label}</td><td>{said}</td></tr>" if said else f"<tr><td colspan=2>{label}</td></tr>"
            for label, said in form
        )
        for form in forms
    )
    path = folder / "plan.html"
    path.write_text(
        "<h1>Action plan</h1>" + "<p>.</p>".join(f"<table>{table}</table>" for table in tables), encoding="utf-8"
    )
    return extract(path)


def told(found: Extraction) -> list[tuple[object, ...]]:
    return [
        (r.number, r.text, r.response, r.explanation, [(a.text, a.owners, a.target_raw) for a in r.actions])
        for r in found.recommendations
    ]


WHOLE = [
    ("C-1", CARS[0][1], "not_agreed", CARS[2][1], []),
    ("C-2", ROOF[0][1], "agreed", None, DONE),
]


@pytest.mark.parametrize("apart", [True, False])
def test_each_form_is_a_recommendation_with_its_answer_and_actions(apart: bool, tmp_path: Path) -> None:
    forms = [(("C-1", "Cars"), *CARS), (("C-2", "The roof"), *ROOF)]
    found = html(tmp_path, *(forms if apart else [[*forms[0], *forms[1]]]))
    assert told(found) == WHOLE
    assert [a.progress_raw for r in found.recommendations for a in r.actions] == [ROOF[5][1], ROOF[9][1]]
    assert not [issue for issue in found.issues if issue.severity != "info"]


def test_a_row_over_the_whole_width_or_the_label_itself_may_bear_the_number(tmp_path: Path) -> None:
    first = (("Recommendation 1: cars", ""), *CARS)
    second = (("Recommendation 2", ROOF[0][1]), *ROOF[1:])
    assert [(r.number, r.text) for r in html(tmp_path, first, second).recommendations] == [
        ("1", CARS[0][1]),
        ("2", ROOF[0][1]),
    ]


def test_two_labels_may_stand_side_by_side_and_one_may_name_nothing(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"

    def wide(label: str, said: str) -> str:
        return f"<tr><td>{label}</td><td colspan=3>{said}</td></tr>"

    body = wide("Recommendation 7", ROOF[0][1]) + row("Response", "Accepted", "Priority", "")
    body += wide("Action", ROOF[2][1]) + row("Lead", ROOF[3][1], "By when", ROOF[4][1]) + wide("Progress", "")
    body += wide("Action", ROOF[6][1]) + row("Lead", ROOF[7][1], "By when", ROOF[8][1]) + wide("Progress", "")
    (tmp_path / "plan.html").write_text(f"<h1>Action plan</h1><table>{body}</table>", encoding="utf-8")
    found = extract(tmp_path / "plan.html")
    assert told(found) == [("7", *WHOLE[1][1:])]
    assert not [issue for issue in found.issues if issue.severity != "info"]


def test_a_label_may_name_the_number(tmp_path: Path) -> None:
    forms = [(("Ref", "C-1"), *CARS), (("Ref", "C-2"), *ROOF)]
    assert told(html(tmp_path, *forms)) == WHOLE


@pytest.mark.parametrize("owner", ["Lead", "Owner:", "Responsible officer", "Accountable manager", "Who"])
@pytest.mark.parametrize("date", ["By when", "Due date:", "Target date", "Timescale"])
def test_labels_are_what_headers_of_columns_say(owner: str, date: str, tmp_path: Path) -> None:
    names = {"Accountable": owner, "Completion date": date}
    form = [("4", "The roof"), *((names.get(label, label), said) for label, said in ROOF)]
    assert told(html(tmp_path, form)) == [("4", *WHOLE[1][1:])]


def test_a_label_of_no_known_kind_is_told(tmp_path: Path) -> None:
    found = html(tmp_path, (("1", "The roof"), *ROOF[:3], ("Weather", "Rain is likely all year."), *ROOF[3:]))
    assert [issue.message for issue in found.issues if issue.code == "unread_column"] == [
        "the column 'Weather' is of no known kind and was not read: add its words to a template"
    ]


def test_a_table_of_labels_that_is_no_form_stays_one(tmp_path: Path) -> None:
    control = (("Owner", "Head of Estates"), ("Date", "May 2024"), ("Version", "2"))
    assert told(html(tmp_path, control, (("1", "The roof"), *ROOF))) == [("1", *WHOLE[1][1:])]


@pytest.mark.parametrize("ruled", [True, False])
def test_a_box_in_which_labels_stand_apart_from_what_they_name(ruled: bool, tmp_path: Path) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    pen.text(50, 30, "Action plan", size=16)
    y = 70.0
    for number, form in (("C-1  Cars", CARS), ("C-2  The roof", ROOF)):
        pen.text(54, y, number, bold=True)
        top = y = y + 18
        for label, said in form:
            if ruled:
                pen.box(50, y, 160, y + 20)
                pen.box(160, y, 540, y + 20)
            elif label.startswith("Action"):
                pen.box(50, y, 540, y)
            pen.text(54, y + 5, label, bold=True)
            pen.text(170, y + 5, *said.split("/"))
            y += 20
        pen.box(50, top, 540, y)
        y += 30
    assert told(pen.read()) == WHOLE


def test_prose_in_a_box_stays_prose(tmp_path: Path) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    pen.box(50, 70, 540, 120)
    for n, (label, said) in enumerate(CARS):
        pen.text(54, 75 + 12 * n, f"{label}: {said}")
    pen.save()
    with pytest.raises(Exception, match="was recognised"):
        extract(pen.path)


def test_each_label_of_what_is_reported_is_a_column_and_answers_are_known_by_themselves(tmp_path: Path) -> None:
    lead, when = ("Lead", "Head of Estates"), ("By when", "May 2024")
    roof = (*ROOF[:1], ("Our position", "Accepted"), ROOF[2], lead, when, ("RAG", "Green"), ("Update", "Begun."))
    cars = (CARS[0], ("Our position", "Partially accepted"), ("Action 1", "Count them."), lead, when)
    found = html(tmp_path, (("1", "The roof"), *roof), (("2", "Cars"), *cars))
    assert [each.response for each in found.recommendations] == ["agreed", "partly_agreed"]
    assert [a.progress_raw for r in found.recommendations for a in r.actions] == ["Green\nBegun.", None]


def test_what_stands_behind_a_number_is_a_title_where_a_label_below_asks(tmp_path: Path) -> None:
    roof = (("Recommendation 2", "The roof"), ("Finding", ROOF[0][1]), *ROOF[1:])
    cars = (("AFI 1", "Cars"), ("Finding", CARS[0][1]), *CARS[1:])
    assert told(html(tmp_path, cars, roof)) == [("AFI 1", *WHOLE[0][1:]), ("2", *WHOLE[1][1:])]


def test_a_page_break_between_two_labels_cuts_no_row(tmp_path: Path) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    pen.text(50, 30, "Action plan", size=16)

    def rows(y: float, *form: tuple[str, str]) -> float:
        for label, said in form:
            pen.box(50, y, 160, y + 30)
            pen.box(160, y, 540, y + 30)
            pen.text(54, y + 5, label, bold=True)
            pen.text(170, y + 5, *said.split("/"))
            y += 30
        return y + 30

    done = ("Action", "• Mend the half above the stacks, and after it the half that lies/over the reading room")
    y = rows(70, ("C-1", "Cars"), *CARS)
    rows(690, ("C-2", "The roof"), ROOF[0], ROOF[1], done)
    pen.turn()
    rows(40, *ROOF[3:5])
    assert y < 690
    last = (done[1].replace("/", " "), *DONE[0][1:])
    assert told(pen.read()) == [WHOLE[0], ("C-2", ROOF[0][1], "agreed", None, [last])]


def test_a_form_may_end_in_a_table_of_its_own(tmp_path: Path) -> None:
    def row(*cells: tuple[str, int]) -> str:
        return "<tr>" + "".join(f"<td colspan={wide}>{cell}</td>" for cell, wide in cells) + "</tr>"

    forms = []
    for n, (form, acts) in enumerate(((CARS, ()), (ROOF, (ROOF[2:6], ROOF[6:]))), 1):
        rows = [row(("Ref", 1), (f"C-{n}", 2), ("Priority", 1), ("High", 2))]
        rows += [row((label, 1), (said, 5)) for label, said in (("Finding", "It is old."), *form[: 2 + (not acts)])]
        if acts:
            rows.append(row(("Agreed action", 3), ("Owner", 1), ("Due date", 1), ("Update", 1)))
        rows += [row((act[0][1], 3), *((said, 1) for _, said in act[1:])) for act in acts]
        forms.append("".join(rows))
    for apart in ("</table><p>.</p><table>", ""):
        path = tmp_path / "plan.html"
        path.write_text(f"<h1>Action plan</h1><table>{apart.join(forms)}</table>", encoding="utf-8")
        found = extract(path)
        assert told(found) == WHOLE
        progress = [one.progress_raw for each in found.recommendations for one in each.actions]
        assert progress == [ROOF[5][1], ROOF[9][1]]
