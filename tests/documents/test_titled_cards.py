"""Cards that say in a row of their own, over the whole width, what their title only counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.model import Extraction
from extractors.registry import extract

HEAD = "<tr><th>What we are doing</th><th>Who</th><th>By when</th><th>Status</th></tr>"
ASKED = (
    "The registered person must ensure that care plans are complete. (Regulation 9)",
    "The registered person must deploy enough staff at night. (Regulation 18)",
    "We recommend that the provider reviews mealtimes so that nobody is kept waiting.",
)


def wide(text: str) -> str:
    return f"<tr><td colspan=4>{text}</td></tr>"


def card(title: str, asked: str, answer: str) -> str:
    done = "<tr><td>All plans to be rewritten.</td><td>Deputy Manager</td><td>May 2024</td><td>On track</td></tr>"
    return f"<table>{wide(title)}{wide(asked)}{wide(f'<b>Our response:</b> {answer}')}{HEAD}{done}</table><p></p>"


def read(folder: Path, *cards: str) -> Extraction:
    path = folder / "plan.html"
    path.write_text(f"<h1>Action plan</h1>{''.join(cards)}", encoding="utf-8")
    return extract(path)


@pytest.mark.parametrize("names", [("Breach 1", "Breach 2", "Recommendation 3"), ("Fundamental standard 1",) * 3])
def test_the_words_below_a_title_that_counts_are_what_is_asked(names: tuple[str, ...], tmp_path: Path) -> None:
    names = tuple(f"{name[:-1]}{n}" for n, name in enumerate(names, start=1))
    answers = ("We agree", "We partly agree. There were six at night.", "We agree")
    found = read(tmp_path, *map(card, names, ASKED, answers)).recommendations
    assert [(one.number, one.text) for one in found] == [(str(n), text) for n, text in enumerate(ASKED, start=1)]
    assert [one.response for one in found] == ["agreed", "partly_agreed", "agreed"]
    assert found[1].explanation == "There were six at night."
    assert all([action.owners for action in one.actions] == [("Deputy Manager",)] for one in found)


def test_titles_of_parts_number_nothing(tmp_path: Path) -> None:
    cards = [card(f"Section {n}", text, "We agree") for n, text in enumerate(ASKED, start=1)]
    assert [one.text for one in read(tmp_path, *cards).recommendations] != list(ASKED)


def test_an_answer_to_nothing_is_told(tmp_path: Path) -> None:
    cards = [card(f"Section {n}", text, "We agree") for n, text in enumerate(ASKED, start=1)]
    told = [issue.severity for issue in read(tmp_path, *cards).issues if issue.code == "unplaced_answer"]
    assert set(told) == {"warning"}


def test_a_title_may_count_by_a_reference(tmp_path: Path) -> None:
    names = ("Cause of concern CoC1", "Cause of concern CoC2", "Area for improvement AFI1")
    cards = [card(name, text, "We agree") for name, text in zip(names, ASKED, strict=True)]
    assert [one.number for one in read(tmp_path, *cards).recommendations] == ["CoC1", "CoC2", "AFI1"]


def test_an_answer_that_tells_of_a_duty_is_still_an_answer(tmp_path: Path) -> None:
    answer = "Partially accepted. We accept that plans must be complete."
    cards = [card(f"Recommendation {n}", text, answer) for n, text in enumerate(ASKED, start=1)]
    found = read(tmp_path, *cards).recommendations
    assert [one.response for one in found] == ["partly_agreed"] * 3
    assert found[0].explanation == "We accept that plans must be complete."
