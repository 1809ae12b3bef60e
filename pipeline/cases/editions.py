"""Editions: the same plan sent again at another time, with its rows filled in, moved on, dropped or added.

Plans are candidates when rows of theirs share the smallest hashes of their word pairs, so that the cost grows with
the rows, not with pairs of plans. Evidence is then weighed in bits: the share of rows that correspond
(:mod:`pipeline.editions.matching`), how many they are, the subjects and places, the inspections, and the design of
the table. From even odds the later plan is an edition of the earlier one, and all editions of one plan are one
case.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from extractors.model import DocumentFacts, Issue
from pipeline.cases import title_words
from pipeline.cases.cards import Card, holders
from pipeline.cases.duplicates import other_subject
from pipeline.editions.days import day_of, named_day
from pipeline.editions.matching import matched
from pipeline.editions.rows import rows_of
from pipeline.ingest.document_store import DocumentStore

_ROWS, _EVEN = 14.0, 0.45  # bits for all rows rather than none, and the share that says neither
_EACH, _MANY = 0.5, 6  # bits for each row that corresponds, up to so many
_SUBJECT, _CONTRARY, _DESIGN = 4.0, -12.0, 1.0
_TWICE = -60.0  # bits for all rows said twice: a list that somebody put together of several editions is none
_AT_FIRST = -3.0  # two plans that share a row or two are seldom editions of one
_SHARED = 3  # hashes that make candidates: those of one row in plans of a row or two
_CROWD = 60  # a hash that more plans hold is boilerplate


@dataclass(frozen=True, slots=True)
class Edition:
    """A plan that is a later edition of another one, by document_id.

    ``likeness`` is the share of rows that correspond, of the plan that has fewer; ``rows`` counts those.
    """

    name: str
    earlier: str
    likeness: float
    rows: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """A plan as editions are looked for; ``order`` sorts by its day, then by its name."""

    name: str
    order: tuple[date, str]
    card: Card


def editions(documents: DocumentStore, cards: Mapping[str, Card], repeats: Collection[str]) -> tuple[Edition, ...]:
    """The later editions of plans, in order of time, each with the last one before it that it is an edition of.

    Documents are loaded only where their ``cards`` make them candidates. Where it might be one of several plans,
    that of the edition most like it counts.
    """
    plans = sorted(_plans(documents, cards, repeats), key=lambda plan: plan.order)
    earlier: dict[int, list[int]] = defaultdict(list)
    for one, other in _candidates(plans):
        earlier[other].append(one)
    found: list[Edition] = []
    for n, plan in enumerate(plans):
        known = [edition for i in sorted(earlier[n]) if (edition := _edition(documents, plans[i], plan))]
        if known:
            first = heads(found)
            likest = max(known, key=lambda edition: (edition.likeness, edition.rows))
            plan_of = [first.get(edition.earlier, edition.earlier) for edition in known]
            chosen = plan_of[known.index(likest)]
            found.append([edition for edition, head in zip(known, plan_of, strict=True) if head == chosen][-1])
    return tuple(found)


def heads(found: Sequence[Edition]) -> dict[str, str]:
    """The first edition of each later one, by document_id; ``found`` is in order of time."""
    first: dict[str, str] = {}
    for edition in found:
        first[edition.name] = first.get(edition.earlier, edition.earlier)
    return first


def issue_of(edition: Edition, documents: Mapping[str, tuple[str, DocumentFacts]]) -> Issue:
    """What is told of a later edition; ``documents`` has (file name, facts) by document_id."""
    name, facts = documents[edition.name]
    earlier, _ = documents[edition.earlier]
    rows = "row corresponds" if edition.rows == 1 else "rows correspond"
    message = (
        f"it is a later edition of {earlier}: {edition.rows} {rows} ({edition.likeness:.2f} of the shorter plan)"
    )
    if facts.dated is not None:
        return Issue("edition", "info", message)
    if named_day(name):
        message += "; it says no date of its own, so that its place among them is that of its file's name"
        return Issue("edition", "info", message)
    message += (
        "; neither it nor its file's name says a day, so that it was put last: give it one by a decision (dated)"
    )
    return Issue("edition", "warning", message)


def _plans(documents: DocumentStore, cards: Mapping[str, Card], repeats: Collection[str]) -> Iterator[_Plan]:
    for name, card in cards.items():
        if card.facts.kind == "action_plan" and name not in repeats:
            file_name = documents.head(name).file_name
            day = day_of(card.facts, file_name)
            first = day == date.max and not card.reports  # a plan of no day that reports nothing is the first
            yield _Plan(name, (date.min if first else day, file_name), card)


def _candidates(plans: Sequence[_Plan]) -> Iterator[tuple[int, int]]:
    """(earlier, later) of plans that share rows."""
    held_by = holders([plan.card.row_hashes for plan in plans])
    shared = Counter(pair for held in held_by if len(held) <= _CROWD for pair in combinations(held, 2))
    return (pair for pair, count in sorted(shared.items()) if count >= _SHARED)


def _edition(documents: DocumentStore, before: _Plan, after: _Plan) -> Edition | None:
    """The later plan as an edition of the earlier one; None where more speaks against it."""
    bits = _AT_FIRST + _facts_agree(before.card.facts, after.card.facts)
    bits += _TWICE * max(before.card.repeated, after.card.repeated)
    if bits + _bits_of_rows(1.0, _MANY) <= 0:
        return None  # the rows, which take long to compare, could not outweigh that
    pairs = matched(rows_of(documents[before.name]), rows_of(documents[after.name]))
    share = sum(pair.probability for pair in pairs) / min(before.card.rows, after.card.rows)
    likely = pairs and bits + _bits_of_rows(share, len(pairs)) > 0
    return Edition(after.name, before.name, round(share, 3), len(pairs)) if likely else None


def _bits_of_rows(share: float, count: int) -> float:
    return _ROWS * (share - _EVEN) + _EACH * min(count, _MANY)


def _facts_agree(one: DocumentFacts, other: DocumentFacts) -> float:
    if other_subject(one, other) or _other_inspection(one, other):
        return _CONTRARY
    known = [title_words.subject_words(facts.subject, facts.establishment) for facts in (one, other)]
    same = all(known) and len(known[0] & known[1]) > len(known[0] ^ known[1])
    return (_SUBJECT if same else 0.0) + (_DESIGN if one.template == other.template else -_DESIGN)


def _other_inspection(one: DocumentFacts, other: DocumentFacts) -> bool:
    """Whether they answer inspections, or reports, of different days: a place is inspected again and again."""
    known = ((one.inspection, other.inspection), (one.report_published, other.report_published))
    return any(ours and theirs and ours != theirs for ours, theirs in known)
