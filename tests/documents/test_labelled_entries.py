"""Plans without a column of owners or dates, which lines in the cell of the action name by a label."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.model import Recommendation
from extractors.registry import extract


def read(folder: Path, action: str, *, dated: bool = True) -> tuple[Recommendation, ...]:
    """A plan of two recommendations, the first with this in its cell of actions."""
    head = "<th>Recommendation</th><th>Response</th><th>Action and owner</th>" + "<th>Timescale</th>" * dated
    other = "<p>Cells will be cleaned.</p><p>Owner: Head of Estates</p>"
    rows = "".join(
        f"<tr><td>{asked}</td><td>Agreed</td><td>{cell}</td>{'<td>May 2024</td>' * dated}</tr>"
        for asked, cell in (("Cells should be warm.", action), ("Cells should be clean.", other))
    )
    path = folder / "plan.html"
    path.write_text(f"<h1>Action plan</h1><table><tr>{head}</tr>{rows}</table>", encoding="utf-8")
    return extract(path).recommendations


@pytest.mark.parametrize("label", ["Owner", "Lead", "Responsible officer", "By whom", "By"])
def test_a_labelled_line_is_the_owner_of_what_stands_above_it(label: str, tmp_path: Path) -> None:
    first, second = read(tmp_path, f"<p>Heating will be mended.</p><p>{label}: Cluster Manager, Courts Service</p>")
    assert [(a.text, a.owner_raw, a.target_raw) for a in first.actions] == [
        ("Heating will be mended.", "Cluster Manager, Courts Service", "May 2024")
    ]
    assert second.actions[0].owners == ("Head of Estates",)


@pytest.mark.parametrize("label", ["By", "Target date", "Timescale", "Deadline"])
def test_labelled_owners_and_dates_part_the_actions_of_a_cell(label: str, tmp_path: Path) -> None:
    cell = (
        f"<p>Heating will be mended.</p><p>Owner: Head of Safety</p><p>{label}: March 2024</p>"
        f"<p>Doors will be replaced.</p><p>Owner: Head of Security</p><p>{label}: June 2024</p>"
    )
    first, _ = read(tmp_path, cell, dated=False)
    assert [(a.text, a.owners, a.target_raw) for a in first.actions] == [
        ("Heating will be mended.", ("Head of Safety",), "March 2024"),
        ("Doors will be replaced.", ("Head of Security",), "June 2024"),
    ]


@pytest.mark.parametrize(
    "line", ["Lead: the work will be led by the estates team.", "Owner: not yet known, see below"]
)
def test_what_follows_a_label_and_is_no_owner_stays(line: str, tmp_path: Path) -> None:
    first, _ = read(tmp_path, f"<p>Heating will be mended.</p><p>{line}</p>")
    assert first.actions[0].text.endswith(line)
    assert first.actions[0].owners == ()


@pytest.mark.parametrize("tag", ["b", "i"])
def test_other_type_sets_a_label_apart_as_a_colon_does(tag: str, tmp_path: Path) -> None:
    line = f"<p><{tag}>Responsible officer</{tag}> Head of Safety</p><p><{tag}>Due date</{tag}> March 2024</p>"
    first, _ = read(
        tmp_path, f"<p>Heating will be mended.</p>{line}<p>Doors will be replaced.</p>{line}", dated=False
    )
    assert [(a.text, a.owners, a.target_raw) for a in first.actions] == [
        ("Heating will be mended.", ("Head of Safety",), "March 2024"),
        ("Doors will be replaced.", ("Head of Safety",), "March 2024"),
    ]


def test_the_mark_of_a_list_tells_where_begins_what_an_owner_is_named_for(tmp_path: Path) -> None:
    cell = (
        "<p>We looked at the building twice last year.</p>"
        "<p>(a) Heating will be mended.</p><p>Owner: Head of Safety</p><p>Due date: March 2024</p>"
        "<p>(b) Doors will be replaced.</p><p>Owner: Head of Works</p><p>Due date: June 2024</p>"
    )
    first, _ = read(tmp_path, cell, dated=False)
    assert [(a.text, a.owners, a.target_raw) for a in first.actions] == [
        ("Heating will be mended.", ("Head of Safety",), "March 2024"),
        ("Doors will be replaced.", ("Head of Works",), "June 2024"),
    ]
    assert first.explanation == "We looked at the building twice last year."
