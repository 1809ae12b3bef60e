"""The rows of a plan as editions of it are compared: a commitment, what its cells say, and its words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from extractors.model import Interval, Status, Update
from extractors.months import MONTHS
from extractors.numbers import NUMBERS
from pipeline.identifiers import normalised
from pipeline.lookups import lookup
from pipeline.model import Commitment, Document, commitments_of, document_of, last, updates_of

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of a plan.

    ``updates`` are its progress cells by update_id. ``words`` counts the words of the action, ``asked`` those of
    the recommendation; ``marks`` are the numbers and months among the former, which tell one of a series from the
    next. ``rank`` is its place in the plan, from 0 (first) to 1 (last); ``told`` is whether its number tells it
    from other rows of the plan.
    """

    commitment: Commitment
    updates: tuple[tuple[str, Update], ...]
    words: Mapping[str, int]
    asked: Mapping[str, int]
    marks: frozenset[str]
    rank: float
    told: bool

    @property
    def states(self) -> tuple[Status, ...]:
        """The states that its progress cells give."""
        return tuple(update.status for _, update in self.updates if update.status != "none")

    @property
    def target(self) -> Interval | None:
        """The target that counts."""
        return last(self.commitment.action.targets)

    @property
    def owners(self) -> frozenset[str]:
        """The words of its owner cell."""
        return frozenset(words_of(self.commitment.action.owner_raw))


def rows_of(document: Document) -> tuple[PlanRow, ...]:
    """Every row of a plan, in reading order; empty where none was read."""
    beside: dict[str, list[tuple[str, Update]]] = defaultdict(list)
    for key, update in updates_of(document):
        if update.same_row is not None:
            beside[f"{document_of(key)}/{update.same_row}"].append((key, update))
    found = list(commitments_of(document))
    numbers = Counter(commitment.recommendation.number for commitment in found)
    return tuple(
        _row(commitment, tuple(beside[commitment.action_id]), (n + 0.5) / len(found), numbers)
        for n, commitment in enumerate(found)
    )


def _row(
    commitment: Commitment, updates: tuple[tuple[str, Update], ...], rank: float, numbers: Mapping[str, int]
) -> PlanRow:
    words = words_of(commitment.action.text)
    return PlanRow(
        commitment=commitment,
        updates=updates,
        words=Counter(words),
        asked=Counter(words_of(commitment.recommendation.text)),
        marks=frozenset(words) & _marks() | frozenset(word for word in words if word.isdigit()),
        rank=rank,
        told=numbers[commitment.recommendation.number] == 1,
    )


def words_of(text: str | None) -> list[str]:
    """The words and figures of a text in order, in lower case."""
    return _WORD.findall(normalised(text or "").lower())


def letters_of(text: str | None) -> str:
    """A cell down to its letters and figures: the same however its lines are broken and its marks are set."""
    return "".join(words_of(text))


def _marks() -> frozenset[str]:
    return frozenset(MONTHS) | frozenset(NUMBERS) | frozenset(lookup("case_words")["ordinal"].split())
