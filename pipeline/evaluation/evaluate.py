"""The command's work: publish each raw folder unless that was done, score, compare, store, hold against floors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline import refresh
from pipeline.errors import PipelineError
from pipeline.evaluation import comparison, gate, report, store, truth
from pipeline.evaluation.result import FileResult
from pipeline.evaluation.scoring import files, score
from pipeline.evaluation.truth import Truths
from pipeline.ingest import folder_reader

# Where the documents of a folder of truth lie, beside it: one folder a rendition.
BESIDE = ("raw", "pdf", "text", "other")


@dataclass(frozen=True, slots=True)
class Question:
    """What to evaluate: the folder of truth, and where the rest lies.

    Without ``raw`` the folders beside the truth are used, without ``processed`` each raw folder is read anew,
    without ``store`` see :attr:`stored_at`, without ``floors`` there is no gate.
    """

    gold: Path
    raw: tuple[Path, ...] = ()
    processed: Path | None = None
    store: Path | None = None
    floors: Path | None = None

    @property
    def stored_at(self) -> Path:
        """Where results are stored: as told, else beside the published dataset, else in data/processed."""
        return self.store or (self.processed or Path("data/processed")) / store.NAME


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an evaluation came to: lines for a person, and a line for each floor that is not reached."""

    lines: tuple[str, ...]
    breaches: tuple[str, ...]


def run(question: Question, as_of: date, progress: folder_reader.Progress | None = None) -> Outcome:
    """Score, compare with the last result, store this one, and hold it against the floors.

    Raises :class:`PipelineError`: no truth, no documents of it, a store or gate that cannot be read.
    """
    truths = truth.load(question.gold)
    folders = _raw_folders(question, truths)
    before = store.read(question.stored_at)
    floors = gate.load(question.floors) if question.floors else None
    results: list[FileResult] = []
    for folder in folders:
        if question.processed:
            results += score(truths, folder, question.processed)
        else:
            results += read_and_score(truths, folder, as_of, progress)
    breaches = gate.breaches(floors, results) if floors is not None else []
    store.write(question.stored_at, (before | {result.label: result for result in results}).values())
    stored = f"stored in {question.stored_at}"
    return Outcome((*report.figures(results), *_changes(before, results), stored), tuple(breaches))


def read_and_score(
    truths: Truths, raw: Path, as_of: date, progress: folder_reader.Progress | None = None
) -> list[FileResult]:
    """Publish a raw folder into a temporary one, and score that."""
    with TemporaryDirectory(prefix="evaluation-") as processed:
        refresh.run(raw, Path(processed), as_of, progress)
        return score(truths, raw, Path(processed))


def _raw_folders(question: Question, truths: Truths) -> Sequence[Path]:
    """The folders that hold files of the truth. Raises PipelineError where there are none, or one too many."""
    for folder in question.raw:
        if not files(truths, folder):
            raise PipelineError(f"{folder} holds none of the files that the truth in {question.gold} names")
    beside = (question.gold.resolve().parent / name for name in BESIDE)
    folders = question.raw or [folder for folder in beside if folder.is_dir() and files(truths, folder)]
    if not folders:
        raise PipelineError(f"no documents lie beside {question.gold}: name their folder with --raw")
    if question.processed and len(folders) > 1:
        names = ", ".join(folder.name for folder in folders)
        raise PipelineError(f"say with --raw of which folder {question.processed} was made: {names}")
    return folders


def _changes(before: Mapping[str, FileResult], results: Sequence[FileResult]) -> Iterator[str]:
    if not any(result.label in before for result in results):
        return iter(("no earlier result to compare with",))
    return report.changes(comparison.shifts(before, results), comparison.moved(before, results))
