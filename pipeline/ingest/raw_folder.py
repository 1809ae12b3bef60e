"""The raw folder, here or at an fsspec address: what lies in it, and the bytes of each file.

Nothing outside it is read: a link that leads out of it, or to a folder, is named and left alone, and so is
what is no regular file.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Protocol

from extractors import regular_files
from pipeline import failures
from pipeline.errors import PipelineError, reason
from pipeline.failures import Failure
from pipeline.ingest import bundles
from pipeline.ingest.seen_files import Row, SeenFiles
from pipeline.storage.remote import Listed, RemoteStore, side_by_side
from pipeline.storage.stores import as_address

DECISIONS = "decisions.csv"
# A larger file is no action plan and no letter; reading it would only cost memory.
MOST_BYTES = 256 << 20
MISPLACED = Failure(
    "decisions_misplaced",
    f"decisions are read from {DECISIONS} of the raw folder itself, not of a folder in it: move its lines there",
)


@dataclass(frozen=True, slots=True)
class File:
    """A file of the raw folder: its name in it (``/`` between folders) and the hash of its bytes.

    ``sha256`` is '' where ``problem`` says why it was not read.
    """

    name: str
    sha256: str
    suffix: str
    problem: Failure | None = None

    @property
    def content(self) -> tuple[str, str]:
        """Equal for files that need reading only once: same bytes, same ending."""
        return (self.sha256 or self.name, self.suffix)


class Raw(Protocol):
    """A folder of documents."""

    def files(self) -> list[File]:
        """Every file that may be a document, by name."""

    def read(self, name: str) -> bytes | Failure:
        """The bytes of a file, or why there are none."""

    def has(self, name: str) -> bool:
        """Whether there is something of that name."""


def opened(address: str | Path, seen: SeenFiles | None = None) -> Raw:
    """The raw folder at an address; at one of fsspec, what was ``seen`` there before need not be read again.

    Raises :class:`PipelineError` where there is none.
    """
    place = as_address(address)
    if isinstance(place, Path):
        return Unbundled(LocalRaw(place))
    return Unbundled(RemoteRaw(place, seen), seen)


class Unbundled:
    """A folder in which what lies in bundles and is attached to messages are files of their own.

    A bundle is none besides, unless it cannot be opened or holds no document.
    """

    def __init__(self, raw: Raw, seen: SeenFiles | None = None) -> None:
        self.raw, self.seen = raw, seen
        self._holder: dict[str, str] = {}  # of the files in others: in which
        self._open: tuple[str, dict[str, bytes | Failure]] = ("", {})  # the one that was last read from

    def files(self) -> list[File]:
        """Every file that may be a document, by name."""
        self._holder, self._open = {}, ("", {})
        found = [one for file in self.raw.files() for one in self._expanded(file)]
        if self.seen is not None:
            self.seen.save()
        return sorted(found, key=lambda file: file.name)

    def _expanded(self, file: File) -> list[File]:
        if file.problem is not None or not bundles.holds(file.name):
            return [file]
        known = self.seen.inside(file.name, file.sha256) if self.seen is not None else None
        inside = _opened(self.raw.read(file.name), file) if known is None else [_of_row(row) for row in known]
        if self.seen is not None:
            self.seen.note_inside(file.name, file.sha256, map(_row, inside))
        self._holder |= {one.name: file.name for one in inside if one.name != file.name}
        if bundles.is_document(file.name):
            return [file, *(one for one in inside if one.name != file.name)]
        nothing = Failure("empty_bundle", "there is no document in it: take it away, or make it again")
        return inside or [_file(file.name, nothing)]

    def has(self, name: str) -> bool:
        """Whether there is something of that name in the folder itself."""
        return self.raw.has(name)

    def read(self, name: str) -> bytes | Failure:
        """The bytes of a file, or why there are none."""
        holder = self._holder.get(name)
        if holder is None:
            return self.raw.read(name)
        if self._open[0] != holder:
            data = self.raw.read(holder)
            if isinstance(data, Failure):
                return data
            self._open = (holder, {one.name: one.data for one in bundles.members(holder, data)})
        return self._open[1].get(
            name, Failure("changed_meanwhile", "it is no longer in it: the next run looks again")
        )


def _opened(data: bytes | Failure, file: File) -> list[File]:
    if isinstance(data, Failure):
        return [_file(file.name, data)]
    return [_file(one.name, one.data) for one in bundles.members(file.name, data) if may_be_document(one.name)]


def _row(file: File) -> Row:
    return [
        file.name,
        file.sha256,
        file.suffix,
        *((file.problem.code, file.problem.message) if file.problem else ()),
    ]


def _of_row(row: Row) -> File:
    name, sha256, suffix, *problem = map(str, row)
    return File(name, sha256, suffix, Failure(*problem) if problem else None)


def may_be_document(name: str) -> bool:
    """Whether a file counts: hidden files, a ``README.md`` and the folder's decisions are no documents."""
    path = PurePosixPath(name)
    hidden = any(part.startswith(".") for part in path.parts)
    return not hidden and path.name.lower() != "readme.md" and name != DECISIONS


