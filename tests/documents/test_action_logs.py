"""Action logs as boards send them, meeting after meeting: with titles of their own, or without any header."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pytest

from extractors.model import Action, DocumentError, Extraction
from extractors.registry import extract

LISTS = {
    "Harbour": [
        ("Circulate the list of moorings to all members", "Carried forward"),
        ("Publish the minutes of the spring meeting", "Complete"),
        ("Draft a note on the price of berths", ""),
    ],
    "Lighthouse": [("Review the bids for new lamps", "Not started"), ("Arrange a visit to the tower", "")],
}


def saved(folder: Path, *parts: str | list[tuple[str, ...]]) -> Path:
    """A Word document of paragraphs and tables."""
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(0, len(part[0]))
        for row in part:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    path = folder / "log.docx"
    document.save(str(path))
    return path


def actions(read: Extraction) -> list[Action]:
    return [action for recommendation in read.recommendations for action in recommendation.actions]


def test_lists_without_a_header_are_read_by_what_their_columns_hold(tmp_path: Path) -> None:
    parts = [part for name, rows in LISTS.items() for part in (name, rows)]
    read = extract(saved(tmp_path, "Harbour Board Action Log – 3 May 2021", *parts))
    assert read.facts.dated == date(2021, 5, 3)
    assert [action.text for action in actions(read)] == [text for rows in LISTS.values() for text, _ in rows]
    assert [(update.text, update.status, update.same_row) for update in read.updates] == [
        ("Carried forward", "delayed", "1/1"),
        ("Complete", "completed", "1/2"),
        ("Not started", "planned", "2/1"),
    ]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _, state: ("Harbour", state),  # nothing is undertaken
        lambda text, state: (text, "Complete" if text.startswith("Circulate") else ""),  # one state is none
        lambda text, state: (text, state or "£12,000"),  # the column holds something else
    ],
)
def test_lists_that_do_not_show_what_they_are_stay_unread(
    spoil: Callable[[str, str], tuple[str, ...]], tmp_path: Path
) -> None:
    rows = [spoil(text, state) for of in LISTS.values() for text, state in of]
    with pytest.raises(DocumentError, match="neither an action plan nor a letter"):
        extract(saved(tmp_path, "Harbour Board", rows))


def test_a_title_inside_the_table_gives_the_day_and_hides_no_header(tmp_path: Path) -> None:
    rows = [
        ("HB 9", "Harbour Board Action Log as of 2 Sept 2021", "", ""),
        ("Meeting date", "Action", "Delivery timeline", "Latest position"),
        ("01/03/2021", "Secretariat to draft the tide tables", "Mar‐2021", "Completed, and sent to all members."),
        ("01/06/2021", "Members to inspect the sluices", "October", "Done, but two sluices are still to be seen."),
    ]
    read = extract(saved(tmp_path, rows))
    assert read.facts.dated == date(2021, 9, 2)
    first, second = actions(read)
    assert (first.targets[0].start, first.targets[0].end) == (date(2021, 3, 1), date(2021, 3, 31))
    assert second.targets[0].start == date(2021, 10, 1)
    assert (read.updates[0].status, read.updates[1].status) == ("completed", "delayed")  # "still to be"
    assert read.words == read.words_assigned


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (("HARBOUR BOARD – ACTIONS REPORT", "J. Marsh, Secretary", "14 December 2020"), date(2020, 12, 14)),
        (("HARBOUR BOARD – ACTIONS REPORT", "March 2021"), None),  # a month is no day
        (("Action plan after the inspection of 14 December 2020",), None),
        (("The action plan follows what was agreed by 14 December 2020 by all who had come to the hall",), None),
    ],
)
def test_the_day_of_an_edition_stands_at_the_end_of_its_title_or_alone_below_it(
    lines: tuple[str, ...], day: date | None, tmp_path: Path
) -> None:
    rows = [("Issue", "Action", "Follow-up"), ("Old sluices at sea", "Members to review the sluices", "On track")]
    assert extract(saved(tmp_path, *lines, rows)).facts.dated == day


def test_the_title_of_a_section_gives_its_rows_their_state(tmp_path: Path) -> None:
    head = ("Ref", "Action", "Owner", "Deadline")
    rows = {
        "Open actions": ("1", "Draft the tide tables", "Secretary", "May 2021"),
        "Actions carried forward": ("2", "Inspect the sluices", "Harbour Master", "June 2021"),
        "Closed actions": ("3", "Publish the list of moorings", "Secretary", "March 2021"),
    }
    body = "".join(
        f"<tr><td colspan=4>{title}</td></tr><tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
        for title, row in rows.items()
    )
    path = tmp_path / "log.html"
    path.write_text(
        f"<table><tr>{''.join(f'<th>{cell}</th>' for cell in head)}</tr>{body}</table>", encoding="utf-8"
    )
    read = extract(path)
    assert [recommendation.section for recommendation in read.recommendations] == list(rows)
    assert [(update.text, update.status, update.same_row) for update in read.updates] == [
        ("Actions carried forward", "delayed", "2/1"),
        ("Closed actions", "completed", "3/1"),
    ]


def test_a_state_in_a_cell_of_its_own_outweighs_what_is_told_beside_it(tmp_path: Path) -> None:
    head = ("Ref", "Action", "Owner", "Deadline", "Progress at March", "RAG")
    rows = [
        head,
        (
            "1",
            "The inner basin will be dredged",
            "Harbour Master",
            "May 2021",
            "The dredger came in April.",
            "Complete",
        ),
        ("2", "The light tower will be painted", "Harbour Master", "May 2021", "Paint is late.", "Not started"),
        ("3", "Renew the mooring rings", "Foreman", "May 2021", "Rings are being cast.", "B"),
        ("4", "Repair the slipway", "Foreman", "May 2021", "Stone has been ordered.", "R"),
    ]
    read = extract(saved(tmp_path, "Harbour action log", rows))
    assert [update.status for update in read.updates] == ["completed", "planned", "completed", "delayed"]


def test_a_bare_date_means_what_its_header_says(tmp_path: Path) -> None:
    head = ("Ref", "Action", "Owner", "Original target", "Revised target", "Progress")
    rows = [
        head,
        ("1", "The inner basin will be dredged", "Harbour Master", "30/06/2021", "30/11/2021", "60% complete"),
    ]
    read = extract(saved(tmp_path, "Harbour action log as of 1 August 2021", rows))
    (action,), (update,) = actions(read), read.updates
    assert (action.target_raw, update.text) == ("30/06/2021", "Revised target 30/11/2021\n60% complete")
    assert [(stated.role, stated.interval.start) for stated in update.dates] == [("due", date(2021, 11, 30))]


def test_a_day_of_closing_says_that_it_is_done(tmp_path: Path) -> None:
    head = ("Ref", "Action", "Owner", "Completed on", "Evidence")
    rows = [
        head,
        ("1", "The inner basin will be dredged", "Harbour Master", "29/05/2021", "Depth held for six months."),
    ]
    read = extract(saved(tmp_path, "Harbour action log", rows))
    (action,), (update,) = actions(read), read.updates
    assert (action.target_kind, action.targets[0].end) == ("completed", date(2021, 5, 29))
    assert update.status == "completed"  # whatever its sentences report
    rows[0] = ("Ref", "Action", "Owner", "Date closed", "Evidence")
    (update,) = extract(saved(tmp_path, "Harbour action log", rows)).updates
    assert (update.status, update.text.split("\n")[0]) == ("completed", "Date closed 29/05/2021")


def test_a_title_above_a_table_gives_its_rows_their_state(tmp_path: Path) -> None:
    head = ("Ref", "Action", "Owner", "Deadline", "Outcome")
    open_rows = [
        head,
        ("1", "The inner basin will be dredged", "Harbour Master", "May 2021", "The dredger is being made ready."),
    ]
    closed = [head, ("2", "The light tower will be painted", "Harbour Master", "May 2021", "Two coats of white.")]
    read = extract(
        saved(
            tmp_path, "Harbour action log", open_rows, "Completed actions", "They are kept for the record.", closed
        )
    )
    assert [update.status for update in read.updates] == ["in_progress", "completed"]


def test_what_will_show_that_it_worked_is_no_progress(tmp_path: Path) -> None:
    head = ("Ref", "Action", "Owner", "Deadline", "How we will know")
    rows = [
        head,
        ("1", "The inner basin will be dredged", "Harbour Master", "May 2021", "Ships of six metres come in."),
    ]
    read = extract(saved(tmp_path, "Harbour action log", rows))
    assert (actions(read)[0].progress_raw, read.updates) == (None, ())
    assert "other_column" in {issue.code for issue in read.issues}


def test_a_target_long_past_is_no_mistake_where_progress_is_told(tmp_path: Path) -> None:
    row = ("1", "The inner basin will be dredged", "Harbour Master", "May 2020")
    heads = ("Ref", "Action", "Owner", "Deadline"), ("Ref", "Action", "Owner", "Deadline", "Status")
    title = "Harbour action log as of 1 August 2021"
    found = [
        {issue.code for issue in extract(saved(tmp_path, title, rows)).issues}
        for rows in ([heads[0], row], [heads[1], (*row, "Delayed")])
    ]
    assert ["date_problem" in codes for codes in found] == [True, False]
