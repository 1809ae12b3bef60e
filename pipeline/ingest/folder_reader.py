"""The raw folder becomes documents: each file is read once, and a file that cannot be read stays a row.

Only what is not in the cache is read, each document in a process of its own kind (:mod:`pipeline.runtime.worker`),
so that one bad file never costs the others their place in the run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

from extractors.model import Extraction, Issue
from extractors.readers import programs
from pipeline import failures, identifiers
from pipeline.errors import PipelineError
from pipeline.failures import Failure
from pipeline.ingest.document_reader import read_bytes, warm
from pipeline.ingest.document_store import DocumentStore
from pipeline.ingest.raw_folder import File, LocalRaw, Raw
from pipeline.model import Document, DocumentIssue
from pipeline.runtime import executors
from pipeline.runtime.executors import Running
from pipeline.runtime.worker import Limits, Task
from pipeline.storage import serialization
from pipeline.storage.cache import READ, Cache
from pipeline.storage.memo import Memo

# Where it is kept what each document is called, so that a night need not look into all of them.
HEADS = "heads"
# Told after each step of a stage: what is being done, how much of it is done, of how much.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Folder:
    """A raw folder as read: distinct documents by file name, issues with the document they belong to.

    ``files`` holds every file considered with the hash of its bytes, by name: the inputs of the run. ``keys``
    names each document's entry in the cache, ``fresh`` counts the contents that were read in this run.
    """

    documents: DocumentStore
    issues: tuple[DocumentIssue, ...]
    files: tuple[tuple[str, str], ...]
    keys: Mapping[str, str]
    fresh: int


@dataclass(slots=True)
class _Pass:
    """One pass over the files: what is asked for, what came, and what came to nothing."""

    raw: Raw
    cache: Cache
    limits: Limits
    progress: Progress | None
    total: int = 0
    done: int = 0
    fresh: int = 0
    lost: dict[str, Failure] = field(default_factory=dict)

    def tell(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress("reading", self.done, self.total)


def files_below(raw: Path) -> list[Path]:
    """Every file that may be a document, by path: hidden files, a ``README.md`` and decisions are none.

    Raises :class:`~pipeline.errors.PipelineError` where ``raw`` is no folder.
    """
    return [raw / file.name for file in LocalRaw(raw).files()]


def read(
    raw: Raw,
    files: Sequence[File],
    cache: Cache,
    running: Running,
    limits: Limits,
    progress: Progress | None = None,
) -> Folder:
    """The documents of ``files``, from the cache or read by the engine ``running``."""
    wanted: dict[str, File] = {}
    for file in files:
        if file.problem is None:
            wanted.setdefault(cache.key(file.sha256, file.suffix), file)
    cache.gather(READ, wanted)
    reading = _Pass(raw, cache, limits, progress, total=len(wanted))
    executors.run_all(running, _tasks(reading, wanted), lambda key, data: _keep(reading, key, wanted[key], data))
    return _folder(files, reading)


def _tasks(reading: _Pass, wanted: dict[str, File]) -> Iterator[tuple[str, Task]]:
    """The contents that the cache does not hold, with their bytes."""
    for key, file in wanted.items():
        if reading.cache.has_read(key):
            reading.tell()
            continue
        data = reading.raw.read(file.name)
        if isinstance(data, bytes) and sha256(data).hexdigest() == file.sha256:
            reading.fresh += 1
            more = programs.seconds(data, file.suffix)
            allowed = replace(reading.limits, seconds=reading.limits.seconds + more)
            yield key, Task(read_bytes, (data, file.suffix), allowed, warm)
            continue
        changed = Failure("changed_meanwhile", "it changed while the run looked at it: the next run reads it")
        reading.lost[key] = data if isinstance(data, Failure) else changed
        reading.tell()


def _keep(reading: _Pass, key: str, file: File, data: bytes | Failure) -> None:
    result = _decoded(data) if isinstance(data, bytes) else data
    if isinstance(result, Failure) and result.code == failures.FAULT:
        raise PipelineError(f"{file.name} could not be worked on ({result.message}); what was published stays")
    if isinstance(data, bytes) and isinstance(result, Extraction):
        reading.cache.keep(READ, key, data)
    elif isinstance(result, Failure):
        reading.cache.keep_failure(key, file.name, result)
        if result.code in failures.UNSTEADY:
            reading.lost[key] = result  # the cache gives it only once it is in quarantine
    if isinstance(result, Extraction) or result.code not in failures.UNSTEADY:
        reading.cache.forgive(key)
    reading.tell()


def _decoded(data: bytes) -> Extraction | Failure:
    try:
        result = serialization.decode(data)
    except ValueError:
        return failures.crashed()
    return result if isinstance(result, Extraction | Failure) else failures.crashed()


def _folder(files: Sequence[File], reading: _Pass) -> Folder:
    known = Memo(reading.cache.store, HEADS, reading.cache.reading)
    heads: dict[str, Document] = {}
    loaders: dict[str, Callable[[], Document]] = {}
    names: dict[str, str] = {}
    issues: list[DocumentIssue] = []
    keys: dict[str, str] = {}
    for file in files:
        key = reading.cache.key(file.sha256, file.suffix)
        document, issue = _head(file, key, reading, known)
        if document.status == "failed" and document.document_id in names:
            document = _failed(file, document.error or "", also=file.name)
        name = document.document_id
        if name in names:
            issue = _duplicate(file.name, names[name])
        else:
            names[name] = file.name
            heads[name] = document
            if document.status == "failed":
                loaders[name] = partial(_same, document)
            else:
                keys[name] = key
                loaders[name] = partial(_loaded, document, reading.cache, key)
        if issue is not None:
            issues.append((name, issue))
    known.save()
    read = tuple((file.name, file.sha256) for file in files)
    return Folder(DocumentStore(heads, loaders), tuple(issues), read, keys, reading.fresh)


def _same(document: Document) -> Document:
    return document


def _loaded(document: Document, cache: Cache, key: str) -> Document:
    read = cache.read(key)
    if not isinstance(read, Extraction):
        raise PipelineError(f"what was read of {document.file_name} is gone from the cache: run again")
    return replace(document, extraction=read)


def _head(file: File, key: str, reading: _Pass, known: Memo) -> tuple[Document, Issue | None]:
    """A document without what was read from it, which is looked into only where that is not known yet."""
    if file.problem is not None or key in reading.lost:
        return _unread(file, file.problem or reading.lost[key])
    head = known.get(key)
    if head is None:
        result = reading.cache.read(key) or Failure("lost", "its record is gone: run again")
        if isinstance(result, Failure):
            return _unread(file, result)
        partly = any(issue.severity == "error" for issue in result.issues)
        head = (result.media_type, identifiers.text_hash(result), "partial" if partly else "ok")
        known.put(key, head)
    media_type, text, status = head
    name = identifiers.document_id(media_type, text, file.sha256)
    return Document(name, file.name, media_type, file.sha256, text, None, status), None


def _unread(file: File, failure: Failure) -> tuple[Document, Issue]:
    return _failed(file, failure.message), Issue(failure.code, "error", failure.message)


def _failed(file: File, message: str, also: str = "") -> Document:
    content = file.sha256 or file.name
    name = identifiers.document_id(None, None, identifiers.digest(content, also) if also else content)
    return Document(name, file.name, None, file.sha256, None, None, "failed", message)


def _duplicate(name: str, kept: str) -> Issue:
    message = f"{name} says the same as {kept}, which is used: one of them can go"
    return Issue("duplicate_file", "info", failures.one_line(message))
