"""A table is a plan by what its columns hold: those of other kinds are not, whatever their headers say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import pytest

from extractors.documents.plans.recognise import looks_like_plan
from extractors.headers import load_templates, match_header
from extractors.model import DocumentError, Extraction
from extractors.registry import extract, read_layout
from extractors.tables import logical_tables

# Fictional tables whose headers are borrowed from plans: a line a row, the first of them the header.
OTHERS = {
    "outbreaks": """
        Sl. No. | Name of state | Name of district | Disease | No. of cases | Date of start of outbreak | Date of reporting | Current status | Comments/ Action taken
        1 | Arvenia | Tolmar | Diarrhoea | 23 | 02/01/2016 | 04/01/2016 | Under surveillance | Cases were reported from the village of Keld. The district team investigated. Two water samples were collected, and health education was given.
        2 | Arvenia | Senby | Measles | 11 | 28/12/2015 | 03/01/2016 | Under control | Cases were reported from a hamlet. House to house search was done. Three of five blood samples were positive.
        3 | Belmark | Oster | Dengue | 46 | 01/01/2016 | 05/01/2016 | Under surveillance | Larvae were found in 14 houses. Fogging was done by the municipality.""",
    "outbreak bulletin": """
        No | Issue identified | Action taken | Date | Status
        1 | Cholera in three villages on the lake | Wells were closed and water was brought in | 12/03/2017 | Closed
        2 | Measles in a boarding school | All pupils were vaccinated within a week | 20/03/2017 | Closed""",
    "outbreaks without a word": """
        No | Recommendation | Action taken | Date | Status
        1 | | | 12/03/2017 | Ongoing
        2 | | | 20/03/2017 | Closed""",
    "budget": """
        Ref | Action | Lead | Date | Impact
        A1 | Vehicles | Transport | 2018/19 | 88,000
        A2 | Fuel | Transport | 2018/19 | 15,600
        A3 | Heating | Estates | 2019/20 | 41,000""",
    "purchases": """
        Item | Requirement | Responsible officer | Due date | Progress
        1 | Laptops | R. Hale | 01/05/2021 | 24,000
        2 | Office chairs | R. Hale | 14/05/2021 | 6,100""",
    "timetable": """
        When | Action | Who | Outcome
        09:00 | Registration and coffee | All |
        09:30 | Welcome by the chair | Chair | Aims of the day are clear
        10:15 | Workshop on drafting | Groups 1 to 4 | A draft""",
    "risk register": """
        Ref | Risk | Likelihood | Impact | Score | Action | Owner | Review date
        R1 | Loss of power | 2 | 5 | 10 | Generators are tested monthly | Head of IT | March 2020
        R2 | Key staff leave | 3 | 3 | 9 | Notice periods of three months | Head of People | April 2020""",
    "staff list": """
        No | Lead officer | Area for improvement | Date | Comments
        1 | Jane Marsh | North | 01/04/2015 | Part time
        2 | Tom Ode | South | 12/09/2017 |
        3 | Ann Field | East | 03/01/2019 | On leave""",
    "minutes": """
        Item | Finding | Action | Who | When
        1 | Minutes approved | None | |
        2 | Accounts presented | Noted | |
        3 | Summer fair discussed | Agreed | All |""",
    "errors of a program": """
        ID | Issue | Status | Owner | Date
        101 | The login page times out | Closed | J. Marsh | 02/02/2020
        102 | The wrong currency sign is shown | Open | T. Ode | 03/02/2020""",
    "requirements of a program": """
        ID | Requirement | Priority | Status
        F1 | The system shall keep a log of every change | High | Done
        F2 | The export shall be a file of values | Low | Open""",
    "complaints": """
        Ref | Concern | Response | Date
        C1 | Bins were not collected for three weeks. | We apologised and sent a crew the next day. | 03/02/2019
        C2 | The music in the park was too loud. | The band was told to play more quietly. | 09/02/2019""",
    "medical guidance": """
        Recommendation | Strength | Evidence
        Adults with the condition should be offered the test. | Strong | 1A
        Children should not be offered the test. | Weak | 2B""",
    "versions": """
        Item | Date | Owner | Action
        0.1 | 12/01/2018 | J. Marsh | First draft
        1.0 | 20/02/2018 | T. Ode | Approved""",
    "conformity": """
        Ref | Actions | Status |
        5.6.4 | The choice of a pump | C |
        6 | Diameter of the pipe | C | As documented, it is chosen by the user.""",
}  # fmt: skip
PLANS = {
    "in few words": """
        No | Recommendation | Action | Owner | Date
        1 | Mend the roof. | We will mend it. | Governor | May 2020""",
    "areas in two words": """
        Ref No | Area requiring improvement | Action required | Planned completion date | Lead officer
        1 | Management oversight | Countersign every assessment | May 2019 | Team Managers
        2 | Staffing | Recruit two social workers | July 2019 | Head of Service""",
    "resolutions, and how much is done": """
        Ref | Meeting | Recommendation | Responsible officer | Due date | % complete | Latest position
        OS1 | Nov 2023 | That the Authority publishes a summary of its accounts. | Head of News | 30/09/2024 | 30% | A draft is ready.
        OS2 | Jan 2024 | That a register of gifts is kept. | Director of Law | 31/07/2024 | 0% | To be taken up.""",
    "concerns, and what was done": """
        No | Priority concern | Action taken/planned | Responsible owner | Target date
        1 | Too many prisoners felt unsafe. | A strategy has been written. | Head of Safety | Completed
        2 | Rates of self-harm were high. | Key work was resumed in June. | Head of Residence | Ongoing""",
    "answers alone": """
        Recommendation | Accepted/ Rejected
        The gym should open at weekends. | Rejected
        The library should open in the evening. | Accepted""",
    "not answered yet": """
        No | Recommendation | Action | Owner | Date
        1 | The roof of the east wing should be mended. | | |
        2 | The gate should be widened. | | |""",
    "one column": """
        Areas for improvement
        Leaders should reduce the waiting times for therapies.
        Leaders across the partnership must plan transitions earlier.""",
    "no known verb": """
        No | Recommendation | Owner | Date
        1 | Scrub the cells weekly | Governor | May 2020""",
}
SILENT = """
    No | Recommendation | Response | Action
    1 | The library should open on Sundays. | Agreed | Staff will be asked to volunteer for one Sunday in four.
    2 | The roof should be mended before the winter. | Agreed | A contractor will be found and the slates replaced."""
ACTIONS = """
    Meeting date | Action | Deadline | Progress
    11/01/2011 | Secretariat to circulate the draft code to members | March 2011 | On track
    08/02/2011 | Members to send their comments to the chair | As soon as possible | Complete"""


def rows_of(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def as_html(tables: Sequence[str], folder: Path) -> Path:
    def row(cells: Sequence[str]) -> str:
        return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"

    path = folder / "document.html"
    path.write_text("".join(f"<table>{''.join(map(row, rows_of(table)))}</table><p>…</p>" for table in tables))
    return path


def as_docx(tables: Sequence[str], folder: Path) -> Path:
    document = docx.Document()
    for table in tables:
        rows = rows_of(table)
        grid = document.add_table(len(rows), len(rows[0]))
        for line, cells in zip(grid.rows, rows, strict=True):
            for cell, text in zip(line.cells, cells, strict=True):
                cell.text = text
        document.add_paragraph("…")
    document.save(str(folder / "document.docx"))
    return folder / "document.docx"


Format = Callable[[Sequence[str], Path], Path]
each_format = pytest.mark.parametrize("form", [as_html, as_docx])


def errors(read: Extraction) -> list[str]:
    return [issue.code for issue in read.issues if issue.severity == "error"]


def likeness(table: str, folder: Path) -> float:
    layout = read_layout(as_html([table], folder))
    return round(looks_like_plan(logical_tables(layout, load_templates())), 3)


def test_between_plans_and_other_tables_lies_a_gap(tmp_path: Path) -> None:
    assert min(likeness(table, tmp_path) for table in [*PLANS.values(), ACTIONS]) >= 0.7
    assert max(likeness(table, tmp_path) for table in OTHERS.values()) <= 0.6


@each_format
@pytest.mark.parametrize("kind", OTHERS)
def test_a_table_of_another_kind_is_no_plan(kind: str, form: Format, tmp_path: Path) -> None:
    match = match_header(rows_of(OTHERS[kind])[0], load_templates())
    assert match is not None
    assert match.kind == "plan"
    with pytest.raises(
        DocumentError, match="a table has the header of a plan, but not what its columns hold"
    ) as no:
        extract(form([OTHERS[kind]], tmp_path))
    assert no.value.code == "unknown_document"


@each_format
@pytest.mark.parametrize("kind", PLANS)
def test_a_plan_is_known_by_whatever_evidence_it_gives(kind: str, form: Format, tmp_path: Path) -> None:
    read = extract(form([PLANS[kind]], tmp_path))
    assert len(read.recommendations) == len(rows_of(PLANS[kind])) - 1
    assert all(recommendation.text for recommendation in read.recommendations)
    assert errors(read) == []


CLOSED = """
        Ref | Improvement action | Owner | Date closed | Closing note
        B2 | Review the list of ferries. | Head of Ferries | 19/12/2024 | Approved in December.
        B5 | Commission a new pier. | Friends of the pier | 28/10/2024 | The pier is open."""


def test_days_in_a_column_of_what_is_closed_tell_a_plan_too(tmp_path: Path) -> None:
    read = extract(as_html([ACTIONS, CLOSED], tmp_path))
    closed = [one.actions[0] for one in read.recommendations if one.number in ("B2", "B5")]
    assert [action.text for action in closed] == ["Review the list of ferries.", "Commission a new pier."]
    assert [update.status for update in read.updates[-2:]] == ["completed", "completed"]


def test_a_table_of_another_kind_beside_a_plan_is_left_out_with_its_header(tmp_path: Path) -> None:
    read = extract(as_html([PLANS["in few words"], OTHERS["errors of a program"]], tmp_path))
    assert [recommendation.text for recommendation in read.recommendations] == ["Mend the roof."]
    (issue,) = [issue for issue in read.issues if issue.code == "not_a_plan"]
    assert (issue.severity, issue.locator) == ("warning", "table[2]/row[1]/cell[1]..table[2]/row[1]/cell[5]")
    assert "ID | Issue | Status | Owner | Date" in issue.message
    assert read.words_assigned == read.words


def test_tables_of_one_design_are_judged_together(tmp_path: Path) -> None:
    head, first, second = PLANS["areas in two words"].strip().splitlines()
    bare = f"{head}\n3 | Training | | |"
    read = extract(as_html([f"{head}\n{first}\n{second}", bare], tmp_path))
    assert [recommendation.text for recommendation in read.recommendations][-1] == "Training"
    with pytest.raises(DocumentError):
        extract(as_html([bare], tmp_path))


@each_format
def test_actions_that_answer_nothing_are_read_and_said_to_be_a_part(form: Format, tmp_path: Path) -> None:
    read = extract(form([ACTIONS], tmp_path))
    assert [(a.text, a.target_raw, a.progress_raw) for r in read.recommendations for a in r.actions] == [
        ("Secretariat to circulate the draft code to members", "March 2011", "On track"),
        ("Members to send their comments to the chair", "As soon as possible", "Complete"),
    ]
    assert errors(read) == ["no_recommendation_text"]


@each_format
def test_that_no_action_says_who_or_by_when_is_said_once(form: Format, tmp_path: Path) -> None:
    read = extract(form([SILENT], tmp_path))
    assert [len(one.actions) for one in read.recommendations] == [1, 1]
    assert {i.code: i.severity for i in read.issues if i.code in ("no_owner", "no_date")} == {
        "no_owner": "warning",
        "no_date": "warning",
    }
