"""Folders for files that are needed for a while, and the clearing away of those that killed processes left.

While a folder is in use its process holds a lock on a file in it, which the system lets go in whatever way the
process ends. What is unlocked is therefore abandoned.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PREFIX = "inspection-responses-"
LOCK = ".in-use"
# Seconds after which a folder without the file is no longer one that is just being made.
MADE = 3600.0


@dataclass(frozen=True, slots=True)
class Scratch:
    """A folder in use; ``lock`` is the open file that says so."""

    folder: Path
    lock: int

    def remove(self) -> None:
        """Remove the folder with what is in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self.lock)


def made(below: Path | None = None) -> Scratch:
    """A new folder in ``below``, by default in that of the system for temporary files."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=below))
        lock = _locked(folder / LOCK, os.O_CREAT)
        if lock is not None:
            return Scratch(folder, lock)


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that lasts as long as the context."""
    scratch = made()
    try:
        yield scratch.folder
    finally:
        scratch.remove()


def clear_abandoned() -> None:
    """Remove what killed processes left in the system's folder for temporary files; what is not ours stays."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            lock = _locked(folder / LOCK) if (folder / LOCK).exists() else None
            just_made = time.time() - folder.stat().st_mtime < MADE
        except OSError:  # another user's, or removed meanwhile
            continue
        if lock is not None:
            Scratch(folder, lock).remove()
        elif not just_made and not (folder / LOCK).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _locked(path: Path, flags: int = 0) -> int | None:
    """The file, open and locked; None where another process has it, or has just removed it."""
    lock = os.open(path, os.O_RDWR | os.O_CLOEXEC | flags, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.stat()
    except (BlockingIOError, FileNotFoundError):
        os.close(lock)
        return None
    return lock
