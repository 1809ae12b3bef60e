"""A published run wherever it lies: what ``run.json`` says of it, and its tables, each read when asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.errors import DatasetDamaged, DatasetNotFound, DatasetVersion
from pipeline.publish import checksums, workspace
from pipeline.publish.run_folder import LATEST, RUN_FILE, RUNS
from pipeline.storage.remote import RemoteStore, side_by_side
from pipeline.storage.stores import as_address
from pipeline.tables import parquet
from pipeline.tables.parquet import FolderTables, LazyTables
from pipeline.tables.schema import BY_NAME, SCHEMA_VERSION, TABLES

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
# Runs that an error message lists.
LISTED = 5


@dataclass(frozen=True)
class StoredRun:
    """``place`` is its folder or address, ``tables`` are ``pyarrow.Table`` by name."""

    place: str
    run: Mapping[str, Any]
    tables: Mapping[str, Any]


def find(address: str | Path, run: str | date | None = None, *, verify: bool = False) -> StoredRun:
    """The latest run below ``address``, or the one that ``run`` names; ``address`` may be a run's own folder.

    ``run`` is a run_id, the beginning of one, or a day ("2026-11-20", in UTC): the last such run. With ``verify``
    every file of it is compared with what was published. Raises
    :class:`DatasetNotFound` where there is none, :class:`DatasetVersion` where it follows another data model
    and :class:`DatasetDamaged` where it cannot be read.
    """
    given = as_address(Path(address).expanduser() if str(address).startswith("~") else address)
    run = str(run) if run else None
    if isinstance(given, Path):
        folder = _folder(given, run)
        return _local(folder, verify=verify)
    return _remote(given.rstrip("/"), run, verify=verify)


def names(address: str | Path) -> list[str]:
    """The run_ids of the runs that are kept below ``address``, in order; [] where there are none."""
    given = as_address(Path(address).expanduser() if str(address).startswith("~") else address)
    return sorted(_names(given) if isinstance(given, Path) else _names_at(RemoteStore(given.rstrip("/"))))


def _names(base: Path) -> list[str]:
    runs = base / RUNS
    return [path.name for path in runs.iterdir() if (path / RUN_FILE).is_file()] if runs.is_dir() else []


def _names_at(store: RemoteStore) -> list[str]:
    return [name.split("/")[1] for name in store.names(RUNS) if name.endswith(f"/{RUN_FILE}")]


def _folder(base: Path, run: str | None) -> Path:
    """The folder of a run; ``base`` may be that itself."""
    itself = (base / RUN_FILE).is_file()
    if itself and run is not None:
        raise DatasetNotFound(f"{base} is a run itself: load it without run={run!r}, or the folder above its runs")
    if itself:
        folder = base
    elif run is None:
        folder = (base / LATEST).resolve()
    else:
        folder = base / RUNS / _named(run, _names(base), base)
    if not (folder / RUN_FILE).is_file():
        raise _none(base)
    return folder


def _local(folder: Path, *, verify: bool) -> StoredRun:
    if verify:
        _as_published(folder, checksums.damaged_in(folder))
    made = _made((folder / RUN_FILE).read_bytes(), folder)
    tables = FolderTables(folder)
    try:
        tables.verify()
        odd = [name for name in tables if parquet.arrow_schema(tables, name).names != BY_NAME[name].arrow.names]
    except (OSError, ValueError) as error:  # pyarrow's errors are ValueErrors
        raise _damaged(folder, error) from error
    if odd:  # of the pages every bit is checked, of the words behind them none
        raise _damaged(folder, ValueError(f"{odd[0]} has other columns than were published"))
    return StoredRun(str(folder), made, tables)


def _remote(base: str, run: str | None, *, verify: bool) -> StoredRun:
    store = RemoteStore(base)
    place = base
    run_id = workspace.named(store) if run is None else _named(run, _names_at(store), base)
    if run_id is not None:
        place = f"{base}/{RUNS}/{run_id}"  # else the address is perhaps that of a run itself
    below = RemoteStore(place)
    data = below.get(RUN_FILE)
    if data is None:
        raise _none(base)
    if verify:
        _as_published(place, _damaged_at(below))
    return StoredRun(place, _made(data, place), RemoteTables(below, place))


def _damaged_at(store: RemoteStore) -> list[str]:
    try:
        published = checksums.parse(store.get(checksums.NAME) or b"?")
    except ValueError:
        return [checksums.NAME]

    def digest(name: str) -> str | None:
        data = store.get(name)
        return None if data is None else sha256(data).hexdigest()

    now = dict(zip(published, side_by_side(digest, published), strict=True))
    return checksums.damaged(published, now.get, store.names(""))


def _as_published(place: str | Path, wrong: list[str]) -> None:
    if wrong:
        raise _damaged(place, ValueError(f"{', '.join(wrong)}: not what was published"))


class RemoteTables(LazyTables):
    """The tables of a run at an fsspec address, each fetched at each use."""

    def __init__(self, store: RemoteStore, place: str) -> None:
        self._store, self._place = store, place

    def __getitem__(self, name: str) -> Any:
        data = self._store.get(f"{name}.parquet")
        if data is None:
            raise KeyError(name)
        try:
            return parquet.whole(pa.BufferReader(data))
        except (OSError, ValueError) as error:
            raise _damaged(self._place, error) from error

    def __iter__(self) -> Iterator[str]:
        return (schema.name for schema in TABLES)


def _named(run: str, names: list[str], base: str | Path) -> str:
    """The run called ``run``, else the last whose name begins so, a day being ``YYYYMMDD`` in a name."""
    if run in names:
        return run
    day = _DAY.fullmatch(run)
    found = sorted(name for name in names if name.startswith("".join(day.groups()) if day else run))
    if not found:
        there = ", ".join(sorted(names)[-LISTED:])
        raise DatasetNotFound(f"{base} holds no run {run}; the last runs there are {there or 'none'}")
    return found[-1]


def _made(data: bytes, place: str | Path) -> Mapping[str, Any]:
    try:
        made: dict[str, Any] = json.loads(data)
        version = int(made.get("schema_version", 0))
        date.fromisoformat(made["as_of"])
        made["decisions"] = list(made.get("decisions") or ())
    except (ValueError, AttributeError, TypeError, KeyError) as error:
        raise _damaged(place, error) from error
    if version > SCHEMA_VERSION:
        raise DatasetVersion(
            f"{place} follows version {version} of the data model, newer than the {SCHEMA_VERSION} that this "
            "software knows: install a newer one"
        )
    if version < SCHEMA_VERSION:
        raise DatasetVersion(
            f"{place} follows version {version or 'unknown'} of the data model, older than the {SCHEMA_VERSION} "
            "that this software knows: take a later run, or make one with `inspection-responses run`"
        )
    return made


def _none(base: str | Path) -> DatasetNotFound:
    return DatasetNotFound(f"{base} holds no published run: make one with `inspection-responses run`")


def _damaged(place: str | Path, error: Exception) -> DatasetDamaged:
    reason = " ".join(str(error).split())
    return DatasetDamaged(f"{place} cannot be read ({reason}): take another run, or make it anew")
