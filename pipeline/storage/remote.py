"""Stores at an address of fsspec (the only door to it): S3 for real, any other protocol as far as fsspec goes.

An object is put whole or not at all. Where the protocol has conditional writes (S3: ``If-None-Match`` and
``If-Match``), :meth:`RemoteStore.put_if` is one step that two writers cannot both take; elsewhere it looks, puts
and looks again, which two writers in the same moment can.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from pipeline.errors import PipelineError
from pipeline.storage.remote_errors import code_of, told
from pipeline.storage.stores import LocalStore

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")
# Requests that are under way at a time.
WIDTH = 16
# A request is tried five times by botocore, and where the store is busy or an answer breaks off, twice as often by
# s3fs (which does not know a busy store by its bare 503, as a HEAD has it): a store that takes requests and never
# answers is given up after three minutes, one that refuses at once.
TRIES, AGAIN = 5, 2
_S3: Mapping[str, Any] = {
    "use_listings_cache": False,  # another process may have written since: no listing is remembered
    "max_concurrency": 1,  # with more, s3fs asks for the size of every object before it reads it
    "config_kwargs": {
        "connect_timeout": 5,
        "read_timeout": 15,
        "retries": {"mode": "standard", "total_max_attempts": TRIES},
        "max_pool_connections": WIDTH,
    },
}
# The protocols that have conditional writes, and what their filesystems are opened with.
CONDITIONAL = {"s3": _S3, "s3a": _S3}
# What a store says where a condition does not hold: the last where the object is gone.
_OTHERWISE = ("PreconditionFailed", "412", "ConditionalRequestConflict", "409", "NoSuchKey", "404")


@dataclass(frozen=True, slots=True)
class Listed:
    """A value of a listing: its name, its bytes, and ``stamp``, which is another as soon as the value is.

    ``stamp`` is None where the store tells nothing that can be relied on.
    """

    name: str
    size: int
    stamp: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A value as it was when it was looked at (None: there was none), with the store's mark of that state."""

    data: bytes | None
    mark: str | None = None


def filesystem(address: str) -> tuple[Any, str]:
    """The fsspec filesystem of an address and the path in it.

    Raises :class:`PipelineError` where the protocol is unknown or its package is not installed.
    """
    import fsspec

    options = CONDITIONAL.get(_protocol(address), {})
    try:
        system, path = fsspec.core.url_to_fs(address, **options)
    except (ImportError, ValueError) as error:
        raise PipelineError(f"{address} cannot be used: {error}") from error
    if options:
        system.retries = AGAIN
    return system, str(path).rstrip("/")


def _protocol(address: str) -> str:
    return address.partition("://")[0]


