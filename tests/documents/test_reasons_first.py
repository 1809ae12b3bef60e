"""Answers in part whose first paragraph says why, before those that promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.model import Recommendation
from extractors.registry import extract

HEAD = "<tr><th>Recommendation</th><th>Response</th><th>Action</th><th>Owner</th><th>Date</th></tr>"
DONE = "The finding will be raised with the judges."


def read(folder: Path, answer: str, *paragraphs: str, owner: str = "<p>Head of Safety</p>") -> Recommendation:
    rows = [("Cells should be warm.", answer, "".join(f"<p>{each}</p>" for each in paragraphs), owner)]
    rows += [("Cells should be clean.", "Agreed", "<p>Cells will be cleaned.</p>", "<p>Head of Estates</p>")]
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}<td>May 2024</td></tr>" for row in rows)
    path = folder / "plan.html"
    path.write_text(f"<h1>Action plan</h1><table>{HEAD}{body}</table>", encoding="utf-8")
    return extract(path).recommendations[0]


@pytest.mark.parametrize(
    "reason",
    [
        "We agree with the aim, but courts cannot direct the order of cases.",
        "We do not think that a separate adviser is needed.",
        "The standards require rooms to be locked at night. To open them is not achievable.",
    ],
)
def test_a_first_paragraph_that_sets_a_limit_explains(reason: str, tmp_path: Path) -> None:
    found = read(tmp_path, "Partly agreed", reason, DONE)
    assert (found.explanation, [action.text for action in found.actions]) == (reason, [DONE])


@pytest.mark.parametrize(
    ("answer", "first"),
    [
        ("Agreed", "We agree with the aim, but courts cannot direct the order of cases."),
        ("Partly agreed", "Heating has been mended in two wings but not in the third."),
        ("Partly agreed", "Heating will not wait for the spring, but will be mended now."),
        ("Partly agreed", "Heating is checked every day."),
    ],
)
def test_else_it_is_of_what_is_done(answer: str, first: str, tmp_path: Path) -> None:
    found = read(tmp_path, answer, first, DONE)
    assert found.explanation is None
    assert first in found.actions[0].text


def test_a_paragraph_with_an_owner_of_its_own_is_an_action(tmp_path: Path) -> None:
    owners = "<p>Head of Safety</p><p>Deputy Governor</p>"
    found = read(tmp_path, "Partly agreed", "The list is not shared yet; staff check it.", DONE, owner=owners)
    assert found.explanation is None
    assert found.actions[0].text.startswith("The list is not shared yet")
