"""Reads one document, and is the one boundary at which anything an extractor raises becomes a Failure."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from extractors.model import DocumentError, Extraction
from pipeline import failures
from pipeline.failures import Failure
from pipeline.storage import serialization

Read = TypeVar("Read")


def attempt(path: Path) -> Extraction | Failure:
    """Read one file: all that it says, or why it could not be read."""
    from extractors.registry import extract  # here, because it brings every reader along

    return attempted(path, extract)


def attempted(path: Path, read: Callable[[Path], Read]) -> Read | Failure:
    """What ``read`` makes of a file; the one boundary at which anything an extractor raises becomes a
    :class:`Failure`.

    The extractor runs as a future, which hands its exception over as a value. A DocumentError and a refusal
    to open the file speak of the file; any other exception is a fault of this program and says so.
    MemoryError is passed on: the process that met it should end.
    """
    with ThreadPoolExecutor(1) as one:
        future = one.submit(read, path)
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, DocumentError):
        return Failure(error.code, failures.one_line(str(error)))
    if isinstance(error, OSError) and error.filename == str(path):
        return failures.cannot_open(error)
    if isinstance(error, MemoryError) or not isinstance(error, Exception):
        raise error
    return failures.fault(error)


def read_bytes(data: bytes, suffix: str) -> bytes:
    """Read a document given as bytes; the result is encoded (:mod:`pipeline.storage.serialization`).

    It is read from a private file with a plain name: whatever the file is called, and whatever happens to it
    meanwhile, what is read is what was hashed.
    """
    with tempfile.TemporaryDirectory(prefix="inspection-responses-") as folder:
        path = Path(folder) / f"document{suffix}"
        path.write_bytes(data)
        return serialization.encode(attempt(path))


def warm() -> None:
    """Import what every document needs, so that the first one does not wait for it within its deadline."""
    import extractors.documents.letters.letter
    import extractors.documents.plans.plan
    import extractors.registry  # noqa: F401