class RemoteStore:
    """A store below an fsspec address. What goes wrong there is a :class:`PipelineError` of one line."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self.system, self.root = filesystem(address)
        self.conditional = _protocol(address) in CONDITIONAL

    def get(self, name: str) -> bytes | None:
        """The value, None where there is none."""
        with self._plainly():
            try:
                data: bytes = self.system.cat_file(self._path(name))
            except FileNotFoundError as error:
                _raise_without_bucket(error)
                return None
        return data

    def put(self, name: str, data: bytes) -> None:
        """Set the value, whole or not at all."""
        path = self._path(name)
        with self._plainly():
            if not self.conditional:  # S3 has no folders, and s3fs would ask for the bucket each time
                self.system.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
            self.system.pipe_file(path, data)

    def look(self, name: str) -> Seen:
        """The value and the mark of its state, for :meth:`put_if`."""
        if not self.conditional:
            return Seen(self.get(name))
        with self._plainly():
            try:
                mark = self.system.info(self._path(name))["ETag"]  # first: an older mark only refuses more
            except FileNotFoundError as error:
                _raise_without_bucket(error)
                return Seen(None)
        data = self.get(name)
        return Seen(data, mark if data is not None else None)

    def put_if(self, name: str, data: bytes, seen: Seen) -> Seen | None:
        """Set the value where it still is as it was seen, and tell its new state; None where it is not.

        ``data`` is to be like no other: where the answer to a write is lost, it tells whose write it was.
        """
        if self.conditional:
            condition = {"IfMatch": seen.mark} if seen.mark else {"IfNoneMatch": "*"}
            with self._plainly():
                try:
                    self.system.pipe_file(self._path(name), data, **condition)
                except OSError as error:
                    if code_of(error) not in _OTHERWISE:
                        raise
        elif self.look(name) == seen:
            self.put(name, data)
        now = self.look(name)
        return now if now.data == data else None

    def delete(self, name: str) -> None:
        """Remove the value; nothing happens where there is none."""
        with self._plainly():
            try:
                self.system.rm_file(self._path(name))
            except FileNotFoundError as error:
                _raise_without_bucket(error)

    def listed(self, below: str = "") -> list[Listed]:
        """What lies below a folder, by name: one listing, a page of it for each 1,000 values."""
        base = self._path(below).rstrip("/")
        with self._plainly():
            try:
                found = self.system.find(base, detail=True)
            except FileNotFoundError as error:
                _raise_without_bucket(error)
                return []
        start = len(f"{self.root}/") if self.root else 0
        values = (
            Listed(str(path)[start:], int(info.get("size") or 0), _stamp(info)) for path, info in found.items()
        )
        inside = f"{below}/" if below else ""
        return sorted((one for one in values if _is_value(one.name, inside)), key=lambda one: one.name)

    def names(self, below: str) -> list[str]:
        """The names below a folder, in order."""
        return [one.name for one in self.listed(below)]

    def gather(self, below: str, names: Iterable[str]) -> None:
        """Nothing can be brought nearer here."""

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}"

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        """What a store says, and what the libraries in between make of it, in one line."""
        try:
            yield
        except Exception as error:
            plain = told(error, self.address)
            if plain is None:
                raise
            raise plain from error


def _raise_without_bucket(error: FileNotFoundError) -> None:
    if code_of(error) == "NoSuchBucket":
        raise error


def _is_value(name: str, inside: str) -> bool:
    """Whether a name of a listing is one below a folder: a store may list the folder itself, as an empty object."""
    return name.startswith(inside) and name != inside and not name.endswith("/")


def _stamp(info: Mapping[str, Any]) -> str | None:
    tag = info.get("ETag")
    return f"{tag} {info.get('LastModified')}" if tag else None


class Mirror:
    """A store whose values are fetched once: what was read or written lies near, too.

    For values that no other process changes meanwhile, as the state of the dataset whose lock one holds.
    """

    def __init__(self, far: RemoteStore, near: LocalStore) -> None:
        self.far, self.near = far, near
        self._absent: set[str] = set()

    def get(self, name: str) -> bytes | None:
        """The value, None where there is none."""
        data = self.near.get(name)
        return data if data is not None or name in self._absent else self._fetched(name)

    def _fetched(self, name: str) -> bytes | None:
        data = self.far.get(name)
        if data is not None:
            self.near.put(name, data)
        return data

    def put(self, name: str, data: bytes) -> None:
        """Set the value, whole or not at all."""
        self.far.put(name, data)
        self.near.put(name, data)
        self._absent.discard(name)

    def delete(self, name: str) -> None:
        """Remove the value; nothing happens where there is none."""
        self.far.delete(name)
        self.near.delete(name)

    def names(self, below: str) -> list[str]:
        """The names below a folder, in order."""
        return self.far.names(below)

    def gather(self, below: str, names: Iterable[str]) -> None:
        """Fetch many values below a folder that will be asked for, side by side; of those that are not there is
        known afterwards that they are not."""
        wanted, there = set(names), set(self.far.names(below))
        self._absent |= wanted - there
        for _ in side_by_side(self.get, sorted(wanted & there)):
            pass


def side_by_side(act: Callable[[_Given], _Made], items: Iterable[_Given]) -> Iterator[_Made]:
    """What ``act`` gives for each item, in their order, a few of them at a time and a few ahead."""
    with ThreadPoolExecutor(WIDTH) as pool:
        waiting: deque[Future[_Made]] = deque()
        try:
            for item in items:
                waiting.append(pool.submit(act, item))
                if len(waiting) > WIDTH:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)
