"""A run is published as a folder of its own; ``latest`` then points at it, in a step that cannot half happen.

The folder is written beside its place, forced to the disk and renamed; the link is made beside its place and
renamed over the old one, last of all. Whatever goes wrong before leaves ``latest`` at the last good run, and
:func:`repair` clears away what a killed run left.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError, reason
from pipeline.publish import checksums
from pipeline.publish.formats import EXPORTERS
from pipeline.storage.stores import flush, flush_all
from pipeline.tables.parquet import FolderTables
from pipeline.tables.schema import SCHEMA_VERSION

LATEST, RUNS, RUN_FILE = "latest", "runs", "run.json"
STATE = "state"
# Names the run that is being moved into place: present only in that moment, or after a kill in it.
MOVING = "publishing"
# Damaged files that a message names.
QUOTED = 3
# Characters of a run_id that tell its second.
SECOND = len("20260101T000000Z")
_RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]+(-\d+)?")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Run:
    """What a published run was made of, and how it went.

    ``inputs`` hashes the raw files, the decisions, the code and ``as_of``; ``ground`` the same without
    ``as_of``. ``files`` pairs each raw file with the hash of its bytes; ``decisions`` holds each decision with
    the words it stands on; ``timings`` are seconds by stage; ``schema_version`` is that of the data model.
    """

    run_id: str
    as_of: date
    inputs: str
    code: str
    packages: Mapping[str, str]
    previous: str | None
    rows: Mapping[str, int]
    ground: str = ""
    started: str | None = None
    finished: str | None = None
    engine: str = "local"
    counts: Mapping[str, int] = field(default_factory=dict)
    timings: Mapping[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    quarantine: tuple[str, ...] = ()
    decisions: tuple[Mapping[str, Any], ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    schema_version: int = SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class Published:
    """The last published run: its folder, what ``run.json`` says, and its tables."""

    folder: Path
    run: Mapping[str, Any]
    tables: FolderTables


def latest(processed: Path) -> Published | None:
    """The run that ``latest`` points at, None where there is none.

    Raises :class:`PipelineError` where it is there and cannot be read.
    """
    link = processed / LATEST
    if not (link / RUN_FILE).is_file():
        return None
    try:
        run = json.loads((link / RUN_FILE).read_text(encoding="utf-8"))
        tables = FolderTables(link.resolve())
        tables.verify()
        return Published(link.resolve(), run, tables)
    except (OSError, ValueError) as error:  # pyarrow's errors are ValueErrors
        raise PipelineError(f"{link} cannot be read ({error}): remove the link and run again") from error


def made_of_latest(processed: Path) -> Mapping[str, Any] | None:
    """What ``run.json`` of the latest run says, None where there is none."""
    try:
        found = json.loads((processed / LATEST / RUN_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def new_run_id(processed: Path, now: datetime, inputs: str) -> str:
    """``<UTC time>-<first 8 of the inputs' hash>``, numbered where this second has it already."""
    name = f"{now:%Y%m%dT%H%M%SZ}-{inputs[:8]}"
    runs = processed / RUNS
    twins = [path.name for path in runs.glob(f"{name}*")] if runs.is_dir() else []
    taken = [int(twin.removeprefix(f"{name}-")) if twin != name else 1 for twin in twins]
    return f"{name}-{max(taken) + 1}" if taken else name


