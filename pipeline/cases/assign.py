"""Which letters follow which plan: one inspection is one case.

Every plan is a case of its own; a letter joins the plan it fits best (:mod:`pipeline.cases.letter_plan_score`)
when that one stands out. Where none does, or two are equal, an issue says so and nothing is guessed. A case knows
which letters it lacks (:mod:`pipeline.cases.missing_letters`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from extractors.model import Issue
from pipeline.cases import differing
from pipeline.cases.duplicates import renditions
from pipeline.cases.letter_plan_score import PlanIndex, Profile, affinity, candidates, indexed, profile
from pipeline.cases.missing_letters import issue_of, missing_letters
from pipeline.ingest.document_store import DocumentStore
from pipeline.model import CaseMembers, Document, DocumentIssue

# A letter and its plan score about 2, others below 1 (see pipeline.cases.letter_plan_score).
ENOUGH = 1.2
MARGIN = 0.25


@dataclass(frozen=True, slots=True)
class Assigned:
    """The cases of a folder; ``duplicates`` maps a rendition's document_id to the one it repeats; ``issues`` are
    those of letters that have no plan, of those that name letters which their case lacks, and of those that are
    taken for another one and say otherwise."""

    cases: tuple[CaseMembers, ...]
    duplicates: Mapping[str, str]
    issues: tuple[DocumentIssue, ...]


def assign(documents: Collection[Document] | DocumentStore, repeats: Mapping[str, str] | None = None) -> Assigned:
    """One case a plan, with its letters in date order, and an issue for each letter that has no plan.

    ``repeats`` maps each rendition to the document it repeats, where that is known already.
    """
    repeats = renditions(documents) if repeats is None else repeats
    profiles = [profile(d, d.extraction) for d in documents if d.extraction and d.document_id not in repeats]
    index = indexed([p for p in profiles if p.facts.kind == "action_plan"])
    letters: dict[str, list[Profile]] = defaultdict(list)
    issues: list[DocumentIssue] = []
    for letter in (p for p in profiles if p.facts.kind == "update_letter"):
        plan = plan_of(letter, index)
        if isinstance(plan, Issue):
            issues.append((letter.document_id, plan))
        else:
            letters[plan.document_id].append(letter)
    cases = tuple(_case(plan, letters[plan.document_id], repeats) for plan in index.plans)
    issues += (issue_of(letter) for case in cases for letter in case.missing)
    issues += _otherwise(documents, repeats)
    return Assigned(cases, repeats, tuple(issues))


def _otherwise(
    documents: Collection[Document] | DocumentStore, repeats: Mapping[str, str]
) -> Iterator[DocumentIssue]:
    """An issue for each letter that repeats another one and does not say the same."""
    if not repeats:
        return
    held = documents if isinstance(documents, DocumentStore) else DocumentStore.of(documents)
    for name, used in repeats.items():
        one, other = held[used], held[name]
        if one.extraction and other.extraction and other.extraction.facts.kind == "update_letter":
            found = differing.differences(one.extraction, other.extraction)
            if found:
                yield name, differing.issue_of(one.file_name, other.file_name, found)


def plan_of(letter: Profile, index: PlanIndex) -> Profile | Issue:
    """The plan the letter reports on, or the issue that says why there is none."""
    scored = []
    for i in candidates(letter, index):
        score = affinity(letter, index.plans[i], index)
        if score is not None and score >= ENOUGH:
            scored.append((score, index.plans[i]))
    scored.sort(key=lambda pair: (-pair[0], pair[1].file_name))
    if not scored:
        return Issue(
            "no_plan",
            "warning",
            "no action plan of the folder fits this letter: add the plan it reports on",
        )
    if len(scored) > 1 and scored[0][0] - scored[1][0] < MARGIN:
        first, second = scored[0][1].file_name, scored[1][1].file_name
        return Issue(
            "two_plans",
            "warning",
            f"{first} and {second} fit this letter equally well, so it is linked to neither: "
            "keep the one it reports on in the folder",
        )
    return scored[0][1]


def _case(plan: Profile, letters: Sequence[Profile], repeats: Mapping[str, str]) -> CaseMembers:
    ordered = sorted(letters, key=lambda k: (k.facts.dated or date.max, k.file_name))
    facts = {member.document_id: member.facts for member in (plan, *ordered)}
    return CaseMembers(
        plan.document_id,
        tuple(letter.document_id for letter in ordered),
        tuple(sorted(pair for pair in repeats.items() if pair[1] in facts)),
        missing_letters(facts),
    )
