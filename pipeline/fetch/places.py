"""Where fetched documents go: a folder here, or an address of fsspec. Each comes whole, and never over another.

What is known of the documents, and the pages that named them, lie in ``.fetched`` there.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from extractors import regular_files
from pipeline.errors import PipelineError, reason
from pipeline.fetch.addresses import RefusedError
from pipeline.ingest import manifest
from pipeline.storage import lock
from pipeline.storage.remote import RemoteStore, Seen
from pipeline.storage.stores import LocalStore, Store, as_address, write_whole


class FetchPlace(Protocol):
    """A raw folder that documents are put into."""

    @property
    def pages(self) -> Store:
        """Where the last state of pages is kept."""

    def held(self) -> AbstractContextManager[object]:
        """Holds it, so that one fetch at a time is at work. Raises :class:`~pipeline.errors.Locked`."""

    def manifest(self) -> bytes:
        """The manifest as it is now; empty where there is none."""

    def keep(self, data: bytes) -> None:
        """Write the manifest whole. Raises :class:`PipelineError`."""

    def add(self, name: str, data: bytes) -> None:
        """Put a document there.

        Raises :class:`RefusedError` where its place is taken or leads out of the folder, and
        :class:`PipelineError` where it cannot be written.
        """


def opened(raw: str | Path) -> FetchPlace:
    """The raw folder of that name. Raises :class:`PipelineError` where it is none."""
    address = as_address(raw)
    if not isinstance(address, Path):
        return RemotePlace(address)
    if not address.is_dir():
        raise PipelineError(f"{raw} is not a folder: make it, or name the folder for the documents with --raw")
    return LocalPlace(address)


class LocalPlace:
    """A folder of this machine."""

    def __init__(self, raw: Path) -> None:
        self.raw, self.path = raw, raw / manifest.NAME
        self.pages = LocalStore(raw / manifest.FOLDER)

    def held(self) -> AbstractContextManager[object]:
        """Holds it, so that one fetch at a time is at work."""
        return lock.held(self.raw / manifest.FOLDER)

    def manifest(self) -> bytes:
        """The manifest as it is now; empty where there is none."""
        try:
            return regular_files.read(self.path)
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise PipelineError(f"{self.path} cannot be read ({reason(error)}): check who may read it") from error

    def keep(self, data: bytes) -> None:
        """Write the manifest whole."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.path, data, durable=True)
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def add(self, name: str, data: bytes) -> None:
        """Put a document there, whole, and never over another."""
        path = self.raw / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.parent.resolve().is_relative_to(self.raw.resolve()):
                raise RefusedError(f"{path.parent} leads out of the raw folder")
            if path.is_symlink() or path.exists():
                if sha256(regular_files.read(path)).digest() != sha256(data).digest():
                    raise _taken(path)
                return
            write_whole(path, data, durable=True)
        except OSError as error:
            raise _unwritable(path, error) from error


class RemotePlace:
    """A folder at an address of fsspec."""

    def __init__(self, address: str) -> None:
        self.store = RemoteStore(address)
        self.pages = RemoteStore(f"{self.store.address}/{manifest.FOLDER}")
        self._seen = Seen(None)

    def held(self) -> AbstractContextManager[object]:
        """Holds it, so that one fetch at a time is at work."""
        return lock.held_remotely(self.pages, self.store.address)

    def manifest(self) -> bytes:
        """The manifest as it is now; empty where there is none."""
        self._seen = self.store.look(manifest.NAME)
        return self._seen.data or b""

    def keep(self, data: bytes) -> None:
        """Write the manifest whole, unless another fetch has taken this one's place."""
        now = self.store.put_if(manifest.NAME, data, self._seen)
        if now is None:
            raise PipelineError(
                f"another fetch has taken over {self.store.address} while this one was at work: fetch again"
            )
        self._seen = now

    def add(self, name: str, data: bytes) -> None:
        """Put a document there, whole, and never over another."""
        if self.store.put_if(name, data, Seen(None)) is None:
            raise _taken(f"{self.store.address}/{name}")


def _taken(place: object) -> RefusedError:
    return RefusedError(f"{place} is there and holds something else: move it away")


def _unwritable(path: Path, error: OSError) -> PipelineError:
    return PipelineError(f"{path} cannot be written ({reason(error)}): check space and access")
