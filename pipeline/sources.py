"""The raw folder becomes documents: each file is read once, and a file that cannot be read stays a row.

Whatever an extractor raises ends in the row of its own document (:func:`attempt`), so that one bad file
never costs the others their place in the run.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

from extractors.model import DocumentError, Extraction, Issue
from pipeline import identity
from pipeline.errors import PipelineError
from pipeline.ledger import Document

DocumentIssue = tuple[str, Issue]
Progress = Callable[[int, int], None]

# Starting a process costs about as long as reading two short documents.
FEW = 2
WORKERS = min(2, os.cpu_count() or 1)
DECISIONS = "decisions.csv"


@dataclass(frozen=True, slots=True)
class Folder:
    """A raw folder as read: distinct documents by file name, issues with the document they belong to.

    ``files`` holds every file considered with the hash of its bytes, by name: the inputs of the run.
    """

    documents: tuple[Document, ...]
    issues: tuple[DocumentIssue, ...]
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document could not be read: a code, and one line that says what to do."""

    code: str
    message: str


Reader = Callable[[Path], Extraction | Failure]


def files_below(raw: Path) -> list[Path]:
    """Every file that may be a document, by path: hidden files, notes (``*.md``) and decisions are none.

    Raises :class:`PipelineError` where ``raw`` is no folder.
    """
    if not raw.is_dir():
        raise PipelineError(f"{raw} is not a folder: name the folder with the documents, e.g. --raw data/raw")
    return sorted(
        (path for path in raw.rglob("*") if path.is_file() and _may_be_document(path.relative_to(raw))),
        key=lambda path: path.relative_to(raw).as_posix(),
    )


def _may_be_document(path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.parts)
    return not hidden and path.suffix.lower() != ".md" and path.name != DECISIONS


def read_folder(raw: Path, progress: Progress | None = None) -> Folder:
    """Read every document below ``raw``; ``progress`` is told (done, of how many) after each.

    Raises :class:`PipelineError` where ``raw`` is no folder. Never raises for a single document.
    """
    files = [_File(path, path.relative_to(raw).as_posix(), _hash(path)) for path in files_below(raw)]
    once: dict[tuple[str, str], Path] = {}
    for file in files:
        once.setdefault(file.content, file.path)
    read = dict(zip(once, extract_all(list(once.values()), progress), strict=True))
    documents: dict[str, Document] = {}
    issues: list[DocumentIssue] = []
    for file in files:
        document, issue = _document(file, read[file.content])
        kept = documents.setdefault(document.document_id, document)
        if kept is not document:
            issue = _duplicate(file.name, kept.file_name)
        if issue is not None:
            issues.append((document.document_id, issue))
    return Folder(tuple(documents.values()), tuple(issues), tuple((f.name, f.sha256) for f in files))


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    name: str
    sha256: str

    @property
    def content(self) -> tuple[str, str]:
        """Equal for files that need reading only once: same bytes, same ending."""
        return (self.sha256 or self.name, self.path.suffix.lower())


def _hash(path: Path) -> str:
    """SHA-256 of the bytes; '' where the file cannot be opened, which its extraction then reports."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _document(file: _File, result: Extraction | Failure) -> tuple[Document, Issue | None]:
    if isinstance(result, Failure):
        name = identity.document_id(None, None, file.sha256 or file.name)
        issue = Issue(result.code, "error", result.message)
        return Document(name, file.name, None, file.sha256, None, None, "failed", result.message), issue
    text = identity.text_hash(result)
    extraction = identity.with_distinct_numbers(result)
    partial = any(issue.severity == "error" for issue in extraction.issues)
    document = Document(
        document_id=identity.document_id(extraction.media_type, text, file.sha256),
        file_name=file.name,
        media_type=extraction.media_type,
        sha256=file.sha256,
        text_sha256=text,
        extraction=extraction,
        status="partial" if partial else "ok",
    )
    return document, None


def _duplicate(name: str, kept: str) -> Issue:
    return Issue("duplicate_file", "info", f"{name} says the same as {kept}, which is used: one of them can go")


def extract_all(
    paths: Sequence[Path], progress: Progress | None = None, read: Reader | None = None
) -> list[Extraction | Failure]:
    """Read each file with ``read`` (:func:`attempt`), in the given order; many of them in two processes.

    The processes are spawned, so a script that calls this needs the usual ``if __name__ == "__main__":``.
    """
    read = read or attempt
    results = []
    for result in _in_processes(paths, read) if len(paths) > FEW else map(read, paths):
        results.append(result)
        if progress is not None:
            progress(len(results), len(paths))
    return results


def _in_processes(paths: Sequence[Path], read: Reader) -> Iterator[Extraction | Failure]:
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(read, path) for path in paths]
        for path, future in zip(paths, futures, strict=True):
            # One process that dies takes the whole pool along: the others are read again, each alone.
            yield _alone(path, read) if isinstance(future.exception(), BrokenProcessPool) else future.result()


def _alone(path: Path, read: Reader) -> Extraction | Failure:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        future = pool.submit(read, path)
        if isinstance(future.exception(), BrokenProcessPool):
            return Failure(
                "reader_crashed",
                "reading it ended the reading process: open it in its own program and save it anew",
            )
        return future.result()


def attempt(path: Path) -> Extraction | Failure:
    """Read one file; the one boundary at which anything an extractor raises becomes a :class:`Failure`.

    The extractor runs as a future, which hands its exception over as a value. A DocumentError and a refusal
    to open the file speak of the file; any other exception is a fault of this program and says so.
    """
    from extractors.registry import extract  # here, because it brings every reader along

    with ThreadPoolExecutor(1) as one:
        future = one.submit(extract, path)
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, DocumentError):
        return Failure(error.code, _one_line(str(error)))
    if isinstance(error, OSError) and error.filename == str(path):
        reason = error.strerror or type(error).__name__
        return Failure("cannot_open", f"cannot be opened ({reason}): check the file and who may read it")
    if not isinstance(error, Exception):
        raise error
    return Failure("reader_fault", _fault(error))


def _fault(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return _one_line(
        f"could not be read, through a fault of this program ({type(error).__name__}{place}: {error}): "
        "please report it together with the file"
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
