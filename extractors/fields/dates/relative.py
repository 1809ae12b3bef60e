"""Dates counted from another date: "next month", "within 28 days", "the end of the year"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from extractors.fields.dates import spans
from extractors.fields.dates.expressions import Clock, Expression
from extractors.fields.dates.patterns import NAMES, DatePattern
from extractors.model import Interval
from extractors.numbers import TO_TWENTY

NUMBERS = TO_TWENTY | {
    "a": 1,
    "an": 1,
    "thirty": 30,
    "sixty": 60,
    "ninety": 90,
    "twenty-eight": 28,
    "twenty-four": 24,
    "couple of": 2,
}
COUNT = rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
YEAR = r"(?:(?P<sort>calendar|financial|fiscal|academic|school)\s+)?year"
UNIT = rf"(?:week|month|quarter|{YEAR})"
# What a deadline may be counted from, as far as the document itself dates it.
OWN = r"(?:(?:the\s+)?date\s+of\s+)?(?:this\s+(?:letter|plan|report|response)|today|now)"


def count_of(word: str) -> int:
    """The number a word or figures stand for."""
    return int(word) if word.isdigit() else NUMBERS[" ".join(word.casefold().split())]


def _around(day: date, unit: str, sort: str | None, step: int) -> Interval:
    """The week, month, quarter or year that holds a day, or one ``step`` units away."""
    if unit == "week":
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=step)
        return Interval(monday, monday + timedelta(days=6), "period")
    if unit == "month":
        return spans.months(day.year, day.month + step, 1, "month")
    if unit == "quarter":
        return spans.months(day.year, day.month - (day.month - 1) % 3 + 3 * step, 3, "quarter")
    first = 4 if sort in {"financial", "fiscal"} else 9 if sort in {"academic", "school"} else 1
    return spans.months(day.year - (day.month < first) + step, first, 12, "year")


STEPS = {
    "this": 0,
    "the current": 0,
    "current": 0,
    "last": -1,
    "next": 1,
    "the coming": 1,
    "the next": 1,
    "the last": -1,
}


def _unit(match: re.Match[str], _cell: bool) -> Iterator[Expression]:
    """A calendar unit counted from another date: "this month", "next financial year", "the same month"."""
    word = " ".join(match["which"].casefold().split())
    unit, sort = match["unit"].casefold().split()[-1], (match["sort"] or "").casefold()
    near: Callable[[Clock], Interval | None]
    if word in STEPS:
        near = partial(_from_day, unit=unit, sort=sort, step=STEPS[word], coming=word == "the coming")
    else:
        step = 1 if "following" in word else 0
        near = partial(_from_anchor, unit=unit, sort=sort, step=step)
    yield Expression(match.start(), match.end(), "unit", near=near)


def _from_day(clock: Clock, unit: str, sort: str, step: int, coming: bool) -> Interval | None:
    if clock.day is None:
        return None
    anchor = clock.anchor
    financial = anchor is not None and anchor.precision == "year" and anchor.start.month == 4
    if coming and unit == "year" and not sort and financial and anchor is not None:
        return _around(anchor.start, unit, "financial", 1)
    return _around(clock.day, unit, sort, step)


def _from_anchor(clock: Clock, unit: str, sort: str, step: int) -> Interval | None:
    return None if clock.anchor is None else _around(clock.anchor.end, unit, sort, step)


def _end_of_unit(match: re.Match[str], _cell: bool) -> Iterator[Expression]:
    """The end of the unit that holds the document's day ("year end", "the end of the financial year")."""
    unit, sort = (match["unit"] or match["unit2"]).casefold().split()[-1], (match["sort"] or "").casefold()

    def near(clock: Clock) -> Interval | None:
        return None if clock.day is None else spans.part_of(_around(clock.day, unit, sort, 0), "end")

    yield Expression(match.start(), match.end(), "unit", near=near)


