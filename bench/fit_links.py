"""Fit the links between letters and plans on labelled letters, and say how well they do on cases left out.

    python -m bench.fit_links CORPUS [--write]

The cases are dealt into parts; for each part the weights are fitted on all the others and judged on it; those are
the figures to quote. They are kept in ``build/links``, where ``bench/fit_reading.py`` finds them, so that what it
says of a letter leaves out both. With ``--write`` the weights fitted on all cases go to
pipeline/linking/weights.toml.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from bench import vectors
from bench.fitting import Sample, fit_crf, fit_curve, samples_of
from bench.goldcase import GoldCase, GoldLetter, figures_of, published
from bench.letters_read import case_names, load_cases
from bench.parts import parts
from pipeline.evaluation.published import PublishedRows
from pipeline.linking.crf import CrfWeights, Decoded, read_letter
from pipeline.linking.weights import Weights, dump_weights, load_weights
from pipeline.outcomes.intervals import of_share

KEPT = Path(__file__).parents[1] / "build" / "links"
INNER = 4  # parts of the cases that the curve is fitted on, each as a chain reads it that was fitted on the others
PARTS, HARD_PARTS = 8, 2
REVIEW = 0.12
FIGURES = ("link", "mention")
HEAD = f"{'letter':46s} " + "   ".join(f"{figure:>7s}" for figure in FIGURES)
BANDS = (0.0, REVIEW, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
WIDE = (0.4, 0.6, 0.8, 1.0)
FIFTHS = (0, 0.2, 0.4, 0.6, 0.8, 1)
Points = list[tuple[float, bool]]


@dataclass(frozen=True)
class LeftOut:
    """A case judged by weights that were fitted without it."""

    name: str
    hard: bool
    lines: list[str]
    points: Points
    wanted: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--write", action="store_true", help="write pipeline/linking/weights.toml")
    options = parser.parse_args()
    vectors.remember()
    cases = load_cases(options.corpus, case_names(options.corpus))
    samples = [sample for case in cases for sample in samples_of(case)]
    vectors.keep()
    KEPT.mkdir(parents=True, exist_ok=True)
    accepted = load_weights().accepted
    dealt = [*parts([case for case in cases if not case.hard], PARTS)]
    dealt += parts([case for case in cases if case.hard], HARD_PARTS)
    print(f"{HEAD}  (fitted without its case)")
    found: list[LeftOut] = []
    with ProcessPoolExecutor(2) as pool:
        for judged in pool.map(left_out, dealt, [samples] * len(dealt), [accepted] * len(dealt)):
            found += judged
            print("\n".join(line for each in judged for line in each.lines), flush=True)
    for hard, kind in ((False, "letters"), (True, "hard letters")):
        links = [point for each in found if each.hard is hard for point in each.points]
        fifths = tuple(np.quantile([score for score, _ in links if score >= accepted], FIFTHS))
        for bands, name in ((BANDS, "all"), (WIDE, "in bands of .2"), (fifths, "accepted, in fifths")):
            print(f"\nLinks of {kind}, fitted without their case: {name}")
            print("score       links   right (95 %)       mean score")
            print("\n".join(calibration_table(links, bands)))
    easy = [each for each in found if not each.hard]
    accepted = best_threshold([p for each in easy for p in each.points], sum(each.wanted for each in easy))
    print(f"\nA link is accepted from {accepted:.2f}.")
    if options.write:
        dump_weights(fit_weights(samples, accepted))


def left_out(cases: Sequence[GoldCase], samples: Sequence[Sample], accepted: float) -> list[LeftOut]:
    """Some cases, judged by weights fitted on the samples of all others."""
    names = {case.name for case in cases}
    weights = fit_weights([sample for sample in samples if sample.case not in names], accepted)
    out = []
    for case in cases:
        dump_weights(weights, KEPT / f"{case.name}.toml")
        found = published(case, weights)
        out.append(
            LeftOut(
                case.name,
                case.hard,
                [_line(case, letter, found) for letter in case.letters],
                [point for letter in case.letters for point in _points(letter, found)],
                sum(len(wanted) for letter in case.letters for wanted in letter.required.values()),
            )
        )
    return out


def _line(case: GoldCase, letter: GoldLetter, found: PublishedRows) -> str:
    figures = figures_of(case, letter, found)
    return f"{letter.document.document_id:46s} " + "   ".join(f"{figures[figure]:7.3f}" for figure in FIGURES)


def fit_weights(samples: Sequence[Sample], accepted: float) -> Weights:
    """Weights fitted on ``samples``, the curve on letters that were not made hard, each left out in its turn."""
    return Weights(fit_crf(samples), fit_curve(list(_decoded(samples))), accepted, REVIEW)


def _decoded(samples: Sequence[Sample]) -> Iterator[tuple[Sample, Decoded]]:
    """Each letter that was not made hard as a chain reads it that was fitted without its case."""
    for part in parts(list(dict.fromkeys(s.case for s in samples if not s.hard)), INNER):
        chain: CrfWeights = fit_crf([s for s in samples if s.case not in part])
        yield from ((s, read_letter(s.lattice, chain)) for s in samples if s.case in part)


def best_threshold(points: Sequence[tuple[float, bool]], wanted: int) -> float:
    """The score from which links are accepted: half of the highest F1 that any such score gives.

    Of calibrated scores that one gives the highest F1 (Lipton, Elkan and Naryanaswamy, ECML 2014), and it moves
    less with the letters at hand than the score at which F1 happens to be highest on them. ``points`` are
    (score, right) of links left out, ``wanted`` is how many links the truth has.
    """
    ordered = sorted(points, reverse=True)
    hits, best = 0, 0.0
    for taken, (score, right) in enumerate(ordered, 1):
        hits += right
        if taken == len(ordered) or ordered[taken][0] < score:  # equal scores are taken together
            best = max(best, 2 * hits / (taken + wanted))
    return round(best / 2, 2)


def _points(letter: GoldLetter, found: PublishedRows) -> Iterator[tuple[float, bool]]:
    """Score and rightness of each link; what one of two annotators allowed is left out."""
    for link in found.tables["links"]:
        update, action = link["update_id"], link["action_id"]
        if update in letter.places and action not in letter.allowed[update]:
            yield link["score"], action in letter.required[update]


def calibration_table(points: Sequence[tuple[float, bool]], bands: Sequence[float]) -> Iterator[str]:
    """One line a band of scores that has links (the last with its upper end): how many, the share that is right and
    its interval, their mean score."""
    for low, high in pairwise(bands):
        inside = [(score, right) for score, right in points if low <= score and (score < high or high == bands[-1])]
        right = sum(right for _, right in inside)
        interval = of_share(right, len(inside))
        if interval:
            share = f"{right / len(inside):.2f} ({interval[0]:.2f}-{interval[1]:.2f})"
            yield f"{low:.2f}-{high:.2f}  {len(inside):6d}   {share}   {np.mean([s for s, _ in inside]):10.2f}"


if __name__ == "__main__":
    main()
