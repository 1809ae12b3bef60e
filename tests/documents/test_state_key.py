"""What marks of state mean is told by a key of the same document."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.registry import extract

ROWS = ("Open a second desk.", "Buy two benches.", "Print a timetable.", "Plant four trees.")
MARKS = ("G", "A", "NS", "W")
TOLD = ["completed", "delayed", "planned", "superseded"]


def states(folder: Path, key: str) -> list[str]:
    rows = "".join(
        f"<tr><td>{n}</td><td>{done}</td><td>Head of Estates</td><td>May 2021</td><td>{mark}</td></tr>"
        for n, (done, mark) in enumerate(zip(ROWS, MARKS, strict=True), start=1)
    )
    head = "<tr><th>No</th><th>Action</th><th>Lead</th><th>Date</th><th>Status</th></tr>"
    (folder / "plan.html").write_text(f"<h1>Action plan</h1><table>{head}{rows}</table>{key}", encoding="utf-8")
    return [update.status for update in extract(folder / "plan.html").updates]


@pytest.mark.parametrize(
    "key",
    [
        "<p>Key: G – the action is complete; A – some slippage; NS – not started; W – withdrawn.</p>",
        "<p>Green = complete. Amber = overdue. NS = not started. W = no longer required.</p>",
        "<table><tr><th>RAG</th><th>Meaning</th></tr><tr><td>Green</td><td>Action complete, with evidence</td></tr>"
        "<tr><td>Amber</td><td>Behind schedule</td></tr><tr><td>NS</td><td>Not yet started</td></tr>"
        "<tr><td>W</td><td>Withdrawn</td></tr></table>",
        "<p>Green Complete</p><p>Amber Late</p><p>NS: not started</p><p>W: withdrawn</p>",
        "<table><tr><td>G – complete</td><td>A – late</td><td>NS – not started</td><td>W – withdrawn</td></tr></table>",
    ],
)
def test_a_key_in_the_text_or_in_a_table_tells_what_marks_mean(key: str, tmp_path: Path) -> None:
    assert states(tmp_path, key) == TOLD


@pytest.mark.parametrize(
    "key",
    [
        "",
        "<p>G – complete is what we wish for.</p>",  # one mark is no key
        "<p>Green – not started or late; Amber – see notes; Red – see notes.</p>",
    ],
)
def test_without_a_key_a_colour_is_what_it_is_everywhere(key: str, tmp_path: Path) -> None:
    assert states(tmp_path, key) == ["in_progress", "in_progress", "none", "none"]


@pytest.mark.parametrize(("head", "told"), [("RAG rating", True), ("Update", False)])
def test_states_that_only_colours_tell_are_a_warning(head: str, told: bool, tmp_path: Path) -> None:
    rows = "".join(
        f'<tr><td>{n}</td><td>{done}</td><td>Governor</td><td>May 2021</td><td style="background:red"></td></tr>'
        for n, done in enumerate(ROWS, start=1)
    )
    names = "".join(f"<th>{name}</th>" for name in ("No", "Action", "Lead", "Date", head))
    (tmp_path / "plan.html").write_text(f"<h1>Action plan</h1><table><tr>{names}</tr>{rows}</table>")
    found = [issue for issue in extract(tmp_path / "plan.html").issues if issue.code == "unprinted_states"]
    assert [issue.severity for issue in found] == ["warning"] * told
    assert all(head in issue.message for issue in found)
