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

from extractors.model import DocumentFacts, Extraction
from pipeline.cases import title_words
from pipeline.model import Document

PHRASES = 0.10
# The topic of a plan that does not say its subject: phrases alone must then decide.
UNKNOWN_TOPIC = 0.4
NAMED, MENTIONED = 0.3, 0.25
SAME_INSPECTORATE, OTHER_INSPECTORATE = 0.1, -0.3
# Words of a letter that count as its opening: letterhead, subject and introduction.
OPENING = 350
# Plans that are scored, and how many may share a word or pair that calls them up.
CANDIDATES, CROWD = 20, 60


@dataclass(frozen=True, slots=True)
class Profile:
    """What a document is recognised by. ``place`` is in its establishment, ``names`` also in its subject."""

    document_id: str
    file_name: str
    facts: DocumentFacts
    subject: frozenset[str]
    names: frozenset[str]
    place: frozenset[str]
    words: frozenset[str]
    opening: frozenset[str]
    pairs: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlanIndex:
    """Plans, and which of them (by position) hold a subject word or a word pair."""

    plans: Sequence[Profile]
    by_word: Mapping[str, Sequence[int]]
    by_pair: Mapping[str, Sequence[int]]


def profile(document: Document, extraction: Extraction) -> Profile:
    """What a document is recognised by, from its facts, its running text and its records."""
    facts = extraction.facts
    text = "\n".join((facts.subject or "", extraction.text, *_records(extraction)))
    opening = f"{facts.subject or ''} {' '.join(extraction.text.split()[:OPENING])}"
    return Profile(
        document.document_id,
        document.file_name,
        facts,
        title_words.subject_words(facts.subject, facts.establishment),
        title_words.names(facts.subject, facts.establishment),
        title_words.names(None, facts.establishment),
        frozenset(title_words.words(text)),
        frozenset(title_words.words(opening)),
        title_words.pairs(text),
    )


def _records(extraction: Extraction) -> Iterable[str]:
    for recommendation in extraction.recommendations:
        yield recommendation.text
        yield from (action.text for action in recommendation.actions)
    yield from (update.text for update in extraction.updates)


def indexed(plans: Sequence[Profile]) -> PlanIndex:
    """An index over plans; its size is that of their vocabulary."""
    by_word: dict[str, list[int]] = defaultdict(list)
    by_pair: dict[str, list[int]] = defaultdict(list)
    for i, plan in enumerate(plans):
        for word in plan.subject:
            by_word[word].append(i)
        for pair in plan.pairs:
            by_pair[pair].append(i)
    return PlanIndex(plans, dict(by_word), dict(by_pair))


def candidates(letter: Profile, index: PlanIndex) -> list[int]:
    """The plans worth scoring, at most :data:`CANDIDATES`, by position.

    Each word and pair that at most :data:`CROWD` plans hold votes for them with its rarity.
    """
    votes: dict[int, float] = defaultdict(float)
    for holders, keys, scale in ((index.by_word, letter.opening, 1.0), (index.by_pair, letter.pairs, 0.1)):
        for key in sorted(keys):
            plans = holders.get(key, ())
            if len(plans) <= CROWD:
                for plan in plans:
                    votes[plan] += scale * _distinctness(index, len(plans))
    best = sorted(votes, key=lambda plan: (-votes[plan], plan))[:CANDIDATES]
    return sorted(best)


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
    if plan.place and len(plan.place & letter.opening) <= len(plan.place) / 2:
        return True
    if plan.names and not plan.names & letter.opening:
        return True
    return bool(letter.place) and len(letter.place & plan.words) <= len(letter.place) / 2


def _topic(letter: Profile, plan: Profile, index: PlanIndex) -> float:
    def weight(words: Iterable[str]) -> float:
        return sum(_distinctness(index, len(index.by_word.get(word, ()))) for word in sorted(words))

    if not plan.subject:
        return UNKNOWN_TOPIC
    opened = weight(plan.subject & letter.opening) / weight(plan.subject)
    if not letter.subject:
        return opened
    agreed = 2 * weight(plan.subject & letter.subject) / (weight(plan.subject) + weight(letter.subject))
    return (opened + agreed) / 2


def _phrases(letter: Profile, plan: Profile, index: PlanIndex) -> float:
    shared = sorted(letter.pairs & plan.pairs)
    return sum(_distinctness(index, len(index.by_pair[pair])) for pair in shared) / max(1, len(letter.pairs))


def _distinctness(index: PlanIndex, holders: int) -> float:
    """1 for what one plan holds (or none), towards 0 for what all of many plans hold."""
    total = len(index.plans)
    return log(1 + total / max(1, holders)) / log(1 + total)
