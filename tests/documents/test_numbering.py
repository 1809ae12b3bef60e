"""A number that a plan prints twice: two records, each with its own actions, progress and issues."""

from __future__ import annotations

from pathlib import Path

from extractors.model import Extraction
from extractors.registry import extract

HEAD = "<tr><th>No</th><th>Recommendation</th><th>Action</th><th>Owner</th><th>Date</th><th>Progress</th></tr>"


def table(folder: Path, *rows: tuple[str, ...]) -> Extraction:
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    (folder / "plan.html").write_text(f"<table>{HEAD}{body}</table>")
    return extract(folder / "plan.html")


def test_progress_belongs_to_the_row_it_stands_in_though_its_number_was_given_before(tmp_path: Path) -> None:
    read = table(
        tmp_path,
        ("5", "Clean the cells.", "We will paint them.", "Governor", "May 2020", "Not yet begun."),
        ("5", "Mend the roofs.", "We will mend them.", "Governor", "May 2020", "Completed"),
        ("5", "Wash the yard.", "We will wash it.", "Governor", "", ""),
    )
    assert [r.number for r in read.recommendations] == ["5", "5 (again 2)", "5 (again 3)"]
    assert [(u.same_row, u.text) for u in read.updates] == [
        ("5/1", "Not yet begun."),
        ("5 (again 2)/1", "Completed"),
    ]
    assert [r.facts[0].value for r in read.recommendations] == ["5", "5", "5"]
    assert [(issue.code, issue.record) for issue in read.issues] == [
        ("number_twice", "5 (again 2)"),
        ("number_twice", "5 (again 3)"),
        ("no_date", "5 (again 3)"),
    ]
    assert all(issue.locator for issue in read.issues)


def test_numbers_are_distinct_in_prose_too(tmp_path: Path) -> None:
    answered = "".join(
        f"<h3>Recommendation 1</h3><p>Count {what}.</p><p>Accepted</p><p>We will count {what}.</p>"
        for what in ("every train", "every tram")
    )
    (tmp_path / "response.html").write_text(f"<main><h1>Response</h1>{answered}</main>")
    read = extract(tmp_path / "response.html")
    assert [(r.number, r.facts[0].value, r.text) for r in read.recommendations] == [
        ("1", "1", "Count every train."),
        ("1 (again 2)", "1", "Count every tram."),
    ]
    assert [issue.record for issue in read.issues if issue.code == "no_date"] == ["1", "1 (again 2)"]
