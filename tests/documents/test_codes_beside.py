"""Codes that recommendations begin with, in tables of one header each for another body."""

from __future__ import annotations

from pathlib import Path

from extractors.registry import extract

HEAD = "<tr><th>Recommendation</th><th>Action to take</th><th>Lead</th><th>Target date</th></tr>"
ASKED = (("HT 1", "HT 2"), ("LA 1",))


def test_a_table_of_one_row_is_coded_as_those_beside_it(tmp_path: Path) -> None:
    tables = (
        "".join(
            f"<tr><td>{code} The body should train its staff.</td><td>Train all staff.</td><td>Chief Nurse</td>"
            "<td>May 2024</td></tr>"
            for code in codes
        )
        for codes in ASKED
    )
    path = tmp_path / "plan.html"
    body = "".join(f"<h2>Body</h2><table>{HEAD}{rows}</table>" for rows in tables)
    path.write_text(f"<h1>Action plan</h1>{body}", encoding="utf-8")
    found = extract(path).recommendations
    assert [(one.number, one.text) for one in found] == [
        (code, "The body should train its staff.") for codes in ASKED for code in codes
    ]
