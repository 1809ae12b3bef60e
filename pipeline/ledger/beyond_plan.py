"""Which statements of a letter speak of work that its plan does not know.

They may stand among statements about a commitment, and be linked to it, but a date in one is no date of it.
"""

from __future__ import annotations

from extractors.model import Update
from pipeline.model import Document, same_paragraph, updates_of


def beyond_plan(plan: Document, letter: Document) -> frozenset[str]:
    """The update_ids of statements that name what the letter introduces under a short form and the plan does not
    hold, that go on about it ("This work ..." after it in its paragraph), or that say themselves that they tell of
    nothing promised."""
    names = _new_names(plan, letter)
    found: set[str] = set()
    before: Update | None = None
    goes_on = False  # whether the statement before speaks of a new name
    for key, update in updates_of(letter):
        follows = before is not None and same_paragraph(update, before)
        goes_on = not names.isdisjoint(update.short_forms) or (goes_on and follows and "continues" in update.cues)
        if goes_on or "outside" in update.cues:
            found.add(key)
        before = update
    return frozenset(found)


def _new_names(plan: Document, letter: Document) -> frozenset[str]:
    if letter.extraction is None or plan.extraction is None:
        return frozenset()
    return frozenset(short for short, _ in letter.extraction.acronyms) - frozenset(plan.extraction.short_forms)
