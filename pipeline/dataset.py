"""The analyst's door: the published tables as typed DataFrames.

from pipeline.dataset import load
ds = load("data/processed")
ds.commitments[ds.commitments.overdue]
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import DatasetDamaged, PipelineError
from pipeline.publish import runs
from pipeline.storage.stores import is_remote
from pipeline.tables import parquet
from pipeline.tables.parquet import LazyTables
from pipeline.tables.schema import BY_NAME, TABLES

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.analysis.page_images import Picture
    from pipeline.analysis.story_records import Story

RAW = "raw"
# Undated documents that a warning names.
QUOTED = 3


class Chosen(LazyTables):
    """Some tables of a dataset, each read at each use; one that is lost is said so."""

    def __init__(self, dataset: Dataset, names: Sequence[str]) -> None:
        self._dataset, self._names = dataset, names

    def __getitem__(self, name: str) -> Any:
        return self._dataset.arrow(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)


class Dataset:
    """One published run. Each table of the data model is an attribute, read when first asked for.

    Texts are nullable strings, closed sets categories in the order of the data model, days datetime64, whole
    numbers and truth values nullable, lists and structs Arrow-backed (``.list`` and ``.struct`` accessors).
    ``run`` is what ``run.json`` says (run_id, as_of, hashes, package versions, rows), ``day`` the day on which
    ``overdue`` is judged, ``raw`` the folder of the documents, where it is known.
    """

    def __init__(
        self, kept: runs.StoredRun, day: date, raw: Path | None, whole: runs.StoredRun | None = None
    ) -> None:
        self.place, self.run, self.day, self.raw = kept.place, kept.run, day, raw
        self._kept, self._whole = kept, whole or kept
        self._frames: dict[str, pd.DataFrame] = {}

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables that this run holds."""
        return tuple(schema.name for schema in TABLES if schema.name in self._kept.tables)

    @property
    def arrow_tables(self) -> Chosen:
        """The tables by name as ``pyarrow.Table``, each read anew at each use."""
        return Chosen(self, self.tables)

    def arrow(self, name: str) -> Any:
        """The table ``name`` as a ``pyarrow.Table``, read anew at each call.

        Raises :class:`~pipeline.errors.DatasetDamaged` where the run has lost it.
        """
        return self._reading(name, self._kept.tables.__getitem__)

    def _reading(self, name: str, read: Callable[[str], Any]) -> Any:
        try:
            return read(name)
        except (KeyError, OSError, ValueError) as error:  # pyarrow's errors are ValueErrors
            raise DatasetDamaged(
                f"{self.place} has lost {name} ({error}): take another run, or make it anew"
            ) from error

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in BY_NAME:
            raise AttributeError(f"a dataset has no {name!r}; its tables are {', '.join(BY_NAME)}")
        if name not in self._frames:
            from pipeline.tables.dataframes import frame  # pandas takes longer than all of `load`

            self._frames[name] = frame(self.arrow(name), name)
        return self._frames[name]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables]

    def __repr__(self) -> str:
        return f"<Dataset {self.place} as of {self.day}: {', '.join(self.tables)}>"

    def describe(self, table: str | None = None) -> pd.DataFrame:
        """The tables with their rows, keys and meaning; of one ``table`` the columns, with type and values."""
        from pipeline.tables.dataframes import describe_columns, describe_tables

        if table is None:
            count = partial(parquet.count, self._kept.tables)
            return describe_tables({name: self._reading(name, count) for name in self.tables})
        if table not in BY_NAME:
            raise PipelineError(f"there is no table {table}; the tables are {', '.join(BY_NAME)}")
        return describe_columns(table, getattr(self, table))

    def as_of(self, day: str | date) -> Dataset:
        """The dataset as it stood on ``day`` ("2020-06-30"), with what was known then.

        What documents dated later say is unknown, and ``overdue`` is judged on that day; a document without a
        date is left out with a warning. :mod:`pipeline.analysis.as_of` has it in full. Raises
        :class:`~pipeline.errors.PipelineError` where ``day`` is no day.
        """
        from pipeline.analysis.as_of import AsOf

        try:
            then = date.fromisoformat(day) if isinstance(day, str) else date(day.year, day.month, day.day)
        except (ValueError, TypeError, AttributeError) as error:
            raise PipelineError(f"{day!r} is no day: write it as 2020-06-30") from error
        tables = AsOf(self._whole.tables, then, self.run["decisions"])
        undated = tables.undated
        if undated:
            more = f" and {len(undated) - QUOTED} more" if len(undated) > QUOTED else ""
            message = f"without a date, and so left out: {', '.join(undated[:QUOTED])}{more}"
            warnings.warn(message, UserWarning, stacklevel=2)
        return Dataset(runs.StoredRun(self.place, self.run, tables), then, self.raw, self._whole)

    def explain(self, action_id: str) -> Story:
        """The story of one commitment over all letters; ``action_id`` may be the end of one ("5.01/2").

        Printed it is text, in a notebook a page. Raises :class:`~pipeline.errors.PipelineError` where no or
        several commitments are so called.
        """
        from pipeline.analysis.story import story

        return story(self.arrow_tables, action_id)

    def pages(self, record_id: str) -> list[int]:
        """The numbers of the pages on which a recommendation, action or update stands, counted from 1.

        ``record_id`` may be the end of one ("5.01/2", "u7").
        Empty in a format without pages. Raises :class:`~pipeline.errors.PipelineError` for an unknown record.
        """
        from pipeline.analysis.page_images import places

        return places(self.arrow_tables, record_id).pages

    def page(self, record_id: str, page: int | None = None, *, scale: float = 2.0) -> Picture:
        """The page on which a recommendation, action or update stands (the first, or ``page``), boxes drawn.

        ``record_id`` may be the end of one ("5.01/2", "u7"), ``scale`` is pixels a point.
        Raises :class:`~pipeline.errors.PipelineError` where the record is unknown,
        its document is no PDF, or the raw file is not at hand or not the one that was read.
        """
        from pipeline.analysis.page_images import drawn

        return drawn(self.arrow_tables, self.raw, record_id, page, scale)

    def sql(self, query: str, /, **parameters: Any) -> pd.DataFrame:
        """What DuckDB answers to ``query`` over the tables by name; ``$name`` stands for a parameter.

        Raises :class:`~pipeline.errors.PipelineError` with DuckDB's words where it refuses.
        """
        from pipeline.tables.database import answer
        from pipeline.tables.dataframes import frame

        return frame(answer(self._kept.tables, query, parameters))


