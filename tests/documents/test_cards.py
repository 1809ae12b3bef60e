"""Plans in prose that print the answer beside the name of a recommendation, and below both what was asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.model import Extraction
from extractors.registry import extract

ASKED = (
    "The force should answer calls for service within the national standard.",
    "The force needs to supervise its investigations.",
    "The force should make better use of protective orders in cases of stalking.",
)
WHY = "We accept that orders help. We do not think that a number of them should be set."
ACTIONS = ("Bring the control room up to 214 call handlers.", "Publish the figures of each district every month.")


def card(n: int, name: str, asked: str, answer: str = "Accepted") -> str:
    actions = "".join(
        f"<p>{n}.{k} {text}</p><p>Lead: Head of Crime</p><p>Due: 31 March 2024</p>"
        for k, text in enumerate(ACTIONS, start=1)
    )
    why = f"<p>{WHY}</p>" if answer.startswith("Part") else ""
    return f"<h3>{name} {n}</h3><p>Force response: {answer}</p><p>{asked}</p>{why}{actions}"


def read(folder: Path, *cards: str) -> Extraction:
    path = folder / "plan.html"
    path.write_text(f"<h1>Improvement plan</h1><h2>Calls</h2>{''.join(cards)}", encoding="utf-8")
    return extract(path)


@pytest.mark.parametrize("name", ["Recommendation", "Area for improvement", "Cause of concern"])
@pytest.mark.parametrize("style", ["{}", "<b>{}</b>", "<i>{}</i>"])
def test_what_stands_below_the_answer_was_asked(name: str, style: str, tmp_path: Path) -> None:
    answers = ("Accepted", "Accepted", "Partially accepted")
    cards = (card(n, name, style.format(ASKED[n - 1]), answers[n - 1]) for n in (1, 2, 3))
    found = read(tmp_path, *cards).recommendations
    assert [(one.number, one.text) for one in found] == [(str(n), ASKED[n - 1]) for n in (1, 2, 3)]
    assert [one.response for one in found] == ["agreed", "agreed", "partly_agreed"]
    assert [one.explanation for one in found] == [None, None, WHY]
    assert [[(each.text, *each.owners) for each in one.actions] for one in found] == [
        [(text, "Head of Crime") for text in ACTIONS]
    ] * 3


def test_a_list_below_the_answer_belongs_to_what_was_asked(tmp_path: Path) -> None:
    asked = "<p>The force should:</p><ul><li>train its officers; and</li><li>audit their work.</li></ul>"
    cards = [card(n, "Recommendation", ASKED[n - 1]) for n in (1, 2, 3)]
    cards[1] = cards[1].replace(f"<p>{ASKED[1]}</p>", asked)
    text = read(tmp_path, *cards).recommendations[1].text
    assert text == "The force should: train its officers; and audit their work."


def test_a_promise_below_the_answer_was_not_asked(tmp_path: Path) -> None:
    cards = [card(n, "Recommendation", ASKED[n - 1]) for n in (1, 2, 3)]
    cards[1] = cards[1].replace(ASKED[1], "We will look into all of this soon.")
    found = read(tmp_path, *cards)
    assert [bool(one.text) for one in found.recommendations] == [True, False, True]
    assert [issue.record for issue in found.issues if issue.code == "no_recommendation_text"] == ["2"]
