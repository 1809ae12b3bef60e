from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.dataset import Dataset, load
from pipeline.errors import PipelineError
from pipeline.export import export, sheets
from pipeline.tables.schema import BY_NAME, TABLES
from tests.pipeline.test_publish import published

NAMES = [schema.name for schema in TABLES]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published(tmp_path_factory.mktemp("processed"))


@pytest.fixture
def ds(run: Path) -> Dataset:
    return load(run)


def test_csv_and_parquet_are_those_of_the_run(ds: Dataset, run: Path, tmp_path: Path) -> None:
    files = export.export(ds, "csv", tmp_path / "out" / "csv")
    assert files == [tmp_path / "out" / "csv" / f"{name}.csv" for name in NAMES]
    for path in files:
        assert path.read_bytes() == (run / "csv" / path.name).read_bytes()
    files = export.export(ds, "parquet", tmp_path / "out" / "parquet")
    assert [path.name for path in files] == [f"{name}.parquet" for name in NAMES]
    for path in files:
        assert pq.read_table(path).equals(pq.read_table(run / path.name))
    assert listed(tmp_path / "out") == ["csv", "parquet"]


def test_json_lines_keep_lists_records_days_and_nulls(ds: Dataset, tmp_path: Path) -> None:
    export.export(ds, "jsonl", tmp_path / "lines")
    for name in NAMES:
        rows = [json.loads(line) for line in (tmp_path / "lines" / f"{name}.jsonl").read_bytes().splitlines()]
        assert [list(row) for row in rows] == [BY_NAME[name].arrow.names] * len(rows)
        assert [plain(row) for row in ds.arrow(name).to_pylist()] == rows
    entries = (tmp_path / "lines" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    moved = next(row for row in map(json.loads, entries) if row["slip"] == "certain")
    assert moved["as_of"] == "2019-04-10"
    assert moved["mentioned"] is True
    assert moved["changes"][0] | {"update_id": None} == {
        "kind": "date",
        "from": "December 2018",
        "to": "June 2019",
        "update_id": None,
    }
    assert moved["nearest"] == []
    silent = next(row for row in map(json.loads, entries) if not row["mentioned"])
    assert silent["revised_target_raw"] is None


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def test_letters_of_any_language_stay_letters(ds: Dataset, tmp_path: Path) -> None:
    export.write_jsonl({"issues": ds.arrow("issues").slice(0, 0)}, tmp_path)
    assert (tmp_path / "issues.jsonl").read_bytes() == b""
    rows = ds.arrow("issues").to_pylist()[:1]
    rows[0]["message"] = "naïve “quote”"
    export.write_jsonl({"issues": type(ds.arrow("issues")).from_pylist(rows)}, tmp_path)
    assert "naïve “quote”".encode() in (tmp_path / "issues.jsonl").read_bytes()


def test_named_tables_come_in_the_order_of_the_data_model_each_once(ds: Dataset, tmp_path: Path) -> None:
    files = export.export(ds, "csv", tmp_path / "two", ["ledger", "actions", "ledger"])
    assert [path.name for path in files] == ["actions.csv", "ledger.csv"]
    assert listed(tmp_path / "two") == ["actions.csv", "ledger.csv"]


def test_one_table_can_go_to_a_file(ds: Dataset, run: Path, tmp_path: Path) -> None:
    (path,) = export.export(ds, "csv", tmp_path / "mine.csv", ["commitments"])
    assert path.read_bytes() == (run / "csv" / "commitments.csv").read_bytes()
    with pytest.raises(PipelineError, match="one file and there are 2 tables"):
        export.export(ds, "csv", tmp_path / "both.csv", ["commitments", "ledger"])


def test_an_unknown_table_or_form_is_named_with_the_known_ones(ds: Dataset, tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="no table promises; the tables are documents, recommendations, "):
        export.export(ds, "csv", tmp_path / "out", ["actions", "promises"])
    with pytest.raises(PipelineError, match="take one of csv, parquet, jsonl, xlsx"):
        export.export(ds, "ods", tmp_path / "out")
    with pytest.raises(PipelineError, match=r"does not end in \.xlsx"):
        export.export(ds, "xlsx", tmp_path / "out")
    assert listed(tmp_path) == []


@pytest.mark.parametrize(("form", "name"), [("csv", "out"), ("jsonl", "out"), ("xlsx", "out.xlsx")])
def test_what_is_there_is_kept_unless_replacing_is_asked(ds: Dataset, tmp_path: Path, form: str, name: str) -> None:
    place = tmp_path / name
    first = export.export(ds, form, place, ["issues"])
    before = first[0].read_bytes()
    with pytest.raises(PipelineError, match=f"{name} exists: .*--out.*--force"):
        export.export(ds, form, place, ["links"])
    assert first[0].read_bytes() == before
    second = export.export(ds, form, place, ["links"], force=True)
    assert all(path.is_file() for path in second)
    assert (place.is_file() and place.read_bytes() != before) or listed(place) == [f"links.{form}"]
    assert listed(tmp_path) == [name]


def test_an_empty_folder_is_filled(ds: Dataset, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    export.export(ds, "csv", tmp_path / "out", ["issues"])
    assert listed(tmp_path / "out") == ["issues.csv"]


def test_no_folder_of_other_files_is_replaced(ds: Dataset, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(PipelineError, match=r"holds thesis\.docx, which is no export"):
        export.export(ds, "csv", tmp_path, force=True)
    (tmp_path / "x.csv").mkdir()
    with pytest.raises(PipelineError, match="is a folder"):
        export.export(ds, "csv", tmp_path / "x.csv", ["issues"], force=True)
    with pytest.raises(PipelineError, match="is a file"):
        export.export(ds, "csv", tmp_path / "thesis.docx", force=True)
    (tmp_path / "link").symlink_to(tmp_path / "x.csv")
    with pytest.raises(PipelineError, match="is a link"):
        export.export(ds, "csv", tmp_path / "link", force=True)
    assert (tmp_path / "thesis.docx").read_text() == "years of work"


def test_a_failure_leaves_the_old_export_and_no_litter(
    ds: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place,) = export.export(ds, "xlsx", tmp_path / "out.xlsx", ["issues"])
    before = place.read_bytes()
    monkeypatch.setattr(sheets, "MAX_ROWS", 8)
    with pytest.raises(PipelineError, match="links has 3 rows"):
        export.export(ds, "xlsx", place, ["links"], force=True)
    assert place.read_bytes() == before
    assert listed(tmp_path) == ["out.xlsx"]


def test_a_place_that_cannot_be_written_is_said_in_one_line(ds: Dataset, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PipelineError, match="could not be written"):
        export.export(ds, "csv", tmp_path / "file" / "out")


def test_the_usual_place_is_called_after_run_day_and_form(
    ds: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export.export(ds, "jsonl", tables=["issues"])
    assert (tmp_path / "inspection-responses-run-1-jsonl" / "issues.jsonl").is_file()
    then = ds.as_of("2018-12-31")
    assert str(export.usual_place(then, "xlsx")) == "inspection-responses-run-1-as-of-2018-12-31.xlsx"


@pytest.mark.parametrize("place", ["csv", "csv/ledger.csv", "elsewhere"])
def test_a_published_run_is_never_written_into(tmp_path: Path, place: str) -> None:
    run = published(tmp_path)
    before = {path: path.read_bytes() for path in sorted(run.rglob("*")) if path.is_file()}
    ds = load(tmp_path)
    with pytest.raises(PipelineError, match="lies in the published run run-1: name another place"):
        export.export(ds, "csv", tmp_path / "latest" / place, ["ledger"], force=True)
    assert {path: path.read_bytes() for path in sorted(run.rglob("*")) if path.is_file()} == before
