from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline.errors import PipelineError
from pipeline.ingest.document_store import DocumentStore
from pipeline.publish import delta, formats, run_folder
from pipeline.tables import build as build_tables
from pipeline.tables import database
from pipeline.tables.schema import TABLES
from tests.pipeline import fictions


def published(processed: Path, name: str = "run-1", **changed: object) -> Path:
    built = build_tables.build(fictions.findings(**changed))  # type: ignore[arg-type]
    built["changes"] = build_tables.table("changes", [])
    return run_folder.publish(processed, built, made(name))


def made(name: str) -> run_folder.Run:
    return run_folder.Run(name, date(2019, 8, 1), "0" * 64, "c" * 64, {"pyarrow": "1"}, None, {"documents": 2})


def test_a_run_holds_every_table_in_every_format_and_latest_points_at_it(tmp_path: Path) -> None:
    folder = published(tmp_path)
    assert folder == tmp_path / "runs" / "run-1"
    assert (tmp_path / "latest").readlink() == Path("runs/run-1")
    for schema in TABLES:
        table = pq.read_table(tmp_path / "latest" / f"{schema.name}.parquet")
        assert table.schema.equals(schema.arrow)
        with (folder / "csv" / f"{schema.name}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert header == [column.name for column in schema.columns]
        assert len(rows) == table.num_rows
    with duckdb.connect(str(folder / "inspection-responses.duckdb"), read_only=True) as database:
        late = database.execute(
            "SELECT action, current_target_end, changes[1].to FROM commitments "
            "WHERE overdue AND evidence_boxes[1].page = 2"
        ).fetchall()
        comment = database.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'ledger'").fetchone()
    assert late == [("A body scanner will be bought.", date(2019, 6, 30), "June 2019")]
    assert comment == ("One row per commitment and letter: what that letter tells about it",)
    assert json.loads((folder / "run.json").read_text())["as_of"] == "2019-08-01"
    assert sorted(p.name for p in (tmp_path / "runs").iterdir()) == ["run-1"]


def test_csv_cells_are_no_formulas_and_lists_are_json(tmp_path: Path) -> None:
    folder = published(tmp_path)
    with (folder / "csv" / "recommendations.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["number"]: row for row in csv.DictReader(file)}
    assert rows["1.3"]["text"] == "'=Telephone credit should be available at weekends."
    assert json.loads(rows["1.3"]["references"]) == ["S1"]
    assert json.loads(rows["1.3"]["boxes"])[0]["page"] == 2
    assert rows["1.4"]["lead_in"] == ""
    with (folder / "csv" / "ledger.csv").open(encoding="utf-8", newline="") as file:
        ledger = list(csv.DictReader(file))
    assert [row["notice_days"] for row in ledger if row["notice_days"]] == ["-100"]
    assert {row["mentioned"] for row in ledger} == {"true", "false"}


def test_every_beginning_of_a_formula_is_made_text_and_nothing_else(tmp_path: Path) -> None:
    begun = [
        "=1+1",
        "+1",
        "-x",
        "@x",
        "\tx",
        " =1",
        "\u200b=1",
        "\ufeff@x",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20x",
    ]
    texts = [*begun, "a=b", "é", 'say "no", please', "two\nlines"]
    rows = [{"code": "odd", "severity": "info", "message": text, "locator": None} for text in texts]
    database.write_csv({"issues": build_tables.table("issues", rows)}, tmp_path)
    with (tmp_path / "issues.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    assert [row["message"] for row in written] == [f"'{text}" for text in begun] + texts[len(begun) :]
    assert {row["locator"] for row in written} == {""}


def test_what_would_move_a_cursor_is_left_out_of_csv(tmp_path: Path) -> None:
    texts = ["bell\x07", "\x1b[2Jclear", "\rback", "turn\u202eed", "\x85next", "kept\ttab", "\x00=1"]
    rows = [{"code": "odd", "severity": "info", "message": text, "locator": None} for text in texts]
    database.write_csv({"issues": build_tables.table("issues", rows)}, tmp_path)
    with (tmp_path / "issues.csv").open(encoding="utf-8", newline="") as file:
        written = [row["message"] for row in csv.DictReader(file)]
    assert written == ["bell", "[2Jclear", "\nback", "turned", "next", "kept\ttab", "'=1"]


def test_the_descriptor_tells_the_truth_about_the_files(tmp_path: Path) -> None:
    folder = published(tmp_path)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert len(package["resources"]) == 2 * len(TABLES)
    for resource in package["resources"]:
        data = (folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["bytes"] == len(data)
    ledger = next(r["schema"] for r in package["resources"] if r["name"] == "ledger")
    assert ledger["primaryKey"] == ["action_id", "document_id"]
    assert [key["fields"] for key in ledger["foreignKeys"]] == [["action_id"], ["document_id"]]
    assert ledger["foreignKeys"][0]["reference"] == {"resource": "actions", "fields": ["action_id"]}
    fields = {field["name"]: field for field in ledger["fields"]}
    assert fields["changes"]["type"] == "array"
    assert fields["as_of"]["type"] == "date"
    assert fields["mentioned"] == {
        "name": "mentioned",
        "type": "boolean",
        "description": "Whether the letter reports on the commitment",
        "constraints": {"required": True},
    }
    assert "not_mentioned" in fields["status"]["constraints"]["enum"]


def test_two_runs_over_the_same_input_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = published(tmp_path, "run-1"), published(tmp_path, "run-2")
    assert (tmp_path / "latest").readlink() == Path("runs/run-2")
    for path in [*one.glob("*.parquet"), *one.glob("csv/*.csv"), one / "datapackage.json"]:
        assert path.read_bytes() == (two / path.relative_to(one)).read_bytes(), path.name


def test_a_failure_while_writing_leaves_the_last_good_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published(tmp_path)

    def full(_tables: object, folder: Path) -> None:
        raise OSError(28, "No space left on device", str(folder))

    monkeypatch.setattr(run_folder, "EXPORTERS", (formats.write_parquet, full))
    with pytest.raises(PipelineError, match="No space left on device"):
        published(tmp_path, "run-2")
    assert (tmp_path / "latest").readlink() == Path("runs/run-1")
    assert [p.name for p in (tmp_path / "runs").iterdir()] == ["run-1"]


def test_a_folder_in_the_place_of_latest_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    (tmp_path / "latest" / "mine.txt").write_text("keep")
    with pytest.raises(PipelineError, match="not a link"):
        published(tmp_path)
    assert (tmp_path / "latest" / "mine.txt").is_file()
    assert not (tmp_path / "runs").exists()


def test_a_dangling_latest_counts_as_none_and_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "latest").symlink_to("runs/gone")
    assert run_folder.latest(tmp_path) is None
    published(tmp_path)
    assert run_folder.latest(tmp_path) is not None


def test_a_damaged_latest_is_named(tmp_path: Path) -> None:
    folder = published(tmp_path)
    (folder / "links.parquet").write_bytes(b"half")
    with pytest.raises(PipelineError, match="cannot be read"):
        run_folder.latest(tmp_path)


def test_runs_of_one_second_get_names_of_their_own(tmp_path: Path) -> None:
    now = datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)
    first = run_folder.new_run_id(tmp_path, now, "abcdef0123")
    assert first == "20240203T040506Z-abcdef01"
    (tmp_path / "runs" / first).mkdir(parents=True)
    assert run_folder.new_run_id(tmp_path, now, "abcdef0123") == f"{first}-2"


def differences(
    before: dict[str, Any], after: dict[str, Any], *, same_day: bool = True, same_code: bool = True
) -> list[dict[str, Any]]:
    return list(delta.changes(before, after, same_day=same_day, same_code=same_code))


def test_equal_tables_have_no_changes_also_when_read_back(tmp_path: Path) -> None:
    published(tmp_path)
    last = run_folder.latest(tmp_path)
    assert last is not None
    built = build_tables.build(fictions.findings())
    assert differences(last.tables, built, same_code=False) == []


def test_a_change_of_code_is_told_field_by_field() -> None:
    before = build_tables.build(fictions.findings())
    rows = before["actions"].to_pylist()
    rows[0] |= {"owners": ["Head of Safety", "Governor"]}
    after = before | {"actions": build_tables.table("actions", rows)}
    (change,) = differences(before, after, same_code=False)
    assert change == {
        "table": "actions",
        "record_id": rows[0]["action_id"],
        "change": "changed",
        "field": "owners",
        "before": '["Head of Safety"]',
        "after": '["Head of Safety", "Governor"]',
        "cause": "code",
    }


def test_a_new_letter_is_the_cause_of_what_it_changes_in_its_case() -> None:
    found = fictions.findings()
    (case,) = found.cases
    alone = replace(found, documents=DocumentStore.of([found.documents[case.plan]]), concluded={})
    before = build_tables.build(replace(alone, cases=tuple(replace(c, letters=()) for c in found.cases)))
    after = build_tables.build(found)
    rows = differences(before, after, same_code=False)
    assert {row["cause"] for row in rows} == {"document"}
    moved = [r for r in rows if r["table"] == "commitments" and r.get("field") == "current_target_end"]
    assert [(r["before"], r["after"]) for r in moved if r["before"] == "2018-12-31"] == [
        ("2018-12-31", "2019-06-30")
    ]
    assert {r["change"] for r in rows if r["table"] == "updates"} == {"added"}
    gone = differences(after, before, same_code=False)
    assert {r["change"] for r in gone if r["table"] == "ledger"} == {"removed"}
    assert {r["cause"] for r in gone} == {"document"}


def test_what_only_the_calendar_changes_has_no_cause() -> None:
    before = build_tables.build(fictions.findings(as_of=date(2019, 6, 30)))
    after = build_tables.build(fictions.findings(as_of=date(2019, 7, 1)))
    (change,) = differences(before, after, same_day=False)
    assert (change["field"], change["before"], change["after"], change["cause"]) == (
        "overdue",
        "false",
        "true",
        None,
    )


def test_a_new_file_name_is_the_documents_doing() -> None:
    before = build_tables.build(fictions.findings())
    found = fictions.findings()
    renamed = DocumentStore.of(replace(d, file_name=f"new/{d.file_name}") for d in found.documents)
    after = build_tables.build(replace(found, documents=renamed))
    rows = differences(before, after, same_code=False)
    assert {(r["field"], r["cause"]) for r in rows} == {("file_name", "document")}


def test_all_changes_fit_their_table() -> None:
    after = build_tables.build(fictions.findings())
    before = {name: table.slice(0, 0) for name, table in after.items()}
    made_table = build_tables.table("changes", differences(before, after))
    assert made_table.num_rows > 20
    assert made_table["change"].unique().to_pylist() == ["added"]
