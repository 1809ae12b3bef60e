"""Which passage of which letter reports on which commitment, letter by letter in date order.

What earlier letters reported is evidence for the later ones. A link below the accepted probability is kept for
review, or, among the nearest, as rejected, so that a reader sees what was looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from extractors.model import Update
from pipeline.ledger.status import combined_state
from pipeline.linking.calibration import FIGURES, parts, probability, told_elsewhere
from pipeline.linking.comparison import Scene, build_scene
from pipeline.linking.crf import Decoded, build_lattice, is_frame, read_letter
from pipeline.linking.embeddings import Matrix
from pipeline.linking.signals import SIGNALS
from pipeline.linking.tokens import shortened
from pipeline.linking.weights import Weights, load_weights
from pipeline.model import (
    Case,
    Document,
    Judgement,
    LedgerStatus,
    Link,
    NewCommitment,
    Signal,
    updates_of,
)

_NEAREST_OF_ACTION, _NEAREST_OF_PASSAGE = 3, 1  # rejected links that are kept for each
_LEAST_BITS = 0.05  # a signal below it is left out of a link's reasons
_LEAST_SCORE = 0.01
_PROMISES = ("will", "intend")


@dataclass(frozen=True)
class Reconciled:
    """All links of a case's letters, and the promises that the plan does not hold."""

    links: tuple[Link, ...]
    new_commitments: tuple[NewCommitment, ...]


def reconcile(case: Case, weights: Weights | None = None) -> Reconciled:
    """Links of every letter of ``case`` to its plan's actions, and new promises, in reading order."""
    fitted = weights or load_weights()
    links: list[Link] = []
    promises: list[NewCommitment] = []
    earlier: dict[str, LedgerStatus] | None = None
    reported: dict[str, list[str]] = {}
    for letter in case.letters:
        scene = build_scene(case.plan, letter, reported)
        found = list(_letter_links(scene, earlier, fitted)) if scene else []
        told = _accepted(letter, found)
        links += found
        promises += _promises(letter, found)
        for action_id, updates in told.items():
            reported.setdefault(action_id, []).extend(u.text for u in updates)
        earlier = (earlier or {}) | {key: combined_state(updates) for key, updates in told.items()}
    return Reconciled(tuple(links), tuple(promises))


def _accepted(letter: Document, links: Sequence[Link]) -> dict[str, list[Update]]:
    """The updates that report on each action, by action_id, in reading order."""
    updates = dict(updates_of(letter))
    told: dict[str, list[Update]] = {}
    for link in links:
        if link.judgement == "accepted":
            told.setdefault(link.action_id, []).append(updates[link.update_id])
    return told


@dataclass(frozen=True, slots=True)
class _Verdict:
    """A letter as the chain and the curve over it decide: ``nats`` (S, A), the log odds of each link, and what is
    ``taken`` (S, A) from them because a paragraph further off has the larger share ``told`` (S, A)."""

    scene: Scene
    decoded: Decoded
    weights: Weights
    nats: Matrix
    taken: Matrix
    told: Matrix


def _verdict(scene: Scene, earlier: Mapping[str, LedgerStatus] | None, weights: Weights) -> _Verdict:
    decoded = read_letter(build_lattice(scene, earlier), weights.chain)
    added = parts(decoded, weights.curve)
    nats = weights.curve.level + added.sum(axis=-1)
    taken = added[..., FIGURES.index("elsewhere")]
    return _Verdict(scene, decoded, weights, nats, taken, told_elsewhere(decoded))


def _letter_links(scene: Scene, earlier: Mapping[str, LedgerStatus] | None, weights: Weights) -> Iterator[Link]:
    verdict = _verdict(scene, earlier, weights)
    scores = probability(verdict.nats)
    kept = _kept(scores, weights)
    for i, j in zip(*np.nonzero(kept), strict=True):
        judgement: Judgement = "rejected"
        if scores[i, j] >= weights.review:
            judgement = "accepted" if scores[i, j] >= weights.accepted else "review"
        signals = tuple(_signals(verdict, int(i), int(j)))
        yield Link(
            update_id=scene.passages[i].key,
            action_id=scene.candidates[j].commitment.action_id,
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


def _signals(verdict: _Verdict, i: int, j: int) -> Iterator[Signal]:
    """The reasons for a link, heaviest first; what its surroundings add or take makes up the sum, in bits."""
    found = []
    for signal, weight in zip(SIGNALS, verdict.weights.chain.signals, strict=True):
        fired = signal(verdict.scene, i, j)
        bits = fired.strength * float(weight) / math.log(2)
        if bits >= _LEAST_BITS:
            found.append(Signal(signal.__name__, round(float(bits), 3), *fired.quotes()))
    taken = float(verdict.taken[i, j]) / math.log(2)
    if taken <= -_LEAST_BITS:
        found.append(_elsewhere(verdict, i, j, round(taken, 3)))
    total = float(verdict.nats[i, j]) / math.log(2)
    yield from sorted(found, key=lambda s: -s.weight)
    yield _surroundings(verdict, i, j, round(total - sum(s.weight for s in found), 3))


def _elsewhere(verdict: _Verdict, i: int, j: int, bits: float) -> Signal:
    """The passage of another paragraph that is surer to report on the commitment."""
    share = verdict.decoded.share[:, j]
    passage = int(np.argmin(np.abs(share - verdict.told[i, j])))
    action = verdict.scene.candidates[j].commitment.action.text
    return Signal("told_elsewhere", bits, shortened(verdict.scene.passages[passage].update.text), shortened(action))


def _surroundings(verdict: _Verdict, i: int, j: int, bits: float) -> Signal:
    """What speaks for a link beside its own words, the run of passages it stands in; or against it: a label with a
    larger share, or, where there is none, the limit that the curve sets to a score."""
    scene, share = verdict.scene, verdict.decoded.share
    action = scene.candidates[j].commitment.action.text
    if bits >= 0:
        beside = [k for k in (i - 1, i + 1) if 0 <= k < len(scene.passages)] or [i]
        best = max(beside, key=lambda k: share[k, j])
        return Signal("continuation", bits, shortened(scene.passages[best].update.text), shortened(action))
    told = shortened(scene.passages[i].update.text)
    label = int(share[i].argmax())
    if label == j:
        return Signal("limit", bits, told, shortened(action))
    if label == len(scene.candidates):
        return Signal("background", bits, told, shortened(action))
    return Signal("rival", bits, told, shortened(scene.candidates[label].commitment.action.text))


def _promises(letter: Document, links: Sequence[Link]) -> Iterator[NewCommitment]:
    """Promises of a letter that no commitment of the plan has a share in."""
    taken = {link.update_id for link in links if link.judgement == "accepted"}
    for key, update in updates_of(letter):
        if key not in taken and update.strength in _PROMISES and update.status in ("planned", "in_progress"):
            due = any(d.role == "due" for d in update.dates)
            if due or not is_frame(update):
                yield NewCommitment(key, letter.document_id)
