"""Plural endings of English nouns, by their letters alone: no list of words, no model."""

from __future__ import annotations

# Endings whose "s" is no plural's: "access", "status", "basis".
NO_PLURAL = ("ss", "us", "is")
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"))


def ends_as_plural(word: str, *, longer_than: int = 3, but: tuple[str, ...] = NO_PLURAL) -> bool:
    """Whether a word has more than ``longer_than`` letters and a plural's "s": none of the endings ``but``."""
    return len(word) > longer_than and word.endswith("s") and not word.lower().endswith(but)


def without_s(word: str, *, longer_than: int = 3, but: tuple[str, ...] = NO_PLURAL) -> str:
    """The word without a plural's "s": "cells" gives "cell", "policies" gives "policie"."""
    return word[:-1] if ends_as_plural(word, longer_than=longer_than, but=but) else word


def singular(word: str) -> str:
    """The singular of a noun in lower case: "policies" gives "policy", "boxes" gives "box"."""
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + instead
    return without_s(word)


def singular_short_form(short: str) -> str:
    """An abbreviation in capitals without its plural "s": "APs" gives "AP"."""
    return short[:-1] if len(short) > 2 and short.endswith("s") and short[:-1].isupper() else short
