"""Words before a date that change its interval: "end of", "early", "first quarter of", "week commencing".

They are read from the date leftwards, one after another ("the first week of" + "this month").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from extractors.fields.dates import spans
from extractors.fields.dates.expressions import Clock, Expression, Kind, Side
from extractors.fields.dates.months import QUARTER, quarter_number
from extractors.fields.dates.relative import COUNT, count_of
from extractors.model import Interval

CALENDAR: frozenset[Kind] = frozenset({"month", "quarter", "season", "year", "unit"})


@dataclass(frozen=True, slots=True)
class Prefix:
    """A pattern that must end where the date begins, the kinds of date it fits, and what it makes of them."""

    pattern: re.Pattern[str]
    fits: frozenset[Kind]
    apply: Callable[[re.Match[str], Expression], Expression | None]
    cells_only: bool = False


PARTS: dict[str, spans.Part] = {
    "early": "early",
    "start": "early",
    "beginning": "early",
    "mid": "mid",
    "middle": "mid",
    "late": "late",
    "end": "end",
    "close": "end",
}


def _part(match: re.Match[str], date: Expression) -> Expression:
    """Parts of a month or year: "end of", "early", "mid-", "early to mid"."""
    word = match["part"] or match["of"] or "end"
    first, last = PARTS[word.casefold()], PARTS[(match["to"] or word).casefold()]

    def change(span: Interval) -> Interval:
        return spans.union(spans.part_of(span, first), spans.part_of(span, last))

    return date.mapped(change, match.start())


def _half(match: re.Match[str], date: Expression) -> Expression | None:
    half = 1 if match["half"].casefold() in {"first", "h1"} else 2
    return (
        None
        if date.kind not in {"month", "year"}
        else date.mapped(lambda s: spans.half_of(s, half), match.start("half"), "span")
    )


def _quarter(match: re.Match[str], date: Expression) -> Expression:
    """A quarter of the year that follows: of a financial year where that is one, else of a calendar year."""
    number = quarter_number(match)

    def change(span: Interval) -> Interval | None:
        if span.precision != "year":
            return None
        return spans.months(span.start.year, span.start.month + 3 * (number - 1), 3, "quarter")

    return date.mapped(change, match.start(), "quarter")


def _week(match: re.Match[str], date: Expression) -> Expression:
    which = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1, "final": -1}[match["w"].casefold()]
    return date.mapped(lambda s: spans.week_of(s, which), match.start("w"), "span")


def _week_from(match: re.Match[str], date: Expression) -> Expression:
    """Seven days from the date ("week commencing 4 March"), or up to it ("week ending")."""
    back = "end" in match.group().casefold() or "w/e" in match.group().casefold()

    def change(span: Interval) -> Interval:
        first = span.start - timedelta(days=6) if back else span.start
        return Interval(first, first + timedelta(days=6), "period")

    return date.mapped(change, match.start(), "span")


def _up_to(match: re.Match[str], date: Expression) -> Expression:
    """So long, up to the end of the date ("the twelve months to September 2018")."""
    count = count_of(match["n"] or "a") * (1 if "month" in match["u"].casefold() else 12)

    def change(span: Interval) -> Interval:
        return Interval(spans.plus_months(span.end + timedelta(days=1), -count), span.end, "period")

    if date.of is not None and date.year is None and date.side is None:
        base = date
        return replace(
            base,
            start=match.start("span"),
            kind="span",
            of=None,
            weak=False,
            near=lambda clock: _changed(base.resolved(clock, "past"), change),
        )
    return date.mapped(change, match.start("span"), "span")


def _changed(span: Interval | None, change: Callable[[Interval], Interval]) -> Interval | None:
    return None if span is None else change(span)


def _after(match: re.Match[str], date: Expression) -> Expression:
    """So long after the date, as precise as the date ("within six months of June 2019")."""
    count, unit = count_of(match["n"]), match["u"].casefold()
    step = (2 * count, "week") if unit == "fortnight" else (count, unit)
    return date.mapped(lambda span: spans.shifted(span, *step), match.start())


SIDES: dict[str, Side] = {
    "this": "near",
    "coming": "future",
    "forthcoming": "future",
    "this coming": "future",
}


def _side(match: re.Match[str], date: Expression) -> Expression | None:
    """Which occurrence of an open year ("last September", "next spring", "that July", "the following May")."""
    if date.of is None or date.year is not None:
        return None
    word = match["det"].casefold().split()[-1] if match["det"].casefold() != "this coming" else "this coming"
    if word in SIDES:
        return replace(date, start=match.start(), side=SIDES[word], weak=False)
    return replace(date, start=match.start(), of=None, near=lambda clock: _told(word, date, clock), weak=False)


def _told(word: str, date: Expression, clock: Clock) -> Interval | None:
    """The occurrence before or after the document's day, or in, after or before the date stated last."""
    if date.of is None:
        return None
    if word in {"last", "next"}:
        here = None if clock.day is None else Interval(clock.day, clock.day, "day")
    else:
        here = clock.anchor
    if here is None:
        return None
    around = [s for year in range(here.start.year - 2, here.end.year + 3) if (s := date.of(year)) is not None]
    if word in {"next", "following"}:
        return next((s for s in around if s.start > here.end), None)
    if word in {"last", "previous", "preceding"}:
        return next((s for s in reversed(around) if s.end < here.start), None)
    return date.of(here.start.year)


