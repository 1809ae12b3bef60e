"""Which commitment each passage of a letter reports on, decided for the whole letter at once.

A letter is a chain of passages; each reports on one commitment or on none (the *background*). The sum of

- the strengths of the signals of a passage and the commitment it is given to (:mod:`pipeline.linking.signals`),
- what speaks for the background (a word about the correspondence, a heading that opens or closes), and
- what speaks for the step from one passage to the next (going on with the same commitment inside a paragraph,
  turning to a sibling, to the next of the plan, or to one that the plan already calls done),

each times its fitted weight, is the worth of one way to read the letter. Forward-backward sums give, for every
passage and commitment, the share of all ways to read it: a linear-chain conditional random field (Lafferty,
McCallum and Pereira, ICML 2001) whose labels share their weights, so that it reads plans it has never seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from extractors.model import Update
from pipeline.linking.comparison import Comparison, Passage
from pipeline.linking.embeddings import Matrix, centred, embed
from pipeline.linking.signals import strengths
from pipeline.model import LedgerStatus

BACKGROUND = ("background", "courtesy", "plan", "frame", "outside", "near_end", "near_start", "turns")
_PLACES = ("same_paragraph", "next_paragraph", "next_section")
_MOVES = ("stay", "idle", "leave", "sibling")
_ENTRIES = ("done_in_plan", "ongoing_in_plan", "closed_before", "open_before", "silent_before")
_BONDS = ("continues", "common_words", "common_meaning", "turns_away")
STEPS = (*(f"{p}.{m}" for p in _PLACES for m in _MOVES), *_ENTRIES, "next_in_plan", *_BONDS)
MOVES = (*_MOVES, "next_in_plan", *_ENTRIES)

_NEAR = 6  # passages from the end that are near it (one fewer from the start)
_SHORT = 8  # in a short letter not more than one passage of so many
_EXACT = 9  # decimals: what lies below is the noise of sums in another order, which must not break a tie


@dataclass(frozen=True, slots=True)
class Lattice:
    """All that the worth of a reading is summed from, before it is weighted.

    With S passages, A commitments and K signals: ``strengths`` (S, A, K), ``background`` (S, len(BACKGROUND)).
    ``moves`` (len(MOVES), A+1, A+1) tells which pairs of labels, from and to, each move joins (the background is
    the last label), ``steps`` (S, len(STEPS)) how strongly each step holds on the way to a passage.
    ``paragraphs`` (S,) numbers the paragraph of each.
    """

    strengths: Matrix
    background: Matrix
    moves: Matrix
    steps: Matrix
    paragraphs: Matrix


def build_lattice(comparison: Comparison, earlier: Mapping[str, LedgerStatus] | None) -> Lattice:
    """The lattice of a comparison. ``earlier`` is the state of each action_id that the letters before reported on;
    None when this letter is the first."""
    found = np.round(strengths(comparison), _EXACT)
    return Lattice(
        strengths=found,
        background=np.array([_background(comparison, i) for i in range(len(comparison.passages))]),
        moves=_moves(comparison, earlier),
        steps=_steps(comparison),
        paragraphs=np.array([passage.paragraph for passage in comparison.passages]),
    )


def is_frame(update: Update) -> bool:
    """Whether a passage stands under a heading that opens or closes a letter."""
    return "frame" in update.cues


def _background(comparison: Comparison, i: int) -> tuple[float, ...]:
    """What speaks for a passage that reports on no commitment, in the order of :data:`BACKGROUND`."""
    update = comparison.passages[i].update
    near = min(_NEAR, len(comparison.passages) // _SHORT)
    return (
        1.0,
        float("courtesy" in update.cues),
        float("plan" in update.cues and not update.references),
        float(is_frame(update)),
        float("outside" in update.cues),
        float(i >= len(comparison.passages) - near),
        float(i < near - 1),
        float("turns" in update.cues),
    )


def _moves(comparison: Comparison, earlier: Mapping[str, LedgerStatus] | None) -> Matrix:
    """The label pairs (from, to) that each move joins; the background is the last label."""
    size = len(comparison.candidates)
    recommendation = [c.commitment.recommendation_id for c in comparison.candidates]
    same = np.array([[a == b for b in recommendation] for a in recommendation], dtype=float)
    stay, idle, leave, sibling, following = (np.zeros((size + 1, size + 1)) for _ in range(5))
    stay[:size, :size] = np.eye(size)
    idle[size, size] = 1
    leave[:size, size] = 1
    sibling[:size, :size] = same - np.eye(size)
    following[:size, :size] = np.eye(size, k=1)
    moves = {"stay": stay, "idle": idle, "leave": leave, "sibling": sibling, "next_in_plan": following}
    arrives = 1 - np.eye(size + 1)
    for name, column in _entries(comparison, earlier).items():
        moves[name] = arrives * np.append(column, 0.0)
    return np.array([moves[name] for name in MOVES])


def _entries(comparison: Comparison, earlier: Mapping[str, LedgerStatus] | None) -> dict[str, Matrix]:
    """For each commitment what makes it likelier or not that a letter turns to it."""
    kinds = [c.commitment.action.target_kind for c in comparison.candidates]
    states = [(earlier or {}).get(c.commitment.action_id) for c in comparison.candidates]
    columns = (
        [kind == "completed" for kind in kinds],
        [kind == "ongoing" for kind in kinds],
        [state == "completed" for state in states],
        [state not in (None, "completed") for state in states],
        [earlier is not None and state is None for state in states],
    )
    return {name: np.array(column, dtype=float) for name, column in zip(_ENTRIES, columns, strict=True)}


def _steps(comparison: Comparison) -> Matrix:
    vectors = centred(embed([p.update.text for p in comparison.passages]))
    out = np.zeros((len(comparison.passages), len(STEPS)))
    for i in range(1, len(comparison.passages)):
        before, here = comparison.passages[i - 1], comparison.passages[i]
        if here.paragraph == before.paragraph:
            place = _PLACES[0]
        else:
            place = _PLACES[1 if _headings(here) == _headings(before) else 2]
        step = dict.fromkeys((*(f"{place}.{move}" for move in _MOVES), *_ENTRIES, "next_in_plan"), 1.0)
        step["continues"] = float("continues" in here.update.cues)
        if place == _PLACES[0]:
            step["common_words"] = _common_words(comparison, i)
            step["common_meaning"] = 2 * max(float(vectors[i] @ vectors[i - 1]), 0.0)
            step["turns_away"] = float("turns" in here.update.cues)
        out[i] = [step.get(name, 0.0) for name in STEPS]
    return out


def _headings(passage: Passage) -> tuple[str | None, str | None]:
    return passage.update.section, passage.update.run_in_head


def _common_words(comparison: Comparison, i: int) -> float:
    """Worth of the words that a passage shares with the two before it in its paragraph (0 to 2)."""
    here = comparison.passages[i]
    before = [p.words.stems for p in comparison.passages[max(0, i - 2) : i] if p.paragraph == here.paragraph]
    words = here.words.stems & frozenset[str]().union(*before)
    return min(sum(comparison.bits[s] for s in words), 8.0) / 4


def _move_of(name: str) -> str:
    """The move of a step's name: "same_paragraph.stay" and the bonds all weigh staying."""
    return "stay" if name in _BONDS else name.split(".")[-1]


