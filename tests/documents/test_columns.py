"""Columns are told by their headers and by what they hold; where the two disagree thinly, it is said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import docx
import pytest

from extractors.model import DocumentError, Extraction
from extractors.registry import extract

Rows = Sequence[tuple[str, ...]]
ROWS = (
    (
        "Newcomers wait for hours before anyone speaks to them.",
        "1",
        "Agreed",
        "The Governor will open a second desk and train six officers for it.",
        "Head of Safety",
        "March 2021",
    ),
    (
        "Complaints are answered late and without a reason.",
        "2",
        "Partly agreed",
        "A clerk will be appointed who chases every answer each week.",
        "Deputy Governor",
        "30 June 2021",
    ),
    (
        "Too few men leave with an address of their own.",
        "3",
        "Agreed",
        "We will bring the council's housing officer in for two days a week.",
        "Head of Resettlement",
        "Completed",
    ),
    (
        "The exercise yards are bare and are not used.",
        "4",
        "Agreed",
        "Benches will be bought and a timetable will be printed.",
        "Head of Estates",
        "October 2021",
    ),
)


def read(folder: Path, header: tuple[str, ...], rows: Rows = ROWS) -> Extraction:
    return read_tables(folder, (header, rows))


def read_tables(folder: Path, *tables: tuple[tuple[str, ...], Rows]) -> Extraction:
    """A plan of tables with their headers, each with a paragraph above it."""
    document = docx.Document()
    for header, rows in tables:
        document.add_paragraph("HMP Larkhill Moor: action plan")
        table = document.add_table(0, len(header))
        for row in (header, *rows):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    path = folder / "plan.docx"
    document.save(str(path))
    return extract(path)


def records(found: Extraction) -> list[tuple[object, ...]]:
    return [
        (one.text, one.number, one.response_raw, action.text, action.owner_raw, action.target_raw)
        for one in found.recommendations
        for action in one.actions
    ]


def codes(found: Extraction) -> set[str]:
    return {issue.code for issue in found.issues}


@pytest.mark.parametrize(
    "header",
    [
        ("Concern", "Key concern", "Response", "Action taken or planned", "Responsible owner", "Target date"),
        ("Key concern", "Concern", "Response", "Action taken or planned", "Responsible owner", "Target date"),
        ("Details", "Recommendation", "Agreed", "Action", "Owner", "Target date"),
        ("Finding", "Ref", "", "Action", "", "By when"),
    ],
)
def test_numbers_and_words_stand_where_the_cells_have_them(header: tuple[str, ...], tmp_path: Path) -> None:
    found = read(tmp_path, header)
    assert records(found) == list(ROWS)
    assert "columns_by_content" not in codes(found)


@pytest.mark.parametrize(
    "header",
    [
        ("What you said", "Point", "Our reply", "What happens now", "Who sees to it", "No later than"),
        ("", "", "", "", "", ""),
        ("Was", "Nr", "Antwort", "Massnahme", "Verantwortlich", "Bis"),
    ],
)
def test_a_plan_whose_header_no_design_has_is_read_and_said_to_be(header: tuple[str, ...], tmp_path: Path) -> None:
    found = read(tmp_path, header)
    assert records(found) == list(ROWS)
    assert "columns_by_content" in codes(found)


def test_a_table_without_a_header_loses_no_row(tmp_path: Path) -> None:
    found = read(tmp_path, ROWS[0], ROWS[1:])
    assert records(found) == list(ROWS)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (("What", "Where", "Who", "When"), ("Spring concert", "Town hall", "Music Lead", "March 2021")),
        (("Name", "Post", "Since", "Note"), ("Ann Field", "Head of Safety", "March 2019", "Agreed")),
        (("A", "B", "C", "D"), ("1", "23", "14", "9")),
    ],
)
def test_other_tables_stay_unknown(header: tuple[str, ...], row: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as refused:
        read(tmp_path, header, (row,) * 5)
    assert refused.value.code == "unknown_document"


def test_a_column_that_could_be_either_is_a_warning(tmp_path: Path) -> None:
    header = ("Recommendation", "Action", "Due date", "Completion date")
    rows = tuple((row[0], row[3], "March 2021", "April 2021") for row in ROWS)
    found = read(tmp_path, header, rows)
    assert [issue.code for issue in found.issues].count("unsure_column") == 1
    [doubted] = [issue.message for issue in found.issues if issue.code == "unsure_column"]
    assert "Due date" in doubted


@pytest.mark.parametrize(
    ("response", "explanation", "action"),
    [
        (
            "This recommendation is partly agreed, for reasons of cost. The yard cannot be roofed this year. "
            "The Governor will buy benches in May.",
            "This recommendation is partly agreed, for reasons of cost. The yard cannot be roofed this year.",
            "The Governor will buy benches in May.",
        ),
        (
            "We accept this in principle because the yard is listed (see para. 4). Benches will be bought in May.",
            "We accept this in principle because the yard is listed (see para. 4).",
            "Benches will be bought in May.",
        ),
        ("This recommendation is agreed. Benches will be bought.", None, None),
        ("We accept this, but will buy benches instead.", None, None),
        ("The Governor agrees that the yard is bare, but it is used. Benches will be bought.", None, None),
    ],
)
def test_what_explains_is_no_action(
    response: str, explanation: str | None, action: str | None, tmp_path: Path
) -> None:
    header = ("Concern", "No", "Response", "Action taken or planned", "Responsible owner", "Target date")
    rows = (*ROWS[:3], (*ROWS[3][:3], response, *ROWS[3][4:]))
    found = read(tmp_path, header, rows).recommendations[3]
    assert found.explanation == explanation
    assert [one.text for one in found.actions] == [action or response]


def test_names_of_groups_stand_above_the_names_of_columns(tmp_path: Path) -> None:
    groups = ("Report and action", "Report and action", "Responsibility", "Responsibility", "Follow-up")
    heads = ("Ref", "Agreed action", "Responsible officer", "Agreed date", "Status")
    document = docx.Document()
    document.add_paragraph("Internal audit: action tracker")
    table = document.add_table(0, len(heads))
    rows = ((row[1], row[3], row[4], row[5], "On track") for row in ROWS)
    for row in (groups, heads, *rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for first, last in ((0, 1), (2, 3)):
        a, b = table.cell(0, first), table.cell(0, last)
        b.text = ""
        a.merge(b).text = groups[first]
    path = tmp_path / "tracker.docx"
    document.save(str(path))
    found = extract(path)
    (action, *_) = (action for one in found.recommendations for action in one.actions)
    assert [one.number for one in found.recommendations] == ["1", "2", "3", "4"]
    assert (action.text, action.owner_raw, action.target_raw) == (ROWS[0][3], "Head of Safety", "March 2021")
    assert {update.status for update in found.updates} == {"in_progress"}


def test_shares_done_tell_how_far_the_work_has_come(tmp_path: Path) -> None:
    header = ("Recommendation", "No", "Response", "Action", "Lead", "% done")
    rows = tuple((*row[:5], share) for row, share in zip(ROWS, ("100%", "60%", "0%", "10%"), strict=True))
    found = read(tmp_path, header, rows)
    assert [update.status for update in found.updates] == ["completed", "in_progress", "planned", "in_progress"]


def test_names_in_the_column_of_numbers_are_kept_as_printed(tmp_path: Path) -> None:
    header = ("Recommendation", "Ref", "Response", "Action", "Lead", "Date")
    names = ("25/01", "AUD-2024-03", "D1/M2", "7-9")
    found = read(tmp_path, header, tuple((row[0], name, *row[2:]) for row, name in zip(ROWS, names, strict=True)))
    assert [one.number for one in found.recommendations] == [*names]
    assert found.issues == ()


def test_prose_of_no_known_header_behind_the_actions_is_neither_asked_nor_done(tmp_path: Path) -> None:
    header = ("Ref", "Improvement action", "Lead officer", "Due date", "Whatever is worth a word")
    said = "The first visits were made in spring and all the staff of the wing were there."
    found = read(tmp_path, header, tuple((row[1], *row[3:], said) for row in ROWS))
    assert [action.text for one in found.recommendations for action in one.actions] == [row[3] for row in ROWS]
    assert {one.text for one in found.recommendations} == {""}
    assert "unread_column" in [issue.code for issue in found.issues]


def test_the_second_row_of_a_header_may_say_only_that_a_date_is_revised(tmp_path: Path) -> None:
    groups = ("Ref", "Agreed action", "Lead", "Target date", "Target date", "Update")
    heads = ("", "", "", "Original", "Revised", "")
    document = docx.Document()
    document.add_paragraph("Internal audit: action tracker")
    table = document.add_table(0, len(heads))
    rows = tuple((row[1], row[3], row[4], "March 2021", "July 2021", "It is under way.") for row in ROWS)
    for row in (groups, heads, *rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    table.cell(0, 4).text = ""
    table.cell(0, 3).merge(table.cell(0, 4)).text = "Target date"
    for column in (0, 1, 2, 5):
        table.cell(0, column).merge(table.cell(1, column)).text = groups[column]
    path = tmp_path / "tracker.docx"
    document.save(str(path))
    found = extract(path)
    assert [action.target_raw for one in found.recommendations for action in one.actions] == ["March 2021"] * 4
    assert {update.text.split("\n")[0] for update in found.updates} == {"Revised July 2021"}


def test_columns_are_told_together_in_tables_that_differ_in_one_header(tmp_path: Path) -> None:
    heads = ("Recommendation", "Action to be taken", "Date for completion", "Lead")
    rows = [(row[0], row[3], row[5], row[4]) for row in ROWS]
    praised = [
        (
            "• The steps being taken to let more men see their sons and daughters",
            "Open the hall on Sundays.",
            "Ongoing",
            "Head of Safety",
        ),
        (
            "• The work that is under way to make the yard a place to be in",
            "Plant two trees.",
            "To be confirmed",
            "Governor",
        ),
    ]
    affirmed = ("Affirmation", *heads[1:])
    found = read_tables(tmp_path, (heads, rows), (affirmed, praised)).recommendations
    told = [(one.text, *((a.text, a.target_raw, a.owner_raw) for a in one.actions)) for one in found[len(rows) :]]
    assert told == [(asked, tuple(said)) for asked, *said in praised]


def test_progress_belongs_to_the_action_whose_mark_it_bears_and_a_state_to_all(tmp_path: Path) -> None:
    header = ("Recommendation", "Action", "Lead", "Date", "RAG", "Update")
    rows = [(row[0], row[3], row[4], row[5], "Green", "It is done.") for row in ROWS]
    many = (
        "The yard is bare.",
        "a) Buy two benches.\nb) Plant two trees.",
        "Head of Estates",
        "a) May 2021\nb) June 2021",
        "Amber",
        "a) They are bought.\nb) They stand in pots.",
    )
    found = read(tmp_path, header, (*rows, many, (*many[:5], "Both are ordered.")))
    *_, marked, unmarked = found.recommendations
    assert [a.progress_raw for a in marked.actions] == ["Amber\nThey are bought.", "Amber\nThey stand in pots."]
    assert [a.progress_raw for a in unmarked.actions] == ["Amber", "Amber\nBoth are ordered."]


def test_numbers_behind_what_is_asked_count_its_actions(tmp_path: Path) -> None:
    header = ("Ref", "Must do", "No.", "Action", "Lead", "Date")
    refs = ("SD2", "SD1", "MD2", "MD1")
    rows = tuple(
        row
        for n, (ref, (asked, _, _, done, lead, due)) in enumerate(zip(refs, ROWS, strict=True), start=1)
        for row in (
            (ref, asked, f"{n}.1", done, lead, due),
            ("", "", f"{n}.2", f"Then report on {n}.", lead, due),
        )
    )
    found = read(tmp_path, header, rows).recommendations
    assert [(one.number, one.text, len(one.actions)) for one in found] == [
        (ref, row[0], 2) for ref, row in zip(refs, ROWS, strict=True)
    ]


@pytest.mark.parametrize("last", ["MD4", "A road"])
def test_codes_that_all_recommendations_begin_with_are_their_numbers(last: str, tmp_path: Path) -> None:
    codes = ("MD1", "MD2", "SD 1", last)
    rows = tuple((f"{code}\n{row[0]}", *row[3:]) for code, row in zip(codes, ROWS, strict=True))
    found = read(tmp_path, ("Recommendation", "Action", "Lead", "Date"), rows).recommendations
    numbers = list(codes) if last == "MD4" else ["1", "2", "3", "4"]
    assert [one.number for one in found] == numbers
    assert found[0].text == (ROWS[0][0] if last == "MD4" else f"MD1 {ROWS[0][0]}")


def test_the_first_row_of_a_partly_agreed_recommendation_explains_where_others_name_owners(tmp_path: Path) -> None:
    header = ("No", "Recommendation", "Response", "Action", "Date and function responsible")
    reason = "The yard is listed and will stay as it is until 2030."
    rows = (
        *((row[1], row[0], row[2], row[3], f"{row[5]}\n{row[4]}") for row in ROWS[:3]),
        ("4", ROWS[3][0], "Partially accepted", reason, ""),
        ("", "", "", ROWS[3][3], "TBC\nHead of Estates"),
    )
    found = read(tmp_path, header, rows).recommendations[3]
    assert found.explanation == reason
    assert [(a.text, a.owners, a.target_raw, a.target_kind) for a in found.actions] == [
        (ROWS[3][3], ("Head of Estates",), "TBC", "none")
    ]


def test_a_column_that_is_called_action_holds_what_is_done_whatever_stands_beside_it(tmp_path: Path) -> None:
    header = ("Ref", "Action", "Lead", "Timescale", "What will be different")
    rows = tuple((row[1], row[3], row[4], row[5], row[0]) for row in ROWS)
    found = read(tmp_path, header, rows).recommendations
    assert [a.text for one in found for a in one.actions] == [row[3] for row in ROWS]


def test_a_table_of_what_was_completed_belongs_to_the_plan_whose_headers_it_shares(tmp_path: Path) -> None:
    plan = ("Ref", "What we will do", "Lead", "Due by", "Status")
    done = ("Ref", "What we said we would do", "Lead", "Status", "What we did")
    found = read_tables(
        tmp_path,
        (plan, [(f"A{row[1]}", row[3], row[4], row[5], "On track") for row in ROWS]),
        (done, [(f"B{row[1]}", row[3], row[4], "Complete", "It was done in May.") for row in ROWS]),
    ).recommendations
    told = [(one.number, a.text, a.progress_raw) for one in found for a in one.actions]
    assert told[-1] == ("B4", ROWS[3][3], "Complete\nIt was done in May.")


def test_a_row_with_an_answer_is_asked_where_the_numbers_below_are_parts_of_its_own(tmp_path: Path) -> None:
    header = ("No", "Concern / Response: action taken or planned", "Agreed?", "Responsible owner", "Target date")
    rows = tuple(
        row
        for number, (asked, _, answer, done, lead, due) in enumerate(ROWS, start=1)
        for row in (
            (str(number), asked, answer, "", ""),
            (f"{number}.1", done, "", lead, due),
            (f"{number}.2", "A report will be sent to the Governor.", "", lead, due),
        )
    )
    found = read(tmp_path, header, rows).recommendations
    assert [(one.number, one.text, one.response_raw, len(one.actions)) for one in found] == [
        (row[1], row[0], row[2], 2) for row in ROWS
    ]
