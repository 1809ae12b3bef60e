from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from pipeline.errors import ChecksFailed
from pipeline.publish import checks
from pipeline.tables import build as build_tables
from tests.pipeline import fictions


@pytest.fixture
def built() -> dict[str, Any]:
    return build_tables.build(fictions.findings())


def edited(built: dict[str, Any], name: str, **values: object) -> dict[str, Any]:
    """The tables with the first row of one of them changed."""
    rows = built[name].to_pylist()
    rows[0] |= values
    return built | {name: build_tables.table(name, rows)}


def refusal(built: dict[str, Any], previous: dict[str, Any] | None = None) -> str:
    with pytest.raises(ChecksFailed) as failed:
        checks.run(built, previous)
    assert failed.value.exit_code == 3
    return str(failed.value)


def test_a_missing_table_or_column_and_a_forbidden_null_stop_the_run(built: dict[str, Any]) -> None:
    assert "the table links is missing" in refusal({k: v for k, v in built.items() if k != "links"})
    assert "updates does not have the columns" in refusal(
        built | {"updates": built["updates"].drop_columns(["text"])}
    )
    assert "links.score has 1 nulls" in refusal(edited(built, "links", score=None))
    assert "guesses is not a table" in refusal(built | {"guesses": pa.table({"a": [1]})})


def test_a_key_that_two_rows_share_stops_the_run(built: dict[str, Any]) -> None:
    twice = pa.concat_tables([built["actions"], built["actions"].slice(0, 1)])
    assert "actions has 2 rows for" in refusal(built | {"actions": twice})


def test_an_identifier_that_leads_nowhere_stops_the_run(built: dict[str, Any]) -> None:
    assert "links.action_id x/9/9 is not in actions" in refusal(edited(built, "links", action_id="x/9/9"))
    assert "ledger.update_ids u/1 is not in updates" in refusal(edited(built, "ledger", update_ids=["u/1"]))
    nearest = [{"update_id": "u/2", "score": 0.1}]
    assert "ledger.nearest.update_id u/2" in refusal(edited(built, "ledger", nearest=nearest))
    assert "issues.document_id" in refusal(edited(built, "issues", document_id="gone"))


def test_a_word_outside_a_closed_set_stops_the_run(built: dict[str, Any]) -> None:
    assert "recommendations.response says 'maybe'" in refusal(edited(built, "recommendations", response="maybe"))
    dates = [{"raw": "May", "role": "perhaps", "start": None, "end": None, "precision": "month"}]
    assert "updates.dates.role says 'perhaps'" in refusal(edited(built, "updates", dates=dates))


def test_a_box_off_the_page_or_in_a_document_without_pages_stops_the_run(built: dict[str, Any]) -> None:
    box = {"page": 4, "x0": 1.0, "top": 1.0, "x1": 2.0, "bottom": 2.0}
    assert "page 4 of 3" in refusal(edited(built, "actions", boxes=[box]))
    assert "inside out" in refusal(edited(built, "actions", boxes=[box | {"page": 1, "x1": 0.0}]))
    rows = [row | {"pages": None} for row in built["documents"].to_pylist()]
    assert "of None" in refusal(built | {"documents": build_tables.table("documents", rows)})


def test_an_interval_that_ends_before_it_starts_stops_the_run(built: dict[str, Any]) -> None:
    rows = built["actions"].to_pylist()
    first, last = rows[0]["target_start"], rows[0]["target_end"]
    assert "actions.target_start" in refusal(edited(built, "actions", target_start=last, target_end=first))
    assert "actions.target_start" in refusal(edited(built, "actions", target_start=None))


def test_a_run_without_records_does_not_replace_one_that_has_some(built: dict[str, Any]) -> None:
    empty = {name: table.slice(0, 0) for name, table in built.items()}
    assert "has 4" in refusal(empty, built)
    checks.run(empty, None)


def test_a_long_list_of_faults_is_cut_and_counted(built: dict[str, Any]) -> None:
    rows = [row | {"response": f"odd{n}"} for n, row in enumerate(built["recommendations"].to_pylist() * 3)]
    assert refusal(built | {"recommendations": build_tables.table("recommendations", rows)}).endswith("more")


@pytest.mark.parametrize("odd", [float("nan"), float("inf")])
def test_a_number_that_is_none_stops_the_run(built: dict[str, Any], odd: float) -> None:
    assert "actions.confidence has 1 values that are no numbers" in refusal(
        edited(built, "actions", confidence=odd)
    )
    box = {"page": 1, "x0": 1.0, "top": odd, "x1": 2.0, "bottom": odd}
    assert "updates.boxes.top has 1 values" in refusal(edited(built, "updates", boxes=[box]))
