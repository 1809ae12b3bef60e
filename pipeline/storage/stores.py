"""Where bytes are kept: here in a local folder, in :mod:`pipeline.storage.remote` at an address of fsspec.

A :class:`Store` holds small named values (the cache, the state of the nights). A value is there whole or not
at all: local files are written beside their place and renamed, object stores put whole objects anyway.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

TEMPORARY = ".tmp-"


def is_remote(address: str | Path) -> bool:
    """Whether an address is one of fsspec (``memory://raw``, ``s3://bucket/raw``) and no local path."""
    return "://" in str(address)


def as_address(given: str | Path) -> str | Path:
    """A local path as :class:`Path` (``file://`` too), any other address as it is."""
    text = str(given)
    if text.startswith("file://"):
        return Path(text.removeprefix("file://"))
    return text if is_remote(text) else Path(text)


class Store(Protocol):
    """Named values. Names are relative, with ``/``."""

    def get(self, name: str) -> bytes | None:
        """The value, None where there is none."""

    def put(self, name: str, data: bytes) -> None:
        """Set the value, whole or not at all. Raises OSError where it cannot be written."""

    def delete(self, name: str) -> None:
        """Remove the value; nothing happens where there is none."""

    def names(self, below: str) -> list[str]:
        """The names below a folder, in order."""

    def gather(self, below: str, names: Iterable[str]) -> None:
        """Bring values below a folder near that will be asked for, where that saves time."""


class LocalStore:
    """A store in a local folder; what a killed writer left beside its place is not shown."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, name: str) -> bytes | None:
        """The value, None where there is none."""
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def put(self, name: str, data: bytes) -> None:
        """Set the value, whole or not at all. Raises OSError where it cannot be written."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)

    def overwrite(self, name: str, data: bytes) -> bool:
        """Write over a value of the same length where it lies, which takes no space; whether there was one."""
        path = self.folder / name
        if not path.is_file() or path.stat().st_size != len(data):
            return False
        with path.open("r+b") as file:
            file.write(data)
        return True

    def delete(self, name: str) -> None:
        """Remove the value; nothing happens where there is none."""
        (self.folder / name).unlink(missing_ok=True)

    def names(self, below: str) -> list[str]:
        """The names below a folder, in order."""
        return [f"{below}/{path.name}" for path in sorted(_files(self.folder / below))]

    def gather(self, below: str, names: Iterable[str]) -> None:
        """They are near."""

    def sweep(self) -> None:
        """Remove what killed writers left behind."""
        for path in self.folder.rglob(f"{TEMPORARY}*") if self.folder.is_dir() else ():
            path.unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_file() and not path.name.startswith(TEMPORARY):
            yield path


def write_whole(path: Path, data: bytes, *, durable: bool = False, mode: int | None = None) -> None:
    """Write a file beside its place and rename it; ``durable`` waits until the disk has it.

    ``mode`` says who may read and write it, where that is not as for any new file.
    """
    beside = path.with_name(f"{TEMPORARY}{secrets.token_hex(8)}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        beside.replace(path)
        if durable:
            flush(path.parent)
    finally:
        beside.unlink(missing_ok=True)


def flush_all(folder: Path) -> None:
    """Wait until the disk has every file below a folder, and the folder itself."""
    flush(*sorted(folder.rglob("*")), folder, folder.parent)


def flush(*paths: Path) -> None:
    """Wait until the disk has these files, or the names in these folders."""
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class MemoryStore:
    """A store that is gone with the process."""

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        """The value, None where there is none."""
        return self.values.get(name)

    def put(self, name: str, data: bytes) -> None:
        """Set the value."""
        self.values[name] = data

    def delete(self, name: str) -> None:
        """Remove the value; nothing happens where there is none."""
        self.values.pop(name, None)

    def names(self, below: str) -> list[str]:
        """The names below a folder, in order."""
        return sorted(name for name in self.values if name.startswith(f"{below}/"))

    def gather(self, below: str, names: Iterable[str]) -> None:
        """They are near."""
