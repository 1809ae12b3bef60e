"""Whether a date without its year ("by October") lies before the letter's day or after it.

A logistic regression weighs the tense of the words around it (:mod:`extractors.fields.dates.tense`), the words
themselves, and how far off the two days are between which it must choose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from extractors.fields.dates.expressions import Expression, Side
from extractors.fields.dates.spans import occurrence
from extractors.fields.dates.tense import sides_of
from extractors.learned.logistic import Facts, model

NAME = "ahead"
BEFORE, AFTER = "before", "after"
# "the January package", "your July letter": a month as an adjective, which has no tense.
NAMING = re.compile(r"\b(?:the|our|your|this|that|its|their|my|a)\s+$", re.IGNORECASE)
_NAMED = re.compile(r"(?:’s|'s)?\s+[a-z]{3,}")
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?|\d+|[^\w\s]")
_REACH = 160  # characters
_NEAR, _FAR = 12, 8  # words before and after that count wherever they stand
_HALF_YEAR, _TWO_MONTHS = 180, 61  # days


def side(text: str, expression: Expression, dated: date | None) -> Side:
    """The likelier side of the letter's day; "near" where the words leave nothing to choose."""
    facts = facts_of(text, expression, dated)
    if facts is None:
        return "near"
    return "future" if model(NAME).probabilities(facts)[AFTER] > 0.5 else "past"


def is_adjective(text: str, expression: Expression) -> bool:
    """Whether the date qualifies a noun."""
    return bool(NAMING.search(text[: expression.start]) and _NAMED.match(text[expression.end :]))


def facts_of(text: str, expression: Expression, dated: date | None) -> Facts | None:
    """What tells on which side an open year lies; None where there is nothing to choose."""
    settled = expression.near is not None or expression.year is not None or expression.side is not None
    if settled or expression.of is None or dated is None:
        return None
    past, future = occurrence(expression.of, dated, "past"), occurrence(expression.of, dated, "future")
    if past is None or future is None or past == future:
        return None
    named = expression.kind == "month" and is_adjective(text, expression)
    own, around = (None, None) if named else sides_of(text, expression.start, expression.end)
    ahead = max((future.start - dated).days, 0)
    facts = {
        f"tense={own}": 1.0,
        f"tense={own or around}, alone or beside": 1.0,
        f"kind={expression.kind}": 1.0,
        "days ahead": ahead / _HALF_YEAR,
        "days ago": (dated - past.end).days / _HALF_YEAR,
        f"ahead={min(ahead // _TWO_MONTHS, 5)}": 1.0,
    }
    before = _words(text[max(0, expression.start - _REACH) : expression.start].split(". ")[-1])
    after = _words(text[expression.end : expression.end + _REACH].split(". ")[0])
    facts |= {f"before {n}={word}": 1.0 for n, word in enumerate(reversed(before[-3:]), 1)}
    facts |= {f"after {n}={word}": 1.0 for n, word in enumerate(after[:3], 1)}
    facts |= {f"before {' '.join(before[-2:])}": 1.0} if len(before) > 1 else {}
    facts |= {f"before={word}": 1.0 for word in before[-_NEAR:]}
    return facts | {f"after={word}": 1.0 for word in after[:_FAR]}


def _words(text: str) -> Sequence[str]:
    return ["#" if word.isdigit() else word for word in _WORD.findall(text.lower())]
