"""What a reviewer is asked first, what the answers say of the scores, and the answers as truth of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline import dataset
from pipeline.decisions.file import Decision
from pipeline.decisions.writing import append
from pipeline.errors import PipelineError
from pipeline.evaluation import evaluate, published, scoring, truth
from pipeline.evaluation import matching as matched
from pipeline.evaluation.passages import locate
from pipeline.review import bands, labelled
from pipeline.review.bands import ScoreBand
from pipeline.review.queue import OpenQuestion, decided_things, questions
from pipeline.tables import build as build_tables
from tests.in_process import here

DAY = date(2021, 7, 1)
ROOT = Path(__file__).parents[2]
WHEN = date(2024, 5, 31)


def tables(
    links: Iterable[dict[str, Any]] = (), ledger: Iterable[dict[str, Any]] = (), **commitment: Any
) -> dict[str, Any]:
    """Two commitments, p/1/1 past its date and p/1/2 not, and a letter l with two statements."""
    about = {"document_id": "p", "case_id": "p", "recommendation_number": "1", "status": "in_progress"}
    commitments = [
        about | {"action_id": "p/1/1", "current_target_end": date(2021, 1, 31)} | commitment,
        about | {"action_id": "p/1/2", "current_target_end": date(2022, 1, 31)},
    ]
    updates = [{"update_id": f"l/u{n}", "status": "in_progress", "dates": []} for n in (1, 2, 3)]
    made: dict[str, Iterable[dict[str, Any]]] = {
        "commitments": commitments, "updates": updates, "links": links, "ledger": ledger
    }  # fmt: skip
    return {name: build_tables.table(name, [*found]) for name, found in made.items()}


def link(update: str, action: str, score: float, judgement: str = "accepted", **more: Any) -> dict[str, Any]:
    return {
        "update_id": f"l/{update}", "action_id": f"p/1/{action}", "method": "matched", "score": score,
        "judgement": judgement, "signals": [], "decided_by": "model", **more,
    }  # fmt: skip


def entry(action: str, *told: str) -> dict[str, Any]:
    status = "in_progress" if told else "not_mentioned"
    ids = [f"l/{name}" for name in told]
    return {
        "action_id": f"p/1/{action}", "document_id": "l", "mentioned": bool(told), "status": status, "update_ids": ids
    }  # fmt: skip


def asked(found: Iterable[OpenQuestion]) -> list[tuple[str, str]]:
    return [(question.kind, question.record) for question in found]


HEARD = (entry("1", "u1", "u2"), entry("2", "u1", "u2"))


def test_a_thin_margin_comes_before_a_wide_one_and_a_missed_date_before_none() -> None:
    links = [link("u1", "2", 0.99), link("u2", "2", 0.55), link("u1", "1", 0.98), link("u2", "1", 0.55)]
    found = questions(tables(links, HEARD), DAY)
    assert asked(found) == [
        ("link", "l/u2 | p/1/1"),
        ("link", "l/u2 | p/1/2"),
        ("link", "l/u1 | p/1/1"),
        ("link", "l/u1 | p/1/2"),
    ]
    assert found[0].why == ("its date has passed",)
    assert (found[0].field, found[0].value, found[0].probability, found[0].weight) == (
        "link",
        "accepted",
        0.55,
        2.7,
    )


def test_of_a_silent_letter_only_the_nearest_passage_is_asked_then_the_next() -> None:
    links = [link("u1", "1", 0.2, "rejected"), link("u2", "1", 0.1, "rejected"), link("u3", "2", 0.2, "rejected")]
    made = tables(links, (entry("1"), entry("2", "u1")))
    found = questions(made, DAY)
    assert asked(found) == [("silence", "l/u1 | p/1/1"), ("link", "l/u3 | p/1/2")]
    assert found[0].why[0] == "the letter is silent about it, and this passage comes nearest"
    assert asked(questions(made, DAY, {("l/u1 | p/1/1", "link")}))[0] == ("silence", "l/u2 | p/1/1")


def test_what_alone_tells_of_a_commitment_and_what_would_change_its_state_weigh_more() -> None:
    links = [link("u1", "1", 0.7), link("u1", "2", 0.7), link("u2", "2", 0.7), link("u3", "2", 0.3, "review")]
    made = tables(links, (entry("1", "u1"), entry("2", "u1", "u2")), current_target_end=None)
    states = ["in_progress", "in_progress", "completed"]
    rows = [{"update_id": f"l/u{n}", "status": s, "dates": []} for n, s in enumerate(states, 1)]
    found = questions(made | {"updates": build_tables.table("updates", rows)}, DAY)
    assert {question.record: question.why for question in found} == {
        "l/u1 | p/1/1": ("nothing else in the letter reports on it",),
        "l/u1 | p/1/2": (),
        "l/u2 | p/1/2": (),
        "l/u3 | p/1/2": ("the statement says completed, the letter so far in_progress",),
    }


def test_a_state_is_asked_of_the_one_statement_that_tells_it_else_of_the_commitment() -> None:
    for told, record in (("u1",), "l/u1"), (("u1", "u2"), "p/1/1"):
        made = tables((), (entry("1", *told),), status="completed", status_probability=0.6)
        (question,) = questions(made, DAY)
        assert (question.kind, question.record, question.field) == ("status", record, "status")
        assert (question.value, question.probability, question.update_id) == ("completed", 0.6, f"l/{told[-1]}")
        assert question.why[0] == "its date has passed, and only this state says that it is not overdue"
        assert questions(made, DAY, {(record, "status")}) == []


def test_a_state_less_likely_than_not_is_no_surer_for_that() -> None:
    weights = [
        questions(tables((), (entry("2", "u1"), entry("1", "u1")), status_probability=p), DAY)[0].weight
        for p in (0.35, 0.5, 0.7, 0.9)
    ]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] == weights[1]


def test_what_was_decided_in_the_run_or_since_is_not_asked_again() -> None:
    links = [link("u1", "1", 1.0, method="human", machine_score=0.5), link("u2", "1", 0.55), link("u3", "1", 0.6)]
    since = Decision(2, "l/u2|p/1/1", "link", "rejected", "", "Ann Weller", WHEN)
    kept = {"key": ["x", "link", "accepted", "A", "2024-05-01"], "field": "link", "records": ["l/u3", "p/1/1"]}
    assert asked(questions(tables(links, HEARD), DAY, decided_things([since]))) == [("link", "l/u3 | p/1/1")]
    assert questions(tables(links, HEARD), DAY, decided_things([since], [kept])) == []


def decided(update: str, score: float | None, judgement: str = "accepted") -> dict[str, Any]:
    return link(update, "1", 1.0, judgement, method="human", machine_score=score)


def test_a_band_counts_what_people_decided_of_its_links() -> None:
    links = [
        decided("u1", 0.3), decided("u2", 0.39, "rejected"), decided("u3", 1.0), decided("u4", None),
        link("u5", "1", 0.35, "review"), link("u6", "1", 0.95),
    ]  # fmt: skip
    since = Decision(2, "l/u5 | p/1/1", "link", "rejected", "", "Ann Weller", WHEN)
    found = bands.bands(tables(links), [since])
    assert [(band.low, band.asked, band.right) for band in found if band.asked] == [(0.3, 3, 1), (0.9, 1, 1)]
    low, high = found[3].interval or (0, 0)
    assert (round(low, 3), round(high, 3)) == (0.061, 0.792)
    assert found[3].sentence == ("of the links from 0.3 to 0.4 you decided 3 and found 1 right: 33% (6% to 79%)")
    assert found[0].sentence == "of the links from 0.0 to 0.1 you have decided none yet"
    changed = replace(since, line=3, value="accepted")
    assert bands.bands(tables(links), [changed, since])[3].right == 2
    assert len(bands.bands(tables(links), width=0.2)) == 5


def band(low: float, asked: int, right: int) -> ScoreBand:
    return ScoreBand(low, low + 0.2, asked, right, (0.1, 0.9) if asked else None)


def test_ones_own_figures_say_from_where_links_need_no_reading() -> None:
    below = (band(0.0, 5, 0), band(0.2, 10, 3), band(0.4, 20, 14))
    assert bands.advice((*below, band(0.6, 40, 39), band(0.8, 60, 60))) == (
        "read the links below 0.6 yourself: of those from there up you decided 100 and found 99 right (at least 95%)"
    )
    assert "you have decided too few (4)" in bands.advice((band(0.6, 2, 2), band(0.8, 2, 2)))
    assert bands.advice((*below, band(0.6, 0, 0), band(0.8, 20, 12))).startswith("read all links yourself: of the")


@pytest.fixture
def reviewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The youth service's documents of data/raw, published."""
    monkeypatch.setattr("pipeline.runtime.worker.run", here)
    (tmp_path / "raw").mkdir()
    for path in (ROOT / "data" / "raw").glob("westmarch-yot-2018*"):
        if path.suffix != ".html":
            (tmp_path / "raw" / path.name).write_bytes(path.read_bytes())
    publish(tmp_path)
    return tmp_path


