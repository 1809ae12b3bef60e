"""What a text counts, and how many of it."""

from __future__ import annotations

import re
from functools import cache

from extractors.model import Quantity
from extractors.numbers import TENS, UNITS

NUMBERS = UNITS | TENS
# A number glued to a letter ("4a") names a thing and counts nothing; nor does one in brackets of its own ("(4)").
TOKEN = re.compile(r"[A-Za-z’'-]+|\d+(?:,\d{3})*(?:\.\d+)?%?(?![A-Za-z\d])")
LABEL = re.compile(r"\(\d+[a-z]?\)")
NEAR = 7  # words between a number and what it counts
_PASSING = "day week month year hour time one quarter minute session gbp"
PASSING = frozenset(_PASSING.split(" "))


def noun_of(quantity: Quantity) -> str | None:
    """What a quantity counts, as a singular; None for nothing, for time and for parts of a whole."""
    words = re.findall(r"[a-z]+", re.sub(r" (?:per|a) \w+$", "", quantity.unit.lower()))
    noun = _singular(words[-1]) if words else None
    return None if noun in PASSING else noun


def _singular(word: str) -> str:
    """The word without a plural's ending: "readers" is no form of "reading"."""
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + instead
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


def numbers_in(text: str) -> set[float]:
    """The numbers of a text, in digits or (to a hundred) in words; years are none."""
    return {value for value in map(_number, TOKEN.findall(text)) if value is not None}


def _number(token: str) -> float | None:
    low = token.lower()
    if low in NUMBERS:
        return float(NUMBERS[low])
    bare = token.replace(",", "").rstrip("%")
    return (
        float(bare) if re.fullmatch(r"\d+(?:\.\d+)?", bare) and not re.fullmatch(r"(?:19|20)\d\d", bare) else None
    )


@cache
def counted(text: str, noun: str) -> tuple[tuple[float, str], ...]:
    """The numbers that stand near a noun in a text, nearest first, each with its words."""
    tokens = TOKEN.findall(LABEL.sub(" ", text))
    places = [i for i, token in enumerate(tokens) if _singular(token.lower()) == noun]
    found = []
    for i, token in enumerate(tokens):
        value = _number(token)
        if value is None or value == 1:
            continue
        near = [abs(i - p) for p in places if abs(i - p) <= NEAR]
        if near:
            found.append((min(near), value, f"{token} {tokens[places[0]]}"))
    return tuple((value, raw) for _, value, raw in sorted(found))
