"""Plans with two columns of owners: what stands in both owns the action, in the order of the columns."""

from __future__ import annotations

from pathlib import Path

from tests.documents.test_white_space import Pen

EDGES = (30, 60, 200, 340, 430, 520, 580)
HEAD = ("Ref", "Recommendation", "Action", "Executive lead", "Operational lead", "Deadline")


def row(pen: Pen, y: float, high: float, *cells: tuple[str, ...]) -> float:
    """A ruled row whose cells have lines of their own; an empty line parts what stands in them."""
    for x0, x1, lines in zip(EDGES, EDGES[1:], cells, strict=False):
        pen.box(x0, y, x1, y + high)
        pen.text(x0 + 4, y + 4, *lines)
    return y + high


def test_the_owners_of_both_columns_own_the_action_beside_them(tmp_path: Path) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    pen.text(50, 40, "Action plan", bold=True, size=16)
    y = row(pen, 80, 20, *((head,) for head in HEAD))
    y = row(pen, y, 60, ("1",), ("The trust must assess all", "patients on arrival."),
            ("Open an assessment area.", "", "", "Report the time each day."),
            ("Chief Operating", "Officer", "", "Chief Nurse"),
            ("Clinical Director", "", "", "Head of Intelligence"), ("May 2024", "", "", "June 2024"))  # fmt: skip
    row(pen, y, 40, ("2",), ("The trust must store", "medicines safely."), ("Fit monitors in all rooms.",),
        ("Chief Pharmacist",), ("Head of Estates",), ("July 2024",))  # fmt: skip
    found = pen.read()
    assert [[(a.text, a.owners) for a in one.actions] for one in found.recommendations] == [
        [
            ("Open an assessment area.", ("Chief Operating Officer", "Clinical Director")),
            ("Report the time each day.", ("Chief Nurse", "Head of Intelligence")),
        ],
        [("Fit monitors in all rooms.", ("Chief Pharmacist", "Head of Estates"))],
    ]
    assert not {issue.code for issue in found.issues} & {"unread_column", "unsure_column"}
    assert found.recommendations[1].actions[0].owner_raw == "Chief Pharmacist\nHead of Estates"
