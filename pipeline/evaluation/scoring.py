"""One published dataset against the truth: the result of every file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.evaluation import letter_figures, matching, plan_figures, published
from pipeline.evaluation.published import PublishedRows
from pipeline.evaluation.result import COVERAGE, KIND, Figures, FileResult, Tallies
from pipeline.evaluation.tally import Tally
from pipeline.evaluation.truth import LetterTruth, PlanTruth, Truths
from pipeline.ingest import folder_reader
from pipeline.tables.rows import Row


def files(truths: Truths, raw: Path) -> list[tuple[PlanTruth | LetterTruth, Path]]:
    """The files below ``raw`` of which there is truth to score them by, plans first."""
    paths = {path.name: path for path in folder_reader.files_below(raw)}
    plans = (truth for truth in truths.plans.values() if truth.checked)
    every: list[PlanTruth | LetterTruth] = [*plans, *truths.letters.values()]
    return [(truth, paths[name]) for truth in every for name in truth.files if name in paths]


def score(truths: Truths, raw: Path, processed: Path) -> list[FileResult]:
    """The result of every file of ``raw`` of which there is truth, from the dataset published of that folder.

    Raises :class:`~pipeline.errors.DatasetNotFound` where ``processed`` holds none.
    """
    data = published.load(processed)
    folder = "/".join(raw.resolve().parts[-2:])
    results = []
    for truth, path in files(truths, raw):
        document = data.document(path.name)
        if document is None:
            figures, tallies = _absent(truth)
        elif isinstance(truth, PlanTruth):
            figures, tallies = _plan(truth, data, document, path)
        else:
            figures, tallies = _letter(truth, truths.plans[truth.plan], data, document)
        results.append(FileResult(folder, path.name, figures, tallies))
    return results


def _absent(truth: PlanTruth | LetterTruth) -> tuple[Figures, Tallies]:
    """A document that the dataset does not have scores 0 throughout (of its places nothing can be said)."""
    names: Sequence[str] = plan_figures.FIGURES
    if isinstance(truth, LetterTruth):
        names = [name for name in letter_figures.FIGURES if name in truth.judged]
    return {name: 0.0 for name in (KIND, *names) if name != "ground"}, {KIND: Tally(missed=(KIND,))}


def _plan(truth: PlanTruth, data: PublishedRows, document: Row, path: Path) -> tuple[Figures, Tallies]:
    kind = _kind(document, "action_plan")
    tallies = plan_figures.tallies(truth, data, document["document_id"], path)
    figures = plan_figures.figures(tallies)
    return {KIND: kind.share, **figures, COVERAGE: document["coverage"]}, {KIND: kind, **tallies}


def _letter(truth: LetterTruth, plan: PlanTruth, data: PublishedRows, document: Row) -> tuple[Figures, Tallies]:
    kind = _kind(document, "update_letter")
    true_ids = matching.true_ids(plan, data)
    tallies = letter_figures.tallies(truth, data, document["document_id"], true_ids)
    figures = letter_figures.figures(tallies)
    return {KIND: kind.share, **figures, COVERAGE: document["coverage"]}, {KIND: kind, **tallies}


def _kind(document: Row, wanted: str) -> Tally:
    return Tally(right=(KIND,)) if document["kind"] == wanted else Tally(missed=(KIND,))
