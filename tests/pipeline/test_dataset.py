from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path

import fsspec
import pandas as pd
import pytest

from pipeline import dataset
from pipeline.errors import DatasetDamaged, DatasetNotFound, DatasetVersion, PipelineError
from pipeline.tables.schema import SCHEMA_VERSION, TABLES
from tests.pipeline.test_publish import published


def test_tables_are_typed_frames(tmp_path: Path) -> None:
    published(tmp_path)
    ds = dataset.load(tmp_path)
    assert ds.tables == tuple(schema.name for schema in TABLES)
    for schema in TABLES:
        frame = getattr(ds, schema.name)
        assert list(frame.columns) == [column.name for column in schema.columns]
    standing = ds.commitments
    assert isinstance(standing.action.dtype, pd.StringDtype)
    assert isinstance(standing.status.dtype, pd.CategoricalDtype)
    assert "superseded" in standing.status.cat.categories
    assert pd.api.types.is_datetime64_any_dtype(standing.current_target_end)
    assert standing.deferrals.dtype == "Int64"
    assert standing.overdue.dtype == "boolean"
    assert standing.evidence.isna().sum() == 1
    assert standing[standing.overdue].current_target_end.max() == pd.Timestamp(2019, 6, 30)
    assert standing.owners.list.len().tolist() == [1, 1, 1, 1]
    boxes = standing.evidence_boxes.explode().dropna()
    assert boxes.struct.field("page").tolist() == [1, 2, 1]
    assert (standing.status == "completed").sum() == 2


def test_empty_tables_keep_their_types(tmp_path: Path) -> None:
    published(tmp_path)
    changes = dataset.load(tmp_path).changes
    assert len(changes) == 0
    assert list(changes.cause.cat.categories) == ["document", "code", "decision"]


def test_a_frame_is_read_once(tmp_path: Path) -> None:
    published(tmp_path)
    ds = dataset.load(tmp_path)
    assert ds.links is ds.links


def test_a_run_can_be_named_or_its_folder_given(tmp_path: Path) -> None:
    one = published(tmp_path, "run-1")
    published(tmp_path, "run-2")
    assert dataset.load(tmp_path).run["run_id"] == "run-2"
    assert dataset.load(tmp_path, run="run-1").run["run_id"] == "run-1"
    assert dataset.load(str(one)).run["run_id"] == "run-1"


def test_a_run_is_found_by_the_beginning_of_its_name_or_its_day(tmp_path: Path) -> None:
    for name in ("20261119T010000Z-a", "20261120T010000Z-b", "20261120T230000Z-c"):
        published(tmp_path, name)
    assert dataset.load(tmp_path, run="2026-11-20").run["run_id"] == "20261120T230000Z-c"
    assert dataset.load(tmp_path, run="20261119").run["run_id"] == "20261119T010000Z-a"
    with pytest.raises(DatasetNotFound, match="no run 2026-11-18; the last runs there are 20261119T010000Z-a, "):
        dataset.load(tmp_path, run="2026-11-18")


def test_an_address_is_read_table_by_table(tmp_path: Path) -> None:
    folder = published(tmp_path)
    memory = fsspec.filesystem("memory")
    memory.put(str(folder), "/door/runs/run-1", recursive=True)
    memory.pipe("/door/latest.json", b'{"run_id": "run-1"}')
    memory.rm("/door/runs/run-1/links.parquet")
    for ds in (
        dataset.load("memory://door"),
        dataset.load("memory://door", run="run-1"),
        dataset.load("memory://door/runs/run-1"),
    ):
        assert ds.commitments.equals(dataset.load(tmp_path).commitments)
        with pytest.raises(DatasetDamaged, match="links"):
            _ = ds.links
    with pytest.raises(DatasetNotFound, match="memory://nothing-here"):
        dataset.load("memory://nothing-here")


@pytest.mark.parametrize(
    ("version", "says"),
    [(None, "version unknown .* older .* `inspection-responses run`"), (99, "version 99 .* newer .* install")],
)
def test_a_dataset_of_another_data_model_is_refused(tmp_path: Path, version: int | None, says: str) -> None:
    made = published(tmp_path) / "run.json"
    run = json.loads(made.read_text())
    assert run["schema_version"] == SCHEMA_VERSION
    made.write_text(json.dumps({k: v for k, v in run.items() if k != "schema_version"} | _given(version)))
    with pytest.raises(DatasetVersion, match=says):
        dataset.load(tmp_path)


def _given(version: int | None) -> dict[str, int]:
    return {} if version is None else {"schema_version": version}


def test_the_version_is_raised_with_the_data_model() -> None:
    """Whoever changes the tables raises SCHEMA_VERSION, and then the two values here."""
    said = [
        (t.name, t.key, t.foreign, [(c.name, str(c.type), c.required, c.closed) for c in t.columns]) for t in TABLES
    ]
    assert (SCHEMA_VERSION, sha256(repr(said).encode()).hexdigest()[:12]) == (7, "c77f56828a59")


