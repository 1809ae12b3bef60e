"""One run at a time on one published dataset.

A local folder is locked by the system (flock), which lets go when the process ends in whatever way; what the
dead run wrote into the lock file then tells who it was. At an fsspec address the lock is an object that says
who holds it and since when, is empty when nobody does, and is taken over after :data:`LEASE`; each of these steps
is a conditional write where the store has such, so that of two runs one takes it. A change of one small file is
waited for (:func:`awaited`).
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.errors import Locked, PipelineError, reason
from pipeline.storage.remote import RemoteStore, Seen
from pipeline.storage.stores import LocalStore, Store

NAME = "lock"
LEASE = timedelta(hours=12)
# Seconds that a change of a small file is waited for, and between two looks.
PATIENCE, _PAUSE = 10.0, 0.02
# Seconds that a run waits for whoever only looks at its lock.
_LOOK = 0.1
_log = logging.getLogger(__name__)


def _me() -> dict[str, Any]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {"pid": os.getpid(), "host": socket.gethostname(), "since": now, "token": uuid.uuid4().hex}


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the lock of a local state folder. Raises :class:`Locked` where another run holds it.

    A run that ended without letting go is taken over, with a warning.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise PipelineError(f"{folder.parent} cannot be written ({reason(error)}): {error.filename}") from error
    with os.fdopen(handle, "r+b", buffering=0) as file:
        if not _got(file):
            raise _locked(_holder(file.read()), folder.parent)
        before = file.read()
        if before:
            _taken_over(_holder(before))
        try:
            _write(file, json.dumps(_me()).encode())
        except OSError as error:
            raise PipelineError(f"{folder.parent} cannot be written ({reason(error)}): {folder / NAME}") from error
        try:
            yield
        finally:
            _write(file, b"")


def _got(file: Any) -> bool:
    """Whether the lock could be had; whoever only looks at it (:func:`is_held`) has it for a moment."""
    until = time.monotonic() + _LOOK
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(_PAUSE)
        else:
            return True


def is_held(store: Store) -> bool:
    """Whether a run is at work on what this state belongs to.

    In a folder the system knows, also of a run in another container, whose process cannot be seen from here. Raises
    OSError where the lock cannot be read.
    """
    if not isinstance(store, LocalStore):
        return _runs(_holder(store.get(NAME) or b""))
    try:
        handle = os.open(store.folder / NAME, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


@contextmanager
def awaited(path: Path, seconds: float = PATIENCE) -> Iterator[None]:
    """Hold the file ``path`` as a lock while something beside it is changed, and wait for whoever holds it.

    The file is gone afterwards. Raises :class:`Locked` where that takes longer than ``seconds``, and
    :class:`PipelineError` where it cannot be made.
    """
    until = time.monotonic() + seconds
    try:
        while (handle := _taken(path)) is None:
            if time.monotonic() > until:
                raise Locked(
                    f"another process has been changing what lies in {path.parent} for {seconds:g} s: try again"
                )
            time.sleep(_PAUSE)
    except OSError as error:
        raise PipelineError(f"{path.parent} cannot be written ({reason(error)}): check who may write it") from error
    try:
        yield
    finally:
        path.unlink(
            missing_ok=True
        )  # while it is held: whoever waits for it sees that it is gone, and makes another
        os.close(handle)


def _taken(path: Path) -> int | None:
    """The lock file, open and held; None where another process has it, or has just removed it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(handle), path.stat()):
            return handle
    except (BlockingIOError, FileNotFoundError):
        pass
    except OSError:
        os.close(handle)
        raise
    os.close(handle)
    return None


def _write(file: Any, data: bytes) -> None:
    file.seek(0)
    file.truncate()
    file.write(data)


def _holder(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _locked(holder: dict[str, Any], where: object) -> Locked:
    who = f"process {holder.get('pid', '?')} on {holder.get('host', '?')}, since {holder.get('since', '?')}"
    return Locked(f"another run is at work on {where} ({who}): wait for it, or end it")


def _taken_over(holder: dict[str, Any]) -> None:
    _log.warning(
        "the run of process %s on %s, started %s, ended without a word: its lock is taken over",
        holder.get("pid", "?"),
        holder.get("host", "?"),
        holder.get("since", "?"),
    )


@contextmanager
def held_remotely(store: RemoteStore, where: str) -> Iterator[bool]:
    """Hold the lock object of a store; gives whether it was taken over from a run that did not let it go.

    Raises :class:`Locked` where another run holds it and its lease runs.
    """
    before = store.look(NAME)
    if before.data:
        holder = _holder(before.data)
        if _runs(holder):
            raise _locked(holder, where)
        _taken_over(holder)
    mine = store.put_if(NAME, json.dumps(_me()).encode(), before)
    if mine is None:
        raise _locked(_holder(store.get(NAME) or b""), where)
    try:
        yield bool(before.data)
    finally:
        _let_go(store, mine)


def _let_go(store: RemoteStore, mine: Seen) -> None:
    """Empty the lock object, unless another run has taken it over."""
    try:
        store.put_if(NAME, b"", mine)
    except PipelineError as error:  # what ended the run is told; this lock is taken over
        _log.warning("the lock could not be given back: %s", error)


def _runs(holder: dict[str, Any]) -> bool:
    try:
        since = datetime.fromisoformat(str(holder.get("since")))
        if holder.get("host") == socket.gethostname():
            os.kill(int(holder["pid"]), 0)
    except (ValueError, KeyError, ProcessLookupError):
        return False
    except PermissionError:  # alive, and someone else's
        return datetime.now(UTC) - since < LEASE
    return datetime.now(UTC) - since < LEASE
