"""From a reading of the letter to the probability of each link.

A chain gives each passage one label, so of two commitments a sentence reports on it favours one; and what it is
sure of need not be right that often. A logistic curve over its verdict and the passage's own evidence mends
both. It is fitted on cases that the chain was not fitted on (``bench/fit_links.py``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.chain import Decoded
from pipeline.embeddings import Matrix

FIGURES = ("share", "evidence")
_SMALLEST = 1e-3  # shares nearer to 0 or 1 tell no more: of 1e-2 to 1e-4, the likeliest on cases left out
_LEAST, _MOST = -6.0, 3.0  # nats of own evidence beyond which nothing changes


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic curve: its level and the weight of each of :data:`FIGURES`, in nats."""

    level: float
    weights: tuple[float, ...]


def figures(decoded: Decoded) -> Matrix:
    """(S, A, 2): the log odds of the share of readings, and the evidence of the passage itself against the
    background, both in nats."""
    share = np.clip(decoded.share[:, :-1], _SMALLEST, 1 - _SMALLEST)
    own = decoded.evidence[:, :-1] - decoded.evidence[:, -1:]
    return np.stack([np.log(share / (1 - share)), np.clip(own, _LEAST, _MOST)], axis=-1)


def log_odds(decoded: Decoded, curve: Curve) -> Matrix:
    """The log odds (S, A), in nats, that a passage reports on a commitment."""
    return np.asarray(curve.level + figures(decoded) @ np.array(curve.weights))


def probability(nats: Matrix) -> Matrix:
    """Log odds as probabilities."""
    return np.asarray(1 / (1 + np.exp(-nats)))
