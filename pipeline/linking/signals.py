"""Reasons for a link. Each signal is one small function: what a passage and a commitment have in common.

A signal gives its strength on a scale of its own and the words that made it fire. Its weight in bits is the
strength times the fitted weight of ``weights.toml``; a link's score is the sum of its weights through a
calibrated curve (:mod:`pipeline.linking.link_letter`). A new signal is a function in :data:`SIGNALS` and a
fitted weight.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

from pipeline.linking.comparison import Candidate, Comparison, Passage
from pipeline.linking.embeddings import Matrix
from pipeline.linking.tokens import EMPTY, Terms, quote


@dataclass(frozen=True, slots=True)
class Fired:
    """How strongly a signal fired (0 is not at all) and on which words of which texts."""

    strength: float
    words: Collection[str] = ()
    told: Terms = EMPTY
    promised: Terms = EMPTY

    def quotes(self) -> tuple[str, str]:
        """The words of the letter and those of the plan that made it fire."""
        return quote(self.told, self.words), quote(self.promised, self.words)


NOTHING = Fired(0.0)
SignalFunction = Callable[[Comparison, int, int], Fired]


def _pair(comparison: Comparison, i: int, j: int) -> tuple[Passage, Candidate]:
    return comparison.passages[i], comparison.candidates[j]


def shared_terms(comparison: Comparison, i: int, j: int) -> Fired:
    """Words both use, by how rare they are (0 to 5)."""
    passage, candidate = _pair(comparison, i, j)
    return Fired(
        5 * comparison.shared[i, j],
        passage.words.stems & candidate.words.stems,
        passage.words,
        candidate.words,
    )


def terms_stand_out(comparison: Comparison, i: int, j: int) -> Fired:
    """The commitment shares more rare words with the passage than any other does, by how much (0 to 5)."""
    fired = shared_terms(comparison, i, j)
    return Fired(5 * _lead(comparison.shared, i, j), fired.words, fired.told, fired.promised)


def _lead(scores: Matrix, i: int, j: int) -> float:
    """How far candidate ``j`` leads the second best for passage ``i``; 0 where it does not lead."""
    row = scores[i]
    if len(row) < 2:
        return max(float(row[j]), 0.0)
    second, first = np.partition(row, -2)[-2:]
    return float(first - second) if row[j] == first else 0.0


def shared_pair(comparison: Comparison, i: int, j: int) -> Fired:
    """Two content words in a row that both use (0 to 2.3)."""
    return _shared_runs(comparison, i, j, length=2, most=14.0, scale=6.0)


def shared_phrase(comparison: Comparison, i: int, j: int) -> Fired:
    """Three content words in a row that both use (0 to 2.5)."""
    return _shared_runs(comparison, i, j, length=3, most=10.0, scale=4.0)


def _shared_runs(comparison: Comparison, i: int, j: int, *, length: int, most: float, scale: float) -> Fired:
    passage, candidate = _pair(comparison, i, j)
    runs = [run for run in passage.words.runs & candidate.words.runs if len(run) == length]
    if not runs:
        return NOTHING
    bits = sum(comparison.run_bits[run] for run in runs)
    return Fired(min(bits, most) / scale, {s for run in runs for s in run}, passage.words, candidate.words)


def recommendation_phrase(comparison: Comparison, i: int, j: int) -> Fired:
    """Three content words in a row or more that the passage takes from the recommendation (0 to 3.3)."""
    passage, candidate = _pair(comparison, i, j)
    runs = [run for run in passage.words.runs & candidate.recommendation.runs if len(run) > 2]
    if not runs:
        return NOTHING
    bits = sum(comparison.recommendation_runs[run] * (len(run) - 1) for run in runs)
    return Fired(min(bits, 20.0) / 6, {s for run in runs for s in run}, passage.words, candidate.recommendation)


def number(comparison: Comparison, i: int, j: int) -> Fired:
    """Numbers both state, those of one digit for a quarter of their worth (0 to 2.5)."""
    passage, candidate = _pair(comparison, i, j)
    numbers = passage.words.numbers & candidate.numbers
    if not numbers:
        return NOTHING
    bits = sum(comparison.number_bits[n] * (0.25 if len(n) == 2 else 1.0) for n in numbers)
    return Fired(min(bits, 10.0) / 4, numbers, passage.words, candidate.words)


def heading(comparison: Comparison, i: int, j: int) -> Fired:
    """The share of the heading's worth that the commitment or its recommendation holds (0 to 1)."""
    passage, candidate = _pair(comparison, i, j)
    own = passage.heading.stems
    words = own & (candidate.words.stems | candidate.recommendation.stems)
    if not words:
        return NOTHING
    whole = sum(comparison.bits.get(s, 0.0) for s in own) + 3
    promised = candidate.words if words & candidate.words.stems else candidate.recommendation
    return Fired(sum(comparison.bits[s] for s in words) / whole, words, passage.heading, promised)


