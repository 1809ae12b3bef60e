"""Which passage of a letter reports on which commitment of its plan.

What earlier letters reported is evidence for this one. A link below the accepted probability is kept for review,
or, among the nearest, as rejected, so that a reader sees what was looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.linking.calibration import FIGURES, parts, probability, told_elsewhere
from pipeline.linking.comparison import Comparison, compare
from pipeline.linking.crf import Decoded, build_lattice, read_letter
from pipeline.linking.embeddings import Matrix
from pipeline.linking.signals import SIGNALS
from pipeline.linking.tokens import shortened
from pipeline.linking.weights import Weights, load_weights
from pipeline.model import Commitment, Document, Judgement, LedgerStatus, Link, Signal

_NEAREST_OF_ACTION, _NEAREST_OF_PASSAGE = 3, 1  # rejected links that are kept for each
_LEAST_BITS = 0.05  # a signal below it is left out of a link's reasons
_LEAST_SCORE = 0.01


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the letters before this one reported, by action_id: their passages, and the state they left."""

    passages: Mapping[str, Sequence[str]]
    states: Mapping[str, LedgerStatus]


def link_letter(
    plan: Document,
    letter: Document,
    earlier: Earlier | None,
    weights: Weights | None = None,
    added: Sequence[Commitment] = (),
) -> tuple[Link, ...]:
    """The links of a letter to its plan's actions, in reading order; ``earlier`` is None for the first letter.

    ``added`` are the commitments that later editions of the plan have added before the letter.
    """
    comparison = compare(plan, letter, earlier.passages if earlier else {}, added)
    if comparison is None:
        return ()
    return tuple(_letter_links(comparison, earlier.states if earlier else None, weights or load_weights()))


@dataclass(frozen=True, slots=True)
class _Scored:
    """A letter as the chain and the curve over it decide: ``nats`` (S, A), the log odds of each link, and what is
    ``added`` (S, A) to them because a paragraph further off has the larger share ``told`` (S, A)."""

    comparison: Comparison
    decoded: Decoded
    weights: Weights
    nats: Matrix
    added: Matrix
    told: Matrix


def _scored(comparison: Comparison, earlier: Mapping[str, LedgerStatus] | None, weights: Weights) -> _Scored:
    decoded = read_letter(build_lattice(comparison, earlier), weights.chain)
    added = parts(decoded, weights.curve)
    nats = weights.curve.level + added.sum(axis=-1)
    further_off = added[..., FIGURES.index("elsewhere")]
    return _Scored(comparison, decoded, weights, nats, further_off, told_elsewhere(decoded))


def _letter_links(
    comparison: Comparison, earlier: Mapping[str, LedgerStatus] | None, weights: Weights
) -> Iterator[Link]:
    scored = _scored(comparison, earlier, weights)
    scores = probability(scored.nats)
    kept = _kept(scores, weights)
    for i, j in zip(*np.nonzero(kept), strict=True):
        judgement: Judgement = "rejected"
        if scores[i, j] >= weights.review:
            judgement = "accepted" if scores[i, j] >= weights.accepted else "review"
        signals = tuple(_signals(scored, int(i), int(j)))
        yield Link(
            update_id=comparison.passages[i].key,
            action_id=comparison.candidates[j].commitment.action_id,
            method="reference" if any(s.name == "reference" for s in signals) else "matched",
            score=round(float(scores[i, j]), 4),
            judgement=judgement,
            signals=signals,
            decided_by="model",
        )


def _kept(scores: Matrix, weights: Weights) -> Matrix:
    """The pairs that become rows: all from review upwards, and the nearest of each action and passage."""
    kept = scores >= weights.review
    for j in range(scores.shape[1]):
        kept[np.argsort(-scores[:, j], kind="stable")[:_NEAREST_OF_ACTION], j] = True
    for i in range(len(scores)):
        for j in np.argsort(-scores[i], kind="stable")[:_NEAREST_OF_PASSAGE]:
            kept[i, j] |= scores[i, j] >= _LEAST_SCORE
    return np.asarray(kept)


def _signals(scored: _Scored, i: int, j: int) -> Iterator[Signal]:
    """The reasons for a link, heaviest first; what its surroundings add or take makes up the sum, in bits."""
    found = []
    for signal, weight in zip(SIGNALS, scored.weights.chain.signals, strict=True):
        fired = signal(scored.comparison, i, j)
        bits = fired.strength * float(weight) / math.log(2)
        if bits >= _LEAST_BITS:
            found.append(Signal(signal.__name__, round(float(bits), 3), *fired.quotes()))
    added = float(scored.added[i, j]) / math.log(2)
    if abs(added) >= _LEAST_BITS:
        found.append(_elsewhere(scored, i, j, round(added, 3)))
    total = float(scored.nats[i, j]) / math.log(2)
    yield from sorted(found, key=lambda s: -s.weight)
    yield _surroundings(scored, i, j, round(total - sum(s.weight for s in found), 3))


def _elsewhere(scored: _Scored, i: int, j: int, bits: float) -> Signal:
    """The passage of another paragraph that is surer to report on the commitment."""
    share = scored.decoded.share[:, j]
    passage = int(np.argmin(np.abs(share - scored.told[i, j])))
    action = scored.comparison.candidates[j].commitment.action.text
    return Signal(
        "told_elsewhere", bits, shortened(scored.comparison.passages[passage].update.text), shortened(action)
    )


def _surroundings(scored: _Scored, i: int, j: int, bits: float) -> Signal:
    """What speaks for a link beside its own words, the run of passages it stands in; or against it: a label with a
    larger share, or, where there is none, the limit that the curve sets to a score."""
    comparison, share = scored.comparison, scored.decoded.share
    action = comparison.candidates[j].commitment.action.text
    if bits >= 0:
        beside = [k for k in (i - 1, i + 1) if 0 <= k < len(comparison.passages)] or [i]
        best = max(beside, key=lambda k: share[k, j])
        return Signal("continuation", bits, shortened(comparison.passages[best].update.text), shortened(action))
    told = shortened(comparison.passages[i].update.text)
    label = int(share[i].argmax())
    if label == j:
        return Signal("limit", bits, told, shortened(action))
    if label == len(comparison.candidates):
        return Signal("background", bits, told, shortened(action))
    return Signal("rival", bits, told, shortened(comparison.candidates[label].commitment.action.text))
