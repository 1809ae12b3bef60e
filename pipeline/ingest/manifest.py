"""What is known of the fetched files of a raw folder: ``.fetched/manifest.jsonl``, a line a file and address.

The file is hidden, so that the raw folder does not take it for a document. A run reads it for the columns
``source_url``, ``published_at`` and ``fetched_at``; :mod:`pipeline.fetch` writes it. The last line of an address
tells what lies there now, those before it what lay there earlier.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import PurePosixPath
from typing import Any

from pipeline.errors import PipelineError
from pipeline.failures import Failure
from pipeline.ingest.raw_folder import Raw

FOLDER = ".fetched"
NAME = f"{FOLDER}/manifest.jsonl"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a file of the raw folder came from. Times are ISO 8601 in UTC; '' never stands for unknown, None does.

    ``file`` is its name in the raw folder, ``source`` the name of the source in the configuration, and ``etag`` and
    ``last_modified`` what its server said, to ask later whether it changed. ``withdrawn`` is since when it is no
    longer on offer there, or since when that is known, and ``withdrawn_because`` why.
    """

    file: str
    source_url: str
    fetched_at: str
    sha256: str
    source: str
    landing_page: str | None = None
    title: str | None = None
    published_at: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    licence: str | None = None
    withdrawn: str | None = None
    withdrawn_because: str | None = None


_FIELDS = {field.name for field in fields(Provenance)}
_REQUIRED = ("file", "source_url", "fetched_at", "sha256", "source")


def encoded(entries: Iterable[Provenance]) -> bytes:
    """The entries as they are kept."""
    return b"".join(json.dumps(asdict(entry), ensure_ascii=False).encode() + b"\n" for entry in entries)


def decoded(data: bytes) -> tuple[Provenance, ...]:
    """The entries of a kept manifest. Raises :class:`~pipeline.errors.PipelineError` where a line is none."""
    return tuple(_entries(data))


def _entries(data: bytes) -> Iterator[Provenance]:
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            try:
                yield _entry(json.loads(line))
            except (ValueError, RecursionError) as error:
                raise PipelineError(
                    f"{NAME} of the raw folder is damaged in line {number}: put back an earlier copy, or move it "
                    "away to have all fetched again"
                ) from error


def _entry(row: Any) -> Provenance:
    """Columns that a later version may add are passed over. Raises ValueError where it is no entry."""
    if not isinstance(row, dict) or not all(isinstance(row.get(name), str) for name in _REQUIRED):
        raise ValueError("no entry")
    known = {name: value for name, value in row.items() if name in _FIELDS}
    if not all(value is None or isinstance(value, str) for value in known.values()):
        raise ValueError("no entry")
    return Provenance(**known)


def of_files(raw: Raw, names: Iterable[str]) -> Mapping[str, Provenance]:
    """What is known of those files that were fetched, by name; what lies in a bundle came with the bundle.

    Of a file that lay at several addresses the first is told. Without a manifest nothing is known; one that cannot
    be read is a warning, since it is no reason to read no documents.
    """
    if not raw.has(NAME):
        return {}
    data = raw.read(NAME)
    try:
        if isinstance(data, Failure):
            raise PipelineError(f"{NAME} of the raw folder is not read: {data.message}")
        entries = decoded(data)
    except PipelineError as error:
        _log.warning("where documents were fetched from is not told: %s", error)
        return {}
    known: dict[str, Provenance] = {}
    for entry in entries:
        known.setdefault(entry.file, entry)
    found = ((name, _of(name, known)) for name in names)
    return {name: entry for name, entry in found if entry is not None}


def _of(name: str, known: Mapping[str, Provenance]) -> Provenance | None:
    if name in known:
        return known[name]
    return next((known[str(p)] for p in PurePosixPath(name).parents if str(p) in known), None)
