"""Fit the links between letters and plans on a labelled corpus, and say how well they do on cases left out.

    python -m bench.fit_links CORPUS [--write]

For each case the weights are fitted on all the others and judged on it; those are the figures to quote. With
``--write`` the weights fitted on all cases go to pipeline/weights.toml.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from bench.fitting import Sample, fit_chain, fit_curve, samples_of
from bench.goldcase import GoldCase, GoldLetter, load_gold_cases
from pipeline.chain import ChainWeights, Decoded, read_letter
from pipeline.ledger import Link
from pipeline.reconcile import reconcile
from pipeline.weights import Weights, dump_weights

# Chosen on cases left out: link and mention F1 are highest, and flat, from 0.35 to 0.45.
ACCEPTED, REVIEW = 0.4, 0.15
BANDS = (0.0, 0.15, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--write", action="store_true", help="write pipeline/weights.toml")
    options = parser.parse_args()
    cases = load_gold_cases(options.corpus)
    samples = {case.name: samples_of(case) for case in cases}
    points: list[tuple[float, bool]] = []
    print("letter                                link  mention  (fitted without its case)")
    for case in cases:
        weights = fit_weights([s for name, found in samples.items() if name != case.name for s in found])
        for letter, links in _linked(case, weights):
            link, mention = link_f1(letter, links), mention_f1(case, letter, links)
            print(f"{letter.document.document_id:36s} {link:5.3f}    {mention:5.3f}")
            points += _points(letter, links)
    print("\nscore      links   right   mean score")
    for row in calibration_table(points):
        print(row)
    weights = fit_weights([s for found in samples.values() for s in found])
    print("\nletter                                link  mention  (fitted on all)")
    for case in cases:
        for letter, links in _linked(case, weights):
            link, mention = link_f1(letter, links), mention_f1(case, letter, links)
            print(f"{letter.document.document_id:36s} {link:5.3f}    {mention:5.3f}")
    if options.write:
        dump_weights(weights)


def fit_weights(samples: Sequence[Sample]) -> Weights:
    """Weights fitted on ``samples``, the curve on letters of cases left out in turn."""
    return Weights(fit_chain(samples), fit_curve(list(_left_out(samples))), ACCEPTED, REVIEW)


def _left_out(samples: Sequence[Sample]) -> Iterator[tuple[Sample, Decoded]]:
    for name in dict.fromkeys(s.case for s in samples):
        chain: ChainWeights = fit_chain([s for s in samples if s.case != name])
        yield from ((s, read_letter(s.lattice, chain)) for s in samples if s.case == name)


def _linked(case: GoldCase, weights: Weights) -> Iterator[tuple[GoldLetter, list[Link]]]:
    links = reconcile(case.case, weights).links
    for letter in case.letters:
        yield letter, [link for link in links if link.update_id in letter.places]


def link_f1(letter: GoldLetter, links: Iterable[Link]) -> float:
    """F1 of (passage, action) as the scorer has it: links of one passage count once, spurious ones each."""
    required = {(p, a) for key, places in letter.places.items() for p in places for a in letter.required[key]}
    allowed = {(p, a) for key, places in letter.places.items() for p in places for a in letter.allowed[key]}
    got, spurious = set(), 0
    for link in links:
        if link.judgement == "accepted":
            cells = {(p, link.action_id) for p in letter.places[link.update_id]} & (required | allowed)
            got |= cells
            spurious += not cells
    precision = len(got) / (len(got) + spurious) if got or spurious else 0.0
    recall = len(got & required) / len(required) if required else 1.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def mention_f1(case: GoldCase, letter: GoldLetter, links: Iterable[Link]) -> float:
    """F1 of the actions that the letter reports on; optional ones do not count."""
    truth = {a: letter.gold["actions"][g]["mentioned"] for a, g in case.gold_ids.items()}
    said = {link.action_id for link in links if link.judgement == "accepted"}
    wanted = {a for a, t in truth.items() if t == "yes"}
    counted = {a for a in said if truth.get(a) != "optional"}
    return _f1(len(said & wanted), len(counted), len(wanted))


def _f1(hits: float, said: float, wanted: float) -> float:
    return 2 * hits / (said + wanted) if said + wanted else 1.0


def _points(letter: GoldLetter, links: Iterable[Link]) -> Iterator[tuple[float, bool]]:
    """Score and rightness of each link; what one of two annotators allowed is left out."""
    for link in links:
        if link.action_id not in letter.allowed[link.update_id]:
            yield link.score, link.action_id in letter.required[link.update_id]


def calibration_table(points: Sequence[tuple[float, bool]]) -> Iterator[str]:
    """One line a band of scores: how many links, the share that is right, and their mean score."""
    for low, high in pairwise(BANDS):
        inside = [(score, right) for score, right in points if low <= score < high]
        if inside:
            right, mean = np.mean([r for _, r in inside]), np.mean([s for s, _ in inside])
            yield f"{low:.2f}-{min(high, 1.0):.2f}  {len(inside):6d}   {right:5.2f}   {mean:5.2f}"


if __name__ == "__main__":
    main()
