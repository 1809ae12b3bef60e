"""A run is published as a folder of its own; ``latest`` then points at it, in a step that cannot half happen.

The folder is written beside its place and renamed, the link is made beside its place and renamed over the old
one. Whatever goes wrong before leaves ``latest`` at the last good run.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError
from pipeline.exports import EXPORTERS, read_parquet

LATEST, RUNS, RUN_FILE = "latest", "runs", "run.json"


@dataclass(frozen=True, slots=True)
class Run:
    """What a published run was made of: ``inputs`` hashes the raw files, the code and ``as_of``."""

    run_id: str
    as_of: date
    inputs: str
    code: str
    packages: Mapping[str, str]
    previous: str | None
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Published:
    """The last published run: its folder, what ``run.json`` says, and its tables."""

    folder: Path
    run: Mapping[str, Any]
    tables: Mapping[str, Any]


def latest(processed: Path) -> Published | None:
    """The run that ``latest`` points at, None where there is none.

    Raises :class:`PipelineError` where it is there and cannot be read.
    """
    link = processed / LATEST
    if not (link / RUN_FILE).is_file():
        return None
    try:
        run = json.loads((link / RUN_FILE).read_text(encoding="utf-8"))
        return Published(link.resolve(), run, read_parquet(link))
    except (OSError, ValueError) as error:  # pyarrow's errors are ValueErrors
        raise PipelineError(f"{link} cannot be read ({error}): remove the link and run again") from error


def new_run_id(processed: Path, now: datetime, inputs: str) -> str:
    """``<UTC time>-<first 8 of the inputs' hash>``, numbered where this second has it already."""
    name = f"{now:%Y%m%dT%H%M%SZ}-{inputs[:8]}"
    run_id, n = name, 1
    while (processed / RUNS / run_id).exists():
        n += 1
        run_id = f"{name}-{n}"
    return run_id


def publish(processed: Path, tables: Mapping[str, Any], run: Run) -> Path:
    """Write a run with every exporter, then move ``latest`` to it. Returns its folder.

    Raises :class:`PipelineError` where the folder cannot be written; ``latest`` is then as before.
    """
    link, target = processed / LATEST, processed / RUNS / run.run_id
    if link.exists() and not link.is_symlink():
        raise PipelineError(f"{link} is not a link to a run: move it away and run again")
    beside = processed / RUNS / f".{run.run_id}.{os.getpid()}"
    try:
        beside.mkdir(parents=True)
        try:
            for export in EXPORTERS:
                export(tables, beside)
            (beside / RUN_FILE).write_text(_as_json(run), encoding="utf-8")
            beside.replace(target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        _point(link, Path(RUNS) / run.run_id)
    except OSError as error:
        reason = f"{error.strerror or error}: {error.filename or processed}"
        raise PipelineError(f"the run could not be published ({reason}); latest is as before") from error
    return target


def _point(link: Path, target: Path) -> None:
    beside = link.with_name(f".{link.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    beside.symlink_to(target, target_is_directory=True)
    beside.replace(link)


def _as_json(run: Run) -> str:
    return json.dumps(asdict(run), indent=1, default=date.isoformat) + "\n"
