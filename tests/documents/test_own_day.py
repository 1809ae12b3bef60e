"""The day of a plan is the last on which its front says that something happened to the plan itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import docx
import pytest

from extractors.documents.plans.cover import read_cover
from extractors.documents.plans.own_day import own_day
from extractors.layout import Line, Word
from extractors.registry import extract


def lines(texts: tuple[str, ...], page: int = 1) -> list[Line]:
    return [
        Line(
            tuple(Word(w, 0, n * 20.0, 1, n * 20.0 + 9, 9.0) for w in text.split()),
            page,
            0,
            n * 20.0,
            1,
            n * 20.0 + 9,
        )
        for n, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("texts", "day"),
    [
        (
            ("Report published: 11 August 2022. Plan sent to the Inspectorate: 29 September 2022.",),
            date(2022, 9, 29),
        ),
        (
            ("The report came out on 3 May 2023 and this plan was approved by the Trustees on 4 July 2023",),
            date(2023, 7, 4),
        ),
        (("Figures correct at 12 September 2025",), date(2025, 9, 12)),
        (
            ("Position as at 31 May 2024. Report of the Director to the Quality Committee, 5 June 2024.",),
            date(2024, 6, 5),
        ),
        (("Version 3: progress reported to the Board on 14 November 2024",), date(2024, 11, 14)),
        (("Audit and Governance Committee, 12 March 2024",), date(2024, 3, 12)),
        (("Plan submitted: 17 May 2024", "Progress update: as at 30 April 2025"), date(2025, 4, 30)),
        (("Date of this response: 21 July 2023",), date(2023, 7, 21)),
        (("Report published: 25 May 2023", "Action plan published: 7 August 2023"), date(2023, 8, 7)),
        (("Plan submitted", "22 June 2023"), date(2023, 6, 22)),
        (("Harbour Light Homes", "7 November 2023", "Our plan"), date(2023, 11, 7)),
        (("Published 13 December 2019",), date(2019, 12, 13)),
        # days of others, and days to come
        (("The Board is asked to agree the revised date of 28 February 2025",), None),
        (("Report published", "14 May 2023"), None),
        (("Unannounced inspection of 14 May 2023",), None),
        (("Thank you for your report dated 18 March 2025, which the Board has read",), None),
        (("The next update will be presented to the Board on 22 January 2025.",), None),
        (("Target date: 31 October 2022",), None),
        (("Everything was agreed by 1 March 2023",), None),
        (("Agreed in March 2023",), None),  # a month is no day
        (
            ("Our plan", "Dates of the harbour fair: Monday", "9 July 2024"),
            date(2024, 7, 9),
        ),  # nothing says otherwise
    ],
)
def test_the_day_of_a_front(texts: tuple[str, ...], day: date | None) -> None:
    assert own_day(texts, lines(texts)) == day


def test_a_day_that_stands_alone_counts_later_only_where_nothing_else_tells() -> None:
    later = [*lines(("A plan",)), *lines(("9 July 2024",), page=2)]
    assert own_day(["A plan", "Sent to the Commission on 3 June 2024", "9 July 2024"], later) == date(2024, 6, 3)
    assert own_day(["A plan", "9 July 2024"], later) == date(2024, 7, 9)


def test_the_foot_of_a_web_page_tells_its_day(tmp_path: Path) -> None:
    row = (
        "<tr><td>1</td><td>Moor the boats</td><td>The boats will be moored.</td><td>Mate</td><td>May 2024</td></tr>"
    )
    head = "<tr><th>No</th><th>Recommendation</th><th>Action</th><th>Owner</th><th>Target date</th></tr>"
    foot = "<footer><p>Page last reviewed: 5 December 2023.</p></footer>"
    path = tmp_path / "plan.html"
    path.write_text(
        f"<html><body><main><h1>Our plan</h1><table>{head}{row}{row}</table></main>{foot}</body></html>"
    )
    assert extract(path).facts.dated == date(2023, 12, 5)


def test_the_foot_of_a_word_file_tells_its_day(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].footer.paragraphs[0].text = "Version 2, 4 July 2023"
    rows = [("No", "Recommendation", "Action", "Owner", "Target date")]
    rows += [(n, "Boats should be moored.", "The boats will be moored.", "Mate", "May 2024") for n in "12"]
    table = document.add_table(0, 5)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(tmp_path / "plan.docx"))
    assert extract(tmp_path / "plan.docx").facts.dated == date(2023, 7, 4)


@pytest.mark.parametrize("mark", [" – ", " | ", "\t"])
def test_a_part_of_a_running_line_may_be_the_day(mark: str) -> None:
    found = read_cover(lines(("Our plan",)), [mark.join(("Marlbank Homes", "Oak House plan", "12 February 2025"))])
    assert found.dated == date(2025, 2, 12)


def test_a_table_of_labels_tells_the_day_and_a_day_of_its_own_is_no_inspection() -> None:
    found = read_cover(lines(("Our plan",)), ["Establishment: HMP Marlbank", "Plan sent: 17 May 2024"])
    assert (found.establishment, found.dated) == ("HMP Marlbank", date(2024, 5, 17))
    board = read_cover(
        lines(("Harbour force tracker", "Position reported to the Inspection Board on 11 June 2024"))
    )
    assert (board.inspection, board.dated) == (None, date(2024, 6, 11))
