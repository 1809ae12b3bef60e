"""What the words of a statement tell by themselves: read when it is made, and again when a person corrects them.

What people decide beside the words (a status, its reason, references) is no part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from extractors.acronyms import short_forms
from extractors.documents.statements.cues import find_changes, find_cues
from extractors.documents.statements.dates import Memory, dated_sentences
from extractors.fields.quantities import find_counts, find_quantities, numbers_in
from extractors.model import Fact, Place, StatedDate, Update
from extractors.prose.sentences import split_sentences


def read_update(update: Update) -> Update:
    """The statement with the amounts, numbers, cues, changes and short forms of its text and heading."""
    quantities = tuple(found.quantity for found in find_quantities(update.text))
    return replace(
        update,
        quantities=quantities,
        cues=find_cues(update.text, update.section),
        changes=find_changes(update.text),
        numbers=tuple(sorted({q.value for q in quantities} | numbers_in(update.text))),
        counts=find_counts(update.text),
        short_forms=short_forms(update.text),
    )


def read_dates(update: Update, *, dated: date | None) -> Update:
    """The statement with the dates of corrected words, in a document of the day ``dated``.

    A date that stands there in the same words keeps the meaning that the whole document gave it, and so does one
    that only the document gave ("the target date").
    """
    found, _ = dated_sentences(update.text, split_sentences(update.text), dated=dated, memory=Memory())
    before: dict[str, list[StatedDate]] = {}
    for stated in update.dates:
        before.setdefault(stated.raw, []).append(stated)
    placed: list[tuple[int, StatedDate]] = []
    ends: dict[str, int] = {}
    for stated in (stated for sentence in found for stated in sentence.dates):
        start = update.text.index(stated.raw, ends.get(stated.raw, 0))
        ends[stated.raw] = start + len(stated.raw)
        placed.append((start, before[stated.raw].pop(0) if before.get(stated.raw) else stated))
    taken = [range(start, start + len(stated.raw)) for start, stated in placed]
    for raw, left in before.items():
        match = re.search(rf"\b{re.escape(raw)}\b", update.text)
        if left and match and not any(match.start() in span for span in taken):
            placed.append((match.start(), left[0]))
    dates = tuple(stated for _, stated in sorted(placed, key=lambda pair: pair[0]))
    others = tuple(fact for fact in update.facts if not fact.field.startswith("dates["))
    return replace(update, dates=dates, facts=(*others, *date_facts(dates, update.place)))


def date_facts(dates: Iterable[StatedDate], place: Place) -> Iterator[Fact]:
    """The audit trail of the dates of a statement."""
    for i, d in enumerate(dates):
        yield Fact(f"dates[{i}]", f"{d.interval.start}/{d.interval.end}", d.raw, place, f"date_{d.role}", 0.95)
