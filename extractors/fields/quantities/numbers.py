"""Numbers in figures and words, and their values."""

from __future__ import annotations

import re

from extractors.numbers import TENS, UNITS

SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000, "dozen": 12}
SUFFIXES = {"k": 1000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000}

_SMALL = "|".join(sorted([*UNITS, *TENS], key=len, reverse=True))
_SCALE = "|".join(SCALES)
WORDS = (
    rf"(?:(?:{_SMALL})(?:[-\s](?:{_SMALL}))?(?:\s+(?:{_SCALE}))*(?:\s+and\s+(?:{_SMALL})(?:[-\s](?:{_SMALL}))?)?"
    rf"|an?\s+(?:{_SCALE}))(?![a-z])"
)
FIGURES = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
SCALED = rf"{FIGURES}(?:\s?(?:million|billion|thousand|mn|bn|m|k)(?![a-z]))?"


def value_of(raw: str) -> float:
    """The value of figures ("2,239", "22m", "1.5 million") or words ("fifty-two", "two hundred and ten").

    Raises ValueError when the text is no number.
    """
    text = raw.strip().casefold().lstrip("£").strip()
    found = re.fullmatch(rf"({FIGURES})\s?([a-z]*)", text)
    if found:
        factor = (SUFFIXES | SCALES).get(found[2]) if found[2] else 1
        if factor is None:
            raise ValueError(f"'{raw}' is no number")
        return round(float(found[1].replace(",", "")) * factor, 6)
    total, current = 0.0, 0.0
    for word in re.findall(r"[a-z]+", text):
        if word in UNITS or word in TENS or word in {"a", "an"}:
            current += (UNITS | TENS | {"a": 1, "an": 1})[word]
        elif word == "hundred" or word == "dozen":
            current *= SCALES[word]
        elif word in SCALES:
            total, current = total + current * SCALES[word], 0.0
        elif word != "and":
            raise ValueError(f"'{raw}' is no number")
    return total + current
