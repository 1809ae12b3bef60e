"""Where bytes are kept: a local folder, or an address of fsspec (the only door to it).

A :class:`Store` holds small named values (the cache, the state of the nights). A value is there whole or not
at all: local files are written beside their place and renamed, object stores put whole objects anyway.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from pipeline.errors import PipelineError

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


def filesystem(address: str) -> tuple[Any, str]:
    """The fsspec filesystem of an address and the path in it.

    Raises :class:`PipelineError` where the protocol is unknown or its package is not installed.
    """
    import fsspec

    try:
        system, path = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise PipelineError(f"{address} cannot be used: {error}") from error
    return system, str(path).rstrip("/")


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


class RemoteStore:
    """A store below an fsspec address."""

    def __init__(self, address: str) -> None:
        self.system, self.root = filesystem(address)

    def get(self, name: str) -> bytes | None:
        """The value, None where there is none."""
        try:
            data: bytes = self.system.cat_file(f"{self.root}/{name}")
        except FileNotFoundError:
            return None
        return data

    def put(self, name: str, data: bytes) -> None:
        """Set the value, whole or not at all. Raises OSError where it cannot be written."""
        path = f"{self.root}/{name}"
        self.system.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        self.system.pipe_file(path, data)

    def delete(self, name: str) -> None:
        """Remove the value; nothing happens where there is none."""
        if self.system.exists(f"{self.root}/{name}"):
            self.system.rm_file(f"{self.root}/{name}")

    def names(self, below: str) -> list[str]:
        """The names below a folder, in order."""
        base = f"{self.root}/{below}".rstrip("/")
        if not self.system.exists(base):
            return []
        found = self.system.find(base)
        return sorted(f"{below}/{str(path).split(f'{base}/', 1)[-1]}".lstrip("/") for path in found)
