"""Texts compared as bags of words, so that line breaks, spacing and punctuation do not count."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

_WORD = re.compile(r"[a-z0-9£%]+")
_SOFT_HYPHEN = "\u00ad"


def plain(text: str) -> str:
    """Lower case, compatibility characters as the plain ones (NFKC), soft hyphens gone."""
    return unicodedata.normalize("NFKC", text).lower().replace(_SOFT_HYPHEN, "")


@lru_cache(maxsize=8192)
def bag(text: str | None) -> Counter[str]:
    """The words and figures of a text with their counts. The result is shared: do not change it."""
    return Counter(_WORD.findall(plain(text or "")))


def alike(a: str | None, b: str | None) -> float:
    """F1 of the words of two texts, 0 to 1; two texts without words are alike."""
    x, y = bag(a), bag(b)
    total = x.total() + y.total()
    return 2 * (x & y).total() / total if total else 1.0


def owner_key(owner: str) -> str:
    """What two spellings of one owner have in common: its words in order, "&" read as "and"."""
    return " ".join(_WORD.findall(plain(owner).replace("&", "and")))


def number_key(number: str) -> str:
    """A recommendation's number without the dots and blanks around it."""
    return number.strip(" .")
