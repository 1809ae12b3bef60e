from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extractors.model import Interval, Mention, Status, TargetKind
from pipeline.cases.assign import assign
from pipeline.ingest.document_store import DocumentStore
from pipeline.ledger.current import Origin, Statement, standing
from pipeline.model import Change, LedgerEntry, Reason
from pipeline.publish import checks
from pipeline.tables import build as build_tables
from pipeline.tables.schema import TABLES
from tests.pipeline import fictions
from tests.pipeline.fictions import document, entry, letter, month, plan, update

DATA_MODEL = Path(__file__).parents[3] / "shared" / "DATA_MODEL.md"
# Columns that the data model foresees and that nothing fills yet; README.md names them.
TO_COME: Mapping[str, set[str]] = defaultdict(set)
# Columns that we have beside those of the data model.
BESIDE: Mapping[str, set[str]] = defaultdict(
    set, ledger={"status_reasons"}, links={"machine_score"}, documents={"outstanding_only", "pages_read"}
)


@pytest.fixture(scope="module")
def built() -> dict[str, list[dict[str, Any]]]:
    return {name: table.to_pylist() for name, table in build_tables.build(fictions.findings()).items()}


def test_tables_and_columns_are_those_of_the_data_model_in_its_order() -> None:
    if not DATA_MODEL.is_file():
        pytest.skip("the data model (../shared/DATA_MODEL.md) is not beside this repository")
    text = DATA_MODEL.read_text(encoding="utf-8")
    for schema in TABLES:
        found = re.search(rf"^## {schema.name}\b[^\n]*\n(.*?)(?=\n\n|\Z)", text, re.S | re.M)
        assert found, schema.name
        body = found.group(1)
        while re.search(r"\([^()]*\)", body):
            body = re.sub(r"\([^()]*\)", "", body)
        names = [re.sub(r"\s*(list|struct)<.*", "", name.strip(), flags=re.S) for name in body.split("·")]
        ours = [column.name for column in schema.columns if column.name not in BESIDE[schema.name]]
        assert ours == [n for n in names if n not in TO_COME[schema.name]]
        assert TO_COME[schema.name] <= set(names)


def test_what_is_built_passes_the_checks() -> None:
    checks.run(build_tables.build(fictions.findings()))


def test_every_commitment_says_where_it_stands(built: dict[str, list[dict[str, Any]]]) -> None:
    rows = {row["recommendation_number"] + row["action_id"][-2:]: row for row in built["commitments"]}
    room, scanner, gate, kiosk = (rows[k] for k in ("1.1/1", "1.2/1", "1.2/2", "1.3/1"))
    assert [r["status"] for r in (room, scanner, gate, kiosk)] == [
        "completed",
        "delayed",
        "completed",
        "not_mentioned",
    ]
    assert (scanner["original_target_end"], scanner["current_target_end"]) == (
        date(2018, 12, 31),
        date(2019, 6, 30),
    )
    assert [r["overdue"] for r in (room, scanner, gate, kiosk)] == [False, True, False, True]
    assert scanner["evidence"].startswith("The body scanner has been delayed")
    assert scanner["evidence_boxes"] == [{"page": 2, "x0": 50, "top": 120, "x1": 500, "bottom": 132.5}]
    assert (scanner["deferrals"], scanner["slip_days_max"]) == (1, 211)
    assert [c["kind"] for c in scanner["changes"]] == ["date"]
    assert kiosk["evidence"] is None
    assert (kiosk["letters_since"], kiosk["silent_letters"]) == (1, 1)
    assert kiosk["last_heard"] == date(2018, 11, 1)
    assert kiosk["status_as_of"] == date(2019, 4, 10)
    assert room["case_id"] == room["document_id"]


def test_every_commitment_says_how_many_letters_its_case_lacks() -> None:
    told = letter(
        mentions=(
            Mention("update_letter", "wrote to you in December 2018", month(2018, 12)),
            Mention("update_letter", "again in February 2019", month(2019, 2)),
        ),
        outstanding_only="this letter is about what is left",
    )
    documents = [document(plan(), "plan.pdf"), document(told, "letter.pdf")]
    assigned = assign(documents)
    found = build_tables.build(
        fictions.findings(
            documents=DocumentStore.of(documents), cases=assigned.cases, issues=assigned.issues, concluded={}
        )
    )
    assert set(found["commitments"]["missing_letters"].to_pylist()) == {2}
    issues = [row for row in found["issues"].to_pylist() if row["code"] == "letter_missing"]
    assert [row["document_id"] for row in issues] == [documents[1].document_id] * 2
    words = found["documents"]["outstanding_only"].to_pylist()
    assert words == [None, "this letter is about what is left"]


def test_a_case_that_lacks_no_letters_says_so(built: dict[str, list[dict[str, Any]]]) -> None:
    assert {row["missing_letters"] for row in built["commitments"]} == {0}


