"""Whether words ask for something or undertake it: "Publish the list", "Officers to publish it", "will"."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice, pairwise

from extractors.lookups import lookup

WORD = re.compile(r"[a-z]+(?:[-’'][a-z]+)*", re.IGNORECASE)
_PROSE = 3  # the least words of a cell that says something


def is_prose(text: str) -> bool:
    """Whether a cell says something in some words."""
    return len([*islice(WORD.finditer(text), _PROSE)]) == _PROSE


def is_undertaking(text: str) -> bool:
    """Whether the words open with an order, hold "to" and a verb, or a mark of an undertaking ("will")."""
    words = [word.lower() for word in WORD.findall(text)]
    verbs, marks = _undertakings()
    opened = (after for before, after in pairwise(["to", *words]) if before == "to")
    return marks.search(text) is not None or not verbs.isdisjoint(opened)


@cache
def _undertakings() -> tuple[frozenset[str], re.Pattern[str]]:
    known = lookup("undertakings")
    return frozenset(known["verbs"]), re.compile(known["marks"], re.IGNORECASE)