def _within(match: re.Match[str], cell: bool) -> Iterator[Expression]:
    """So long after a start stated in its sentence, else after the document's own date ("within two years")."""
    count, unit = count_of(match["n"]), match["u"].casefold()
    if not cell and (unit in {"day", "week", "fortnight"} or not _aimed(match)):
        return

    def near(clock: Clock) -> Interval | None:
        if clock.begun is not None and not cell and unit in {"month", "year"}:
            return spans.shifted(clock.begun, count, unit)
        return None if clock.day is None else _after(clock.day, count, unit, bool(match["w"]))

    weekdays = match["w"] and cell
    note = (f"bank holidays are not counted in '{match.group()}'",) if weekdays else ()
    yield Expression(match.start(), match.end(), "unit", near=near, problems=note)


def _after(day: date, count: int, unit: str, working: bool) -> Interval:
    if working and unit == "day":
        end = spans.plus_weekdays(day, count)
        return Interval(end, end, "day")
    weeks = {"fortnight": 2, "week": 1}
    step, scale = (count * weeks[unit], "week") if unit in weeks else (count, unit)
    return spans.shifted(Interval(day, day, "day"), step, scale)


def _aimed(match: re.Match[str]) -> bool:
    """Whether the sentence sets a goal and the length of time is no standard for every case."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    sentence = re.split(r"[.;!?]\s", before)[-1]
    aim = re.search(
        r"\b(?:aim|goal|target|plan|will|intend|expect|due|commit|undert|to be)", sentence, re.IGNORECASE
    )
    case = re.search(r"\b(?:every|each|per|any)\b", sentence + after[:25], re.IGNORECASE)
    standard = match["u"].casefold() == "month" and case is not None
    return aim is not None and not standard


def _that_date(match: re.Match[str], _cell: bool) -> Iterator[Expression]:
    """The date stated last ("by the target date", "before that date")."""
    yield Expression(match.start("date"), match.end(), "unit", near=lambda clock: clock.anchor)


def _next(match: re.Match[str], _cell: bool) -> Iterator[Expression]:
    """So long from the document's day on ("in the next six months", "over the coming year")."""
    count, unit = count_of(match["n"] or "a"), match["u"].casefold()

    def near(clock: Clock) -> Interval | None:
        return (
            None if clock.day is None else Interval(clock.day, _after(clock.day, count, unit, False).end, "period")
        )

    yield Expression(match.start(), match.end(), "unit", near=near)


DETERMINED = (
    r"this|(?:the\s+)?current|last|next|the\s+(?:coming|next)|(?:the\s+same|the\s+following|that)(?!\s+week)"
)
TABLE: tuple[tuple[str, str, Callable[[re.Match[str], bool], Iterator[Expression]]], ...] = (
    ("unit", rf"\b(?P<which>{DETERMINED})\s+(?P<unit>{UNIT})\b(?!['’-]|\s+(?:of|in)\b)", _unit),
    (
        "end-of-unit",
        rf"\b(?:the\s+)?end\s+of\s+(?:the\s+)?(?P<unit>month|quarter|{YEAR})\b(?!\s+(?:19|20)\d\d)"
        rf"|\b(?P<unit2>year|month|quarter)[\s-]+end\b(?!\s+(?:(?:19|20)\d\d|(?:{'|'.join(NAMES)})\b))",
        _end_of_unit,
    ),
    (
        "within",
        rf"\b(?:within|in(?=[\w\s-]+['’]s?\s+time\b))\s+(?:the\s+)?{COUNT}\s+(?P<w>working\s+)?"
        rf"(?P<u>day|week|fortnight|month|year)s?(?:['’]s?\s+time)?\b"
        rf"(?!\s+(?:(?:of|from|after)\b(?!\s+{OWN}\b)|(?:before|prior|to|since|in|at)\b))"
        rf"(?:\s+(?:of|from|after)\s+{OWN}\b)?",
        _within,
    ),
    (
        "that-date",
        r"\b(?:by|before|beyond|until|after)\s+(?P<date>(?:the\s+(?:target|due|completion)|that|this)\s+(?:date|deadline))\b(?!\s+(?:of|for|in)\b)",
        _that_date,
    ),
    (
        "next",
        rf"\b(?:within|in|over|during|for|throughout)\s+the\s+(?:next|coming|following)\s+(?:{COUNT}\s+)(?P<u>day|week|fortnight|month|year)s?\b",
        _next,
    ),
)


def _build() -> tuple[DatePattern, ...]:
    return tuple(DatePattern(name, re.compile(pattern, re.IGNORECASE), build) for name, pattern, build in TABLE)


RULES = _build()
