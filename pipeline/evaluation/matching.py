"""Which of our actions is which of the truth's: the best pairs by their words, one to one.

Pairs are taken greedily from the most alike down. A pair inside the same recommendation has an advantage, so
that a sentence which two recommendations share goes where it belongs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.evaluation.published import PublishedRows
from pipeline.evaluation.truth import PlanTruth, TrueAction
from pipeline.evaluation.words import alike, number_key
from pipeline.tables.rows import Row

RELATED = 0.5  # the least likeness (token F1) of two actions that may be the same
SAME_RECOMMENDATION = 0.2  # what standing in the same recommendation is worth, in likeness


@dataclass(frozen=True, slots=True)
class Match:
    """One of our actions (a row, with ``number``) and how it fits the true one: likeness 0 to 1."""

    row: Row
    likeness: float
    same_recommendation: bool


def match_actions(truth: Sequence[TrueAction], found: Sequence[Row]) -> dict[str, Match]:
    """The match of each true action that has one, by its id."""
    pairs = [
        (true.action, match) for true in truth for row in found if (match := _match(true, row)).likeness >= RELATED
    ]
    pairs.sort(key=lambda pair: -_claim(pair[1]))  # stable: of equal pairs the first in reading order
    matched: dict[str, Match] = {}
    used: set[str] = set()
    for action, match in pairs:
        if action not in matched and match.row["action_id"] not in used:
            matched[action] = match
            used.add(match.row["action_id"])
    return matched


def _match(true: TrueAction, row: Row) -> Match:
    return Match(row, alike(true.text, row["text"]), number_key(row["number"]) == true.number)


def _claim(match: Match) -> float:
    return match.likeness + (SAME_RECOMMENDATION if match.same_recommendation else 0.0)


def true_ids(truth: PlanTruth, published: PublishedRows) -> Mapping[str, str]:
    """The truth's action for each of ours that matches one, over every published rendition of the plan."""
    documents = [document for file in truth.files if (document := published.document(file))]
    return {
        match.row["action_id"]: action
        for document in documents
        for action, match in match_actions(truth.actions, published.actions(document["document_id"])).items()
    }