def _prefix(
    pattern: str,
    fits: frozenset[Kind],
    apply: Callable[[re.Match[str], Expression], Expression | None],
    *,
    cells_only: bool = False,
) -> Prefix:
    return Prefix(re.compile(rf"(?:{pattern})$", re.IGNORECASE), fits, apply, cells_only)


DATED: frozenset[Kind] = frozenset({"day", "month", "quarter", "year", "season"})
LAPSE = rf"{COUNT}\s+(?P<u>day|week|fortnight|month|year)s?"
ORDINAL_WEEK = r"\b(?P<w>first|second|third|fourth|last|final)\s+(?:full\s+)?week\s+(?:of|in)\s+(?:the\s+)?"
PREFIXES: tuple[Prefix, ...] = (
    _prefix(
        r"\b(?:(?P<part>(?:early|mid|late|end))\b(?:(?:\s*/\s*|\s+to\s+)(?P<to>mid|late|end))?(?:\s+of|(?<!end)\s+in)?"
        r"|(?P<of>start|beginning|middle|close)\s+of|(?P<end>(?:year|quarter|month)[\s-]+end))(?:\s+|\s*[-–]\s*)(?:the\s+)?",
        CALENDAR,
        _part,
    ),
    _prefix(
        r"\b(?P<half>(?:first|second|latter)(?=\s+half)|h[12])(?:\s+half\s+of)?\s+(?:the\s+)?",
        CALENDAR,
        _half,
    ),
    _prefix(
        rf"{QUARTER}\s*(?:,|\(|-|of|in)?\s*(?:the\s+)?(?:FY\s?|(?:financial|fiscal)\s+year\s+)?",
        frozenset({"year", "unit"}),
        _quarter,
    ),
    _prefix(ORDINAL_WEEK, frozenset({"month", "unit"}), _week),
    _prefix(
        r"\b(?:w/?[ce]\b|week\s+(?:commencing|beginning|starting|ending|of))\.?:?\s*(?:the\s+)?",
        frozenset({"day"}),
        _week_from,
    ),
    _prefix(
        rf"(?P<span>\b(?:{COUNT}\s+)?(?P<u>months?|years?))\s+(?:to|ending|ended|up\s+to)\s+(?:the\s+)?(?:on\s+)?",
        frozenset({"day", "month", "quarter", "year"}),
        _up_to,
    ),
    _prefix(rf"\bwithin\s+{LAPSE}\s+(?:of|from|after)\s+(?:the\s+)?", DATED, _after),
    _prefix(rf"\b{LAPSE}\s+(?:from|after)\s+(?:the\s+)?", DATED, _after, cells_only=True),
    _prefix(
        r"\b(?P<det>last|next|this\s+coming|this|that|(?:the\s+)?(?:coming|forthcoming|following|previous|preceding|same))\s+",
        frozenset({"month", "season", "quarter", "day"}),
        _side,
    ),
)


def extended(text: str, limit: int, date: Expression, *, cell: bool) -> Expression:
    """The date with every prefix that stands before it, none of them reaching back over ``limit``."""
    while True:
        for prefix in PREFIXES:
            fits = date.kind in prefix.fits and (cell or not prefix.cells_only)
            found = prefix.pattern.search(text, limit, date.start) if fits else None
            longer = prefix.apply(found, date) if found else None
            if longer is not None:
                date = longer
                break
        else:
            return date
