"""What each figure of an evaluation counts, on the plan and letter of a prison that does not exist."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.evaluation import comparison, gate, letter_figures, matching, report, scoring, store, truth, words
from pipeline.evaluation.published import PublishedRows
from pipeline.evaluation.result import FileResult
from pipeline.evaluation.tally import Tally
from pipeline.model import Change, LedgerEntry, Link
from pipeline.tables import build as build_tables
from tests.pipeline import fictions
from tests.pipeline.golds import Gold, said_of, sentence, write_golds

ROOM, SCANNER, GATE, GARDEN = (update.text for update in fictions.letter().updates)
MARCH, JUNE, MAY = ((span.start, span.end) for span in map(fictions.month, (2019, 2019, 2020), (3, 6, 5)))
JUNE_TARGET = {"start": "2019-06-01", "end": "2019-06-30"}


def plan_gold() -> Gold:
    recommendations = [
        {
            "number": f"{r.number}.",
            "text": r.text,
            "response": r.response,
            "actions": [
                {
                    "id": f"{r.number}/{k}",
                    "text": a.text,
                    "owners": a.owners,
                    "date": {"kind": "none", "targets": []},
                }
                for k, a in enumerate(r.actions, 1)
            ],
        }
        for r in fictions.plan().recommendations
    ]
    document = {"kind": "action_plan"}
    return {"files": ["larkhill-plan.pdf"], "document": document, "recommendations": recommendations}


def letter_gold(**changed: object) -> Gold:
    about = {
        "files": ["larkhill-letter.pdf"],
        "document": {"kind": "update_letter", "answers_plan": "plan"},
        "actions": {
            "1.1/1": said_of("yes", "completed"),
            "1.2/1": said_of("yes", "delayed", revised_target=JUNE_TARGET, changes=[{"kind": "date"}]),
            "1.2/2": said_of("yes", "completed", "in_progress"),
            "1.3/1": said_of("no"),
        },
        "sentences": [
            sentence("S1", ROOM, ["1.1/1"], MARCH),
            sentence("S2", SCANNER, ["1.2/1"], JUNE),
            sentence("S3", GATE, ["1.2/2"]),
            sentence("S4", GARDEN, (), MAY),
        ],
    }
    return about | changed


Tallies = dict[str, Tally]
Judge = Callable[..., Tallies]


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """The tallies of the letter, given a truth and what the run concluded (by hand, where not as it should)."""

    def of(gold: Gold | None = None, **concluded: object) -> Tallies:
        built = build_tables.build(fictions.findings(**concluded))  # type: ignore[arg-type]
        data = PublishedRows({name: table.to_pylist() for name, table in built.items()})
        truths = truth.load(write_golds(tmp_path / "gold", plan=plan_gold(), letter=gold or letter_gold()))
        document = data.document("larkhill-letter.pdf")
        assert document is not None
        true_ids = matching.true_ids(truths.plans["plan"], data)
        return letter_figures.tallies(truths.letters["letter"], data, document["document_id"], true_ids)

    return of


def told() -> tuple[tuple[Link, ...], tuple[LedgerEntry, ...]]:
    """The links and ledger rows of the one case."""
    (concluded,) = fictions.findings().concluded.values()
    return concluded.links, concluded.entries


def test_a_letter_that_was_reconciled_rightly_has_full_marks(judge: Judge) -> None:
    assert set(letter_figures.figures(judge()).values()) == {1.0}


def test_what_the_letter_does_not_report_counts_against_mention_and_link(judge: Judge) -> None:
    links, entries = told()
    silent = replace(entries[0], mentioned=True, status="completed")
    kiosk = replace(links[0], update_id=links[1].update_id, action_id=silent.action_id)
    found = judge(entries=(silent, *entries[1:]), links=(*links, kiosk))
    assert found["mention"] == Tally(right=("1.1/1", "1.2/1", "1.2/2"), extra=("1.3/1",))
    assert found["mention"].f1 == pytest.approx(6 / 7)
    assert found["link"].extra == ("S1 1.3/1",)
    assert found["link"].lenient_f1 == pytest.approx(6 / 7)


def test_what_was_not_linked_is_missed_and_links_under_review_do_not_count(judge: Judge) -> None:
    links, entries = told()
    weak = replace(links[0], judgement="review")
    quiet = replace(entries[3], mentioned=False, status="not_mentioned", update_ids=())
    found = judge(links=(weak, *links[1:]), entries=(*entries[:3], quiet))
    assert found["link"].missed == ("S3 1.2/2",)
    assert found["mention"].missed == ("1.2/2",)
    assert found["status"] == Tally(right=("1.1/1", "1.2/1"), missed=("1.2/2",))
    assert found["status"].share == pytest.approx(2 / 3)


def test_where_careful_readers_differ_either_answer_is_right(judge: Judge) -> None:
    gold = letter_gold()
    gold["actions"]["1.2/2"] = said_of("optional", "completed")
    gold["sentences"][2] |= {"links_required": [], "links_allowed": ["1.2/2"]}
    links, entries = told()
    for concluded in ({}, {"links": links[1:], "entries": entries[:3]}):
        assert set(letter_figures.figures(judge(gold, **concluded)).values()) == {1.0}
    assert judge(gold)["link"].allowed == ("S3 1.2/2",)


def test_of_what_a_truth_does_not_judge_there_is_no_figure(judge: Judge) -> None:
    gold = letter_gold()
    gold["document"]["judged"] = ["link", "status"]
    gold["actions"]["1.1/1"]["status_accepted"] = []
    gold["actions"]["1.2/2"]["status_accepted"] = ["planned"]
    found = judge(gold)
    assert list(found) == ["status", "link"]
    assert found["status"] == Tally(right=("1.2/1",), missed=("1.2/2",))
    assert letter_figures.figures(found) == {"status": 0.5, "link": 1.0}


def test_a_plan_that_nobody_checked_names_its_actions_and_is_not_scored(tmp_path: Path) -> None:
    for name in ("larkhill-plan.pdf", "larkhill-letter.pdf"):
        (tmp_path / name).write_bytes(b"")
    plan = plan_gold()
    for checked, scored in (True, ["larkhill-plan.pdf", "larkhill-letter.pdf"]), (False, ["larkhill-letter.pdf"]):
        plan["document"]["checked"] = checked
        truths = truth.load(write_golds(tmp_path / "gold", plan=plan, letter=letter_gold()))
        assert [path.name for _, path in scoring.files(truths, tmp_path)] == scored


def test_a_wrong_date_or_kind_of_change_is_missed_and_too_many(judge: Judge) -> None:
    _, entries = told()
    room, scanner = entries[1], entries[2]
    wrong = replace(
        scanner,
        revised_target=fictions.month(2019, 7),
        changes=(Change("scope", "one scanner", "two", scanner.update_ids[0]),),
    )
    found = judge(entries=(entries[0], room, wrong, entries[3]))
    assert found["target"] == Tally(
        missed=("1.2/1 2019-06-01..2019-06-30",), extra=("1.2/1 2019-07-01..2019-07-31",)
    )
    assert found["target"].f1 == 0
    assert found["change"] == Tally(missed=("1.2/1 date",), extra=("1.2/1 scope",))


def test_blocks_serve_as_passages_where_there_are_no_sentences(judge: Judge) -> None:
    gold = letter_gold()
    del gold["sentences"]
    gold["blocks"] = [{"text": "Dear Ms Okafor,"}, {"text": f"{ROOM} {SCANNER}"}, {"text": GATE}, {"text": GARDEN}]
    gold["dates"] = [
        {"block": 1, "start": "2019-03-01", "end": "2019-03-31"},
        {"block": 1, **JUNE_TARGET},
        {"block": 3, "start": "2020-05-01", "end": "2020-05-30"},
    ]
    for action, blocks in (("1.1/1", [1]), ("1.2/1", [1]), ("1.2/2", [2]), ("1.3/1", [])):
        gold["actions"][action]["evidence_blocks"] = blocks
    found = judge(gold)
    assert found["link"].right == ("1 1.1/1", "1 1.2/1", "2 1.2/2")
    assert found["link"].lenient_f1 == 1
    assert (found["dates"].missed, found["dates"].extra) == (
        ("3 2020-05-01..2020-05-30",),
        ("3 2020-05-01..2020-05-31",),
    )


def test_a_letter_without_stated_dates_or_changes_leaves_those_figures_open(judge: Judge) -> None:
    gold = letter_gold()
    for passage in gold["sentences"]:
        passage["dates"] = []
    _, entries = told()
    figures = letter_figures.figures(judge(gold, entries=(entries[0],)))
    assert figures["dates"] is None
    assert figures["target"] == 0
    assert figures["mention"] == 0


def test_texts_are_alike_whatever_breaks_and_signs_stand_in_them() -> None:
    assert words.alike("• Staff\nwill be trained, by £2m.", "staff will be trained by £2m") == 1
    assert words.alike("re\u00adview", "review") == 1
    assert words.alike("gate gate searching", "gate searching") == pytest.approx(4 / 5)
    assert words.alike(None, "") == 1
    assert words.owner_key("Learning & Skills,  Head of") == words.owner_key("learning and skills head of")


def test_a_tally_that_asks_for_nothing_has_no_figure() -> None:
    assert (Tally().f1, Tally().share) == (None, None)
    assert Tally(extra=("x",)).f1 == 0
    assert Tally(allowed=("x",)).lenient_f1 == 1
    assert Tally(missed=("x",), allowed=("y",)).lenient_f1 == 0


@pytest.mark.parametrize(
    ("content", "words_of_it"),
    [
        ("{", "is no truth of a document"),
        ('{"files": []}', "lacks 'document'"),
        (
            '{"document": {"kind": "action_plan"}, "files": [], "recommendations": [{"number": "1"}]}',
            "lacks 'text'",
        ),
        ('{"document": {"kind": "other"}}', "holds no truth of a plan"),
        (
            json.dumps(letter_gold(document={"kind": "update_letter", "answers_plan": "x", "judged": ["linc"]})),
            "linc: no such figure of a letter",
        ),
        (json.dumps(letter_gold()), "holds no truth of a plan"),
    ],
)
def test_a_truth_that_cannot_be_used_is_named(tmp_path: Path, content: str, words_of_it: str) -> None:
    (tmp_path / "odd.gold.json").write_text(content)
    with pytest.raises(PipelineError, match=words_of_it):
        truth.load(tmp_path)


def test_a_letter_whose_plan_has_no_truth_is_named(tmp_path: Path) -> None:
    write_golds(tmp_path, another=plan_gold(), letter=letter_gold())
    with pytest.raises(PipelineError, match="answers plan, of which there is no truth"):
        truth.load(tmp_path)


def result(share: float | None = 1.0, **tallies: Tally) -> FileResult:
    return FileResult("larkhill/raw", "plan.pdf", {"rec": 1.0, "record": share}, tallies)


def test_items_move_one_by_one_and_what_is_new_in_the_truth_does_not() -> None:
    before = result(
        date=Tally(right=("1/1",), missed=("1/2",)), record=Tally(right=("1/1",), missed=("1/2",), extra=("1/9",))
    )
    now = result(
        0.5, date=Tally(right=("1/2",), missed=("1/1", "2/1")), record=Tally(right=("1/2",), missed=("1/1", "2/1"))
    )
    label = "larkhill/raw/plan.pdf"
    assert comparison.moved({label: before}, [now]) == [
        comparison.Moved("lost", label, "1/1", ("date", "record")),
        comparison.Moved("gained", label, "1/2", ("date", "record")),
        comparison.Moved("gained", label, "1/9", ("extra record",)),
    ]
    assert comparison.shifts({label: before}, [now]) == [comparison.Shift(label, "record", 1.0, 0.5)]
    assert comparison.moved({}, [now]) == comparison.shifts({}, [now]) == []


def test_a_long_list_of_moves_is_cut_and_the_rest_counted() -> None:
    moves = [comparison.Moved("lost", "larkhill/raw/plan.pdf", f"1/{n}", ("date",)) for n in range(45)]
    lines = list(report.changes([], [*moves, replace(moves[0], way="gained")]))
    assert lines[0] == "since the last result: gained 1, lost 45"
    assert lines[1] == "  lost   larkhill/raw/plan.pdf: 1/0 (date)"
    assert len(lines) == 42
    assert lines[-1] == "  and 6 more"
    assert list(report.changes([], [])) == ["nothing gained and nothing lost since the last result"]


def test_each_floor_that_is_not_reached_is_a_line(tmp_path: Path) -> None:
    floors = {"larkhill/raw": {"plan.pdf": {"rec": 1, "record": 0.97, "ground": 0.98}, "letter.pdf": {"link": 0.5}}}
    (tmp_path / "gate.json").write_text(json.dumps(floors | {"elsewhere/raw": {"x.pdf": {"rec": 1}}}))
    read = gate.load(tmp_path / "gate.json")
    assert gate.breaches(read, [result(0.9648)]) == [
        "larkhill/raw/plan.pdf: record is 0.965, must be at least 0.97",
        "larkhill/raw/plan.pdf: ground must be at least 0.98 and was not measured",
        "larkhill/raw/letter.pdf: link must be at least 0.5 and was not measured",
    ]
    with pytest.raises(PipelineError, match="sets no floor for moor/raw"):
        gate.breaches(read, [replace(result(), folder="moor/raw")])


@pytest.mark.parametrize(
    ("content", "problem"), [("[", "is no gate"), ("[]", "is no gate"), ('{"a": {"b": {"speed": 1}}}', "speed")]
)
def test_a_gate_that_cannot_be_used_is_named(tmp_path: Path, content: str, problem: str) -> None:
    (tmp_path / "gate.json").write_text(content)
    with pytest.raises(PipelineError, match=problem):
        gate.load(tmp_path / "gate.json")


def test_results_outlive_the_store_and_other_files_stay_in_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "evaluation.json"
    assert store.read(path) == {}
    one = result(None, date=Tally(right=("1/1",), extra=("1/9", "1/9")))
    other = replace(one, file="letter.pdf")
    store.write(path, [one, other])
    assert store.read(path) == {one.label: one, other.label: other}
    assert [file.name for file in path.parent.iterdir()] == ["evaluation.json"]
    path.write_text('{"results": [{"folder": "x"}]}')
    with pytest.raises(PipelineError, match="holds no earlier result"):
        store.read(path)
