"""From a reading of the letter to the probability of each link.

A chain gives each passage one label, so of two commitments a sentence reports on it favours one; what it is sure of
need not be right that often; and it sees no further than the passage before. A logistic curve mends all three, over
its verdict, the passage's own evidence, and how much surer another paragraph is of the commitment. It is fitted on
cases that the chain was not fitted on (``bench/fit_links.py``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.linking.crf import Decoded
from pipeline.linking.embeddings import Matrix

FIGURES = ("share", "evidence", "elsewhere")
# Shares below and above tell no more: a chain that is nearly sure is less often right than it holds. Of 1e-2 to
# 1e-4 and of 0.6 to 0.999 these have the least loss on cases left out (0.7 to 0.85 do as well).
_SMALLEST, _LARGEST = 1e-3, 0.75
_TOLD = 0.7  # the share from which a paragraph is likely to report on a commitment; 0.6 to 0.8 do as well
_LEAST, _MOST = -6.0, 3.0  # nats of own evidence beyond which nothing changes


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic curve: its level and the weight of each of :data:`FIGURES`, in nats."""

    level: float
    weights: tuple[float, ...]


def figures(decoded: Decoded) -> Matrix:
    """(S, A, 3): the log odds of the share of readings and the evidence of the passage itself against the
    background, both in nats, and by how much the share is larger in a paragraph further off."""
    share = decoded.share[:, :-1]
    held = np.clip(share, _SMALLEST, _LARGEST)
    own = decoded.evidence[:, :-1] - decoded.evidence[:, -1:]
    elsewhere = np.maximum(told_elsewhere(decoded) - share, 0.0)
    return np.stack([np.log(held / (1 - held)), np.clip(own, _LEAST, _MOST), elsewhere], axis=-1)


def told_elsewhere(decoded: Decoded) -> Matrix:
    """(S, A): the largest share in any paragraph but its own and those beside it, into which a report may run on; 0
    where none is likely to report on the commitment."""
    share, paragraphs = decoded.share[:, :-1], decoded.paragraphs
    place = np.cumsum(np.diff(paragraphs, prepend=paragraphs[:1]) != 0)
    best = np.zeros((place[-1] + 5, share.shape[1]))  # of each paragraph, between two empty ones on either side
    np.maximum.at(best, place + 2, share)
    before = np.maximum.accumulate(best)[place]
    after = np.maximum.accumulate(best[::-1])[::-1][place + 4]
    told = np.maximum(before, after)
    return np.where(told >= _TOLD, told, 0.0)


def parts(decoded: Decoded, curve: Curve) -> Matrix:
    """(S, A, 3): what each of :data:`FIGURES` adds to the log odds, beside the level of the curve, in nats."""
    return np.asarray(figures(decoded) * np.array(curve.weights))


def probability(nats: Matrix) -> Matrix:
    """Log odds as probabilities."""
    return np.asarray(1 / (1 + np.exp(-nats)))
