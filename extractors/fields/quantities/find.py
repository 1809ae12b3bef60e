"""Counted amounts in running text: money, shares, counts and durations, never dates or the numbers of things."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from extractors.fields.quantities import units
from extractors.fields.quantities.numbers import FIGURES, SCALED, WORDS, value_of
from extractors.model import Quantity
from extractors.months import MONTH_WORD

NUMBER = rf"(?:{SCALED}|\b{WORDS})"
MONEY = re.compile(rf"£\s?(?P<n>{SCALED})", re.IGNORECASE)
SHARE = re.compile(rf"(?<![\w.,/])(?P<n>{FIGURES}|\b{WORDS})\s?(?:%|per\s?cent\b)", re.IGNORECASE)
ODDS = re.compile(
    rf"\b(?P<n>{WORDS}|\d{{1,2}})\s+(?:in|(?:[a-z-]+\s+){{0,3}}out\s+of)\s+(?:every\s+)?(?P<m>{WORDS}|\d{{1,3}})(?![\w/%]|[.,]\d)",
    re.IGNORECASE,
)
FRACTION = re.compile(
    r"\b(?P<f>half|(?:a|one)[\s-]third|two[\s-]thirds|(?:a|one)[\s-]quarter|three[\s-]quarters|a\s+fifth|a\s+tenth)"
    r"(?=\s+of\s+(?:the|all|those|these|its|our|their|them|them|men|women|people|prisoners|residents|cases|staff|children)\b)",
    re.IGNORECASE,
)
FRACTIONS = {
    "half": 50.0,
    "third": 100 / 3,
    "thirds": 200 / 3,
    "quarter": 25.0,
    "quarters": 75.0,
    "fifth": 20.0,
    "tenth": 10.0,
}
FULL_TIME = re.compile(
    rf"(?<![\w.,/])(?P<n>{FIGURES}|\b{WORDS})\s+(?:full[\s-]time\s+equivalents?|whole[\s-]time\s+equivalents?|FTEs?|WTEs?"
    r"|of\s+(?:a\s+)?full[\s-]time(?:\s+(?:post|equivalent))?)\b",
    re.IGNORECASE,
)
# Without one of these a text has none of the two, and is soon told to have none.
SHARE_SIGN = re.compile(r"%|cent", re.IGNORECASE)
FULL_TIME_SIGN = re.compile(r"time|[fw]te", re.IGNORECASE)
JOINED = re.compile(rf"(?<![\w.,/-])(?P<n>\d{{1,4}}|\b{WORDS})-(?P<u>[a-z]+)\b", re.IGNORECASE)
COUNT = re.compile(rf"(?<![\w.,/£’'-])(?P<n>{SCALED}|\b{WORDS})(?![\w%/]|\.\d|-\d)", re.IGNORECASE)
AS_OF = re.compile(
    r"\s+of\s+(?:the|its|our|their|these|those|them)?\s*(?:other\s+|total\s+|some\s+|about\s+)?", re.IGNORECASE
)
SPREAD = re.compile(rf"\s*(?:to|and|or|–|-)\s*(?=(?:{NUMBER})(?![\w%/]))", re.IGNORECASE)
CLOCK = re.compile(r"\s?(?:am|pm|a\.m\.|p\.m\.|hrs|o['’]clock)\b|:\d\d", re.IGNORECASE)
INHERIT = re.compile(
    r"\W*\s*(?:and\s+)?(?:not|rather\s+than|instead\s+of|as\s+against|against|compared\s+with|up\s+from|down\s+from|from|to)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
# What follows the day of a date: "26 June", "23 and 24 February".
DATED = re.compile(
    rf"(?:\s*(?:st|nd|rd|th)?\s*(?:,|-|–|&|and|to)\s*\d{{1,2}})*\s*(?:st|nd|rd|th)?\s*(?:of\s+)?(?=[A-Z])(?i:{MONTH_WORD})\b"
)
# "one shift in nine": the things stand between the numbers.
SINGLE = re.compile(rf"\bone\s+(?:[a-z-]+\s+){{1,3}}in\s+(?P<m>{WORDS}|\d{{1,3}})(?![\w/%]|[.,]\d)", re.IGNORECASE)
YEAR = re.compile(r"(?:19|20)\d\d")
PART = re.compile(r" (?:out )?of (?:(?:the|our|those|these|all) )?\w")


@dataclass(frozen=True, slots=True)
class FoundQuantity:
    """A quantity and the span of its words in the text."""

    quantity: Quantity
    start: int
    end: int


def find_quantities(text: str) -> tuple[FoundQuantity, ...]:
    """The amounts of a text, left to right, without overlaps.

    Units are lower case as printed ("places", "days"), "GBP" for pounds and "%" for shares ("one in five" is
    20 %), with " per annum", " per week" and the like where a rate follows; "full-time equivalent" for parts of
    a post; "" where the things counted are named elsewhere ("Sixty will be ready").
    """
    found: list[FoundQuantity] = []
    taken: list[tuple[int, int]] = []
    for finder in FINDERS:
        for item in finder(text):
            if not any(item.start < end and start < item.end for start, end in taken):
                found.append(item)
                taken.append((item.start, item.end))
    found.sort(key=lambda f: f.start)
    return tuple(_with_units(text, found))


def _quantity(text: str, start: int, end: int, value: float, unit: str) -> FoundQuantity:
    return FoundQuantity(Quantity(text[start:end], value, unit), start, end)


def _money(text: str) -> Iterator[FoundQuantity]:
    for match in MONEY.finditer(text):
        end, rate = units.rate_at(text, match.end())
        yield _quantity(text, match.start(), end, value_of(match["n"]), f"GBP{rate}")


def _shares(text: str) -> Iterator[FoundQuantity]:
    for match in SHARE.finditer(text) if SHARE_SIGN.search(text) else ():
        end, rate = units.rate_at(text, match.end())
        yield _quantity(text, match.start(), end, value_of(match["n"]), f"%{rate}")
    for match in ODDS.finditer(text):
        part, whole = value_of(match["n"]), value_of(match["m"])
        if 0 < part < whole <= 100 and not DATED.match(text[match.end() :]):
            yield _quantity(text, match.start(), match.end(), round(100 * part / whole, 4), "%")
    for match in SINGLE.finditer(text):
        whole = value_of(match["m"])
        if whole > 1:
            yield _quantity(text, match.start(), match.end(), round(100 / whole, 4), "%")
    for match in FRACTION.finditer(text):
        value = FRACTIONS[re.split(r"[\s-]+", match["f"].casefold())[-1]]
        yield _quantity(text, match.start(), match.end(), round(value, 4), "%")


def _full_time(text: str) -> Iterator[FoundQuantity]:
    for match in FULL_TIME.finditer(text) if FULL_TIME_SIGN.search(text) else ():
        yield _quantity(text, match.start(), match.end(), value_of(match["n"]), "full-time equivalent")


def _joined(text: str) -> Iterator[FoundQuantity]:
    """A number joined to a measure ("two-day event"): the measure is the unit, the noun stays in the raw words."""
    for match in JOINED.finditer(text):
        unit = match["u"].casefold()
        if unit in units.known("measures"):
            noun = re.match(r"\s+([a-z][\w-]*)", text[match.end() :])
            end = match.end() + noun.end() if noun and noun[1] not in units.known("stops") else match.end()
            yield _quantity(text, match.start(), end, value_of(match["n"]), unit)


def _counts(text: str) -> Iterator[FoundQuantity]:
    for match in COUNT.finditer(text):
        if _is_amount(text, match):
            counted = _counted(text, match)
            if counted is not None:
                end, unit = counted
                yield _quantity(text, match.start(), end, value_of(match["n"]), unit)


def _is_amount(text: str, match: re.Match[str]) -> bool:
    """Whether a number is no date, no time of day, no telephone number and no number of a thing."""
    before, after = text[: match.start()], text[match.end() :]
    if DATED.match(after):
        return False
    if CLOCK.match(after) or re.search(r"\d\s$", before) or re.match(r"\s\d{2,}(?!,?\d*\s+[a-z])", after):
        return False
    if YEAR.fullmatch(match["n"]) and not _plainly_counted(text, match):
        return False
    return not _labelled(before)


def _plainly_counted(text: str, match: re.Match[str]) -> bool:
    """Whether four figures that could be a year count something ("some 2000 people")."""
    noun = units.noun_at(text, match.end())
    return (
        noun is not None
        and noun[1]
        in {"people", "places", "prisoners", "staff", "offenders", "men", "women", "children", "cases", "beds"}
        and not re.search(r"\b(?:in|since|by|during|until|from|of|the)\s+$", text[: match.start()], re.IGNORECASE)
    )


def _labelled(before: str) -> bool:
    """Whether the words before make the number a name: "recommendation 5", "phase 2", "concerns 3, 4 and"."""
    trimmed = re.sub(
        rf"(?:(?:{FIGURES}|{WORDS})[a-z]?(?:\s*(?:,|and|or|to|&|–|-)\s*)+)+$", "", before, flags=re.IGNORECASE
    )
    last = re.search(r"([A-Za-z]+)\.?[\s-]+(?:number\s+|no\.?\s+)?$", trimmed)
    return last is not None and last[1].casefold() in units.known("labels")


def _counted(text: str, match: re.Match[str]) -> tuple[int, str] | None:
    """The end and unit of what a number counts; None where it counts nothing."""
    single = match["n"].casefold() in {"one", "1"}
    noun = (units.one_noun_at if single else units.noun_at)(text, match.end())
    if noun is not None:
        end, rate = units.rate_at(text, noun[0])
        return end, noun[1] + rate
    if single:
        return None
    return _of_those(text, match) or _alone(text, match)


def _of_those(text: str, match: re.Match[str]) -> tuple[int, str] | None:
    """A noun that comes after a second number ("26 of the 40 managers", "4 to 12 participants")."""
    link = AS_OF.match(text, match.end()) or SPREAD.match(text, match.end())
    if link is None:
        return None
    second = COUNT.match(text, link.end())
    noun = units.noun_at(text, second.end() if second else link.end())
    if noun is None or (second is None and not AS_OF.match(text, match.end())):
        return None
    return match.end(), noun[1]


def _alone(text: str, match: re.Match[str]) -> tuple[int, str] | None:
    """A number whose things are named elsewhere, where the words around it show that it counts."""
    if "." in match["n"] and not match["n"][-1].isalpha():
        return None
    before = re.search(r"([A-Za-z]+)\s+$", text[: match.start()])
    after = re.match(r"\s+([A-Za-z]+)", text[match.end() :])
    opening = match.start() == 0 or re.search(r"[.;:]\s+$", text[: match.start()])
    verb = after is not None and after[1].casefold() in units.known("verbs")
    led = before is not None and before[1].casefold() in units.known("before_bare")
    closing = re.match(r"\s*(?:[,.;)]|$|\s(?:and|or|by|in|at)\b)", text[match.end() :]) is not None
    said = re.search(
        r"\b(?:rather\s+than|instead\s+of|further|another|other|remaining)\s+(?:the\s+)?$", text[: match.start()]
    )
    figures = match["n"][0].isdigit()
    counts = said is not None or (verb and (opening or led or figures)) or (led and closing)
    return (match.end(), "") if counts else None


def _with_units(text: str, found: list[FoundQuantity]) -> Iterator[FoundQuantity]:
    """The amounts with what they count; one that corrects another takes its unit ("28 days, not 31")."""
    previous: FoundQuantity | None = None
    for item in found:
        if not item.quantity.unit and previous is not None and INHERIT.fullmatch(text[previous.end : item.start]):
            item = replace(item, quantity=replace(item.quantity, unit=previous.quantity.unit))
        part = PART.match(text, item.end) is not None
        counted = replace(item.quantity, noun=units.noun_of(item.quantity.unit), part=part)
        yield replace(item, quantity=counted)
        previous = item


FINDERS: tuple[Callable[[str], Iterator[FoundQuantity]], ...] = (_money, _full_time, _shares, _joined, _counts)
