"""The words and figures that dates are made of, as patterns, and their values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from extractors.fields.dates.expressions import Expression
from extractors.months import MONTHS

NAMES = sorted(MONTHS, key=len, reverse=True)
MONTH = rf"(?P<m>{'|'.join(NAMES)})(?![a-z])(?:\.(?=\s*['’]?\d))?"
WEEKDAY = r"(?:(?P<wd>mon|tue|wed|thu|fri|sat|sun)(?:[a-z]*day|s|rs?)?,?\s+)?"
ORDINAL = r"(?:\s?(?:st|nd|rd|th)(?![a-z])\.?)?"
DAYS = rf"(?P<days>\d{{1,2}}{ORDINAL}(?:\s*(?:,|-|–|—|&|\band\b|\bto\b)\s*\d{{1,2}}{ORDINAL})*)"
FOUR = r"(?:19|20)\d{2}"
PROSE_YEAR = rf"(?P<y>{FOUR}|['’][0-4]\d)(?!\d|[.,]\d)"
CELL_YEAR = rf"(?P<y>{FOUR}(?![\d/])|['’]?[1-4]\d(?!\d|/|[.:]\d|\s?%|\s*(?:st|nd|rd|th|{'|'.join(NAMES)})\b))"
PAIR = r"(?P<y1>(?:20)?\d{2})\s?[/–-]\s?(?P<y2>(?:20)?\d{2})(?![\d/])"
# These are everyday words too: in prose, without a year, they need their capital.
CAPITAL = {"may", "march", "mar"}
LONG_PAIR = PAIR.replace("(?:20)?", "20", 1)


@dataclass(frozen=True, slots=True)
class DatePattern:
    """A pattern and what its matches mean."""

    name: str
    pattern: re.Pattern[str]
    build: Callable[[re.Match[str], bool], Iterator[Expression]]


def full_year(digits: str) -> int:
    """2019 for "2019", "19" and "’19": years of two digits belong to this century."""
    number = int(digits.strip("'’"))
    return number if number >= 100 else 2000 + number


def month_of(match: re.Match[str]) -> int:
    """The month a match names, 1 to 12."""
    return MONTHS[match["m"].casefold()]


def year_of(match: re.Match[str]) -> int | None:
    """The year a match states, None where it leaves it open."""
    return full_year(match["y"]) if match["y"] else None


def missing_space(match: re.Match[str]) -> Iterator[str]:
    """A problem where a month runs into its year ("August2016")."""
    if match["y"] and match.end("m") == match.start("y") and match["y"][0].isdigit():
        yield f"a space is missing in '{match.group().strip()}'"