def publish(folder: Path) -> None:
    from pipeline import refresh

    refresh.run(folder / "raw", folder / "processed", WHEN)


def arrow(folder: Path) -> dict[str, Any]:
    ds = dataset.load(folder / "processed")
    return {name: ds.arrow(name) for name in ds.tables}


def by_truth(folder: Path, letter: str) -> list[Decision]:
    """What somebody who knows the truth decides of each link of a letter that the machine accepted or asks about."""
    truths = truth.load(ROOT / "tests" / "truth")
    data = published.load(folder / "processed")
    gold = truths.letters[letter]
    document = data.document(f"{letter}.pdf")
    assert document is not None
    ids = matched.true_ids(truths.plans[gold.plan], data)
    places = {u["update_id"]: locate(u["text"], gold.passages) for u in data.of("updates", document["document_id"])}
    out = []
    for row in data.tables["links"]:
        if row["update_id"] not in places or row["judgement"] == "rejected":
            continue
        pairs = {(place, ids.get(row["action_id"])) for place in places[row["update_id"]]}
        verdict = "accepted" if pairs & (gold.required | gold.allowed) else "rejected"
        record = f"{row['update_id']} | {row['action_id']}"
        out.append(Decision(0, record, "link", verdict, "", "Ann Weller", WHEN))
    return out


