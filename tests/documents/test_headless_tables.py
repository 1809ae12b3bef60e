"""Tables of a plan of which only the first prints the header; the others stand below headings in the same columns."""

from __future__ import annotations

from pathlib import Path

import docx

from extractors.model import Extraction
from extractors.registry import extract

HEAD = ("No", "Recommendation", "Accepted? / priority", "Management action", "Owner", "Target")
PARTS = {
    "Damp": [("1", "Review all cases of damp.", "Accepted\nHigh", "Commission a surveyor to review them.", "Head of Repairs", "May 2024"),
             ("2", "Train the operatives.", "Accepted\nLow", "All of them will be trained.", "Head of Repairs", "June 2024")],
    "Complaints": [("3", "Appoint an adviser to sit on the Board.", "Partially accepted\nMedium", "A Board member will report on complaints.", "Company Secretary", "July 2024")],
    "Records": [("4", "Review how records are kept.", "Accepted\nHigh", "Records will be moved to one system.", "Head of Audit", "Ongoing")],
}  # fmt: skip
FIGURES = [("2021", "12", "14.5", "7", "1,204", "33"), ("2022", "13", "15.5", "8", "1,310", "31")]


def read(folder: Path, figures: bool = False) -> Extraction:
    document = docx.Document()
    document.add_heading("Action plan")
    parts = {**PARTS, "Figures": FIGURES} if figures else PARTS
    for n, (name, rows) in enumerate(parts.items()):
        document.add_heading(name, 2)
        printed = [HEAD, *rows] if n == 0 else rows
        table = document.add_table(0, len(HEAD))
        for row in printed:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                first, *more = text.split("\n")
                cell.text = first
                for each in more:
                    cell.add_paragraph(each)
    document.save(str(folder / "plan.docx"))
    return extract(folder / "plan.docx")


def test_tables_without_a_header_are_read_in_the_columns_of_the_one_above(tmp_path: Path) -> None:
    found = read(tmp_path)
    rows = [row for part in PARTS.values() for row in part]
    assert [(one.number, one.text) for one in found.recommendations] == [row[:2] for row in rows]
    assert [
        [(each.text, each.owner_raw, each.target_raw) for each in one.actions] for one in found.recommendations
    ] == [[row[3:]] for row in rows]
    assert [issue.severity for issue in found.issues if issue.code == "headless_table"] == ["info", "info"]


def test_what_stands_below_an_answer_and_explains_nothing_is_no_part_of_it(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert [one.response_raw for one in found.recommendations] == [
        "Accepted", "Accepted", "Partially accepted", "Accepted"
    ]  # fmt: skip
    assert not any(one.explanation for one in found.recommendations)
    assert len([issue for issue in found.issues if issue.code == "beside_answer"]) == 4


def test_figures_in_the_same_columns_are_no_plan(tmp_path: Path) -> None:
    found = read(tmp_path, figures=True)
    assert [one.number for one in found.recommendations] == ["1", "2", "3", "4"]
    assert [issue.code for issue in found.issues if issue.severity == "warning"] == ["unknown_table"]
