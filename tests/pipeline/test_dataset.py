from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline import dataset
from pipeline.errors import DatasetNotFound
from pipeline.schema import TABLES
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


def test_what_is_not_there_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DatasetNotFound, match="inspection-responses run"):
        dataset.load(tmp_path)
    published(tmp_path)
    with pytest.raises(DatasetNotFound):
        dataset.load(tmp_path, run="run-9")
    with pytest.raises(AttributeError, match="its tables are documents"):
        _ = dataset.load(tmp_path).promises