def _missing(address: str | Path) -> PipelineError:
    return PipelineError(f"{address} is not a folder: name the folder with the documents, e.g. --raw data/raw")


def _suffix(name: str) -> str:
    """The ending of a name as it is safe in a file name of ours; any other ending is no known kind."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) <= 10 else ""


def _known(name: str, sha256: str) -> File:
    return File(name, sha256, _suffix(name))


def _file(name: str, data: bytes | Failure) -> File:
    if isinstance(data, Failure):
        return File(name, "", _suffix(name), data)
    if PurePosixPath(name).name == DECISIONS:
        return File(name, "", _suffix(name), MISPLACED)
    return _known(name, sha256(data).hexdigest())


class LocalRaw:
    """A local folder."""

    def __init__(self, folder: Path) -> None:
        try:
            if not folder.is_dir():
                raise _missing(folder)
            next(folder.iterdir(), None)
        except OSError as error:
            raise PipelineError(f"{folder} cannot be read ({reason(error)}): check who may read it") from error
        self.folder = folder
        self._real = folder.resolve()
        self._paths: dict[str, Path] = {}
        self._closed: list[OSError] = []

    def files(self) -> list[File]:
        """Every file that may be a document, by name."""
        self._closed = []
        self._paths = {_shown(path.relative_to(self.folder)): path for path in self._walk(self.folder)}
        found = [_file(name, self.read(name)) for name in self._paths if may_be_document(name)]
        closed = [file for file in map(self._unread, self._closed) if may_be_document(file.name)]
        return sorted((*found, *closed), key=lambda file: file.name)

    def _unread(self, error: OSError) -> File:
        """A folder whose documents cannot be seen: it stands for them, so that they are not missed in silence."""
        name = _shown(Path(error.filename).relative_to(self.folder))
        message = f"what is in this folder cannot be read ({reason(error)}): check who may read it"
        return File(f"{name}/", "", "", Failure("cannot_open", message))

    def _walk(self, folder: Path) -> Iterator[Path]:
        for at, folders, names in os.walk(folder, onerror=self._closed.append, followlinks=False):
            folders.sort()
            yield from (Path(at, name) for name in names)
            yield from (path for path in (Path(at, name) for name in folders) if path.is_symlink())

    def has(self, name: str) -> bool:
        """Whether there is something of that name."""
        return os.path.lexists(self.folder / name)

    def read(self, name: str) -> bytes | Failure:
        """The bytes of a file, or why there are none."""
        path = self._paths.get(name, self.folder / name)
        try:
            if not path.resolve().is_relative_to(self._real):
                return Failure(
                    "outside_folder", "it is a link that leads out of the folder: put the file itself there"
                )
            with regular_files.opened(path) as file:
                size = os.fstat(file.fileno()).st_size
                return too_large(size) if size > MOST_BYTES else file.read(MOST_BYTES + 1)
        except regular_files.NotRegularError:
            return Failure("not_a_file", "it is no regular file: put the document itself there")
        except RuntimeError:  # as pathlib has it
            return failures.cannot_open(OSError(errno.ELOOP, os.strerror(errno.ELOOP)))
        except OSError as error:
            return failures.cannot_open(error)


def too_large(size: int) -> Failure:
    """The file is larger than any document."""
    return Failure("too_large", f"it has {size >> 20} MB, at most {MOST_BYTES >> 20} are read: split it")


def _shown(path: Path) -> str:
    """A path as text; bytes that are no UTF-8 are written ``\\xff``, as Arrow holds no others."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


class RemoteRaw:
    """A folder at an fsspec address. What lies in it is listed once, when it is opened."""

    def __init__(self, address: str, seen: SeenFiles | None = None) -> None:
        self.store, self.seen = RemoteStore(address), seen
        self._listed = {one.name: one for one in self.store.listed()}
        if not self._listed:
            raise _missing(address)

    def files(self) -> list[File]:
        """Every file that may be a document, by name."""
        listed = [one for name, one in self._listed.items() if may_be_document(name)]
        return list(side_by_side(self._hashed, listed))

    def _hashed(self, listed: Listed) -> File:
        known = self.seen.sha256(listed) if self.seen is not None else None
        file = _file(listed.name, self.read(listed.name)) if known is None else _known(listed.name, known)
        if self.seen is not None:
            self.seen.note(listed, file.sha256)
        return file

    def has(self, name: str) -> bool:
        """Whether there is something of that name."""
        return name in self._listed

    def read(self, name: str) -> bytes | Failure:
        """The bytes of a file, or why there are none."""
        listed = self._listed.get(name)
        if listed is not None and listed.size > MOST_BYTES:
            return too_large(listed.size)
        try:
            data = self.store.get(name)
        except OSError as error:
            return failures.cannot_open(error)
        gone = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        return failures.cannot_open(gone) if data is None else data
