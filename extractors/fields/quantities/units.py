"""What a number counts: the head of the noun phrase after it, by its form and by lists of words."""

from __future__ import annotations

import re
from functools import cache

from extractors.lookups import lookup
from extractors.plurals import ends_as_plural, singular

WORD = re.compile(r"\s+([A-Za-z][\w’'-]*)")
LONGEST = 6
PASSING = frozenset({"day", "week", "month", "year", "hour", "time", "one", "quarter", "minute", "session", "gbp"})


@cache
def known(table: str) -> frozenset[str]:
    """One list of ``lookups/quantities.toml``."""
    return frozenset(lookup("quantities")[table])


@cache
def _rates() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"\s+(?:{'|'.join(re.escape(w) for w in words)})(?![\w-])", re.IGNORECASE), unit)
        for unit, words in lookup("quantities")["rates"].items()
    )


def rate_at(text: str, at: int) -> tuple[int, str]:
    """The end and name of a rate that begins at ``at`` ("a year" gives "per annum"); ``at`` and "" where none."""
    for pattern, unit in _rates():
        found = pattern.match(text, at)
        if found:
            return found.end(), f" {unit}"
    return at, ""


def is_plural(word: str) -> bool:
    """Whether a word looks like a plural noun ("places", "staff", "APs")."""
    lowered = word.casefold()
    if lowered in known("plurals"):
        return True
    if "’" in word or "'" in word or lowered in known("singulars") or lowered in known("stops"):
        return False
    return ends_as_plural(word, longer_than=2)


def noun_of(unit: str) -> str | None:
    """What a unit counts, as a singular; None for nothing, for time and for parts of a whole."""
    words = re.findall(r"[a-z]+", re.sub(r" (?:per|a) \w+$", "", unit.lower()))
    noun = singular(words[-1]) if words else None
    return None if noun in PASSING else noun


def noun_at(text: str, at: int) -> tuple[int, str] | None:
    """The end and head of the plural noun phrase that begins at ``at``, lower case; None where there is none."""
    best: tuple[int, str] | None = None
    for _ in range(LONGEST):
        found = WORD.match(text, at)
        if found is None or found[1].casefold() in known("stops") or found[1].casefold().endswith("ly"):
            break
        at = found.end()
        if is_plural(found[1]):
            best = (at, found[1].casefold())
            if best[1] not in known("plurals"):
                break
        elif best is not None:
            break
    return best


def one_noun_at(text: str, at: int) -> tuple[int, str] | None:
    """The end and noun after "one": the first word that is no adjective; None before verbs and "of"."""
    for _ in range(3):
        found = WORD.match(text, at)
        if found is None:
            return None
        word, at = found[1].casefold(), found.end()
        if word in known("adjectives") or "-" in word:
            continue
        verb = word in known("stops") | known("verbs") or word.endswith(("ing", "ed", "ly")) or is_plural(word)
        return None if verb or not word[0].isalpha() else (at, word)
    return None
