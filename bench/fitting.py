"""Fit the weights of the links: the chain by maximum likelihood, the curve over it by logistic regression.

The gradient of the chain's log likelihood is what its features are expected to be in all readings that agree
with the truth, minus what they are in all readings (Lafferty, McCallum and Pereira, ICML 2001). A ridge holds
the few weights small; those of the signals may not fall below zero, so that no evidence counts against itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from bench.goldcase import GoldCase, GoldLetter
from pipeline.linking.calibration import FIGURES, Curve, figures
from pipeline.linking.comparison import compare
from pipeline.linking.crf import (
    BACKGROUND,
    STEPS,
    WEIGHED,
    CrfWeights,
    Decoded,
    Lattice,
    build_lattice,
    evidence_of,
    sums,
    transitions_of,
)
from pipeline.linking.embeddings import Matrix
from pipeline.linking.signals import SIGNALS
from pipeline.model import LedgerStatus, commitments_of, updates_of

RIDGE_SIGNALS, RIDGE_STEPS = 3.0, 1.0
# Where the ridge holds a weight that few fitted letters can speak for: what a signal is worth in any letter.
PRIOR = {"reference": 0.7}
# What a letter that was written to be hard counts beside others, which such must not outweigh: of 1, 1/2 and 1/4,
# tried on cases left out, the least was best; docs/decisions/0003 has what is known below that.
HARD = 0.15
_EXCLUDED = -1e4


@dataclass(frozen=True)
class Sample:
    """A letter to fit on: its lattice, which labels of each passage agree with the truth, and the truth."""

    case: str
    hard: bool
    lattice: Lattice
    agrees: Matrix
    required: Matrix
    allowed: Matrix


def samples_of(case: GoldCase) -> list[Sample]:
    """One sample a letter; what earlier letters reported is taken from the truth."""
    order = {c.action_id: j for j, c in enumerate(commitments_of(case.case.plan))}
    earlier: dict[str, LedgerStatus] | None = None
    reported: dict[str, list[str]] = {}
    out = []
    for letter in case.letters:
        scene = compare(case.case.plan, letter.document, reported)
        if scene is None:
            raise ValueError(f"{letter.document.document_id} has nothing to fit on")
        keys = [p.key for p in scene.passages]
        required = _marks(keys, letter.required, order)
        allowed = _marks(keys, letter.allowed, order)
        background = ~required.any(axis=1, keepdims=True)
        agrees = np.concatenate([required | allowed, background], axis=1)
        agrees[[not letter.places[key] for key in keys]] = True
        out.append(Sample(case.name, case.hard, build_lattice(scene, earlier), agrees, required, allowed))
        _remember(letter, reported)
        earlier = (earlier or {}) | _states(case, letter)
    return out


def _marks(keys: Sequence[str], labels: Mapping[str, frozenset[str]], order: Mapping[str, int]) -> Matrix:
    out = np.zeros((len(keys), len(order)), dtype=bool)
    for i, key in enumerate(keys):
        out[i, [order[action] for action in labels[key]]] = True
    return out


def _remember(letter: GoldLetter, reported: dict[str, list[str]]) -> None:
    texts = {key: update.text for key, update in updates_of(letter.document)}
    for key, actions in letter.required.items():
        for action in actions:
            reported.setdefault(action, []).append(texts[key])


def _states(case: GoldCase, letter: GoldLetter) -> dict[str, LedgerStatus]:
    truth = letter.gold["actions"]
    told = {action: truth[gold_id] for action, gold_id in case.gold_ids.items()}
    return {a: t["status_accepted"][0] for a, t in told.items() if t["mentioned"] == "yes"}


def fit_crf(samples: Sequence[Sample]) -> CrfWeights:
    """The chain's weights of maximum penalised likelihood."""
    signals, size = len(SIGNALS), len(SIGNALS) + len(BACKGROUND) + len(STEPS)
    ridge = np.full(size, RIDGE_STEPS)
    ridge[:signals] = RIDGE_SIGNALS
    prior = np.zeros(size)
    prior[:signals] = [PRIOR.get(signal.__name__, 0.0) for signal in SIGNALS]
    bounds = [(0, None)] * signals + [(None, None)] * (size - signals)

    def objective(theta: Matrix) -> tuple[float, Matrix]:
        off = theta - prior
        value, slope = float(ridge @ off**2), 2 * ridge * off
        weights = unpack(theta)
        for sample in samples:
            lattice, counts = sample.lattice, HARD if sample.hard else 1.0
            evidence, transitions = evidence_of(lattice, weights), transitions_of(lattice, weights)
            every = _expected(lattice, evidence, transitions)
            right = _expected(lattice, np.where(sample.agrees, evidence, _EXCLUDED), transitions)
            value += counts * (every[0] - right[0])
            slope += counts * (every[1] - right[1])
        return value, slope

    found = minimize(
        objective, np.zeros(size), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 150}
    )
    return unpack(found.x)


def unpack(theta: Matrix) -> CrfWeights:
    """A flat vector as weights: signals, background, steps."""
    a, b = len(SIGNALS), len(SIGNALS) + len(BACKGROUND)
    return CrfWeights(theta[:a], theta[a:b], dict(zip(STEPS, map(float, theta[b:]), strict=True)))


def _expected(lattice: Lattice, evidence: Matrix, transitions: Matrix) -> tuple[float, Matrix]:
    """Log of the sum over all readings and what features they hold on average."""
    forward, backward = sums(evidence, transitions)
    top = forward[-1].max()
    worth = float(top + np.log(np.exp(forward[-1] - top).sum()))
    share = np.exp(forward + backward - worth)
    ahead = (evidence + backward)[1:, None, :]
    joint = np.exp(forward[:-1, :, None] + transitions[1:] + ahead - worth)
    moved = np.tensordot(joint, lattice.moves, axes=([1, 2], [1, 2]))  # (S-1, moves)
    steps = (lattice.steps[1:] * (moved @ WEIGHED.T)).sum(axis=0)
    signals = np.einsum("sa,sak->k", share[:, :-1], lattice.strengths)
    background = share[:, -1] @ lattice.background
    return worth, np.concatenate([signals, background, steps])


def fit_curve(decoded: Sequence[tuple[Sample, Decoded]]) -> Curve:
    """The logistic curve over letters that the chain was not fitted on; allowed links do not count.

    They are to be letters as they come: how sure a link is must not be learned from those that were made hard.
    """
    rows, truth = [], []
    for sample, reading in decoded:
        counted = ~sample.allowed
        rows.append(figures(reading)[counted])
        truth.append(sample.required[counted])
    model = LogisticRegression().fit(np.concatenate(rows), np.concatenate(truth))
    weights = dict(zip(FIGURES, map(float, model.coef_[0]), strict=True))
    return Curve(float(model.intercept_[0]), tuple(weights[name] for name in FIGURES))