def load(
    path: str | Path = "data/processed",
    run: str | date | None = None,
    raw: str | Path | None = None,
    *,
    verify: bool = False,
) -> Dataset:
    """The dataset below ``path``: its latest run, or the one that ``run`` names; ``path`` may be a run's folder.

    ``path`` is a local folder or an fsspec address; ``run`` a run_id, the beginning of one or a day
    ("2026-11-20"); ``raw`` the folder with the documents, for :meth:`Dataset.page` (by default ``raw`` beside
    a local dataset). Nothing but ``run.json`` and the footers of the tables is read until one is asked for, unless
    ``verify`` has every file of the run compared with what was published. Raises
    :class:`~pipeline.errors.DatasetNotFound`, :class:`~pipeline.errors.DatasetVersion` (made by an older or a
    newer version of the data model) or :class:`~pipeline.errors.DatasetDamaged`.
    """
    kept = runs.find(path, run, verify=verify)
    return Dataset(kept, date.fromisoformat(kept.run["as_of"]), Path(raw) if raw else _beside(kept))


def _beside(kept: runs.StoredRun) -> Path | None:
    """``data/raw`` for a run in ``data/processed/runs/<run_id>``, where there is such a folder."""
    if is_remote(kept.place):
        return None
    processed = Path(kept.place).resolve().parent.parent
    folder = processed.parent / RAW
    return folder if folder.is_dir() else None
