"""A letter as it counts for all commitments of its plan, worked out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from extractors.model import Update
from pipeline.ledger.beyond_plan import beyond_plan
from pipeline.model import Document, Link, number_of, updates_of


@dataclass(frozen=True, slots=True)
class LetterReport:
    """A letter as it counts for all commitments.

    ``updates`` by key; ``links`` by action_id; ``surest``, the best score of the accepted links of each update;
    ``told``, the commitments that each paragraph is accepted to report on; ``elsewhere``, the updates that speak of
    other work.
    """

    document_id: str
    dated: date | None
    updates: Mapping[str, Update]
    links: Mapping[str, Sequence[Link]]
    surest: Mapping[str, float]
    told: Mapping[int | None, Set[str]]
    elsewhere: frozenset[str]

    def accepted(self, action_id: str) -> list[Link]:
        """The links by which it reports on a commitment, in reading order."""
        links = (link for link in self.links.get(action_id, ()) if link.judgement == "accepted")
        return sorted(links, key=lambda link: number_of(link.update_id))

    def beside(self, action_id: str) -> list[Link]:
        """The links under review of sentences that nothing is accepted for, in paragraphs that report on the
        commitment alone."""
        return [
            link
            for link in self.links.get(action_id, ())
            if link.judgement == "review"
            and link.update_id not in self.surest
            and self.told.get(self.updates[link.update_id].paragraph) == {action_id}
        ]


def report_of(letter: Document, plan: Document, links: Sequence[Link]) -> LetterReport:
    """The report of a letter on a plan; its ``links`` are as decided."""
    updates = dict(updates_of(letter))
    by_action: dict[str, list[Link]] = {}
    surest: dict[str, float] = {}
    told: dict[int | None, set[str]] = {}
    for link in links:
        if link.update_id in updates:
            by_action.setdefault(link.action_id, []).append(link)
            if link.judgement == "accepted":
                surest[link.update_id] = max(link.score, surest.get(link.update_id, 0.0))
                told.setdefault(updates[link.update_id].paragraph, set()).add(link.action_id)
    return LetterReport(
        document_id=letter.document_id,
        dated=letter.extraction.facts.dated if letter.extraction else None,
        updates=updates,
        links=by_action,
        surest=surest,
        told=told,
        elsewhere=beyond_plan(plan, letter),
    )
