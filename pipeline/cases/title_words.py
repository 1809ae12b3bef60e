"""The words by which documents of one inspection know each other.

Two measures, both cheap and both without a trained model: the words of a subject that are not common to all
reports, and *word pairs*, two neighbouring content words. A letter repeats far more pairs of its own plan
than of any other one, which single words of a field with a shared language do not show.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from extractors.plurals import without_s
from pipeline.lookups import lookup

_WORD = re.compile(r"[^\W\d_]+")


@cache
def known(name: str) -> frozenset[str]:
    """A set of words of ``lookups/case_words.toml``: ``report``, ``body`` or ``function``."""
    return frozenset(_singular(word) for word in lookup("case_words")[name].split())


@lru_cache(maxsize=1 << 16)
def _singular(word: str) -> str:
    return without_s(word, longer_than=4, but=("ss",))


def words(text: str | None) -> list[str]:
    """The words of a text in order: lower case, without digits, a plural ``s`` cut off."""
    return [_singular(w) for w in _WORD.findall(unicodedata.normalize("NFKC", text or "").lower())]


def subject_words(*texts: str | None) -> frozenset[str]:
    """The words of a title that tell it from other titles."""
    return frozenset(w for text in texts for w in words(text) if len(w) > 2) - known("report")


def names(subject: str | None, establishment: str | None) -> frozenset[str]:
    """The words that name a place: those of the establishment, and capitalised ones inside the subject.

    A subject in capitals, or with every word capitalised, shows no names.
    """
    capitalised = [w[:1].isupper() for w in _WORD.findall(subject or "") if len(w) > 3]
    shows = bool(capitalised) and sum(capitalised) <= len(capitalised) / 2
    inside = _WORD.findall(subject or "")[1:] if shows else []
    found = words(establishment) + [w for raw in inside if raw[:1].isupper() for w in words(raw)]
    return frozenset(w for w in found if len(w) > 2) - known("report") - known("body")


def pairs(text: str) -> frozenset[str]:
    """Every two neighbouring content words of a text, joined by a space; a function word parts them."""
    function = known("function")
    out, before = set(), ""
    for word in words(text):
        if len(word) < 3 or word in function:
            before = ""
            continue
        if before:
            out.add(f"{before} {word}")
        before = word
    return frozenset(out)
