"""Bands that say who asks ("Inspectorate recommendation 2: …"), and numbered titles of parts above them."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.fields.references import labelled_number, parse_number
from extractors.model import Extraction
from extractors.registry import extract
from tests.documents.test_white_space import Pen, ruled

HEAD = ("What we will do", "Who", "By when")
PARTS = ("Priority 1: Visits and care", "Priority 2: Staff")
ASKED = ("The timeliness of first visits to each home.", "The stability of the teams at night.")
DONE = ("We will publish a rota.", "Head of Care", "May 2024")
WHOLE = [("1", PARTS[0], ASKED[0], 1), ("2", PARTS[1], ASKED[1], 1)]


def told(found: Extraction) -> list[tuple[object, ...]]:
    return [(one.number, one.section, one.text, len(one.actions)) for one in found.recommendations]


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("Inspectorate recommendation 2: The stability of teams", "2", 3),
        ("Care Board Recommendation 2.1: The stability of teams", "2.1", 4),
        ("Response to recommendation 2: The stability of teams", None, 0),
        ("Update Recommendation 2: The stability of teams", None, 0),
    ],
)
def test_who_asks_may_stand_before_the_label(text: str, number: str | None, words: int) -> None:
    assert labelled_number(text) == words
    assert parse_number(" ".join(text.split(":")[0].split())) == number


def test_a_numbered_title_above_bands_of_another_name_is_that_of_a_part(tmp_path: Path) -> None:
    def row(*cells: str, wide: int = 1) -> str:
        return "<tr>" + "".join(f"<td colspan={wide}>{cell}</td>" for cell in cells) + "</tr>"

    rows = [row(*HEAD)]
    for n, (part, asked) in enumerate(zip(PARTS, ASKED, strict=True), 1):
        rows += [row(part, wide=3), row(f"Inspectorate recommendation {n}: {asked}", wide=3), row(*DONE)]
    path = tmp_path / "plan.html"
    path.write_text(f"<h1>Action plan</h1><table>{''.join(rows)}</table>", encoding="utf-8")
    assert told(extract(path)) == WHOLE


def test_a_numbered_title_above_a_table_that_says_what_it_asks_is_that_of_a_part(tmp_path: Path) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    pen.text(50, 40, "Action plan", bold=True, size=18)
    y = 100.0
    for n, (part, asked) in enumerate(zip(PARTS, ASKED, strict=True), 1):
        pen.text(50, y, part, bold=True, size=13)
        y = ruled(pen, y + 30, [HEAD])
        pen.box(50, y, 540, y + 18)
        pen.text(54, y + 4, f"Inspectorate recommendation {n}: {asked}", bold=True)
        y = ruled(pen, y + 18, [DONE]) + 40
    assert told(pen.read()) == WHOLE
