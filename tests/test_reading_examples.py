"""What the models of reading are fitted on, made of a report whose truth is known."""

from __future__ import annotations

from pathlib import Path

from bench import reading
from bench.parts import parts
from extractors.fields.dates import ahead
from extractors.learned.logistic import model
from extractors.model import STATUSES
from pipeline.evaluation.labelled_reports import load
from pipeline.ledger import state
from pipeline.ledger.fitted import NO, YES

REPORTS = Path(__file__).parent / "cases" / "reports.jsonl"
EVEN = (1 / len(STATUSES),) * len(STATUSES)


def test_groups_are_dealt_as_cards_are() -> None:
    assert list(parts(["a", "b", "c", "d", "e"], 2)) == [["a", "c", "e"], ["b", "d"]]
    assert list(parts(["a"], 3)) == [["a"]]


def test_every_sentence_of_the_passage_is_an_example_of_its_state() -> None:
    found = dict(reading.state_examples(load(REPORTS)))
    answers = {place: example.answers for place, example in found.items()}
    assert answers == {
        ("mill-001", 1): {"delayed": 1.0},
        ("mill-001", 2): {"planned": 1.0},
        ("mill-002", 0): {"delayed": 1.0},
    }
    assert {example.group for example in found.values()} == {"reports"}


def test_the_date_of_the_truth_is_the_new_target_and_has_its_role() -> None:
    mill, lifts = load(REPORTS)
    said = reading.with_states(mill, {("mill-001", n): EVEN for n in range(3)})
    reported = reading.reported_of(mill, said)
    (example,) = reading.target_examples(mill.author, reported, mill.target)
    assert example.answers == {YES: 1.0}
    assert "later" in example.facts
    (role,) = reading.role_examples([mill])
    assert role.answers == {"due": 1.0}
    none = reading.reported_of(lifts, reading.with_states(lifts, {("mill-002", 0): EVEN}))
    others = reading.target_examples(lifts.author, none, lifts.target)  # "since the spring", which is not over
    assert [example.answers for example in others] == [{NO: 1.0}]
    whole = reading.commitment_example(mill.author, reported, mill.statuses)
    assert whole.answers == {"delayed": 1.0}
    assert {"target past", "plan date"} <= whole.facts.keys()
    assert set(whole.answers) <= set(state.STATES)


def test_of_several_right_answers_the_first_counts_twice() -> None:
    assert reading._shares(["completed", "none"]) == {"completed": 2 / 3, "none": 1 / 3}


def test_frames_whose_tense_leaves_no_doubt_are_read_so() -> None:
    judge = model(ahead.NAME)
    frames = list(reading.plain_examples())
    right = [judge.probabilities(each.facts)[each.first] > 0.5 for each in frames]
    assert len(frames) > 1000
    assert sum(right) / len(right) > 0.99