def test_a_damaged_run_is_said(tmp_path: Path) -> None:
    folder = published(tmp_path)
    (folder / "links.parquet").write_bytes(b"PAR1 and then nothing")
    with pytest.raises(DatasetDamaged, match="make it anew"):
        dataset.load(tmp_path)
    (folder / "run.json").write_text("{")
    with pytest.raises(DatasetDamaged):
        dataset.load(tmp_path)


def test_tables_and_columns_are_described(tmp_path: Path) -> None:
    published(tmp_path)
    ds = dataset.load(tmp_path)
    assert ds.describe().loc["commitments", "key"] == "action_id"
    assert ds.describe().loc["commitments", "rows"] == len(ds.commitments)
    for name in ds.tables:
        columns = ds.describe(name)
        assert list(columns.index) == list(getattr(ds, name).columns)
        assert columns.meaning.str.len().min() > 5
    assert ds.describe("ledger").loc["told", "values"] == "before_due, after_due"
    assert ds.describe("ledger").loc["changes", "type"] == "list of (kind, from, to, update_id)"
    with pytest.raises(PipelineError, match="no table promises"):
        ds.describe("promises")


def test_sql_reads_the_tables_by_name_and_answers_typed(tmp_path: Path) -> None:
    published(tmp_path)
    ds = dataset.load(tmp_path)
    late = ds.sql(
        "SELECT action_id, current_target_end, owners FROM commitments WHERE overdue AND deferrals >= $n", n=1
    )
    assert late.current_target_end.tolist() == [pd.Timestamp(2019, 6, 30)]
    assert late.owners.list.len().tolist() == [1]
    with pytest.raises(PipelineError, match="the tables are documents, recommendations"):
        ds.sql("SELECT nothing FROM commitments")
    with pytest.raises(PipelineError, match="select"):
        ds.sql("")


def test_nothing_is_read_until_a_table_is_asked_for(tmp_path: Path) -> None:
    folder = published(tmp_path)
    ds = dataset.load(tmp_path)
    (folder / "links.parquet").unlink()
    assert len(ds.actions) == 4
    ds.sql("SELECT count(*) AS n FROM actions")
    with pytest.raises(DatasetDamaged, match="has lost links"):
        _ = ds.links


def test_pandas_is_imported_when_a_frame_is_asked_for(tmp_path: Path) -> None:
    published(tmp_path)
    code = (
        f"import sys; from pipeline.dataset import load; ds = load({str(tmp_path)!r}); "
        "print('pandas' in sys.modules, len(ds.actions), 'pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "4", "True"]


def test_what_is_not_there_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DatasetNotFound, match="inspection-responses run"):
        dataset.load(tmp_path)
    published(tmp_path)
    with pytest.raises(DatasetNotFound):
        dataset.load(tmp_path, run="run-9")
    with pytest.raises(AttributeError, match="its tables are documents"):
        _ = dataset.load(tmp_path).promises


@pytest.mark.parametrize(
    "change", [{"as_of": None}, {"as_of": "someday"}, {"decisions": 3}, {"schema_version": "one"}]
)
def test_a_run_whose_description_is_damaged_is_said(tmp_path: Path, change: dict[str, object]) -> None:
    made = published(tmp_path) / "run.json"
    made.write_text(json.dumps(json.loads(made.read_text()) | change))
    with pytest.raises(DatasetDamaged, match="make it anew"):
        dataset.load(tmp_path)


def test_a_story_without_its_links_says_what_is_lost(tmp_path: Path) -> None:
    folder = published(tmp_path)
    (folder / "links.parquet").unlink()
    with pytest.raises(DatasetDamaged, match="has lost links"):
        dataset.load(tmp_path).explain("1.2/1")


def test_places_and_runs_may_be_given_as_people_write_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = published(tmp_path, "20261120T010000Z-a")
    monkeypatch.setenv("HOME", str(tmp_path.parent))
    assert dataset.load(f"~/{tmp_path.name}").run["run_id"] == "20261120T010000Z-a"
    assert dataset.load(tmp_path, run=date(2026, 11, 20)).place == str(folder)
    assert dataset.load(tmp_path, run="").place == str(folder)
    with pytest.raises(DatasetNotFound, match="is a run itself"):
        dataset.load(folder, run="2026-11-20")


def test_answers_in_sql_have_nullable_types_and_any_parameter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(tmp_path / "processed")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    ds = dataset.load(tmp_path / "processed")
    found = ds.sql(
        "SELECT sum(deferrals) AS moved, avg(deferrals) AS mean, CAST(NULL AS INTEGER) AS none, $query AS asked "
        "FROM commitments",
        query="what",
    )
    assert [str(kind) for kind in found.dtypes] == ["Int64", "float64", "Int64", "string"]
    assert found.moved.tolist() == [1]
    tables = pd.DataFrame({"a": [1]})  # a variable of ours is no table
    with pytest.raises(PipelineError, match="the tables are documents"):
        ds.sql("SELECT * FROM tables")
    assert len(tables) == 1
    assert list((tmp_path / "here").iterdir()) == []
