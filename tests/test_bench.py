"""The comparison with the peers: one kind of help for all, and one measure of what is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.hard_plans import hard_plans
from bench.naive import records
from bench.peers import Peer, filled, ours
from bench.run import summary
from bench.truth import LabelledPlan, Record, judged
from extractors.registry import extract

HEADER = ["Rec No", "Recommendation", "Response Action Taken/Planned", "Responsible Owner", "Target Date"]
GOLD = {
    "document": {"submitted": "2020-01-31"},
    "recommendations": [
        {
            "number": "1",
            "actions": [
                {
                    "id": "1/1",
                    "text": "The kitchen rota will be drawn up again.",
                    "owners": ["Governor"],
                    "date": {"kind": "date", "targets": [{"start": "2020-03-01", "end": "2020-03-31"}]},
                }
            ],
        }
    ],
}
RIGHT = Record("1", "The kitchen rota will be drawn up again.", "Governor", "March 2020")


@pytest.mark.parametrize(
    ("found", "right"),
    [
        (RIGHT, True),
        (Record("1.", "The kitchen rota will be\ndrawn up again", "governor", "March 2020"), True),
        (Record("2", RIGHT.text, RIGHT.owner, RIGHT.date), False),
        (Record("1", "The kitchen rota", RIGHT.owner, RIGHT.date), False),
        (Record("1", RIGHT.text, "Deputy Governor", RIGHT.date), False),
        (Record("1", RIGHT.text, RIGHT.owner, "April 2020"), False),
        (Record("1", RIGHT.text, RIGHT.owner, None), False),
    ],
)
def test_a_record_is_right_when_all_its_values_are(found: Record, right: bool) -> None:
    assert judged(LabelledPlan(Path("plan.pdf"), GOLD), [found]) == [right]


def test_one_truth_makes_one_record_right() -> None:
    assert sum(judged(LabelledPlan(Path("plan.pdf"), GOLD), [RIGHT, RIGHT])) == 1


def test_a_row_cut_by_a_page_is_joined_and_its_entries_go_by_height() -> None:
    first = ["1", "Wings should be clean.", "Paint is on order.\n\nA rota is", "Works Lead\n\nGovernor", "May 2020"]
    rest = ["", "", "being written.", "", "June 2020"]
    found = records([[HEADER, first], [rest]], aligned=True)
    assert found == [
        Record("1", "Paint is on order.", "Works Lead", "May 2020"),
        Record("1", "A rota is being written.", "Governor", "June 2020"),
    ]


def test_where_blank_lines_are_lost_entries_go_by_order() -> None:
    row = [
        "1",
        "Wings should be clean.",
        "• Paint is on order.\n• A rota is written.",
        "Governor",
        "Completed\nMay 2020",
    ]
    found = records([[HEADER, row]], aligned=False)
    assert [(r.text, r.date) for r in found] == [
        ("• Paint is on order.", "Completed"),
        ("• A rota is written.", "May 2020"),
    ]


def test_a_definitions_table_gives_no_records() -> None:
    table = [["Term", "Definition", "Additional comment"], ["Agreed", "It is agreed.", "Say how."]]
    assert records([table], aligned=True) == []


def test_cells_keep_their_blank_lines() -> None:
    words = [(1.0, 10.0, 5.0, 20.0, "one"), (1.0, 22.0, 5.0, 32.0, "two"), (1.0, 46.0, 5.0, 56.0, "four")]
    beside = [(11.0, 46.0, 15.0, 56.0, "level")]
    assert filled([(0, 0, 10, 60), (10, 0, 20, 60)], [*words, *beside]) == ["one\ntwo\n\nfour", "\n\n\nlevel"]


def test_hard_plans_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    first = [(p.gold, p.path.read_bytes()) for p in hard_plans(2, tmp_path, seed=5)]
    again = [(p.gold, p.path.read_bytes()) for p in hard_plans(2, tmp_path, seed=5)]
    assert first == again


def test_this_project_goes_through_the_same_measure(tmp_path: Path) -> None:
    plan = next(hard_plans(1, tmp_path, seed=7))
    found = ours(extract(plan.path))
    assert len(judged(plan, found)) == len(found)


def test_a_peer_that_is_missing_is_reported_and_not_measured() -> None:
    assert Peer("a peer", "no-such-package-anywhere", Path, list).version is None
    rows = summary({})
    assert [row for row in rows if "PyMuPDF" in row] == ["| PyMuPDF | not installed | | | | | |"]
