"""Which letters a case lacks: those that its documents name with a date and that are not among them.

A letter at hand is the one that is named where it was written on one of the days that the mention leaves open; or
near them, for "in April" is also said of a letter of 30 March, and letters are sent some days after they are dated.
A document names two letters where it names two times: a letter at hand that is one of them is not near the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from extractors.model import DocumentFacts, Interval, Issue, Mention
from extractors.months import NAMES
from pipeline.model import DocumentIssue, MissingLetter

# How far a letter may be dated from the day that is named, and from the month or longer time.
NEAR_DAY, NEAR_MONTH = timedelta(days=7), timedelta(days=14)


def missing_letters(documents: Mapping[str, DocumentFacts]) -> tuple[MissingLetter, ...]:
    """The letters that the documents of a case name and that are not among them, in order of time.

    ``documents`` are the plan and the letters by document_id; the first that names a letter is the one it is told
    of. A letter from before the plan, or from after the document that names it, is none of the case.
    """
    lacking = [
        (name, mention, days)
        for name, facts in documents.items()
        for mention, days in _named(facts, documents)
        if not _at_hand(name, days, documents)
    ]
    narrowest: list[Interval] = []
    for _, _, days in sorted(lacking, key=lambda each: (each[2].end - each[2].start, each[2].start)):
        if not any(_overlap(days, known) for known in narrowest):
            narrowest.append(days)
    found = []
    for known in sorted(narrowest, key=lambda days: days.start):
        name, mention = next((n, m) for n, m, days in lacking if _overlap(days, known))
        found.append(MissingLetter(known, name, mention))
    return tuple(found)


def issue_of(letter: MissingLetter) -> DocumentIssue:
    """What to do about it, said of the document that names it."""
    place, words = letter.mention.place, " ".join(letter.mention.raw.split())
    message = (
        f"a letter of {called(letter.days)} that it mentions (“{words}”) is not among the documents of its case: "
        "put it into the folder; until then silence is only as far as the letters at hand"
    )
    return letter.document_id, Issue("letter_missing", "warning", message, place.page, place.locator)


def called(days: Interval) -> str:
    """The time of a letter in words: "3 October 2019", "October 2019", "September to November 2019", "2019"."""
    first, last = days.start, days.end
    if first == last:
        return f"{first.day} {_month(first)}"
    if first.day > 1 or (last + timedelta(days=1)).day > 1:
        return f"{first.day} {_month(first)} to {last.day} {_month(last)}"
    if (first.year, first.month, last.month) == (last.year, 1, 12):
        return f"{first.year}"
    if first.year != last.year:
        return f"{_month(first)} to {_month(last)}"
    return _month(last) if first.month == last.month else f"{_month(first).split()[0]} to {_month(last)}"


def _month(day: date) -> str:
    return f"{NAMES[day.month - 1].capitalize()} {day.year}"


def _named(facts: DocumentFacts, documents: Mapping[str, DocumentFacts]) -> Iterator[tuple[Mention, Interval]]:
    """The letters of the case that a document names, with the days they may have been written on."""
    plans = (f.dated or f.report_published for f in documents.values() if f.kind == "action_plan")
    begun = min(filter(None, plans), default=date.min)
    for mention in facts.mentions:
        days = mention.interval
        if (
            mention.kind == "update_letter"
            and days
            and begun <= days.end
            and days.start <= (facts.dated or date.max)
        ):
            yield mention, days


def _at_hand(name: str, days: Interval, documents: Mapping[str, DocumentFacts]) -> bool:
    """Whether a document of the case is the letter of those days that the document ``name`` names."""
    own = documents[name]
    written = own.dated or date.max
    others = [f.dated for n, f in documents.items() if n != name and f.dated and f.dated <= written]
    itself = days.start == days.end == written or (own.kind == "action_plan" and _holds(days, written))
    if itself or any(_holds(days, day) for day in others):
        return True
    taken = [other for _, other in _named(documents[name], documents) if not _overlap(other, days)]
    free = [day for day in others if not any(_holds(other, day) for other in taken)]
    near = NEAR_DAY if days.start == days.end else NEAR_MONTH
    return any(days.start - near <= day <= days.end + near for day in free)


def _holds(days: Interval, day: date) -> bool:
    return days.start <= day <= days.end


def _overlap(one: Interval, other: Interval) -> bool:
    return one.start <= other.end and other.start <= one.end