def heading_recommendation(comparison: Comparison, i: int, j: int) -> Fired:
    """Words the heading shares with the recommendation, by how rare they are among recommendations."""
    passage, candidate = _pair(comparison, i, j)
    words = passage.heading.stems & candidate.recommendation.stems
    if not words:
        return NOTHING
    bits = sum(comparison.recommendation_bits[s] for s in words)
    length = (len(candidate.recommendation.stems) + 5) ** 0.5
    return Fired(bits / length / 1.5, words, passage.heading, candidate.recommendation)


def owner(comparison: Comparison, i: int, j: int) -> Fired:
    """Words of the owner's title that few other owners have (0 to 2)."""
    passage, candidate = _pair(comparison, i, j)
    words = passage.words.stems & candidate.owner.stems
    if not words:
        return NOTHING
    bits = sum(max(comparison.owner_bits[s] - 1, 0.0) for s in words)
    return Fired(min(bits, 8.0) / 4, words, passage.words, candidate.owner)


def meaning(comparison: Comparison, i: int, j: int) -> Fired:
    """Likeness of meaning beyond what the whole letter and the whole plan share (0 to 4)."""
    passage, candidate = _pair(comparison, i, j)
    return Fired(4 * max(comparison.meaning[i, j], 0.0), (), passage.words, candidate.words)


def meaning_stands_out(comparison: Comparison, i: int, j: int) -> Fired:
    """The commitment is nearer in meaning than any other, by how much (0 to 8)."""
    passage, candidate = _pair(comparison, i, j)
    return Fired(8 * _lead(comparison.meaning, i, j), (), passage.words, candidate.words)


def target_date(comparison: Comparison, i: int, j: int) -> Fired:
    """The passage states a date that is a target of the commitment."""
    passage, candidate = _pair(comparison, i, j)
    dates = [d for d in passage.update.dates if (d.interval.start, d.interval.end) in candidate.targets]
    if not dates:
        return NOTHING
    bits = sum(comparison.target_bits[span] for span in {(d.interval.start, d.interval.end) for d in dates})
    told = Terms(dates[0].raw, frozenset(), frozenset(), frozenset(), ())
    target = Terms(candidate.commitment.action.target_raw or "", frozenset(), frozenset(), frozenset(), ())
    return Fired(bits / 4, (), told, target)


def reference(comparison: Comparison, i: int, j: int) -> Fired:
    """The paragraph names the commitment's recommendation by number or rank (1), or the action itself (2)."""
    passage, candidate = _pair(comparison, i, j)
    commitment = candidate.commitment
    for name in passage.references:
        if f"({name})" in commitment.action.text:
            return Fired(2.0, (), passage.words, candidate.words)
    if passage.references & {commitment.recommendation.number, f"#{candidate.rank}"}:
        return Fired(1.0, (), passage.words, candidate.recommendation)
    return NOTHING


def earlier_report(comparison: Comparison, i: int, j: int) -> Fired:
    """Rare words and numbers of what was reported on the commitment before (0 to 5)."""
    passage, candidate = _pair(comparison, i, j)
    words = passage.words.stems & candidate.history.stems
    numbers = {n for n in passage.words.numbers & candidate.history.numbers if len(n) > 2}
    if not words and not numbers:
        return NOTHING
    bits = sum(comparison.history_bits[s] for s in words) / (0.5 + len(candidate.history.stems) / 60) ** 0.5
    return Fired(min((bits + 2 * len(numbers)) / 5, 5.0), words | numbers, passage.words, candidate.history)


SIGNALS: tuple[SignalFunction, ...] = (
    reference,
    shared_terms,
    terms_stand_out,
    shared_pair,
    shared_phrase,
    recommendation_phrase,
    number,
    target_date,
    owner,
    heading,
    heading_recommendation,
    meaning,
    meaning_stands_out,
    earlier_report,
)


def strengths(comparison: Comparison) -> Matrix:
    """Strength of every signal for every pair: passages by candidates by :data:`SIGNALS`."""
    shape = len(comparison.passages), len(comparison.candidates)
    return np.array(
        [
            [[signal(comparison, i, j).strength for signal in SIGNALS] for j in range(shape[1])]
            for i in range(shape[0])
        ]
    ).reshape(*shape, len(SIGNALS))
