"""A letter as it counts for all commitments of its plan, worked out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from extractors.model import Update
from pipeline.ledger.beyond_plan import beyond_plan
from pipeline.model import Document, Link, number_of, same_paragraph, updates_of


@dataclass(frozen=True, slots=True)
class LetterReport:
    """A letter as it counts for all commitments.

    ``updates`` by key; ``links`` by action_id; ``surest``, the best score of the accepted links of each update;
    ``elsewhere``, the updates that speak of other work.
    """

    document_id: str
    dated: date | None
    updates: Mapping[str, Update]
    links: Mapping[str, Sequence[Link]]
    surest: Mapping[str, float]
    elsewhere: frozenset[str]

    def accepted(self, action_id: str) -> list[Link]:
        """The links by which it reports on a commitment, in reading order."""
        links = (link for link in self.links.get(action_id, ()) if link.judgement == "accepted")
        return sorted(links, key=lambda link: number_of(link.update_id))


def report_of(letter: Document, plan: Document, links: Sequence[Link]) -> LetterReport:
    """The report of a letter on a plan; its ``links`` are as decided."""
    updates = dict(updates_of(letter))
    by_action: dict[str, list[Link]] = {}
    surest: dict[str, float] = {}
    for link in links:
        if link.update_id in updates:
            by_action.setdefault(link.action_id, []).append(link)
            if link.judgement == "accepted":
                surest[link.update_id] = max(link.score, surest.get(link.update_id, 0.0))
    return LetterReport(
        document_id=letter.document_id,
        dated=letter.extraction.facts.dated if letter.extraction else None,
        updates=updates,
        links=by_action,
        surest=surest,
        elsewhere=beyond_plan(plan, letter),
    )


def support(links: Sequence[Link], report: LetterReport) -> list[float]:
    """For each link the best score of its run: statements of one paragraph that follow each other. Who reads on
    about a commitment needs no name for it in every sentence."""
    runs: list[list[Link]] = []
    for link in links:
        before = runs[-1][-1] if runs else None
        if before and _follows(link.update_id, before.update_id, report):
            runs[-1].append(link)
        else:
            runs.append([link])
    return [max(link.score for link in run) for run in runs for _ in run]


def _follows(update_id: str, before: str, report: LetterReport) -> bool:
    return number_of(update_id) == number_of(before) + 1 and same_paragraph(
        report.updates[update_id], report.updates[before]
    )
