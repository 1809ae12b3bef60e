"""The comparison with the peers: one kind of help for all, and one measure of what is right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import mutants, ordeal, unseen
from bench.fit_links import best_threshold, calibration_table
from bench.hard_plans import hard_plans
from bench.labelled import labelled_case_names, load_labelled_cases
from bench.naive import records
from bench.peers import Peer, filled, ours
from bench.plans import Record, judged, labelled_plans
from bench.run import summary
from extractors.registry import extract
from pipeline.evaluation.truth import plan_truth

HEADER = ["Rec No", "Recommendation", "Response Action Taken/Planned", "Responsible Owner", "Target Date"]
GOLD = {
    "files": ["plan.pdf"],
    "document": {"submitted": "2020-01-31"},
    "recommendations": [
        {
            "number": "1",
            "text": "The kitchen should be better run.",
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
TRUTH = plan_truth("plan", GOLD)
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
    assert judged(TRUTH, [found]) == [right]


def test_one_truth_makes_one_record_right() -> None:
    assert sum(judged(TRUTH, [RIGHT, RIGHT])) == 1


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


def test_plans_with_a_truth_are_found_in_every_checkout() -> None:
    names = {plan.path.name for plan in labelled_plans(".pdf")}
    assert {"hmp-fenwick-2016.pdf", "westmarch-yot-2018.pdf"} <= names


def test_hard_plans_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    first = [(p.truth, p.path.read_bytes()) for p in hard_plans(2, tmp_path, seed=5)]
    again = [(p.truth, p.path.read_bytes()) for p in hard_plans(2, tmp_path, seed=5)]
    assert first == again


def test_this_project_goes_through_the_same_measure(tmp_path: Path) -> None:
    plan = next(hard_plans(1, tmp_path, seed=7))
    found = ours(extract(plan.path))
    assert len(judged(plan.truth, found)) == len(found)


def test_a_peer_that_is_missing_is_reported_and_not_measured() -> None:
    assert Peer("a peer", "no-such-package-anywhere", Path, list).version is None
    rows = summary({})
    assert [row for row in rows if "PyMuPDF" in row] == ["| PyMuPDF | not installed | | | | | |"]


PLAN = """<h1>Action plan</h1><table>
<tr><th>No.</th><th>Recommendation</th><th>Agreed</th><th>Action</th><th>Owner</th><th>Target date</th></tr>
<tr><td rowspan="2">1</td><td rowspan="2">Mend the house</td><td rowspan="2">Agreed</td>
<td>The roof will be mended by a builder.</td><td>Governor</td><td>March 2020</td></tr>
<tr><td>Every window will be cleaned twice a year.</td><td>Head of Estates</td><td>May 2020</td></tr>
</table>"""
LETTER = """Dear Inspector,

## A. The house
[1/1] Slates were laid in the spring by a local firm.
[1/1 1/2?] From the new roof the panes can be reached with a brush.

[ ] The garden has been a pleasure to all who work here.
"""


def test_the_table_of_scores_counts_every_link_once_with_the_share_that_is_right() -> None:
    links = [(0.5, True), (0.56, False), (0.6, True), (1.0, True)]
    rows = [line.split() for line in calibration_table(links, (0.0, 0.3, 0.6, 1.0))]
    assert rows == [
        ["0.30-0.60", "2", "0.50", "(0.09-0.91)", "0.53"],
        ["0.60-1.00", "2", "1.00", "(0.34-1.00)", "0.80"],
    ]


def test_links_are_accepted_from_half_of_the_best_f1_that_a_score_gives() -> None:
    links = [(0.9, True), (0.8, True), (0.6, False), (0.3, True), (0.2, False)]
    # two right of two and three wanted: 2 * 2 / (2 + 3) = 0.8, the best of all
    assert best_threshold(links[:3], 3) == 0.4
    # with the fourth, 2 * 3 / (4 + 3) = 0.857
    assert best_threshold(links, 3) == 0.43


def test_labels_beside_the_sentences_of_a_letter_become_its_truth(tmp_path: Path) -> None:
    folder = tmp_path / "house"
    folder.mkdir()
    (folder / "plan.html").write_text(PLAN, encoding="utf-8")
    (folder / "letter.md").write_text(LETTER, encoding="utf-8")
    truth = {"1/1": {"status": ["completed"], "revised_target": None, "changes": []}}
    (folder / "truth.json").write_text(json.dumps({"hard": True, "actions": truth}), encoding="utf-8")
    (case,) = load_labelled_cases(tmp_path)
    letter = case.letters[0]
    required = [sorted(case.gold_ids[a] for a in found) for found in letter.required.values()]
    allowed = [sorted(case.gold_ids[a] for a in found) for found in letter.allowed.values()]
    assert required == [["1/1"], ["1/1"], []]
    assert allowed == [[], ["1/2"], []]
    assert all(len(places) == 1 for places in letter.places.values())
    assert letter.truth.reports["1/1"].statuses == {"completed"}
    assert (case.hard, case.listed) == (True, False)
    assert {k: v["mentioned"] for k, v in letter.gold["actions"].items()} == {"1/1": "yes", "1/2": "optional"}

    (folder / "letter.md").write_text(LETTER.replace("[1/1]", "[2/1]"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"letter\.md: no such action in the plan: 2/1"):
        load_labelled_cases(tmp_path)


@pytest.mark.slow
def test_a_short_ordeal_loses_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert ordeal.main(["--kills", "2", "--flips", "4", "--full", "1", "--mutants", "4"]) == 0
    lines = capsys.readouterr().out.splitlines()
    counts = {cells[1].strip(): cells[2].strip() for cells in (line.split("|") for line in lines[2:])}
    assert counts["runs killed"] == "2"
    assert counts["bits of what is published and kept turned"] == "4"
    assert counts["pdf files damaged"] == counts["md files made to harm"] == "2"


@pytest.mark.parametrize("suffix", mutants.SUFFIXES)
def test_mutants_are_the_same_for_the_same_seed(suffix: str) -> None:
    first, again = ([mutants.made(suffix, n, seed=5) for n in range(6)] for _ in range(2))
    assert first == again
    assert [kind for _, _, kind in first] == ["hostility", "damage"] * 3
    assert any(good != mutant.data for good, mutant, _ in first)


def test_what_an_ordeal_lost_is_counted_in_its_line() -> None:
    outcomes = (
        ordeal.Outcome("whole"),
        ordeal.Outcome("other", "facts.parquet"),
        ordeal.Outcome("whole", None, "a"),
    )
    assert ordeal.Row("kills", outcomes).line() == "| kills | 3 | 1 | 1 | 2 whole, 1 other |"
    assert ordeal.Row("disks", (), "skipped").line() == "| disks | 0 | – | – | skipped |"


# A little below what was read when the letters came, which nothing was fitted on.
UNSEEN = {"link": 0.81, "mention": 0.94, "status": 0.73, "target": 0.67, "change": 0.55}


@pytest.mark.slow
def test_letters_that_nothing_was_fitted_on_are_read_no_less_well() -> None:
    folders = sorted(unseen.FOLDER.iterdir())
    found = [figures for folder in folders for _, figures in unseen.figures(folder)]
    means = {name: sum(one[name] or 0 for one in found) / len(found) for name in UNSEEN}
    assert {name: mean for name, mean in means.items() if mean < UNSEEN[name]} == {}


def test_no_letter_is_fitted_on_and_unseen() -> None:
    names = {name for folder in unseen.FOLDER.iterdir() for name in labelled_case_names(folder)}
    assert len(names) == 12
    assert names.isdisjoint(labelled_case_names())
