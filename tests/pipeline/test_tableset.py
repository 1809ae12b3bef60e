"""Tables in a folder and tables in memory are the same to whoever asks."""

from __future__ import annotations

import shutil
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from pipeline.dataset import load
from pipeline.errors import reason
from pipeline.publish import checks, delta
from pipeline.tables import build as build_tables
from pipeline.tables import database, parquet
from pipeline.tables.parquet import FolderTables, Growing
from tests.pipeline import fictions

MANY = 2 * parquet.GROUP + 7


def issues(count: int) -> list[dict[str, Any]]:
    return [
        {"code": "odd", "severity": "info", "message": f"number {n}", "page": n % 9 or None, "locator": ""}
        for n in range(count)
    ]


def filled(into: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    build_tables.fill(into, fictions.findings())
    with Growing(into, "issues") as growing:
        growing.add(issues(MANY))
    return into


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[MutableMapping[str, Any], MutableMapping[str, Any]]:
    return filled({}), filled(FolderTables(tmp_path_factory.mktemp("tables")))


def test_a_table_grown_into_a_file_is_the_one_grown_in_memory(
    both: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "PIECE", 1000)
    held, stored = both
    assert set(held) == set(stored)
    for name in held:
        assert stored[name].equals(held[name]), name
        assert parquet.count(stored, name) == parquet.count(held, name)
        assert list(parquet.rows(stored, name)) == held[name].to_pylist()
        assert parquet.arrow_schema(stored, name).equals(held[name].schema)
    for tables in both:
        some = parquet.rows_with(tables, "issues", "message", {"number 7", f"number {MANY - 1}"}, ["message"])
        assert list(some) == [{"message": "number 7"}, {"message": f"number {MANY - 1}"}]
    assert parquet.count(stored, "issues") == MANY
    assert parquet.column(stored, "issues", "locator").null_count == MANY  # an empty text is null
    pieces = list(parquet.pieces(stored, "issues", "page"))
    assert max(map(len, pieces)) <= parquet.PIECE
    assert sum(map(len, pieces)) == MANY


def test_exports_and_checks_do_not_tell_them_apart(both: tuple[Any, Any], tmp_path: Path) -> None:
    for name, side in zip(("held", "stored"), both, strict=True):
        (tmp_path / name).mkdir()
        database.write_csv(side, tmp_path / name)
        checks.run(side)
    written = [{p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("held", "stored")]
    assert written[0] == written[1]
    assert len(written[0]) == len(both[0])


def test_a_change_is_found_between_files_as_between_tables(both: tuple[Any, Any], tmp_path: Path) -> None:
    held, stored = both
    moved = [row | {"confidence": 0.5} if n == 1 else row for n, row in enumerate(held["actions"].to_pylist())]
    other = FolderTables(tmp_path)
    for name in held:
        other[name] = held[name]
    other["actions"] = build_tables.table("actions", moved)
    found = [list(delta.changes(old, other, same_day=True, same_code=True)) for old in (held, stored)]
    assert found[0] == found[1]
    assert [(row["table"], row["field"], row["after"]) for row in found[0]] == [("actions", "confidence", "0.5")]


def test_rows_taken_one_at_a_time_make_the_same_file(both: tuple[Any, Any], tmp_path: Path) -> None:
    taken = FolderTables(tmp_path)
    with Growing(taken, "issues") as growing:
        for batch in both[0]["issues"].to_batches(1):
            growing.take([batch])
    assert taken.path("issues").read_bytes() == both[1].path("issues").read_bytes()


def test_a_growth_that_fails_leaves_no_table_behind() -> None:
    held: dict[str, Any] = {}
    with pytest.raises(pa.ArrowInvalid), Growing(held, "issues") as growing:
        growing.add([{"code": "odd", "severity": "info", "message": "m", "page": "nine"}] * parquet.BATCH)
    assert held == {}


def test_asking_whether_a_table_is_there_reads_nothing(tmp_path: Path) -> None:
    (tmp_path / "links.parquet").write_bytes(b"no table at all")
    there = FolderTables(tmp_path)
    assert "links" in there
    assert "ledger" not in there
    assert "guesses" not in there
    assert list(there) == ["links"]


def test_many_rich_rows_and_one_huge_text_are_written_whatever_memory_they_take(
    sample: Path, tmp_path: Path
) -> None:
    stored = FolderTables(tmp_path)
    links = load(sample).arrow("links").to_pylist()
    with Growing(stored, "links") as growing:
        for n in range(20):
            growing.add({**row, "update_id": f"{row['update_id']}{n:02}"} for row in links)
    huge = "many words " * 800_000
    with Growing(stored, "issues") as growing:
        growing.add([{"code": "odd", "severity": "info", "message": huge}, *issues(3)])
    database.write_csv(stored, tmp_path)
    database.write(stored, tmp_path)
    assert sum(1 for _ in (tmp_path / "links.csv").open(encoding="utf-8")) > 20 * len(links)
    assert (tmp_path / "issues.csv").stat().st_size > len(huge)
    with duckdb.connect(str(tmp_path / database.FILE), read_only=True) as made:
        counted = made.execute(
            "SELECT (SELECT count(*) FROM links), (SELECT max(len(message)) FROM issues)"
        ).fetchone()
    assert counted == (20 * len(links), len(huge))
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(tmp_path / "links.parquet", other)
    assert (
        database.differing(stored, FolderTables(other), "links", ["update_id", "action_id"], ["signals"]) == set()
    )


def test_half_a_character_costs_a_question_mark_and_no_more() -> None:
    rows = [{"code": "odd", "severity": "info", "message": "caf\ud800e"}]
    assert build_tables.table("issues", rows)["message"].to_pylist() == ["caf?e"]


def test_a_table_of_many_wide_rows_is_committed(both: tuple[Any, Any], tmp_path: Path) -> None:
    """Its commit wants more memory than DuckDB is given at first, which DuckDB calls no want of memory."""
    held, _ = both
    rows = held["commitments"]
    many = 45_000 // rows.num_rows
    stored = FolderTables(tmp_path)
    stored["commitments"] = pa.concat_tables([rows] * many)
    database.write(stored, tmp_path)
    with duckdb.connect(str(tmp_path / database.FILE), read_only=True) as made:
        assert made.execute("SELECT count(*) FROM commitments").fetchone() == (many * rows.num_rows,)


def test_what_goes_wrong_with_the_database_is_told_in_its_words(both: tuple[Any, Any], tmp_path: Path) -> None:
    (tmp_path / database.FILE).write_bytes(b"no database " * 1000)
    with pytest.raises(OSError, match="not a valid DuckDB database") as told:
        database.write(both[0], tmp_path)
    assert "DuckDB" in reason(told.value)
