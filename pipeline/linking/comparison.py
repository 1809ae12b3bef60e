"""One letter before one plan: both read once, with how much each word, run and number can tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from extractors.model import Update
from pipeline.linking import term_weights
from pipeline.linking.embeddings import Matrix
from pipeline.linking.tokens import Run, Terms, long_forms, terms_of
from pipeline.model import Commitment, Document, commitments_of, recommendation_id, updates_of

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Passage:
    """An update of the letter: its words, those of the headings it stands under, its paragraph's references."""

    key: str
    update: Update
    words: Terms
    heading: Terms
    paragraph: int
    references: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A commitment that a passage may report on.

    ``history`` is what was already reported on it: its progress cell and the passages of earlier letters.
    ``rank`` is the place of its recommendation in the plan, from 1.
    """

    commitment: Commitment
    words: Terms
    recommendation: Terms
    owner: Terms
    history: Terms
    numbers: frozenset[str]
    targets: frozenset[Span]
    rank: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The passages of a letter, the commitments of its plan, and how much everything they share can tell.

    ``bits`` is what a shared word is worth. ``shared`` and ``meaning`` (passages by candidates) are the weighted
    share of common words and the likeness of meaning.
    """

    passages: tuple[Passage, ...]
    candidates: tuple[Candidate, ...]
    bits: Mapping[str, float]
    run_bits: Mapping[Run, float]
    number_bits: Mapping[str, float]
    recommendation_bits: Mapping[str, float]
    recommendation_runs: Mapping[Run, float]
    owner_bits: Mapping[str, float]
    target_bits: Mapping[Span, float]
    history_bits: Mapping[str, float]
    shared: Matrix
    meaning: Matrix


def compare(
    plan: Document, letter: Document, reported: Mapping[str, Sequence[str]], added: Sequence[Commitment] = ()
) -> Comparison | None:
    """The comparison of a letter's updates and a plan's commitments; None where either has none.

    ``added`` are commitments of later editions. ``reported`` has the texts of earlier letters by the action_id
    they report on.
    """
    updates, commitments = tuple(updates_of(letter)), (*commitments_of(plan), *added)
    if not updates or not commitments:
        return None
    long_of = long_forms(_short_forms(plan, letter))
    ranks = _ranks(plan, added)
    passages = _passages(updates, long_of)
    candidates = tuple(
        _candidate(c, ranks[c.recommendation_id], long_of, reported.get(c.action_id, ())) for c in commitments
    )
    told, promised = [p.words for p in passages], [c.words for c in candidates]
    paragraphs = _by_paragraph(passages)
    stems = [frozenset[str]().union(*(r.stems for r in group)) for group in paragraphs]
    recommendations = list({c.commitment.recommendation_id: c.recommendation for c in candidates}.values())
    bits = term_weights.term_bits(promised, [c.recommendation for c in candidates], stems)
    return Comparison(
        passages=passages,
        candidates=candidates,
        bits=bits,
        run_bits=term_weights.joint_bits(
            [r.runs for r in promised],
            [frozenset[Run]().union(*(r.runs for r in group)) for group in paragraphs],
        ),
        number_bits=term_weights.joint_bits([c.numbers for c in candidates], [r.numbers for r in told]),
        recommendation_bits=term_weights.rarity([r.stems for r in recommendations], 0.5),
        recommendation_runs=term_weights.rarity([r.runs for r in recommendations], 0.0),
        owner_bits=term_weights.rarity([c.owner.stems for c in candidates], 0.5),
        target_bits=term_weights.rarity([c.targets for c in candidates], 0.0),
        history_bits=term_weights.history_bits([c.history for c in candidates], stems),
        shared=term_weights.shared_share(told, promised, bits),
        meaning=term_weights.likeness(told, promised),
    )


def _short_forms(*documents: Document) -> Iterator[tuple[str, str]]:
    for document in documents:
        if document.extraction is not None:
            yield from document.extraction.acronyms


def _ranks(plan: Document, added: Sequence[Commitment]) -> dict[str, int]:
    recommendations = plan.extraction.recommendations if plan.extraction else ()
    names = (recommendation_id(plan.document_id, recommendation) for recommendation in recommendations)
    every = dict.fromkeys((*names, *(commitment.recommendation_id for commitment in added)))
    return {name: n for n, name in enumerate(every, 1)}


def _passages(updates: Sequence[tuple[str, Update]], long_of: Mapping[str, str]) -> tuple[Passage, ...]:
    paragraphs = [-1 - n if u.paragraph is None else u.paragraph for n, (_, u) in enumerate(updates)]
    references: dict[int, set[str]] = {}
    for paragraph, (_, update) in zip(paragraphs, updates, strict=True):
        references.setdefault(paragraph, set()).update(update.references)
    return tuple(
        Passage(
            key=key,
            update=update,
            words=terms_of(update.text, long_of),
            heading=terms_of(". ".join(part for part in (update.section, update.run_in_head) if part), long_of),
            paragraph=paragraph,
            references=frozenset(references[paragraph]),
        )
        for paragraph, (key, update) in zip(paragraphs, updates, strict=True)
    )


def _candidate(commitment: Commitment, rank: int, long_of: Mapping[str, str], reported: Sequence[str]) -> Candidate:
    action = commitment.action
    words = terms_of(action.text, long_of)
    history = ". ".join([action.progress_raw or "", *reported]).strip(". ")
    return Candidate(
        commitment=commitment,
        words=words,
        recommendation=terms_of(commitment.recommendation.text, long_of),
        owner=terms_of(action.owner_raw, long_of),
        history=terms_of(history, long_of),
        numbers=words.numbers | terms_of(action.target_raw).numbers,
        targets=frozenset((t.start, t.end) for t in action.targets),
        rank=rank,
    )


def _by_paragraph(passages: Sequence[Passage]) -> list[list[Terms]]:
    groups: dict[int, list[Terms]] = {}
    for passage in passages:
        groups.setdefault(passage.paragraph, []).append(passage.words)
    return list(groups.values())
