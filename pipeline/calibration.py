"""From a reading of the letter to the probability of each link.

A chain gives each passage one label, so of two commitments a sentence reports on it favours one; and what it is
sure of need not be right that often. A logistic curve over three figures of a pair mends both. It is fitted on
cases that the chain was not fitted on (``bench/fit_links.py``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.chain import Decoded
from pipeline.embeddings import Matrix

FIGURES = ("share", "evidence", "twin")
_SMALLEST = 1e-4
_LEAST, _MOST = -6.0, 3.0  # nats of own evidence beyond which nothing changes


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic curve: its level and the weight of each of :data:`FIGURES`, in nats."""

    level: float
    weights: tuple[float, ...]


def figures(decoded: Decoded) -> Matrix:
    """(S, A, 3): the log odds of the share of readings; the evidence of the passage itself against the
    background, in nats; and for the rivals of each passage's best commitment, how nearly they equal it."""
    share = np.clip(decoded.share[:, :-1], _SMALLEST, 1 - _SMALLEST)
    own, background = decoded.evidence[:, :-1], decoded.evidence[:, -1:]
    rows = np.arange(len(share))
    best = share.argmax(axis=1)
    against = np.clip(own - own[rows, best][:, None], -4.0, 1.0)
    twin = share[rows, best][:, None] * np.exp(against) * (own > background)
    twin[rows, best] = 0.0
    return np.stack([np.log(share / (1 - share)), np.clip(own - background, _LEAST, _MOST), twin], axis=-1)


def log_odds(decoded: Decoded, curve: Curve) -> Matrix:
    """The log odds (S, A), in nats, that a passage reports on a commitment."""
    return np.asarray(curve.level + figures(decoded) @ np.array(curve.weights))


def probability(nats: Matrix) -> Matrix:
    """Log odds as probabilities."""
    return np.asarray(1 / (1 + np.exp(-nats)))
