"""Letters that answer lettered concerns: a heading, what was asked, a reply, and a small table of actions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents.test_white_space import Pen, ruled

TITLES = ("Reception screening", "Medication", "The assessment of risk")
ASKED = (
    "The first health screen was completed without sight of the record.",
    "There was a delay of four days before medication was continued.",
    "Staff gave too much weight to what the patient said of his intentions.",
)
REPLY = "We agree that the record should have been opened. The nurse had no access."
ACTIONS = (
    ("All staff will be given access to the record.", "Head of Healthcare", "May 2025"),
    ("We will audit 30 records every month.", "Clinical Lead", "Ongoing"),
)
EDGES = (50, 80, 320, 440, 540)


def italic(pen: Pen, x: float, y: float, text: str) -> None:
    pen.canvas.setFont("Helvetica-Oblique", 9)
    pen.canvas.drawString(x, pen.canvas._pagesize[1] - y - 9, text)


@pytest.mark.parametrize("names", [("A", "B", "C"), ("1", "2", "3"), ("I", "II", "III")])
@pytest.mark.parametrize("label", ["Concern {}: {}", "Matter of concern {} – {}", "Recommendation {}: {}"])
@pytest.mark.parametrize("style", ["italic", "boxed"])
def test_a_reply_below_what_was_asked_is_no_part_of_it(
    names: tuple[str, ...], label: str, style: str, tmp_path: Path
) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    pen.text(50, 40, "Response to the report to prevent future deaths", bold=True, size=16)
    pen.text(50, 70, "Thank you for your report dated 18 March 2025. We set out each concern below.")
    y = 100.0
    for n, name in enumerate(names):
        pen.text(50, y, label.format(name, TITLES[n]), bold=True, size=12)
        if style == "italic":
            italic(pen, 54, y + 24, ASKED[n])
        else:
            pen.box(50, y + 18, 540, y + 40)
            pen.text(54, y + 24, ASKED[n])
        pen.text(50, y + 54, REPLY)
        rows = [
            ("No.", "Action taken", "Lead", "Timescale"),
            *((f"{name}{k}", *one) for k, one in enumerate(ACTIONS, 1)),
        ]
        y = ruled(pen, y + 80, rows, EDGES) + 30
    found = pen.read().recommendations
    assert [(one.number, one.text) for one in found] == list(zip(names, ASKED, strict=True))
    assert [one.section for one in found] == list(TITLES)
    assert [one.explanation for one in found] == [REPLY] * 3
    assert [[(each.text, *each.owners) for each in one.actions] for one in found] == [
        [(text, owner) for text, owner, _ in ACTIONS]
    ] * 3
