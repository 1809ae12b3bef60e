"""The digests of runs that are published: of the latest one, since any earlier one, and of each that is kept."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.digest.digest import Digest, Nights, digest_of
from pipeline.errors import DatasetDamaged, DatasetNotFound, DatasetVersion, PipelineError
from pipeline.publish import delta, runs
from pipeline.publish.runs import StoredRun
from pipeline.tables.parquet import rows

_log = logging.getLogger(__name__)


def latest(processed: str | Path, since: str | None = None) -> Digest:
    """The digest of the latest run, against the one before it or the one that ``since`` names.

    ``since`` is a run_id, the beginning of one, or a day: what was published last on that day or before it, else
    the oldest run that is kept. Raises :class:`~pipeline.errors.PipelineError` where there is no such run, or it is
    the latest itself, or one of them cannot be read.
    """
    last = runs.find(processed)
    if since is None:
        return _of(processed, last)
    earlier = runs.find(processed, _by_day(processed, since, last.run["run_id"]))
    if earlier.run["run_id"] == last.run["run_id"]:
        raise PipelineError(f"{since} is the latest run itself: name an earlier one with --since")
    differ = delta.changes(
        earlier.tables,
        last.tables,
        same_day=earlier.run["as_of"] == last.run["as_of"],
        same_code=earlier.run.get("code") == last.run.get("code"),
    )
    return digest_of(_nights(last, earlier.run["run_id"], earlier), last.tables, differ, earlier.tables)


def _by_day(processed: str | Path, since: str, latest_run: str) -> str:
    """The run that a day means: days on which nothing was published have none of their own."""
    try:
        day = f"{date.fromisoformat(since):%Y%m%d}"
    except ValueError:
        return since
    before = [name for name in sorted(runs.names(processed)) if name < latest_run]
    if not before:
        raise PipelineError(f"no run before the latest is kept that could be {since}")
    until = [name for name in before if name[: len(day)] <= day]
    if not until:
        _log.warning("no run of %s or before is kept: this is since the oldest, %s", since, before[0])
    return until[-1] if until else before[0]


def kept(processed: str | Path) -> Iterator[tuple[StoredRun, Digest]]:
    """Every run that is kept with its digest, the newest first; one that cannot be read is left out aloud."""
    for name in sorted(runs.names(processed), reverse=True):
        try:
            found = runs.find(processed, name)
            yield found, _of(processed, found)
        except (DatasetDamaged, DatasetVersion) as error:
            _log.warning("the run %s is left out: %s", name, error)


def _of(processed: str | Path, run: StoredRun) -> Digest:
    """The digest of a run as it was when it was published, against the run before it."""
    previous = run.run.get("previous")
    before = _found(processed, previous) if previous else None
    tables: Mapping[str, Any] = run.tables
    return digest_of(
        _nights(run, previous, before), tables, rows(tables, "changes"), before.tables if before else None
    )


def _found(processed: str | Path, name: str) -> StoredRun | None:
    """An earlier run; None where it is no longer kept or cannot be read: it only names what is gone."""
    try:
        return runs.find(processed, name)
    except (DatasetNotFound, DatasetVersion, DatasetDamaged):
        return None


def _nights(run: StoredRun, since: str | None, earlier: StoredRun | None) -> Nights:
    day = date.fromisoformat(earlier.run["as_of"]) if earlier else None
    return Nights(run.run["run_id"], date.fromisoformat(run.run["as_of"]), since, day)
