"""Intervals of the calendar: months, quarters, seasons, terms, financial years, and their parts.

Conventions follow the published dataset: an interval is never narrower than the words it stands for, financial
years run from April to March, winter from December to February, a third of a year is four months.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from extractors.model import Interval, Precision

Part = Literal["early", "mid", "late", "end"]

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
# School terms: first month and number of months. Easter moves, so that spring and summer share April.
TERMS = {"autumn": (9, 4), "winter": (9, 4), "spring": (1, 4), "summer": (4, 4)}
LAST_WEEK = 4


def months(year: int, month: int, count: int, precision: Precision) -> Interval:
    """``count`` whole months from a month that may lie outside 1 to 12 (13 is January of the next year)."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    last_year, last = year + (month + count - 2) // 12, (month + count - 2) % 12 + 1
    end = date(last_year, last, calendar.monthrange(last_year, last)[1])
    return Interval(date(year, month, 1), end, precision)


def day_of(year: int, month: int, day: int) -> Interval | None:
    """One day; None where the calendar has no such day."""
    try:
        only = date(year, month, day)
    except ValueError:
        return None
    return Interval(only, only, "day")


def season(name: str, year: int) -> Interval:
    """A season: winter begins in December of its year."""
    return months(year, SEASONS[name], 3, "season")


def term(name: str, year: int) -> Interval:
    """A school term of a calendar year."""
    first, count = TERMS[name]
    return months(year, first, count, "period")


def financial_year(year: int) -> Interval:
    """April of a year to March of the next."""
    return months(year, 4, 12, "year")


def financial_quarter(quarter: int, year: int) -> Interval:
    """A quarter of the financial year that begins in April of ``year``."""
    return months(year, 1 + 3 * quarter, 3, "quarter")


def part_of(whole: Interval, part: Part | None) -> Interval:
    """The early, middle or late third of a month or year, or its last day; other spans have no thirds here.

    The end of a month is a day; the end of a year keeps the precision "year" of its source.
    """
    if part is None:
        return whole
    if part == "end":
        return Interval(whole.end, whole.end, "day" if whole.precision in {"month", "day"} else whole.precision)
    third = ("early", "mid", "late").index(part)
    first = whole.start
    if whole.precision == "year":
        return months(first.year, first.month + 4 * third, 4, "period")
    if whole.precision != "month":
        return whole
    start = first.replace(day=1 + 10 * third)
    return Interval(start, whole.end if part == "late" else first.replace(day=10 + 10 * third), "period")


def union(first: Interval, last: Interval) -> Interval:
    """From the start of one interval to the end of another."""
    return first if first == last else Interval(min(first.start, last.start), max(first.end, last.end), "period")


def half_of(whole: Interval, half: int) -> Interval:
    """The first (1) or second (2) half of a year (six months) or month (to the 15th, from the 16th)."""
    first = whole.start
    if whole.precision == "year":
        return months(first.year, first.month + 6 * (half - 1), 6, "period")
    if half == 1:
        return Interval(first, first.replace(day=min(15, whole.end.day)), "period")
    return Interval(first.replace(day=16), whole.end, "period")


def week_of(month: Interval, which: int) -> Interval:
    """The nth week of a month (1 to 4; -1 is the last), Monday to Sunday, cut at the month's ends.

    A week of fewer than four days at either end is taken with its neighbour, so that neither is too narrow.
    """
    first = month.start - timedelta(days=month.start.weekday())
    if (first + timedelta(days=6) - month.start).days + 1 < LAST_WEEK:
        first += timedelta(days=7)
    last = month.end - timedelta(days=month.end.weekday())
    if (month.end - last).days + 1 < LAST_WEEK:
        last -= timedelta(days=7)
    if which == -1:
        return Interval(max(last, month.start), month.end, "period")
    begin = first + timedelta(weeks=which - 1)
    start = month.start if which == 1 else begin
    return Interval(start, min(begin + timedelta(days=6), month.end), "period")


def shifted(span: Interval, count: int, unit: str) -> Interval:
    """An interval moved by days, weeks, months or years; its precision stays."""
    if unit == "day":
        return Interval(span.start + timedelta(days=count), span.end + timedelta(days=count), span.precision)
    if unit == "week":
        return shifted(span, 7 * count, "day")
    step = count * 12 if unit == "year" else count
    if span.precision == "day":
        only = plus_months(span.start, step)
        return Interval(only, only, "day")
    start = plus_months(span.start, step)
    end = plus_months(span.end + timedelta(days=1), step) - timedelta(days=1)
    return Interval(start, end, span.precision)


def plus_months(day: date, count: int) -> date:
    """The same day of a later month; the month's last day where it is shorter."""
    year, month = day.year + (day.month - 1 + count) // 12, (day.month - 1 + count) % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def plus_weekdays(day: date, count: int) -> date:
    """The date ``count`` days from Monday to Friday later (bank holidays are not known here)."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def distance(span: Interval, day: date) -> int:
    """Days between a day and the nearest day of an interval; 0 inside it."""
    return max((span.start - day).days, (day - span.end).days, 0)


def occurrence(
    of: Callable[[int], Interval | None], day: date, side: Literal["past", "future", "near"]
) -> Interval | None:
    """The occurrence of a yearly span: the last begun by a day, the first not over by then, or the nearest."""
    around = [span for year in range(day.year - 4, day.year + 5) if (span := of(year)) is not None]
    if side == "past":
        around = [span for span in around if span.start <= day][-1:]
    elif side == "future":
        around = [span for span in around if span.end >= day][:1]
    return min(around, key=lambda span: distance(span, day), default=None)
