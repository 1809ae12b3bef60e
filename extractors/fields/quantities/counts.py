"""Every number of a text and the words near it: what it may count, to be compared with other counts."""

from __future__ import annotations

import re

from extractors.fields.quantities.units import known
from extractors.model import Count
from extractors.numbers import NUMBERS
from extractors.plurals import singular

# A number glued to a letter ("4a") names a thing and counts nothing; nor does one in brackets of its own ("(4)").
TOKEN = re.compile(r"[A-Za-z’'-]+|\d+(?:,\d{3})*(?:\.\d+)?%?(?![A-Za-z\d])")
LABEL = re.compile(r"\(\d+[a-z]?\)")
NEAR = 7  # words between a number and what it counts


def numbers_in(text: str) -> frozenset[float]:
    """The numbers of a text, in digits or (to a hundred) in words; years are none."""
    return frozenset(value for token in TOKEN.findall(text) if (value := _value(token)) is not None)


def find_counts(text: str) -> tuple[Count, ...]:
    """Each number but one with each noun that stands within seven words of it, the nearest first."""
    tokens = TOKEN.findall(LABEL.sub(" ", text))
    values = [(i, value) for i, token in enumerate(tokens) if (value := _value(token)) not in (None, 1)]
    if not values:
        return ()
    nouns = [singular(token.lower()) for token in tokens]
    first = {noun: tokens[nouns.index(noun)] for noun in nouns}
    found = []
    for i, value in values:
        near: dict[str, int] = {}
        for j in range(max(0, i - NEAR), min(len(tokens), i + NEAR + 1)):
            word = tokens[j].lower()
            if word[0].isalpha() and word not in known("stops") and word not in NUMBERS:
                near[nouns[j]] = min(abs(i - j), near.get(nouns[j], NEAR))
        found += [(distance, value, f"{tokens[i]} {first[noun]}", noun) for noun, distance in near.items()]
    return tuple(Count(noun, value, raw) for _, value, raw, noun in sorted(found))


def _value(token: str) -> float | None:
    low = token.lower()
    if low in NUMBERS:
        return float(NUMBERS[low])
    bare = token.replace(",", "").rstrip("%")
    if not bare[:1].isdecimal():  # nearly every token
        return None
    if not re.fullmatch(r"\d+(?:\.\d+)?", bare) or re.fullmatch(r"(?:19|20)\d\d", bare):
        return None
    return float(bare)
