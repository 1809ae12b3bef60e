"""What the words of a statement tell by themselves: read when it is made, and again when a person corrects them.

What people decide beside the words (a status, its reason, references) is no part of it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from extractors.acronyms import short_forms
from extractors.documents.statements.cues import find_changes, find_cues
from extractors.documents.statements.dates import Memory, dated_sentences
from extractors.fields.quantities import find_quantities, numbers_in
from extractors.model import Update
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
        short_forms=short_forms(update.text),
    )


def read_dates(update: Update, *, dated: date | None) -> Update:
    """The statement with the dates of corrected words, in a document of the day ``dated``.

    A date whose words still stand keeps the meaning that the whole document gave it.
    """
    found, _ = dated_sentences(update.text, split_sentences(update.text), dated=dated, memory=Memory())
    dates = {stated.raw: stated for sentence in found for stated in sentence.dates}
    dates |= {stated.raw: stated for stated in update.dates if stated.raw in update.text}
    return replace(update, dates=tuple(sorted(dates.values(), key=lambda stated: update.text.index(stated.raw))))
