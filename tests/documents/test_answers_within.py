"""Plans without a column of answers, whose answer stands in the cell of the recommendation, below what is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.model import Extraction
from extractors.registry import extract

HEAD = "<tr><th>Recommendation</th><th>Action</th><th>Owner</th><th>Date</th></tr>"
ASKED = "The service should mend the roof of every station."
OTHER = "The service should check that each request is accepted or rejected within a day."


def read(folder: Path, first: str) -> Extraction:
    """A plan of two recommendations, the first of which is given as its cell."""
    rows = "".join(
        f"<tr><td>{cell}</td><td>We will do the work at once.</td><td>Head of Estates</td><td>May 2024</td></tr>"
        for cell in (first, f"<p>{OTHER}</p>")
    )
    path = folder / "plan.html"
    path.write_text(f"<h1>Action plan</h1><table>{HEAD}{rows}</table>", encoding="utf-8")
    return extract(path)


@pytest.mark.parametrize(
    ("below", "answer", "explanation"),
    [
        ("<p>Response: Accepted</p>", ("agreed", "Accepted"), None),
        ("<p>Our position: Partially Accepted</p><p>Only some leak.</p>",
         ("partly_agreed", "Partially Accepted"), "Only some leak."),
        ("<p><i>Not accepted</i></p><p>No roof leaks.</p>", ("not_agreed", "Not accepted"),
         "No roof leaks.\nWe will do the work at once.\nHead of Estates\nMay 2024"),
        ("<p><b>Partially accepted</b></p><p>Accepted except for one.</p>",
         ("partly_agreed", "Partially accepted"), "Accepted except for one."),
    ],
)  # fmt: skip
def test_an_answer_below_what_is_asked_is_no_part_of_it(
    below: str, answer: tuple[str, str], explanation: str | None, tmp_path: Path
) -> None:
    first, second = read(tmp_path, f"<p>{ASKED}</p>{below}").recommendations
    assert (first.text, first.response, first.response_raw, first.explanation) == (ASKED, *answer, explanation)
    assert (second.text, second.response) == (OTHER, None)


@pytest.mark.parametrize(
    "below",
    [
        "<p>Accepted practice in other services should be followed.</p>",
        "<p>Requests should be marked:</p><p>Accepted</p><p>Rejected</p>",
        "<ul><li>Accepted</li></ul>",
        "<p>accepted</p>",
    ],
)
def test_words_of_an_answer_that_belong_to_what_is_asked_are_none(below: str, tmp_path: Path) -> None:
    first = read(tmp_path, f"<p>{ASKED}</p>{below}").recommendations[0]
    assert first.response is None
    assert "ccepted" in first.text
