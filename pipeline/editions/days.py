"""The day that a document is put in order by."""

from __future__ import annotations

import re
from datetime import date

from extractors.model import DocumentFacts
from extractors.months import MONTH_WORD, MONTHS

# The day or month in the name of a file: "log-2011-06.pdf", "log 2011_06_08.docx", "Plan Nov24", "5 June 2024".
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.](0[1-9]|1[0-2])(?:[-_.](0[1-9]|[12]\d|3[01]))?(?!\d)")
# As people here write days: "28.02.25", "30-06-2024".
_OURS = re.compile(r"(?<![\dvV.])(0?[1-9]|[12]\d|3[01])([-_.])(0?[1-9]|1[0-2])\2((?:20)?\d\d)(?![-_.]?\d)")
_NAMED = re.compile(
    rf"(?<![^\W_])(?:(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?[-_. ]*)?(?P<month>{MONTH_WORD})[-_. '’]*"
    r"(?P<year>(?:19|20)?\d\d)(?!\d)",
    re.IGNORECASE,
)


def day_of(facts: DocumentFacts, file_name: str) -> date:
    """The day a document is put in order by: its own, else the one in its file's name; the last of days if none."""
    if facts.dated is not None:
        return facts.dated
    return named_day(file_name) or date.max


def named_day(file_name: str) -> date | None:
    """The day in the name of a file, or the first of the month in it."""
    figures = _IN_NAME.search(file_name)
    words = (found for found in _NAMED.finditer(file_name) if found["month"].casefold() in MONTHS)
    named, ours = next(words, None), _OURS.search(file_name)
    if figures:
        year, month, day = figures.groups()
    elif ours:
        day, _, month, year = ours.groups()
    elif named:
        year, month, day = named["year"], str(MONTHS[named["month"].casefold()]), named["day"]
    else:
        return None
    try:
        return date(int(year if len(year) == 4 else f"20{year}"), int(month), int(day or 1))
    except ValueError:  # the 30th of February
        return None
