"""The published dataset as a run works on it: locked, repaired, and as a local folder wherever it lies.

At an fsspec address the last run is fetched into a temporary folder; a new one is put there as a whole before
``latest.json``, one small object that names it, is replaced last of all. (An object store has no links and moves
no folders in one step; the address of the last run is therefore ``runs/<run_id>/``, as ``latest.json`` says.)
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.publish import checksums, run_folder
from pipeline.storage import lock, scratch
from pipeline.storage.stores import LocalStore, RemoteStore, Store, as_address

POINTER = "latest.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Workspace:
    """``folder`` holds ``latest`` and ``runs``, ``state`` cache and journal; ``remote`` is where it all goes."""

    folder: Path
    state: Store
    remote: RemoteStore | None
    address: str

    @property
    def scratch(self) -> Path:
        """Where readers keep their files: nothing is written outside the dataset."""
        return self.folder / run_folder.STATE / "scratch"

    def shown(self, published: Path) -> Path | str:
        """Where a run can be found afterwards."""
        return f"{self.address.rstrip('/')}/{run_folder.RUNS}/{published.name}" if self.remote else published

    def send(self, published: Path, keep: int) -> None:
        """Put a published run where it belongs, then point at it, then remove all but ``keep`` runs."""
        if self.remote is None:
            run_folder.prune(self.folder, keep)
            return
        send(self.remote, published)
        prune(self.remote, keep)


def state_of(processed: str | Path) -> Store:
    """The cache and the journal of a published dataset, without holding its lock."""
    address = as_address(processed)
    if isinstance(address, Path):
        return LocalStore(address / run_folder.STATE)
    return RemoteStore(f"{address.rstrip('/')}/{run_folder.STATE}")


@contextmanager
def held(processed: str | Path) -> Iterator[Workspace]:
    """The dataset, locked and repaired. Raises :class:`~pipeline.errors.Locked` where another run has it."""
    address = as_address(processed)
    scratch.clear_abandoned()
    if isinstance(address, Path):
        with lock.held(address / run_folder.STATE):
            run_folder.repair(address)
            store = LocalStore(address / run_folder.STATE)
            store.sweep()
            local = Workspace(address, store, None, str(address))
            try:
                yield local
            finally:
                shutil.rmtree(local.scratch, ignore_errors=True)
        return
    base = address.rstrip("/")
    state, remote = RemoteStore(f"{base}/{run_folder.STATE}"), RemoteStore(base)
    with lock.held_remotely(state, base), scratch.folder() as folder:
        fetch(remote, folder)
        yield Workspace(folder, state, remote, base)


def fetch(remote: RemoteStore, folder: Path) -> None:
    """The last run of an fsspec address into a local folder, as ``latest``."""
    run_id = named(remote)
    if run_id is None:
        return
    target = folder / run_folder.RUNS / run_id
    target.mkdir(parents=True)
    below = f"{run_folder.RUNS}/{run_id}"
    for name in remote.names(below):
        inside = name.removeprefix(f"{below}/")
        if _is_fetched(inside):
            (target / inside).write_bytes(remote.get(name) or b"")
    wrong = [name for name in checksums.damaged_in(target) if _is_fetched(name)]
    if wrong:
        _log.warning("the run %s that %s names is damaged (%s): it is published anew", run_id, POINTER, wrong[0])
        return
    (folder / run_folder.LATEST).symlink_to(Path(run_folder.RUNS) / run_id, target_is_directory=True)


def _is_fetched(name: str) -> bool:
    """Whether a run needs this file of the last one: not what repeats the tables in another form."""
    return "/" not in name and not name.endswith(".duckdb")


def named(remote: RemoteStore) -> str | None:
    """The run that ``latest.json`` names. Raises :class:`PipelineError` where it is damaged."""
    data = remote.get(POINTER)
    if data is None:
        return None
    try:
        return Path(str(json.loads(data)["run_id"])).name
    except (ValueError, KeyError, TypeError) as error:
        raise PipelineError(f"{POINTER} is damaged: write the name of a run into it, or remove it") from error


def send(remote: RemoteStore, published: Path) -> None:
    """A run, its ``run.json`` last, then ``latest.json``."""
    files = sorted(path for path in published.rglob("*") if path.is_file())
    for path in sorted(files, key=lambda p: p.name == run_folder.RUN_FILE):
        inside = path.relative_to(published).as_posix()
        remote.put(f"{run_folder.RUNS}/{published.name}/{inside}", path.read_bytes())
    remote.put(POINTER, (json.dumps({"run_id": published.name}) + "\n").encode())


def prune(remote: RemoteStore, keep: int) -> None:
    """Remove all but the latest run and the last ``keep - 1`` others, and what a killed run left."""
    names = remote.names(run_folder.RUNS)
    runs = sorted({name.split("/")[1] for name in names})
    whole = [run for run in runs if f"{run_folder.RUNS}/{run}/{run_folder.RUN_FILE}" in names]
    latest = named(remote)
    stays = {*whole, latest} - set(run_folder.outdated(whole, latest, keep))
    for name in names:
        if name.split("/")[1] not in stays:
            remote.delete(name)