def test_a_refused_recommendation_has_no_commitment(built: dict[str, list[dict[str, Any]]]) -> None:
    refused = next(row for row in built["recommendations"] if row["number"] == "1.4")
    assert (refused["response"], refused["explanation"]) == ("not_agreed", "No.")
    assert not [r for r in built["actions"] if r["recommendation_id"] == refused["recommendation_id"]]


def test_absent_values_are_null_and_lists_are_empty(built: dict[str, list[dict[str, Any]]]) -> None:
    for rows in built.values():
        for row in rows:
            assert "" not in row.values()
    gate = next(row for row in built["actions"] if row["target_raw"] == "Ongoing")
    assert (gate["target_start"], gate["targets"], gate["progress_raw"]) == (None, [], None)
    letter = next(row for row in built["documents"] if row["kind"] == "update_letter")
    assert letter["mentions"] == [
        {"kind": "action_plan", "raw": "the action plan we sent you", "start": None, "end": None}
    ]


def test_facts_and_issues_name_their_record_and_place(built: dict[str, list[dict[str, Any]]]) -> None:
    fact = built["facts"][0]
    assert fact["record_id"].endswith("/1.1/1")
    assert (fact["field"], fact["raw"], fact["page"], fact["source"]) == (
        "owners",
        "Head of Safety",
        2,
        "extracted",
    )
    issue = built["issues"][0]
    assert issue["record_id"] == issue["document_id"] + "/1.2/1"
    counts = {row["document_id"]: row["issues"] for row in built["documents"]}
    assert counts[issue["document_id"]] == 1


def test_a_promise_of_the_letter_has_its_due_dates_as_targets(built: dict[str, list[dict[str, Any]]]) -> None:
    (promise,) = built["new_commitments"]
    assert promise["text"].startswith("We have also decided")
    assert (promise["target_kind"], promise["target_end"], promise["owners"]) == (
        "date",
        date(2020, 5, 31),
        ["We"],
    )


def test_rows_stand_in_reading_order_whatever_order_they_came_in(
    built: dict[str, list[dict[str, Any]]],
) -> None:
    assert [row["update_id"][-2:] for row in built["links"]] == ["u1", "u2", "u3"]
    actions = [row["action_id"] for row in built["actions"]]
    assert [row["action_id"] for row in built["ledger"]] == actions


def test_a_progress_cell_is_linked_to_its_row_and_a_row_that_is_missing_is_reported() -> None:
    plan = fictions.document(
        replace(
            fictions.plan(),
            updates=(
                update("The scanner is in use.", status="completed", same_row="1.2/1"),
                update("Nothing of that kind.", same_row="9.9/1"),
            ),
        ),
        "plan.pdf",
    )
    found = fictions.findings(
        documents=DocumentStore.of([plan]),
        cases=assign([plan]).cases,
        concluded={},
        issues=(),
    )
    out = {name: table.to_pylist() for name, table in build_tables.build(found).items()}
    (made,) = out["links"]
    assert (made["action_id"][-5:], made["method"], made["score"], made["judgement"]) == (
        "1.2/1",
        "same_row",
        1.0,
        "accepted",
    )
    assert out["ledger"] == []
    scanner = next(row for row in out["commitments"] if row["action_id"].endswith("1.2/1"))
    assert (scanner["status"], scanner["evidence"]) == ("completed", "The scanner is in use.")
    assert "unknown_row" in [row["code"] for row in out["issues"]]


def test_a_rendition_is_a_document_of_the_case_that_makes_no_commitments() -> None:
    plan = fictions.document(fictions.plan(), "plan.pdf")
    copy = fictions.document(
        replace(fictions.plan(), reader="text", media_type="text/plain", pages=None, recommendations=()),
        "plan.txt",
    )
    assigned = assign([plan, copy])
    assert assigned.duplicates == {copy.document_id: plan.document_id}
    found = fictions.findings(
        documents=DocumentStore.of((plan, copy)),
        cases=assigned.cases,
        duplicates=assigned.duplicates,
        concluded={},
        issues=(),
    )
    out = {name: t.to_pylist() for name, t in build_tables.build(found).items()}
    row = next(r for r in out["documents"] if r["file_name"] == "plan.txt")
    assert (row["duplicate_of"], row["case_id"]) == (plan.document_id, plan.document_id)
    assert {r["document_id"] for r in out["commitments"]} == {plan.document_id}


def promise(kind: TargetKind = "none", target: Interval | None = None, dated: date | None = None) -> Origin:
    return Origin("p", dated, kind, target, 0.9)


def said(key: str, document_id: str = "q", score: float = 0.9, status: Status = "in_progress") -> Statement:
    return Statement(key, document_id, status, score)


def silent(target: object = None, **changed: object) -> LedgerEntry:
    return entry("p/1/1", "q", mentioned=False, status="not_mentioned", target=target, **changed)