# (len(STEPS), len(MOVES)): which move each step weighs.
WEIGHED = np.array([[_move_of(name) == move for move in MOVES] for name in STEPS], dtype=float)


@dataclass(frozen=True, slots=True)
class CrfWeights:
    """Fitted weights, in nats: of the signals, of what speaks for the background, and of the steps by name."""

    signals: Matrix
    background: Matrix
    steps: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Decoded:
    """How the letter reads. ``share`` (S, A+1) is the share of all ways to read it in which a passage reports
    on a commitment (the last column: on none); ``evidence`` (S, A+1) what each passage says by itself, in
    nats; ``worth`` the logarithm of the sum over all ways; ``paragraphs`` (S,) the paragraph of each passage."""

    share: Matrix
    evidence: Matrix
    worth: float
    paragraphs: Matrix


def evidence_of(lattice: Lattice, weights: CrfWeights) -> Matrix:
    """What each passage says by itself for each commitment and for the background, (S, A+1), in nats."""
    own = lattice.strengths @ weights.signals
    return np.concatenate([own, (lattice.background @ weights.background)[:, None]], axis=1)


def transitions_of(lattice: Lattice, weights: CrfWeights) -> Matrix:
    """Worth of each step, (S, A+1, A+1) from-to, in nats; the first is zero."""
    amounts = (lattice.steps * [weights.steps[name] for name in STEPS]) @ WEIGHED
    return np.tensordot(amounts, lattice.moves, axes=1)


def read_letter(lattice: Lattice, weights: CrfWeights) -> Decoded:
    """The shares of all ways to read the letter, by forward-backward sums."""
    evidence = evidence_of(lattice, weights)
    forward, backward = sums(evidence, transitions_of(lattice, weights))
    worth = _log_sum(forward[-1])
    return Decoded(np.exp(forward + backward - worth), evidence, worth, lattice.paragraphs)


def sums(evidence: Matrix, transitions: Matrix) -> tuple[Matrix, Matrix]:
    """Logarithms of the sums over all ways up to each passage and label, and over all ways on from there."""
    forward, backward = np.zeros_like(evidence), np.zeros_like(evidence)
    steps = np.exp(transitions)
    forward[0] = evidence[0]
    for i in range(1, len(evidence)):
        top = forward[i - 1].max()
        forward[i] = evidence[i] + top + np.log(np.exp(forward[i - 1] - top) @ steps[i])
    for i in range(len(evidence) - 2, -1, -1):
        ahead = evidence[i + 1] + backward[i + 1]
        top = ahead.max()
        backward[i] = top + np.log(steps[i + 1] @ np.exp(ahead - top))
    return forward, backward


def _log_sum(values: Matrix) -> float:
    top = values.max()
    return float(top + np.log(np.exp(values - top).sum()))
