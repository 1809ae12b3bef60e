"""Which letters follow which plan: one inspection is one case.

Every plan is a case of its own; a letter joins the plan it fits best (:mod:`pipeline.cases.letter_plan_score`)
when that one stands out. Where none does, or two are equal, an issue says so and nothing is guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from extractors.model import Issue
from pipeline.cases.duplicates import renditions
from pipeline.cases.letter_plan_score import PlanIndex, Profile, affinity, candidates, indexed, profile
from pipeline.ingest.folder_reader import DocumentIssue
from pipeline.model import Case, Document

# A letter and its plan score about 2, others below 1 (see pipeline.cases.letter_plan_score).
ENOUGH = 1.2
MARGIN = 0.25


def build_cases(
    documents: Iterable[Document], duplicates: Mapping[str, str] | None = None
) -> tuple[list[Case], list[DocumentIssue]]:
    """One case a plan, with its letters in date order, and an issue for each letter that has no plan.

    ``duplicates`` are the renditions among the documents, where the caller has them already.
    """
    documents = list(documents)
    repeats = renditions(documents) if duplicates is None else duplicates
    profiles = [
        profile(d, d.extraction) for d in documents if d.extraction is not None and d.document_id not in repeats
    ]
    index = indexed([p for p in profiles if p.facts.kind == "action_plan"])
    letters: dict[str, list[Profile]] = defaultdict(list)
    issues: list[DocumentIssue] = []
    for letter in (p for p in profiles if p.facts.kind == "update_letter"):
        plan = plan_of(letter, index)
        if isinstance(plan, Issue):
            issues.append((letter.document.document_id, plan))
        else:
            letters[plan.document.document_id].append(letter)
    cases = [_case(plan.document, letters[plan.document.document_id], repeats) for plan in index.plans]
    return cases, issues


def plan_of(letter: Profile, index: PlanIndex) -> Profile | Issue:
    """The plan the letter reports on, or the issue that says why there is none."""
    scored = []
    for i in candidates(letter, index):
        score = affinity(letter, index.plans[i], index)
        if score is not None and score >= ENOUGH:
            scored.append((score, index.plans[i]))
    scored.sort(key=lambda pair: (-pair[0], pair[1].document.file_name))
    if not scored:
        return Issue(
            "no_plan",
            "warning",
            "no action plan of the folder fits this letter: add the plan it reports on",
        )
    if len(scored) > 1 and scored[0][0] - scored[1][0] < MARGIN:
        first, second = scored[0][1].document.file_name, scored[1][1].document.file_name
        return Issue(
            "two_plans",
            "warning",
            f"{first} and {second} fit this letter equally well, so it is linked to neither: "
            "keep the one it reports on in the folder",
        )
    return scored[0][1]


def _case(plan: Document, letters: Sequence[Profile], repeats: Mapping[str, str]) -> Case:
    ordered = sorted(letters, key=lambda k: (k.facts.dated or date.max, k.document.file_name))
    members = {plan.document_id, *(letter.document.document_id for letter in ordered)}
    return Case(
        case_id=plan.document_id,
        plan=plan,
        letters=tuple(letter.document for letter in ordered),
        duplicates=tuple(sorted(pair for pair in repeats.items() if pair[1] in members)),
    )