@pytest.mark.parametrize(
    ("kind", "entries", "status"),
    [
        ("completed", [], "completed"),
        ("ongoing", [], "in_progress"),
        ("date", [], "planned"),
        ("none", [], "planned"),
        ("completed", ["silent"], "completed"),
        ("ongoing", ["silent"], "not_mentioned"),
        ("date", ["silent", "silent"], "not_mentioned"),
        ("date", ["heard", "silent"], "delayed"),
    ],
)
def test_the_last_letter_that_speaks_decides_else_the_plan(kind: str, entries: list[str], status: str) -> None:
    rows = [silent() if e == "silent" else entry("p/1/1", "q", status="delayed") for e in entries]
    now = standing(promise(kind), [], rows, date(2020, 1, 1))
    assert now.status == status
    assert now.silent_letters == entries.count("silent")


@pytest.mark.parametrize(
    ("letters", "counted"),
    [
        (["completed", "outstanding only"], 0),
        (["superseded", "outstanding only"], 0),
        (["completed", "silent"], 1),  # a letter on all actions
        (["in_progress", "outstanding only"], 1),
        (["completed", "delayed", "outstanding only"], 1),  # it was opened again
        (["completed", "silent", "outstanding only"], 1),
        (["outstanding only", "outstanding only"], 2),  # never mentioned
    ],
)
def test_silence_on_what_was_done_does_not_count_in_a_letter_on_outstanding_actions(
    letters: list[str], counted: int
) -> None:
    rows = [
        replace(silent(), document_id=said)
        if said in ("silent", "outstanding only")
        else entry("p/1/1", "q", status=said)
        for said in letters
    ]
    now = standing(promise("date"), [], rows, date(2020, 1, 1), outstanding={"outstanding only"})
    assert now.silent_letters == counted
    assert (now.status == "not_mentioned") == (counted == len(letters))


def test_overdue_begins_the_day_after_the_last_possible_day_and_ends_with_completion() -> None:
    promised = promise("date", month(2019, 3))
    assert not standing(promised, [], [], date(2019, 3, 31)).overdue
    assert standing(promised, [], [], date(2019, 4, 1)).overdue
    assert not standing(promise(), [], [], date(2019, 4, 1)).overdue
    for status in ("completed", "superseded"):
        done = entry("p/1/1", "q", status=status, target=month(2019, 3))
        assert not standing(promised, [], [done], date(2030, 1, 1)).overdue
    later = silent(target=month(2019, 9))
    assert not standing(promised, [], [later], date(2019, 4, 1)).overdue


def test_changes_of_all_letters_are_kept_and_the_slip_is_that_from_the_original_target() -> None:
    one = entry("p/1/1", "q", deferrals=1, target=month(2019, 5), changes=(Change("date", "May", "June", "u1"),))
    two = entry("p/1/1", "r", deferrals=2, target=month(2019, 6), changes=(Change("owner", "A", "B", "u2"),))
    promised = promise("date", month(2019, 3))
    now = standing(promised, [], [one, two], date(2020, 1, 1))
    assert (now.deferrals, now.slip_days_max, [c.kind for c in now.changes]) == (2, 121, ["date", "owner"])


def test_the_evidence_is_the_statement_that_bears_the_state_out_best() -> None:
    told = [
        said("a", score=0.99),
        said("b", score=0.7, status="delayed"),
        said("c", score=0.8, status="delayed"),
        said("d", score=1.0, status="delayed", document_id="earlier"),
    ]
    heard = entry("p/1/1", "q", status="delayed", update_ids=("a", "b", "c"))
    now = standing(promise(), told, [heard, silent()], date(2020, 1, 1))
    assert now.evidence is not None
    assert now.evidence.update_id == "c"


def test_the_evidence_is_the_new_date_where_the_state_rests_on_it_most() -> None:
    told = [said("a", score=0.99, status="delayed"), said("b", score=0.7, status="planned")]
    put_off = entry(
        "p/1/1", "q", status="delayed", update_ids=("a", "b"), changes=(Change("date", "May", "June", "b"),)
    )
    for reason, telling in (("a new target is given", "b"), ("how far the passages say delayed", "a")):
        heard = replace(put_off, status_reasons=(Reason(reason, 2.3), Reason("plan date", 0.4)))
        now = standing(promise(), told, [heard], date(2020, 1, 1))
        assert now.evidence is not None
        assert now.evidence.update_id == telling


def test_the_evidence_of_a_plan_is_the_cell_that_says_the_state() -> None:
    progress = [
        said("ended", document_id="p", status="completed"),
        said("thanks", document_id="p", status="none"),
    ]
    now = standing(promise("date", dated=date(2019, 1, 1)), progress, [], date(2020, 1, 1))
    assert (now.status, now.evidence) == ("completed", progress[0])


def test_an_entry_of_the_plans_progress_column_speaks_for_the_plan() -> None:
    progress = [said("begun", document_id="p", status="none"), said("ended", document_id="p", status="completed")]
    now = standing(promise("date", dated=date(2019, 1, 1)), progress, [], date(2020, 1, 1))
    assert (now.status, now.status_as_of, now.evidence) == ("completed", date(2019, 1, 1), progress[1])