def publish(
    processed: Path, tables: Mapping[str, Any], run: Run, beside_tables: Mapping[str, str] | None = None
) -> Path:
    """Write a run with every exporter, then move ``latest`` to it. Returns its folder.

    ``beside_tables`` are texts that lie in it too, by the names of their files. Raises :class:`PipelineError` where
    the folder cannot be written; ``latest`` is then as before.
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
            for name, text in (beside_tables or {}).items():
                (beside / name).write_text(text, encoding="utf-8")
            (beside / RUN_FILE).write_text(_as_json(run), encoding="utf-8")
            checksums.write(beside)
            flush_all(beside)
            _move(processed, beside, target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        where = f"{reason(error)}: {error.filename or processed}"
        raise PipelineError(f"the run could not be published ({where}); latest is as before") from error
    return target


def _move(processed: Path, beside: Path, target: Path) -> None:
    """The run into its place, then ``latest`` to it; a mark lets :func:`repair` know a kill in between."""
    mark = processed / STATE / MOVING
    mark.parent.mkdir(exist_ok=True)
    mark.write_text(target.name, encoding="utf-8")
    try:
        beside.replace(target)
        _point(processed / LATEST, Path(RUNS) / target.name)
        flush(target.parent, processed)
    except BaseException:
        if (processed / LATEST).resolve() != target.resolve():
            shutil.rmtree(target, ignore_errors=True)
        raise
    finally:
        mark.unlink(missing_ok=True)


def _point(link: Path, target: Path) -> None:
    beside = link.with_name(f".{link.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    beside.symlink_to(target, target_is_directory=True)
    beside.replace(link)


def _as_json(run: Run) -> str:
    return json.dumps(asdict(run), ensure_ascii=False, indent=1, default=date.isoformat) + "\n"


def repair(processed: Path) -> None:
    """Clear away what a killed run left: half-written folders and links, and a run that never became latest.

    To be called by the one that holds the lock.
    """
    runs, mark = processed / RUNS, processed / STATE / MOVING
    for path in sorted(runs.glob(".*")) if runs.is_dir() else ():
        _log.warning("%s was left half-written by a run that was killed: removed", path.name)
        shutil.rmtree(path, ignore_errors=True)
    shutil.rmtree(processed / STATE / "scratch", ignore_errors=True)
    for path in processed.glob(f".{LATEST}.*"):
        path.unlink(missing_ok=True)
    _point_at_whole(processed)
    if mark.is_file():
        name = mark.read_text(encoding="utf-8", errors="replace").strip()
        target = runs / name
        if is_run_id(name) and target.is_dir() and (processed / LATEST).resolve() != target.resolve():
            _log.warning("%s was not finished by a run that was killed: removed", target.name)
            shutil.rmtree(target, ignore_errors=True)
        mark.unlink(missing_ok=True)


def is_run_id(name: str) -> bool:
    """Whether a run may be called so."""
    return _RUN_ID.fullmatch(name) is not None


def is_whole(folder: Path) -> bool:
    """Whether every file of a run's folder is what was published."""
    return not checksums.damaged_in(folder)


def remembered(processed: Path) -> Sequence[Mapping[str, Any]]:
    """The decisions that ``run.json`` keeps of the last run of which that file is whole, whatever became of its
    tables: what people decided is not forgotten with them."""
    latest, names = (processed / LATEST).resolve().name, _names(processed / RUNS)
    # Of two runs of one second the name does not tell which came last; `latest` does.
    for name in sorted(names, key=lambda name: (name[:SECOND], name == latest, name), reverse=True):
        folder = processed / RUNS / name
        if (folder / checksums.NAME).exists() and checksums.damaged_in(folder, only=[RUN_FILE]):
            continue
        try:  # a run published before there were hashes has none to be compared with
            kept: Sequence[Mapping[str, Any]] = json.loads((folder / RUN_FILE).read_bytes())["decisions"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        return kept
    return ()


def _names(runs: Path) -> list[str]:
    return sorted(path.name for path in runs.iterdir() if path.is_dir()) if runs.is_dir() else []


def _point_at_whole(processed: Path) -> None:
    """Where ``latest`` leads to a run that is damaged or gone, lead it to the last whole one, or remove it.

    What is then published anew puts a whole run in its place.
    """
    link, runs = processed / LATEST, processed / RUNS
    if not link.is_symlink():
        return
    wrong = checksums.damaged_in(link)
    if not wrong:
        return
    whole = next((name for name in reversed(_names(runs)) if is_whole(runs / name)), None)
    _log.warning(
        "latest, %s, is damaged or gone (%s): it now leads to %s, and what is missing is published anew",
        link.resolve().name,
        ", ".join(wrong[:QUOTED]),
        whole or "no run",
    )
    if whole:
        _point(link, Path(RUNS) / whole)
    else:
        link.unlink()


def outdated(runs: Iterable[str], latest: str | None, keep: int) -> list[str]:
    """The names of all ``runs`` but the latest one and the last ``keep - 1`` others, the oldest first."""
    others = sorted(run for run in runs if run != latest)
    return others[: max(0, len(others) - (keep - 1))]


def prune(processed: Path, keep: int) -> list[str]:
    """Remove all but the run of ``latest`` and the last ``keep - 1`` others. Returns the names of the removed."""
    runs = processed / RUNS
    whole = [path.name for path in runs.iterdir() if _is_run(path) and not path.name.startswith(".")]
    gone = []
    for name in outdated(whole, (processed / LATEST).resolve().name, keep):
        hidden = runs / f".gone-{name}"
        try:
            (runs / name).replace(hidden)
        except OSError as error:
            _log.warning("the run %s could not be removed (%s): remove it by hand", name, reason(error))
            continue
        shutil.rmtree(hidden, ignore_errors=True)
        gone.append(name)
    return gone


def _is_run(folder: Path) -> bool:
    try:
        return (folder / RUN_FILE).is_file()
    except OSError as error:
        _log.warning("the run %s cannot be read (%s): check who may read it", folder.name, reason(error))
        return False
