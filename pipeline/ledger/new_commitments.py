"""Promises that a letter makes beyond its plan: statements that a logistic regression holds likely to make one.

Its facts are how likely each state is, how firm the promise, the dates to come, how surely the statement reports on
a commitment of the plan and whether it sets that one's new target, how it stands in its letter, and its words. It
is fitted on the promises of hand-checked letters (``bench/fit_reading.py``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from extractors.learned.logistic import Facts
from extractors.model import Update
from pipeline.ledger.entries import Told
from pipeline.ledger.fitted import chance
from pipeline.ledger.reported import likely, side
from pipeline.model import Document, Link, NewCommitment, updates_of

NAME = "new_commitment"
LEAST = 0.35  # about half of the best F1 that any threshold gives on letters left out
_SHARE = 2.0
_WORD = re.compile(r"[a-z']+")


def new_commitments(letter: Document, links: Sequence[Link], told: Sequence[Told]) -> Iterator[NewCommitment]:
    """The promises of a letter that its plan does not hold: of its ``links`` as decided, ``told`` is what came."""
    for key, found in facts(letter, links, told).items():
        if chance(NAME, found) >= LEAST:
            yield NewCommitment(key, letter.document_id)


def facts(letter: Document, links: Sequence[Link], told: Sequence[Told]) -> dict[str, Facts]:
    """What tells whether each statement of a letter makes a new promise, by update_id."""
    taken: dict[str, float] = {}
    for link in links:
        if link.judgement == "accepted":
            taken[link.update_id] = max(link.score, taken.get(link.update_id, 0.0))
    moved = {change.update_id for each in told for change in each.entry.changes if change.kind == "date"}
    dated = letter.extraction.facts.dated if letter.extraction else None
    return {key: _facts(key, update, taken, moved, dated) for key, update in updates_of(letter)}


def _facts(
    key: str, update: Update, taken: Mapping[str, float], moved: Collection[str | None], dated: date | None
) -> Facts:
    said = likely(update)
    ahead = [stated for stated in update.dates if side(stated.interval, dated) == "to come"]
    linked = key in taken
    names = [f"strength {update.strength}", "linked" if linked else "free", *(f"cue {cue}" for cue in update.cues)]
    names += ["a date to come"] if ahead else []
    names += ["due"] if any(stated.role == "due" for stated in ahead) else []
    names += ["moves a target"] if key in moved else []
    names += [f"word {word}" for word in _WORD.findall(update.text.lower())]
    return dict.fromkeys(names, 1.0) | {
        **{f"state {state}": _SHARE * share for state, share in said.items()},
        "planned, a date to come": said["planned"] if ahead else 0.0,
        "planned, free": 0.0 if linked else said["planned"],
        "link": taken.get(key, 0.0),
    }
