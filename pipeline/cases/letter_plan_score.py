"""How well a letter fits a plan, and which plans are worth asking.

Plans are indexed by their subject words and by their word pairs, so that a letter meets only the plans that
share what few plans have. A plan dated after the letter, or of a place the letter does not name, is out. Any
other gets a score, the sum of

* topic, 0 to 1: how far the subjects agree, and how many of the plan's subject words the letter opens with;
* phrases, 0 to 2: the share of the letter's word pairs that the plan holds, rare ones counting more, over
  :data:`PHRASES` (measured: at least 0.109 for a letter and its plan, at most 0.062 for any other plan);
* bonuses for the place in the letter's subject, a plan or report mentioned with its date, the inspectorate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from extractors.model import DocumentFacts
from pipeline.cases import title_words
from pipeline.cases.cards import Card, Hashes, among, word_hash

PHRASES = 0.10
# The topic of a plan that does not say its subject: phrases alone must then decide.
UNKNOWN_TOPIC = 0.4
NAMED, MENTIONED = 0.3, 0.25
SAME_INSPECTORATE, OTHER_INSPECTORATE = 0.1, -0.3
# Plans that are scored, and how many may share a word or pair that calls them up.
CANDIDATES, CROWD = 20, 60


@dataclass(frozen=True, slots=True)
class Profile:
    """What a document is recognised by. ``place`` is in its establishment, ``names`` also in its subject."""

    document_id: str
    file_name: str
    card: Card
    subject: frozenset[str]
    names: frozenset[str]
    place: frozenset[str]

    @property
    def facts(self) -> DocumentFacts:
        """What the document says of itself."""
        return self.card.facts


@dataclass(frozen=True, slots=True)
class PlanIndex:
    """Plans, and which of them (by position) hold a subject word or a word pair.

    ``by_word`` has the plans of the hash of a word. ``pairs`` has the hash of every pair of every plan, in order,
    and ``holders`` beside it the plan that holds it.
    """

    plans: Sequence[Profile]
    by_word: Mapping[int, Sequence[int]]
    pairs: Hashes
    holders: NDArray[np.int32]

    def holding(self, pairs: Hashes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """For each pair, where the plans that hold it begin in ``holders``, and how many they are."""
        begin = np.searchsorted(self.pairs, pairs, "left")
        return begin, np.searchsorted(self.pairs, pairs, "right") - begin


def profile(document_id: str, file_name: str, card: Card) -> Profile:
    """What a document is recognised by, from its card."""
    subject, establishment = card.facts.subject, card.facts.establishment
    return Profile(
        document_id,
        file_name,
        card,
        title_words.subject_words(subject, establishment),
        title_words.names(subject, establishment),
        title_words.names(None, establishment),
    )


def indexed(plans: Sequence[Profile]) -> PlanIndex:
    """An index over plans: eight bytes for each pair of each."""
    by_word: dict[int, list[int]] = defaultdict(list)
    for i, plan in enumerate(plans):
        for word in plan.subject:
            by_word[word_hash(word)].append(i)
    pairs = np.concatenate([np.zeros(0, np.uint32), *(plan.card.pairs for plan in plans)])
    holders = np.repeat(np.arange(len(plans), dtype=np.int32), [len(plan.card.pairs) for plan in plans])
    order = np.argsort(pairs, kind="stable")
    return PlanIndex(plans, dict(by_word), pairs[order], holders[order])


def candidates(letter: Profile, index: PlanIndex) -> list[int]:
    """The plans worth scoring, at most :data:`CANDIDATES`, by position.

    Each word and pair that at most :data:`CROWD` plans hold votes for them with its rarity.
    """
    votes = np.zeros(len(index.plans))
    for word in letter.card.opening.tolist():
        plans = index.by_word.get(word, ())
        if len(plans) <= CROWD:
            for plan in plans:
                votes[plan] += _distinctness(index, len(plans))
    begin, many = index.holding(letter.card.pairs)
    for at, count in zip(begin.tolist(), many.tolist(), strict=True):
        if 0 < count <= CROWD:
            votes[index.holders[at : at + count]] += 0.1 * _distinctness(index, count)
    best = np.argsort(-votes, kind="stable")[:CANDIDATES]
    return sorted(best[votes[best] > 0].tolist())


def affinity(letter: Profile, plan: Profile, index: PlanIndex) -> float | None:
    """How well the letter fits the plan (about 2 for its own plan, below 1 for others); None rules it out."""
    if _too_early(letter, plan) or _elsewhere(letter, plan):
        return None
    facts, own = letter.facts, plan.facts
    score = _topic(letter, plan, index) + min(2.0, _phrases(letter, plan, index) / PHRASES)
    if plan.place and plan.place <= frozenset(title_words.words(facts.subject)):
        score += NAMED
    if any(
        m.interval and day and m.kind == kind and m.interval.start <= day <= m.interval.end
        for m in facts.mentions
        for kind, day in (("action_plan", own.dated), ("report", own.report_published))
    ):
        score += MENTIONED
    ours, theirs = (title_words.subject_words(f.inspectorate) for f in (own, facts))
    if ours and theirs:
        score += SAME_INSPECTORATE if ours & theirs else OTHER_INSPECTORATE
    return score


def _too_early(letter: Profile, plan: Profile) -> bool:
    begun = plan.facts.dated or plan.facts.report_published
    return begun is not None and letter.facts.dated is not None and letter.facts.dated < begun


def _elsewhere(letter: Profile, plan: Profile) -> bool:
    """Whether one of them is about a place that the other does not name."""
    opening = letter.card.opening
    if plan.place and len(among(plan.place, opening)) <= len(plan.place) / 2:
        return True
    if plan.names and not among(plan.names, opening):
        return True
    return bool(letter.place) and len(among(letter.place, plan.card.words)) <= len(letter.place) / 2


def _topic(letter: Profile, plan: Profile, index: PlanIndex) -> float:
    def weight(words: Iterable[str]) -> float:
        return sum(_distinctness(index, len(index.by_word.get(word_hash(word), ()))) for word in sorted(words))

    if not plan.subject:
        return UNKNOWN_TOPIC
    opened = weight(among(plan.subject, letter.card.opening)) / weight(plan.subject)
    if not letter.subject:
        return opened
    agreed = 2 * weight(plan.subject & letter.subject) / (weight(plan.subject) + weight(letter.subject))
    return (opened + agreed) / 2


def _phrases(letter: Profile, plan: Profile, index: PlanIndex) -> float:
    _, many = index.holding(np.intersect1d(letter.card.pairs, plan.card.pairs, assume_unique=True))
    return sum(_distinctness(index, count) for count in many.tolist()) / max(1, len(letter.card.pairs))


def _distinctness(index: PlanIndex, holders: int) -> float:
    """1 for what one plan holds (or none), towards 0 for what all of many plans hold."""
    total = len(index.plans)
    return log(1 + total / max(1, holders)) / log(1 + total)
