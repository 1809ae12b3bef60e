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
from bench.labelled import load_labelled_cases
from pipeline.chain import ChainWeights, Decoded, read_letter
from pipeline.ledger import LedgerEntry, Link
from pipeline.reconcile import reconcile
from pipeline.status import ledger
from pipeline.weights import Weights, dump_weights

# Chosen on cases left out: link and mention F1 of the hand-checked letters are highest, and flat, from 0.3 to 0.5,
# those of the fictional ones below 0.3.
ACCEPTED, REVIEW = 0.34, 0.12
FOLDS = 4  # groups of cases that are left out in turn for the curve
HEAD = "letter                                  link   mention   status   target   change"
BANDS = (0.0, 0.12, 0.34, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--write", action="store_true", help="write pipeline/weights.toml")
    options = parser.parse_args()
    cases = load_gold_cases(options.corpus) + load_labelled_cases()
    samples = {case.name: samples_of(case) for case in cases}
    points: dict[str, list[tuple[float, bool]]] = {"hand-checked": [], "fictional": []}
    print(f"{HEAD}  (fitted without its case)")
    for case in cases:
        weights = fit_weights([s for name, found in samples.items() if name != case.name for s in found])
        for letter, links, entries in _read(case, weights):
            print(_line(case, letter, links, entries))
            points["hand-checked" if case.weight == 1 else "fictional"] += _points(letter, links)
    for kind, found in points.items():
        print(f"\nscore      links   right   mean score  ({kind} letters, fitted without their case)")
        for row in calibration_table(found):
            print(row)
    weights = fit_weights([s for found in samples.values() for s in found])
    print(f"\n{HEAD}  (fitted on all)")
    for case in cases:
        for letter, links, entries in _read(case, weights):
            print(_line(case, letter, links, entries))
    if options.write:
        dump_weights(weights)


def _read(case: GoldCase, weights: Weights) -> Iterator[tuple[GoldLetter, list[Link], list[LedgerEntry]]]:
    """Each letter of a case with its links and what the ledger makes of them."""
    reconciled = reconcile(case.case, weights)
    entries = ledger(case.case, reconciled)
    for letter in case.letters:
        links = [link for link in reconciled.links if link.update_id in letter.places]
        yield letter, links, [e for e in entries if e.document_id == letter.document.document_id]


def _line(case: GoldCase, letter: GoldLetter, links: Sequence[Link], entries: Sequence[LedgerEntry]) -> str:
    figures = [link_f1(letter, links), mention_f1(case, letter, links)]
    if case.weight == 1:
        figures += ledger_figures(case, letter, entries)
    return f"{letter.document.document_id:36s} " + "   ".join(f"{figure:6.3f}" for figure in figures)


def ledger_figures(case: GoldCase, letter: GoldLetter, entries: Iterable[LedgerEntry]) -> list[float]:
    """Share of reported actions with a right state, F1 of new targets, F1 of kinds of change."""
    said = {case.gold_ids[e.action_id]: e for e in entries if e.action_id in case.gold_ids and e.mentioned}
    truth = letter.gold["actions"]
    reported = {a: t for a, t in truth.items() if t["mentioned"] == "yes"}
    counted = {a: e for a, e in said.items() if truth[a]["mentioned"] != "optional"}
    states = [a in said and said[a].status in t["status_accepted"] for a, t in reported.items()]
    targets = {(a, new["start"], new["end"]) for a, t in reported.items() if (new := t["revised_target"])}
    found = {(a, str(new.start), str(new.end)) for a, e in counted.items() if (new := e.revised_target)}
    changes = {(a, change["kind"]) for a, t in reported.items() for change in t["changes"]}
    changed = {(a, change.kind) for a, e in counted.items() for change in e.changes}
    return [
        sum(states) / len(states),
        _f1(len(targets & found), len(targets), len(found)),
        _f1(len(changes & changed), len(changes), len(changed)),
    ]


def fit_weights(samples: Sequence[Sample]) -> Weights:
    """Weights fitted on ``samples``, the curve on letters of cases left out in turn."""
    return Weights(fit_chain(samples), fit_curve(list(_left_out(samples))), ACCEPTED, REVIEW)


def _left_out(samples: Sequence[Sample]) -> Iterator[tuple[Sample, Decoded]]:
    """Each letter as a chain reads it that was fitted without its case and some others."""
    names = list(dict.fromkeys(s.case for s in samples))
    for first in range(min(FOLDS, len(names))):
        held = names[first::FOLDS]
        chain: ChainWeights = fit_chain([s for s in samples if s.case not in held])
        yield from ((s, read_letter(s.lattice, chain)) for s in samples if s.case in held)


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