def test_what_was_decided_is_exported_and_the_machine_is_scored_by_it(reviewed: Path) -> None:
    letter = "westmarch-yot-2018-letter-1"
    before = {(r["update_id"], r["action_id"]): r["judgement"] for r in arrow(reviewed)["links"].to_pylist()}
    decisions = by_truth(reviewed, letter)
    assert len(decisions) > 10
    for decision in decisions[1:]:
        append(reviewed / "raw" / "decisions.csv", decision)
    publish(reviewed)
    with pytest.raises(PipelineError, match=rf"{letter}\.pdf \(1 of {len(decisions)} links are open\)"):
        labelled.export(arrow(reviewed), reviewed / "raw", reviewed / "none")
    append(reviewed / "raw" / "decisions.csv", decisions[0])
    told = next(d.record.partition(" |")[0] for d in decisions if d.value == "accepted")
    append(reviewed / "raw" / "decisions.csv", replace(decisions[0], record=told, field="status", value="delayed"))
    publish(reviewed)

    made = labelled.export(arrow(reviewed), reviewed / "raw", reviewed / "labelled")
    assert (made.letters, made.left_out) == (1, ())
    assert not (reviewed / "labelled" / "raw" / "decisions.csv").exists()
    truths = truth.load(reviewed / "labelled" / "truth")
    publish(reviewed / "labelled")
    (result,) = scoring.score(truths, reviewed / "labelled" / "raw", reviewed / "labelled" / "processed")
    assert set(result.figures) >= {"mention", "link"}
    assert not {"target", "change", "dates", "record"} & set(result.figures)
    (gold,) = truths.letters.values()
    links = arrow(reviewed)["links"].to_pylist()
    by_action = {
        key: [r["update_id"] for r in links if r["action_id"] == key and r["judgement"] == "accepted"]
        for key in {r["action_id"] for r in links}
    }
    alone = {
        key.partition("/")[2] for key, ids in by_action.items() if [i for i in ids if i[:12] == told[:12]] == [told]
    }
    assert {action for action, report in gold.reports.items() if report.statuses} == alone
    assert ("status" in result.figures) == bool(alone)
    accepted = {
        tuple(d.record.split(" | ")): d.value
        for d in decisions
        if before[tuple(d.record.split(" | "))] == "accepted"
    }  # type: ignore[index]
    tally = result.tallies["link"]
    assert len(tally.extra) == sum(value == "rejected" for value in accepted.values())
    assert len(tally.right) + len(tally.missed) == sum(d.value == "accepted" for d in decisions)
    assert len(tally.missed) == sum(d.value == "accepted" for d in decisions) - sum(
        v == "accepted" for v in accepted.values()
    )
    outcome = evaluate.run(evaluate.Question(reviewed / "labelled" / "truth", store=reviewed / "e.json"), WHEN)
    assert any(line.split()[:1] == [f"{letter}.pdf"] for line in outcome.lines)
    with pytest.raises(PipelineError, match="is not empty"):
        labelled.export(arrow(reviewed), reviewed / "raw", reviewed / "labelled")
