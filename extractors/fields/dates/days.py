"""Dates of days: "15th February 2019", "24-25th February", "31/03/2020"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from dateutil.easter import easter

from extractors.fields.dates import spans
from extractors.fields.dates.expressions import Expression
from extractors.fields.dates.patterns import CAPITAL, ORDINAL, missing_space, month_of, year_of
from extractors.model import Interval

# "phase 2 March 2020": the figure numbers a thing, and is no day.
LABEL = re.compile(
    r"\b(?:phase|cohort|stage|part|year|tranche|wave|step|action|rec|recommendation|no|number|unit|site|group|version|option|priority|"
    r"milestone|objective|level|tier|band|round|module|pilot)\.?\s*$",
    re.IGNORECASE,
)


def day_month(match: re.Match[str], cell: bool) -> Iterator[Expression]:
    """Runs of days ("15th February 2019", "24-25th February", "17, 18 December"); in a cell each day of a list."""
    year, month = year_of(match), month_of(match)
    if not cell and year is None and match["m"].islower() and match["m"].casefold() in CAPITAL:
        return
    if match["days"].isdigit() and LABEL.search(match.string, 0, match.start("days")):
        whole = partial(spans.months, month=month, count=1, precision="month")
        yield Expression(match.start("m"), match.end(), "month", of=whole, year=year, weak=year is None)
        return
    runs = _runs(match["days"], apart=cell)
    problems = (*_ordinals(match["days"]), *missing_space(match))
    for index, (first, last, at, stop) in enumerate(runs):
        start = match.start() if index == 0 else match.start("days") + at
        end = match.end() if index + 1 == len(runs) else match.start("days") + stop
        of = partial(_days, first=first, last=last, month=month)
        extra = problems if index == 0 else ()
        yield Expression(start, end, "day", of=of, year=year, problems=(*extra, *_weekday(match, of, year)))


def _days(year: int, first: int, last: int, month: int) -> Interval | None:
    begin, end = spans.day_of(year, month, first), spans.day_of(year, month, last)
    return None if begin is None or end is None or first > last else spans.union(begin, end)


def _runs(days: str, *, apart: bool) -> list[tuple[int, int, int, int]]:
    """First day, last day and span of each run: joined by a dash, or (in prose) days that follow on."""
    runs: list[tuple[int, int, int, int]] = []
    at = 0
    for found in re.finditer(rf"(\d{{1,2}}){ORDINAL}", days, re.IGNORECASE):
        day, between = int(found[1]), days[at : found.start()]
        follows = bool(runs) and not apart and day == runs[-1][1] + 1
        if runs and (re.search(r"[-–—]|to", between) or follows):
            runs[-1] = (runs[-1][0], day, runs[-1][2], found.end())
        else:
            runs.append((day, day, found.start(), found.end()))
        at = found.end()
    return runs


def _ordinals(days: str) -> Iterator[str]:
    for found in re.finditer(r"(\d{1,2})\s?(st|nd|rd|th)", days, re.IGNORECASE):
        number = int(found[1])
        right = "th" if number in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        if found[2].casefold() != right:
            yield f"'{found[0]}' is a wrong ordinal"


def _weekday(match: re.Match[str], of: Callable[[int], Interval | None], year: int | None) -> Iterator[str]:
    span = None if year is None else of(year)
    if span is not None and match["wd"]:
        names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        if names[span.start.weekday()] != match["wd"].casefold():
            yield f"'{match.group().strip()}' was no {match.group().split()[0].strip(',')}"


def month_day(match: re.Match[str], _cell: bool) -> Iterator[Expression]:
    """A day after its month ("March 15, 2019"): the month is named, so the order is plain."""
    of = partial(_days, first=int(match["d"]), last=int(match["d"]), month=month_of(match))
    yield Expression(match.start(), match.end(), "day", of=of, year=year_of(match))


def numeric(match: re.Match[str], _cell: bool) -> Iterator[Expression]:
    """A day in figures ("31/03/2020"): always day first; what does not exist is a mistake, never turned round."""
    of = partial(_days, first=int(match["d"]), last=int(match["d"]), month=int(match["n"]))
    yield Expression(
        match.start(), match.end(), "day", of=of if 1 <= int(match["n"]) <= 12 else _never, year=year_of(match)
    )


def _never(_year: int) -> None:
    """The interval of a day that no calendar has."""
    return


# Days by which officials reckon: month and day, or how many days after Easter.
FEASTS: dict[str, tuple[int, int] | int] = {
    "christmas": (12, 25),
    "easter": 0,
    "whitsun": 49,
    "michaelmas": (9, 29),
    "lady day": (3, 25),
    "hallowe'en": (10, 31),
    "bonfire night": (11, 5),
}


def feast(match: re.Match[str], _cell: bool) -> Iterator[Expression]:
    """The day of a feast ("Christmas", "Easter 2022")."""
    of = partial(_feast, name=match["feast"].casefold().replace("’", "'"))
    yield Expression(match.start(), match.end(), "day", of=of, year=year_of(match), weak=match["y"] is None)


def _feast(year: int, name: str) -> Interval:
    day = FEASTS[name]
    only = easter(year) + timedelta(days=day) if isinstance(day, int) else date(year, *day)
    return Interval(only, only, "day")


def day_of_month(match: re.Match[str], cell: bool) -> Iterator[Expression]:
    """A day in figures without its year ("by 5/9"): day first."""
    if not cell and int(match["d"]) <= 31 and int(match["n"]) <= 12:
        of = partial(_days, first=int(match["d"]), last=int(match["d"]), month=int(match["n"]))
        yield Expression(match.start(), match.end(), "day", of=of)
