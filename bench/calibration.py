"""What a published confidence is worth: ``python -m bench.calibration`` prints reliability tables.

For every record with known truth, its confidence is set against whether it is right: in bins, with the expected
calibration error (the mean distance of confidence and share right, weighted by records). The corpora are nearly
all right, so the hard plans of :mod:`bench.hard_plans` are measured too. Last, the confidence that would have
been right is fitted (isotonic regression, after Zadrozny and Elkan 2002) and tried on documents it was not
fitted to, one at a time.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from pathlib import Path

from sklearn.isotonic import IsotonicRegression

from bench.hard_plans import hard_plans
from bench.peers import ours
from bench.plans import LabelledPlan, judged, labelled_files, labelled_plans
from extractors.registry import extract
from pipeline.evaluation.plan_figures import SAME_RECOMMENDATION
from pipeline.evaluation.truth import LetterTruth
from pipeline.evaluation.words import alike, number_key

EDGES = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.001)
SAME_SENTENCE = 0.8  # token F1 from which an update is a labelled sentence
HARD = 120


@dataclass(frozen=True, slots=True)
class Trial:
    """One record: the document it is from, its published confidence and whether it is right."""

    document: str
    confidence: float
    right: bool


def main() -> None:
    """Prints every table."""
    checked = labelled_plans(".pdf", ".docx", ".html", ".txt")
    report("actions of hand-checked plans", [t for plan in checked for t in actions(plan)])
    report("recommendations of hand-checked plans", [t for plan in checked for t in recommendations(plan)])
    report("states of the updates of letters labelled by sentence", list(updates()))
    with tempfile.TemporaryDirectory() as folder:
        hard = list(hard_plans(HARD, Path(folder)))
        trials = [t for plan in hard for t in actions(plan)]
        report("actions of hard plans", trials)
        report("recommendations of hard plans", [t for plan in hard for t in recommendations(plan)])
    fitted(trials)


def actions(plan: LabelledPlan) -> Iterator[Trial]:
    """The actions of a plan that was read."""
    found = extract(plan.path)
    confidences = [action.confidence for r in found.recommendations for action in r.actions]
    for confidence, right in zip(confidences, judged(plan.truth, ours(found)), strict=True):
        yield Trial(plan.path.name, confidence, right)


def recommendations(plan: LabelledPlan) -> Iterator[Trial]:
    """The recommendations of a plan that was read; right are number and text."""
    texts = {r.number: r.text for r in plan.truth.recommendations}
    for found in extract(plan.path).recommendations:
        wanted = texts.get(number_key(found.number))
        right = wanted is not None and alike(wanted, found.text) >= SAME_RECOMMENDATION
        yield Trial(plan.path.name, found.confidence, right)


def updates() -> Iterator[Trial]:
    """The updates of letters labelled by sentence; right is a state that an annotator accepted."""
    for truth, path in labelled_files():
        if isinstance(truth, LetterTruth) and truth.statuses:
            for update in extract(path).updates:
                likeness = {key: alike(truth.passages[key], update.text) for key in truth.statuses}
                best = max(likeness, key=likeness.__getitem__)
                if likeness[best] >= SAME_SENTENCE:
                    yield Trial(path.name, update.confidence, update.status in truth.statuses[best])


def report(title: str, trials: Sequence[Trial]) -> None:
    """Prints a reliability table: records, mean confidence and share right by bin; nothing without records."""
    if not trials:
        return
    print(f"## {title}: {len(trials)} from {len({t.document for t in trials})} documents\n")
    print("| confidence | records | mean confidence | share right |\n|---|--:|--:|--:|")
    off = 0.0
    for low, high in pairwise(EDGES):
        inside = [t for t in trials if low <= t.confidence < high]
        if inside:
            said, right = _mean(t.confidence for t in inside), _mean(t.right for t in inside)
            off += abs(said - right) * len(inside) / len(trials)
            print(f"| {low:.2f}–{min(high, 1):.2f} | {len(inside)} | {said:.3f} | {right:.3f} |")
    print(
        f"\nexpected calibration error {off:.3f}, log loss {_loss((t.confidence, t.right) for t in trials):.3f}\n"
    )


def fitted(trials: Sequence[Trial]) -> None:
    """Prints the share right that each confidence stands for, and what that is worth on unseen documents."""
    unseen: list[tuple[float, bool]] = []
    for document in sorted({t.document for t in trials}):
        model = _fit([t for t in trials if t.document != document])
        held = [t for t in trials if t.document == document]
        unseen += zip(model.predict([t.confidence for t in held]), (t.right for t in held), strict=True)
    published = _loss((t.confidence, t.right) for t in trials)
    print("## measured meaning of a confidence (isotonic, hard plans)\n")
    print("| published | measured |\n|--:|--:|")
    marks = sorted({round(t.confidence, 1) for t in trials} | {0.95, 0.98, 0.99})
    for mark, measured in zip(marks, _fit(trials).predict(marks), strict=True):
        print(f"| {mark:.2f} | {measured:.2f} |")
    print(f"\nlog loss as published {published:.3f}, refitted and tried on unseen documents {_loss(unseen):.3f}")


def _fit(trials: Sequence[Trial]) -> IsotonicRegression:
    model = IsotonicRegression(y_min=0.01, y_max=0.995, out_of_bounds="clip")
    return model.fit([t.confidence for t in trials], [t.right for t in trials])


def _mean(values: Iterable[float]) -> float:
    held = list(values)
    return sum(held) / len(held)


def _loss(pairs: Iterable[tuple[float, bool]]) -> float:
    return _mean(-log(max(p if right else 1 - p, 1e-3)) for p, right in pairs)


if __name__ == "__main__":
    main()
