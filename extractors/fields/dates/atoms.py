"""The rules for the smallest date expressions, each a pattern and a function from its match to expressions.

Two sets differ in little: running prose is strict, a target-date cell may be terse ("Mar-20", "03/2020").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from extractors.fields.dates import days, months
from extractors.fields.dates.expressions import Expression
from extractors.fields.dates.months import QUARTER
from extractors.fields.dates.patterns import (
    CELL_YEAR,
    DAYS,
    FOUR,
    LONG_PAIR,
    MONTH,
    NAMES,
    PAIR,
    PROSE_YEAR,
    WEEKDAY,
    DatePattern,
)

SEASON = "spring|summer|autumn|winter"
SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"  # in prose a day stands before its month
FEASTS = "|".join(name.replace("'", "['’]") for name in days.FEASTS)
SORT = "(?:academic|school|financial|fiscal)"
# <year>, <joint>, <short>, <signs> and <touch> differ between prose and cells.
Build = Callable[[re.Match[str], bool], Iterator[Expression]]
TABLE: tuple[tuple[str, str, Build], ...] = (
    (
        "day",
        rf"(?<![\d/.,£-])\b{WEEKDAY}(?:the\s+)?{DAYS}\s*(?:of\s+)?<touch>\s*{MONTH}(?:<joint><year>)?",
        days.day_month,
    ),
    ("month-day", rf"\b{MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>{FOUR})(?!\d)", days.month_day),
    ("iso", r"(?<![\d/-])(?P<y>20\d\d)(?P<sign>[-/])(?P<n>\d\d)(?P=sign)(?P<d>\d\d)(?![\d/-])", days.numeric),
    (
        "figures",
        r"(?<![\d/.])(?P<d>\d{1,2})\s?(?P<sign>[<signs>])\s?(?P<n>\d{1,2})\s?(?P=sign)\s?<short>(?![\d/])",
        days.numeric,
    ),
    (
        "dotted-figures",
        rf"(?<![\d/.])(?P<d>\d{{1,2}})[.-](?P<n>\d{{1,2}})[.-](?P<y>{FOUR})(?!\d)",
        days.numeric,
    ),
    ("month", rf"\b{MONTH}(?:<joint><year>)?", months.month),
    ("short-month-year", rf"\b(?P<m>{SHORT})\.?\s(?P<y>[12]\d)(?![\d/,:%]|\s?(?:per|st|nd|rd|th)\b)", months.month),
    (
        "season",
        rf"\b(?P<s>{SEASON})(?:\s*(?:/|-|–|\band\b|\bto\b)\s*(?P<s2>{SEASON}))?(?:\s+(?P<term>term))?"
        rf"(?:,?\s*(?:of\s+)?(?P<y>{FOUR})(?:\s?[/–-]\s?(?P<y2>(?:20)?\d\d)(?!\d))?)?\b",
        months.season,
    ),
    (
        "years",
        rf"(?:\b{SORT}\s+year\s+|\bFY\s?)?(?<![\d/.,£]){LONG_PAIR}(?:\s+{SORT}\s+year\b)?",
        months.years,
    ),
    (
        "short-years",
        r"(?:\b(?:FY\s?|(?:financial|fiscal)\s+year\s+)|(?<=\bQ[1-4]\s)|(?<=\bQ[1-4]\s\()|(?<=\bQ[1-4],\s)"
        rf"|(?<=\bquarter\s[1-4]\s)|(?<=\bquarter\s[1-4]\s\()|(?<=\bquarter\s[1-4],\s)){PAIR}",
        months.years,
    ),
    (
        "quarter",
        rf"{QUARTER}(?!\s*(?:,|of|in|-|\()?\s*(?:the\s+)?(?:FY|financial\s+year|fiscal\s+year)?\s*\d\d)"
        r"(?!\s+of\s+(?:this|next|last|the\s+(?:current|coming|next|same))\s+(?:\w+\s+)?year)",
        months.quarter,
    ),
    ("feast", rf"\b(?P<feast>{FEASTS})(?:\s+<year>)?", days.feast),
    (
        "day-month-figures",
        r"(?:(?<=\bby )|(?<=\bfrom )|(?<=\bon )|(?<=\buntil )|(?<=\btill )|(?<=\bdate )|(?<=\bw/c ))"
        r"(?P<d>\d{1,2})/(?P<n>\d{1,2})(?![\d/])",
        days.day_of_month,
    ),
    (
        "year",
        rf"(?<![\d/.,£$€#])(?<!\d[-–])\b(?P<y>{FOUR})\b(?![\d/%]|[.,]\d|-\d|\s?per\s?cent)",
        months.year_alone,
    ),
)
CELLS: tuple[tuple[str, str, Build], ...] = (
    ("short-months", rf"\b{MONTH}\s(?P<y>[1-4]\d)(?=[\s,]+(?:{'|'.join(NAMES)})\s\d\d(?!\d))", months.month),
    (
        "month-figures",
        rf"(?<![\d/.-])(?P<n>0?[1-9]|1[0-2])(?:\s?[/.-]\s?(?P<y>{FOUR})|/(?P<yy>1[3-9]|[234]\d))(?![\d/.])",
        months.month_number,
    ),
)
PARTS = {
    True: {
        "<year>": CELL_YEAR,
        "<joint>": r"\s*[,./-]?\s*",
        "<short>": rf"(?P<y>{FOUR}|\d{{2}})",
        "<signs>": "/.-",
        "<touch>": "[-/.,]?",
    },
    False: {
        "<year>": PROSE_YEAR,
        "<joint>": r",?\s*(?:of\s+)?",
        "<short>": rf"(?P<y>{FOUR}|\d{{2}}(?=\W|$))",
        "<signs>": "/",
        "<touch>": "-?",
    },
}


@cache
def rules(cell: bool) -> tuple[DatePattern, ...]:
    """The rules for a target-date cell, or for running prose."""
    out = []
    for name, pattern, build in (*CELLS, *TABLE) if cell else TABLE:
        for key, part in PARTS[cell].items():
            pattern = pattern.replace(key, part)
        out.append(DatePattern(name, re.compile(pattern, re.IGNORECASE), build))
    return tuple(out)
