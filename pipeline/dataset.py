"""The analyst's door: the published tables as typed DataFrames.

from pipeline.dataset import load
ds = load("data/processed")
ds.commitments[ds.commitments.overdue]
"""

from __future__ import annotations

import json
import weakref
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import workspace
from pipeline.errors import DatasetNotFound
from pipeline.publish import LATEST, RUN_FILE, RUNS
from pipeline.schema import BY_NAME, TABLES
from pipeline.storage import RemoteStore, is_remote

_NULLABLE = {
    pa.string(): pd.StringDtype("pyarrow"),
    pa.int64(): pd.Int64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


class Dataset:
    """One published run. Each table of the data model is an attribute, read when first asked for.

    Texts are nullable strings, closed sets categories in the order of the data model, days datetime64, whole
    numbers and truth values nullable, lists and structs Arrow-backed (``.list`` and ``.struct`` accessors).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._frames: dict[str, pd.DataFrame] = {}

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables that this run holds."""
        return tuple(schema.name for schema in TABLES if (self.folder / f"{schema.name}.parquet").is_file())

    @property
    def run(self) -> Mapping[str, Any]:
        """What the run was made of: run_id, as_of, hashes, package versions, rows."""
        made: dict[str, Any] = json.loads((self.folder / RUN_FILE).read_text(encoding="utf-8"))
        return made

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in BY_NAME:
            raise AttributeError(f"a dataset has no {name!r}; its tables are {', '.join(self.tables)}")
        if name not in self._frames:
            self._frames[name] = _frame(name, self.folder / f"{name}.parquet")
        return self._frames[name]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables]

    def __repr__(self) -> str:
        return f"<Dataset {self.folder}: {', '.join(self.tables)}>"


def load(path: str | Path = "data/processed", run: str | None = None) -> Dataset:
    """The dataset below ``path``: its latest run, or the one called ``run``; ``path`` may be a run's folder.

    The latest run at an fsspec address is fetched into a temporary folder. Raises
    :class:`~pipeline.errors.DatasetNotFound` where there is none.
    """
    if is_remote(path):
        return _fetched(str(path))
    base = Path(path)
    if run is None and (base / RUN_FILE).is_file():
        return Dataset(base)
    folder = base / RUNS / run if run is not None else base / LATEST
    if not (folder / RUN_FILE).is_file():
        raise DatasetNotFound(f"{folder} holds no published run: make one with `inspection-responses run`")
    return Dataset(folder.resolve())


def _fetched(address: str) -> Dataset:
    folder = TemporaryDirectory(prefix="inspection-responses-")
    workspace.fetch(RemoteStore(address), Path(folder.name))
    if not (Path(folder.name) / LATEST / RUN_FILE).is_file():
        raise DatasetNotFound(f"{address} holds no published run: make one with `inspection-responses run`")
    fetched = Dataset((Path(folder.name) / LATEST).resolve())
    weakref.finalize(fetched, folder.cleanup)
    return fetched


def _frame(name: str, path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise DatasetNotFound(f"{path} is missing: the run is incomplete; make it anew")
    frame: pd.DataFrame = pq.read_table(path).to_pandas(types_mapper=_dtype, date_as_object=False)
    for column in BY_NAME[name].columns:
        if column.closed and column.name in frame:
            kind = pd.CategoricalDtype(list(column.closed))
            frame[column.name] = frame[column.name].astype(object).astype(kind)
    return frame


def _dtype(kind: Any) -> Any:
    if pa.types.is_list(kind):
        return pd.ArrowDtype(kind)
    simple = {
        pa.string(): pd.StringDtype("pyarrow"),
        pa.int64(): pd.Int64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
    }
    return simple.get(kind)
