"""Plans that print each recommendation as a card: its name over the whole width, labelled rows, a table of actions."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.model import Extraction
from extractors.registry import extract

ACTIONS = {
    2: [("Train all staff in the model.", "Head of Contact"), ("Audit 100 calls a month.", "Force Registrar")],
    3: [("Mend half of the roof.", "Head of Estates")],
}
HEAD = "<tr><th colspan=2>What we are doing</th><th>Lead</th><th>Target date</th><th>Status</th></tr>"
ASKED = {1: "publish every outcome", 2: "train call handlers", 3: "mend its roof", 4: "count its cars"}


def label(name: str, said: str) -> str:
    return f"<tr><th>{name}</th><td colspan=4>{said}</td></tr>"


def card(n: int, answer: str, reason: str = "") -> str:
    rows = f"<tr><td colspan=5>Recommendation {n}</td></tr>" + label(
        "The inspectors said", f"The force should {ASKED[n]}."
    )
    rows += label("Our position", answer) + (label("Reason", reason) if reason else "")
    done = "".join(
        f"<tr><td colspan=2>{text}</td><td>{owner}</td><td>May 2024</td><td>On track</td></tr>"
        for text, owner in ACTIONS.get(n, [])
    )
    return rows + (HEAD + done if done else "")


def read(folder: Path, *tables: str) -> Extraction:
    path = folder / "plan.html"
    body = "<p></p>".join(f"<table>{table}</table>" for table in tables)
    path.write_text(f"<h1>Action plan</h1><p>Submitted 3 March 2024</p>{body}", encoding="utf-8")
    return extract(path)


@pytest.mark.parametrize("apart", [True, False])
def test_each_card_is_a_recommendation_with_its_answer_and_actions(apart: bool, tmp_path: Path) -> None:
    cards = [
        card(1, "Not accepted", "They are published already."),
        card(2, "Accepted"),
        card(3, "Partially Accepted", "It costs much."),
        card(4, "Not accepted", "There are none."),
    ]
    found = read(tmp_path, *(cards if apart else ["".join(cards)]))
    assert [(r.number, r.text, r.response, r.explanation) for r in found.recommendations] == [
        ("1", "The force should publish every outcome.", "not_agreed", "They are published already."),
        ("2", "The force should train call handlers.", "agreed", None),
        ("3", "The force should mend its roof.", "partly_agreed", "It costs much."),
        ("4", "The force should count its cars.", "not_agreed", "There are none."),
    ]
    assert [[(a.text, *a.owners) for a in r.actions] for r in found.recommendations] == [
        [], ACTIONS[2], ACTIONS[3], []
    ]  # fmt: skip
    assert not [issue for issue in found.issues if issue.severity != "info"]
