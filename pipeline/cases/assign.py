"""Which letters follow which plan: one inspection is one case.

Every plan is a case of its own, with its later editions (:mod:`pipeline.cases.editions`); a letter joins the plan
it fits best (:mod:`pipeline.cases.letter_plan_score`) when that one stands out. Where none does, or two are equal,
an issue says so and nothing is guessed. A case knows which letters it lacks
(:mod:`pipeline.cases.missing_letters`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from extractors.model import Issue
from pipeline.cases import duplicates
from pipeline.cases.cards import Card, cards_of
from pipeline.cases.duplicates import renditions
from pipeline.cases.editions import editions, heads
from pipeline.cases.editions import issue_of as edition_issue
from pipeline.cases.letter_plan_score import PlanIndex, Profile, affinity, candidates, indexed, profile
from pipeline.cases.missing_letters import issue_of, missing_letters
from pipeline.editions.days import day_of
from pipeline.ingest.document_store import DocumentStore
from pipeline.model import CaseMembers, Document, DocumentIssue

# A letter and its plan score about 2, others below 1 (see pipeline.cases.letter_plan_score).
ENOUGH = 1.2
MARGIN = 0.25


@dataclass(frozen=True, slots=True)
class Assigned:
    """The cases of a folder.

    ``duplicates`` maps a rendition's document_id to the one it repeats, ``editions`` are the later editions of
    plans; ``likeness`` is how alike each of both is to the document it is paired with, by document_id. ``issues``
    are those of letters that have no plan, of those that name letters which their case lacks, and of duplicates
    and editions.
    """

    cases: tuple[CaseMembers, ...]
    duplicates: Mapping[str, str]
    issues: tuple[DocumentIssue, ...]
    editions: Mapping[str, str] = field(default_factory=dict)
    likeness: Mapping[str, float] = field(default_factory=dict)


def assign(
    documents: Collection[Document] | DocumentStore,
    repeats: Mapping[str, str] | None = None,
    cards: Mapping[str, Card] | None = None,
) -> Assigned:
    """One case a plan, with its later editions and its letters in date order; an issue for each letter without one.

    ``repeats`` maps each rendition to the document it repeats, and ``cards`` has the card of each document that was
    read, where that is known already.
    """
    store = documents if isinstance(documents, DocumentStore) else DocumentStore.of(documents)
    cards = cards_of(store) if cards is None else cards
    repeats = renditions(store, cards) if repeats is None else repeats
    later = editions(store, cards, repeats)
    first = heads(later)
    profiles = [profile(n, store.head(n).file_name, card) for n, card in cards.items() if n not in repeats]
    index = indexed([p for p in profiles if p.facts.kind == "action_plan"])
    told: dict[str, list[Profile]] = defaultdict(list)
    likeness = {name: duplicates.likeness(store[name], store[of]) for name, of in repeats.items()}
    issues: list[DocumentIssue] = [
        (name, duplicates.issue_of(store[name], store[of], likeness[name])) for name, of in repeats.items()
    ]
    for edition in (p for p in index.plans if p.document_id in first):
        told[first[edition.document_id]].append(edition)
    for letter in (p for p in profiles if p.facts.kind == "update_letter"):
        found = plan_of(letter, index, first)
        if isinstance(found, Issue):
            issues.append((letter.document_id, found))
        else:
            told[found].append(letter)
    cases = tuple(_case(p, told[p.document_id], repeats) for p in index.plans if p.document_id not in first)
    issues += (issue_of(letter) for case in cases for letter in case.missing)
    named = {p.document_id: (p.file_name, p.facts) for p in index.plans}
    issues += ((each.name, edition_issue(each, named)) for each in later)
    likeness |= {each.name: each.likeness for each in later}
    return Assigned(cases, repeats, tuple(issues), {each.name: each.earlier for each in later}, likeness)


def plan_of(letter: Profile, index: PlanIndex, first: Mapping[str, str]) -> str | Issue:
    """The plan the letter reports on, by document_id, or the issue that says why there is none.

    Editions of one plan, of which ``first`` has the first, do not vie with each other: the best of them counts.
    """
    best: dict[str, tuple[float, Profile]] = {}
    for i in candidates(letter, index):
        plan, score = index.plans[i], affinity(letter, index.plans[i], index)
        head = first.get(plan.document_id, plan.document_id)
        if score is not None and score >= ENOUGH and (head not in best or score > best[head][0]):
            best[head] = score, plan
    scored = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].file_name))
    if not scored:
        return Issue(
            "no_plan",
            "warning",
            "no action plan of the folder fits this letter: add the plan it reports on",
        )
    if len(scored) > 1 and scored[0][0] - scored[1][0] < MARGIN:
        one, other = scored[0][1].file_name, scored[1][1].file_name
        return Issue(
            "two_plans",
            "warning",
            f"{one} and {other} fit this letter equally well, so it is linked to neither: "
            "keep the one it reports on in the folder",
        )
    return first.get(scored[0][1].document_id, scored[0][1].document_id)


def _case(plan: Profile, letters: Sequence[Profile], repeats: Mapping[str, str]) -> CaseMembers:
    ordered = sorted(letters, key=lambda k: (_day(k), k.file_name))
    facts = {member.document_id: member.facts for member in (plan, *ordered)}
    return CaseMembers(
        plan.document_id,
        tuple(letter.document_id for letter in ordered),
        tuple(sorted(pair for pair in repeats.items() if pair[1] in facts)),
        missing_letters(facts),
    )


def _day(profile: Profile) -> date:
    """The day a document of a case is put in order by: its own, else the one in its file's name."""
    return day_of(profile.facts, profile.file_name)
