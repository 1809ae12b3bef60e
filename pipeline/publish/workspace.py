"""The published dataset as a run works on it: locked, repaired, and as a local folder wherever it lies.

At an fsspec address the last run is fetched into a temporary folder; a new one is put there as a whole before
``latest.json``, one small object that names it, is replaced last of all. (An object store has no links and moves
no folders in one step; the address of the last run is therefore ``runs/<run_id>/``, as ``latest.json`` says.)

``latest.json`` is replaced only where it still is what the run found when it began. A run that takes over the lock
of another writes it anew, naming the same run: whatever the other still does, it can no longer publish.
"""

from __future__ import annotations

import json
import logging
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import Locked, PipelineError
from pipeline.publish import checksums, run_folder
from pipeline.storage import lock, scratch
from pipeline.storage.remote import Mirror, RemoteStore, Seen, side_by_side
from pipeline.storage.stores import LocalStore, Store, as_address

POINTER = "latest.json"
# Names the run that is being put: a run that is killed then leaves objects that the next one removes.
MARK = f"{run_folder.STATE}/{run_folder.MOVING}"
_NONE = Seen(None)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Workspace:
    """``folder`` holds ``latest`` and ``runs``, ``state`` cache and journal; ``remote`` is where it all goes.

    ``pointer`` is ``latest.json`` there, as it was when the run began.
    """

    folder: Path
    state: Store
    remote: RemoteStore | None
    address: str
    pointer: Seen = _NONE

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
        send(self.remote, published, self.pointer)
        prune(self.remote, published.name, keep)


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
    with lock.held_remotely(state, base) as taken_over, scratch.folder() as folder:
        pointer = remote.look(POINTER)
        if taken_over:
            pointer = _fenced(remote, pointer)
        _clear_unfinished(remote, pointer)
        fetch(remote, folder, pointer)
        near = Mirror(state, LocalStore(folder / run_folder.STATE))
        yield Workspace(folder, near, remote, base, pointer)


def _fenced(remote: RemoteStore, seen: Seen) -> Seen:
    """``latest.json`` written anew, so that the run whose lock was taken over finds another than it saw."""
    now = remote.put_if(POINTER, _pointing(_named_by(seen.data)), seen)
    if now is None:
        raise Locked(f"another run has just published in {remote.address}: run again")
    return now


def _clear_unfinished(remote: RemoteStore, pointer: Seen) -> None:
    """Remove what a killed run has put of a run that never became the latest."""
    mark = remote.get(MARK)
    if mark is None:
        return
    run = mark.decode("utf-8", "replace").strip()
    if run_folder.is_run_id(run) and run != _named_by(pointer.data):
        _remove(remote, run)
        _log.warning("%s was not finished by a run that was killed: removed", run)
    remote.delete(MARK)


def _remove(remote: RemoteStore, run: str) -> None:
    for _ in side_by_side(remote.delete, remote.names(f"{run_folder.RUNS}/{run}")):
        pass


def fetch(remote: RemoteStore, folder: Path, pointer: Seen) -> None:
    """The last run of an fsspec address into a local folder, as ``latest``."""
    run_id = _named_by(pointer.data)
    if run_id is None:
        return
    target = folder / run_folder.RUNS / run_id
    target.mkdir(parents=True)
    below = f"{run_folder.RUNS}/{run_id}"
    names = [name for name in remote.names(below) if _is_fetched(name.removeprefix(f"{below}/"))]
    for name, data in zip(names, side_by_side(remote.get, names), strict=True):
        if data is not None:
            (target / name.removeprefix(f"{below}/")).write_bytes(data)
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
    return _named_by(remote.get(POINTER))


def _named_by(pointer: bytes | None) -> str | None:
    if pointer is None:
        return None
    try:
        run = json.loads(pointer)["run_id"]
    except (ValueError, KeyError, TypeError) as error:
        raise PipelineError(f"{POINTER} is damaged: write the name of a run into it, or remove it") from error
    return None if run is None else Path(str(run)).name


def _pointing(run: str | None) -> bytes:
    """``latest.json``, no two alike: ``written`` tells one writing from another of the same name."""
    row: dict[str, Any] = {"run_id": run, "written": uuid.uuid4().hex}
    return (json.dumps(row) + "\n").encode()


def send(remote: RemoteStore, published: Path, pointer: Seen) -> None:
    """A run, its ``run.json`` last, then ``latest.json``, where that still is ``pointer``.

    Raises :class:`PipelineError` where another run has published meanwhile, whose data then stays.
    """
    below = f"{run_folder.RUNS}/{published.name}"
    files = sorted(path for path in published.rglob("*") if path.is_file())
    made = published / run_folder.RUN_FILE

    def put(path: Path) -> None:
        remote.put(f"{below}/{path.relative_to(published).as_posix()}", path.read_bytes())

    remote.put(MARK, published.name.encode())
    for _ in side_by_side(put, (path for path in files if path != made)):
        pass
    put(made)
    if remote.put_if(POINTER, _pointing(published.name), pointer) is None:
        if named(remote) != published.name:  # two runs of the same second may be called the same
            _remove(remote, published.name)
        raise PipelineError(
            f"another run has taken over {remote.address} while this one was at work, and nothing of this one is "
            "published: run again"
        )
    remote.delete(MARK)


def prune(remote: RemoteStore, latest: str, keep: int) -> None:
    """Remove all but the latest run and the last ``keep - 1`` others, and what a killed run left."""
    names = remote.names(run_folder.RUNS)
    runs = sorted({name.split("/")[1] for name in names})
    whole = [run for run in runs if f"{run_folder.RUNS}/{run}/{run_folder.RUN_FILE}" in names]
    stays = {*whole, latest} - set(run_folder.outdated(whole, latest, keep))
    gone = [name for name in names if name.split("/")[1] not in stays]
    # What says that a run is whole goes first: half removed it is none.
    for name in gone:
        if name.endswith(f"/{run_folder.RUN_FILE}"):
            remote.delete(name)
    for _ in side_by_side(remote.delete, gone):
        pass
