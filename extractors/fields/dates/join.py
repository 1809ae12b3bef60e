"""Date expressions that belong together: ranges made one, years lent to their neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from extractors.fields.dates import spans
from extractors.fields.dates.expressions import Clock, Expression, Yearly
from extractors.model import Interval

TO = re.compile(
    r"\s*(?:\bto\b|\buntil\b|\btill\b|\bthrough(?:\s+to)?\b|\bup\s+to\b|–|—|-)\s*(?:the\s+)?", re.IGNORECASE
)
BESIDE = re.compile(r"\s*/\s*")
AND = re.compile(r"\s*\band\b\s*(?:the\s+)?", re.IGNORECASE)
LIST = re.compile(r"\s*(?:\([^()]{0,40}\)\s*)?(?:,\s*and\b|,|;|&|/|\+|\band\b|\bor\b)\s*(?:the\s+)?", re.IGNORECASE)
BETWEEN = re.compile(r"\b(?:between|from)\s+(?:the\s+)?$", re.IGNORECASE)
# "moved from March to May" tells of two dates, not of the time between them.
MOVED = re.compile(
    r"\b(?:mov|slip|defer|delay|postpon|chang|revis|extend|put\s+back|brought\s+forward|reschedul|push|shift|amend)\w*"
    r"(?:\s+\w+){0,5}\s+from\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def joined(text: str, dates: Sequence[Expression], *, cell: bool) -> list[Expression]:
    """The dates with ranges made one ("between January and May 2019") and open years borrowed from neighbours."""
    out: list[Expression] = []
    for date in _lend(text, _with_years(text, dates)):
        if out and _is_range(text, out[-1], date, cell=cell):
            together = _range(out[-1], date)
            if together is not None:
                out[-1] = together
                continue
            out[-1] = replace(
                out[-1], problems=(*out[-1].problems, f"'{text[out[-1].start : date.end]}' runs backwards")
            )
        if out and out[-1].kind == "quarter" and out[-1].open and text[out[-1].end : date.start].strip() == "(":
            date = replace(date, start=out.pop().start)
        out.append(date)
    return out


def _with_years(text: str, dates: Sequence[Expression]) -> list[Expression]:
    """The dates with what stands behind them taken in: "2019/20 Q1", "30th January this year"."""
    out: list[Expression] = []
    for date in dates:
        longer = next((made for take in BEHIND if (made := take(text, out[-1], date))), None) if out else None
        if longer is None:
            out.append(date)
        else:
            out[-1] = longer
    return out


def _quarter_behind(text: str, year: Expression, date: Expression) -> Expression | None:
    """A year whose quarter comes after it."""
    first = date.of(2000) if date.kind == "quarter" and date.weak and date.of is not None else None
    if year.kind != "year" or first is None or text[year.end : date.start].strip(" ,:–-"):
        return None
    return replace(_quarter_of(year, (first.start.month - 4) % 12 // 3), end=date.end)


def _year_behind(text: str, date: Expression, year: Expression) -> Expression | None:
    """A day or month whose year comes after it as "this year" or "of last year"."""
    behind = re.fullmatch(r",?\s+(?:of\s+)?", text[date.end : year.start]) is not None
    if not behind or year.kind != "unit" or not text[: year.end].endswith("year") or date.of is None or date.year:
        return None
    near = partial(_in_year, of=date.of, year=year)
    return replace(date, end=year.end, of=None, near=near, weak=False)


def _month_behind(text: str, year: Expression, month: Expression) -> Expression | None:
    """A bare year with its month after it ("2019 March")."""
    close = re.fullmatch(r",?\s+", text[year.end : month.start]) is not None
    if not close or year.kind != "year" or not year.weak or month.kind != "month" or month.year or month.of is None:
        return None
    return replace(month, start=year.start, year=year.year, weak=False)


BEHIND = (_quarter_behind, _year_behind, _month_behind)


def _in_year(clock: Clock, of: Yearly, year: Expression) -> Interval | None:
    """A day or month of "last year", "next year"."""
    span = year.resolved(clock, "near")
    return None if span is None else of(span.start.year)


def _quarter_of(year: Expression, index: int) -> Expression:
    """A quarter of the year that was stated, counted from its own first month."""
    return year.mapped(
        lambda s: spans.months(s.start.year, s.start.month + 3 * index, 3, "quarter"), year.start, "quarter"
    )


def _lend(text: str, dates: Sequence[Expression]) -> list[Expression]:
    """Years stated once for several dates: "August and December 2017", "17 December & 7 January 2019"."""
    out = list(dates)
    for index in range(len(out) - 2, -1, -1):
        first, second = out[index], out[index + 1]
        if (
            _borrows(text, first, second)
            and second.year is not None
            and second.of is not None
            and first.of is not None
        ):
            year = _year_before(first.of, second.of(second.year), second.year)
            out[index] = first if year is None else replace(first, year=year)
    for index in range(1, len(out)):
        first, second = out[index - 1], out[index]
        if (
            _borrows(text, second, first)
            and first.year is not None
            and first.of is not None
            and second.of is not None
        ):
            year = _year_after(second.of, first.of(first.year), first.year)
            out[index] = second if year is None else replace(second, year=year)
    return out


def _borrows(text: str, poor: Expression, rich: Expression) -> bool:
    """Whether a date without a year stands in one list or range with a date that has one."""
    between = text[min(poor.end, rich.end) : max(poor.start, rich.start)]
    near = bool(LIST.fullmatch(between) or TO.fullmatch(between))
    return near and poor.of is not None and poor.year is None and poor.side is None and rich.near is None


def _year_before(of: Yearly, limit: Interval | None, year: int) -> int | None:
    """The last year in which a date begins no later than the one that follows it."""
    if limit is None:
        return None
    return next(
        (y for y in (year + 1, year, year - 1) if (s := of(y)) is not None and s.start <= limit.start), None
    )


def _year_after(of: Yearly, limit: Interval | None, year: int) -> int | None:
    """The first year in which a date begins no earlier than the one before it."""
    if limit is None:
        return None
    return next(
        (y for y in (year - 1, year, year + 1) if (s := of(y)) is not None and s.start >= limit.start), None
    )


def _is_range(text: str, first: Expression, second: Expression, *, cell: bool) -> bool:
    between, before = text[first.end : second.start], text[: first.start]
    if MOVED.search(before):
        return False
    if TO.fullmatch(between):
        return True
    if first.kind != second.kind or not (AND.fullmatch(between) or BESIDE.fullmatch(between)):
        return False
    bound = AND.fullmatch(between) and BETWEEN.search(before)
    return bool(bound) or (not cell and _follows(first, second))


def _follows(first: Expression, second: Expression) -> bool:
    """Whether a month comes right after another ("October and November 2018"): then the two are one time."""
    if first.kind != "month" or first.of is None or second.of is None or (first.year, second.year).count(None) == 1:
        return False
    one = first.of(first.year or 2000)
    two = second.of(second.year or 2000 + (second.of(2000) or one).start.month // 12) if one else None
    return one is not None and two is not None and (two.start - one.end).days == 1


def _range(first: Expression, second: Expression) -> Expression | None:
    """One expression from the start of the first to the end of the second; None where it would run backwards."""
    problems = (*first.problems, *second.problems)
    if first.near is not None or second.near is not None or (first.side or second.side):
        near = partial(_between, first=first, second=second)
        return Expression(first.start, second.end, "span", near=near, problems=problems)
    if first.of is None or second.of is None:
        return None
    whole = partial(_from_to, first=first.of, second=second.of, last=second.year)
    if first.year is not None and whole(first.year) is None and first.of(first.year) is not None:
        return None
    return Expression(first.start, second.end, "span", of=whole, year=first.year, problems=problems)


def _between(clock: Clock, first: Expression, second: Expression) -> Interval | None:
    one, two = first.resolved(clock, "near"), second.resolved(clock, "near")
    return None if one is None or two is None or two.start < one.start else spans.union(one, two)


def _from_to(year: int, first: Yearly, second: Yearly, last: int | None) -> Interval | None:
    one = first(year)
    if one is None:
        return None
    end = _year_after(second, one, year) if last is None else last
    two = None if end is None else second(end)
    return None if two is None or two.start < one.start else spans.union(one, two)
