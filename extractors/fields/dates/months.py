"""Dates of months, quarters, seasons, terms and years, their year stated or open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from extractors.fields.dates import spans
from extractors.fields.dates.expressions import Expression
from extractors.fields.dates.patterns import full_year, missing_space, month_of, year_of


def month(match: re.Match[str], cell: bool) -> Iterator[Expression]:
    """A month, its year stated or open ("October 2019", "October")."""
    year, name = year_of(match), match["m"]
    if not cell and year is None and not name[0].isupper():
        return
    of = partial(spans.months, month=month_of(match), count=1, precision="month")
    yield Expression(
        match.start(),
        match.end(),
        "month",
        of=of,
        year=year,
        weak=year is None,
        problems=tuple(missing_space(match)),
    )


def month_number(match: re.Match[str], _cell: bool) -> Iterator[Expression]:
    """A month in figures ("03/2020")."""
    of = partial(spans.months, month=int(match["n"]), count=1, precision="month")
    yield Expression(match.start(), match.end(), "month", of=of, year=full_year(match["y"] or match["yy"]))


def season(match: re.Match[str], _cell: bool) -> Iterator[Expression]:
    """Seasons and school terms ("Spring 2021", "autumn term 2019/20", "winter 2019/20", "summer/autumn 2021")."""
    first, second = match["s"].casefold(), (match["s2"] or match["s"]).casefold()
    span = spans.term if match["term"] else spans.season
    year = full_year(match["y"]) if match["y"] else None
    if year is not None and match["y2"] and match["term"] and first in {"spring", "summer"}:
        year += 1
    later = 1 if spans.SEASONS[second] < spans.SEASONS[first] else 0
    if match["term"] and first == "autumn" and second != "autumn":
        later = 1
    yield Expression(
        match.start(),
        match.end(),
        "season",
        year=year,
        weak=year is None,
        of=lambda y: span(first, y) if first == second else spans.union(span(first, y), span(second, y + later)),
    )


def years(match: re.Match[str], _cell: bool) -> Iterator[Expression]:
    """A financial or academic year ("2019/20"), or the years from first to last ("2018-21")."""
    first, last = full_year(match["y1"]), full_year(match["y2"])
    words = match.group().casefold()
    if first % 100 == 0 and len(match["y1"]) == 2:
        return
    if last == first + 1 and re.search(r"academic|school", words):
        yield Expression(
            match.start(), match.end(), "year", of=lambda y: spans.months(y, 9, 12, "year"), year=first
        )
    elif last == first + 1:
        yield Expression(match.start(), match.end(), "year", of=spans.financial_year, year=first)
    elif first < last <= first + 15 and len(match["y1"]) == 4:
        yield Expression(
            match.start(),
            match.end(),
            "span",
            year=first,
            of=lambda y: spans.union(spans.months(y, 1, 12, "year"), spans.months(last, 1, 12, "year")),
        )


def year_alone(match: re.Match[str], _cell: bool) -> Iterator[Expression]:
    """Four figures that may be a year."""
    of = partial(spans.months, month=1, count=12, precision="year")
    yield Expression(match.start(), match.end(), "year", of=of, year=int(match["y"]), weak=True)


QUARTERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "last": 4,
    "final": 4,
}
QUARTER = (
    r"(?:\bQ\s?(?P<q>[1-4])\b|\b(?:quarter|qtr)\s*(?P<qw>[1-4]|one|two|three|four)\b"
    r"|\b(?P<qo>first|second|third|fourth|last|final|1st|2nd|3rd|4th)\s+(?:quarter|qtr)\b)"
)


def quarter_number(match: re.Match[str]) -> int:
    """The number, 1 to 4, of a match of :data:`QUARTER`."""
    word = (match["q"] or match["qw"] or match["qo"]).casefold()
    return QUARTERS[word] if word in QUARTERS else int(word[0])


def quarter(match: re.Match[str], _cell: bool) -> Iterator[Expression]:
    """A quarter whose year is left open: of the financial year, as these bodies count."""
    of = partial(spans.financial_quarter, quarter_number(match))
    yield Expression(match.start(), match.end(), "quarter", of=of, weak=True)
