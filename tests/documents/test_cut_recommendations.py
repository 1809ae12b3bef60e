"""Recommendations beside several rows of actions, cut by a page in the middle of a sentence."""

from __future__ import annotations

from pathlib import Path

from extractors.model import Recommendation
from extractors.registry import extract

HEAD = "<tr><th>No.</th><th>Recommendation</th><th>What we will do</th><th>Lead</th><th>By when</th></tr>"


def row(number: str, asked: str, done: str, lead: str = "Head of Care") -> str:
    return f"<tr><td>{number}</td><td>{asked}</td><td>{done}</td><td>{lead}</td><td>May 2024</td></tr>"


def read(folder: Path, *rows: str) -> tuple[Recommendation, ...]:
    (folder / "plan.html").write_text(f"<table>{HEAD}{''.join(rows)}</table>", encoding="utf-8")
    return extract(folder / "plan.html").recommendations


def test_the_rest_of_a_sentence_is_no_recommendation_of_its_own(tmp_path: Path) -> None:
    first, second = read(
        tmp_path,
        row("1", "The home should make sure that what is found on visits is", "Visits will be made each month."),
        row("", "written down and followed up.", "One form will be used for notes.", "Deputy Manager"),
        row("2", "The home should train its staff.", "All staff will be trained."),
    )
    assert first.text == ("The home should make sure that what is found on visits is written down and followed up.")
    assert [action.owners for action in first.actions] == [("Head of Care",), ("Deputy Manager",)]
    assert (second.number, second.text) == ("2", "The home should train its staff.")


def test_a_part_that_its_lead_in_governs_is_one_of_its_own(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        row("1", "The home should: train its staff;", "All staff will be trained."),
        row("", "mend the roof of the east wing.", "The roof will be mended."),
    )
    assert len(found) == 2
