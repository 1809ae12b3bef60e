"""Fit the links between letters and plans on a labelled corpus, and say how well they do on cases left out.

    python -m bench.fit_links CORPUS [--write]

For each case the weights are fitted on all the others and judged on it; those are the figures to quote. With
``--write`` the weights fitted on all cases go to pipeline/linking/weights.toml.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from bench.fitting import Sample, fit_crf, fit_curve, samples_of
from bench.goldcase import GoldCase, GoldLetter, figures_of, load_gold_cases, published
from bench.labelled import load_labelled_cases
from pipeline.evaluation.published import PublishedRows
from pipeline.linking.crf import CrfWeights, Decoded, read_letter
from pipeline.linking.weights import Weights, dump_weights, load_weights
from pipeline.measures.intervals import of_share

REVIEW = 0.12
FIGURES = ("link", "mention", "status", "target", "change")
HEAD = f"{'letter':36s} " + "   ".join(f"{figure:>6s}" for figure in FIGURES)
BANDS = (0.0, REVIEW, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
FIFTHS = (0, 0.2, 0.4, 0.6, 0.8, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--write", action="store_true", help="write pipeline/linking/weights.toml")
    options = parser.parse_args()
    cases = load_gold_cases(options.corpus) + load_labelled_cases()
    samples = {case.name: samples_of(case) for case in cases}
    points: dict[str, list[tuple[float, bool]]] = {"hand-checked": [], "fictional": []}
    wanted = 0  # links of hand-checked letters
    accepted = load_weights().accepted
    print(f"{HEAD}  (fitted without its case)")
    for case in cases:
        others = [s for name, found in samples.items() if name != case.name for s in found]
        weights = fit_weights(others, accepted)
        found = published(case, weights)
        for letter in case.letters:
            print(_line(case, letter, found))
            points["fictional" if case.fictional else "hand-checked"] += _points(letter, found)
            wanted += 0 if case.fictional else sum(map(len, letter.required.values()))
    for kind, links in points.items():
        fifths = tuple(np.quantile([score for score, _ in links if score >= accepted], FIFTHS))
        for bands, name in ((BANDS, "all"), (fifths, "accepted, in fifths")):
            print(f"\nLinks of {kind} letters, fitted without their case: {name}")
            print("score       links   right (95 %)       mean score")
            print("\n".join(calibration_table(links, bands)))
    accepted = best_threshold(points["hand-checked"], wanted)
    print(f"\nA link is accepted from {accepted:.2f}.")
    weights = fit_weights([s for found in samples.values() for s in found], accepted)
    print(f"\n{HEAD}  (fitted on all)")
    for case in cases:
        found = published(case, weights)
        for letter in case.letters:
            print(_line(case, letter, found))
    if options.write:
        dump_weights(weights)


def _line(case: GoldCase, letter: GoldLetter, found: PublishedRows) -> str:
    figures = figures_of(case, letter, found)
    names = FIGURES[:2] if case.fictional else FIGURES  # of a fiction there is no truth but its links
    return f"{letter.document.document_id:36s} " + "   ".join(f"{figures[figure]:6.3f}" for figure in names)


def fit_weights(samples: Sequence[Sample], accepted: float) -> Weights:
    """Weights fitted on ``samples``, the curve on hand-checked letters whose case is left out in turn."""
    return Weights(fit_crf(samples), fit_curve(list(_left_out(samples))), accepted, REVIEW)


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


def _left_out(samples: Sequence[Sample]) -> Iterator[tuple[Sample, Decoded]]:
    """Each hand-checked letter as a chain reads it that was fitted without its case."""
    for case in dict.fromkeys(s.case for s in samples if not s.fictional):
        chain: CrfWeights = fit_crf([s for s in samples if s.case != case])
        yield from ((s, read_letter(s.lattice, chain)) for s in samples if s.case == case)


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
