"""Amounts that a letter changes: a number of the plan against one of the letter that counts the same.

Each number of a linked statement is paired with each of the commitment. A logistic regression says how likely the
second takes the place of the first: by the words that stand near both, their units and their ratio, whether the
plan's own number is repeated, and the words around the new one ("only", "of the", "more than").
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractors.learned.logistic import Facts
from extractors.model import Count, Quantity, Update
from pipeline.ledger.fitted import chance
from pipeline.ledger.reported import Reported, all_said, own_said

NAME = "amount"
LEAST = 0.25  # about half of the best F1 that any threshold gives on authors left out
_TOKEN = re.compile(r"[a-z]+(?:['’-][a-z]+)?|\d[\d,.]*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of the plan and a number of a statement, each with its words."""

    update_id: str
    update: Update
    old: float
    old_raw: str
    new: float
    new_raw: str


def changed_amount(reported: Reported) -> Amount | None:
    """The likeliest change of an amount; None where none is likely enough."""
    found = amounts(reported)
    chances = [chance(NAME, each) for each in facts(reported, found)]
    best = max(range(len(found)), key=lambda n: (chances[n], -n), default=None)
    return None if best is None or chances[best] < LEAST else found[best]


def amounts(reported: Reported) -> list[Amount]:
    """Every pair of a number of the plan and another of a statement, in reading order."""
    action = reported.account.commitment.action
    plan = {v: raw for v, raw in _words(action.counts, action.quantities).items() if v > 1}
    return [
        Amount(key, update, old, plan[old], new, raw)
        for key, update in reported.statements
        for new, raw in _words(update.counts, update.quantities).items()
        if new > 1 and new not in plan
        for old in plan
    ]


def _words(counts: Sequence[Count], quantities: Sequence[Quantity]) -> dict[float, str]:
    """Each value with the words that state it."""
    found: dict[float, str] = {}
    for count in counts:
        found.setdefault(count.value, count.raw)
    return found | {quantity.value: quantity.raw for quantity in quantities}


def facts(reported: Reported, found: Sequence[Amount]) -> list[Facts]:
    """What tells whether each pair is a change."""
    action = reported.account.commitment.action
    repeated = {value for _, update in reported.statements for value in update.numbers}
    whole = all_said(reported)
    olds, news = len({pair.old for pair in found}), len({(pair.update_id, pair.new) for pair in found})
    held = {quantity.value: quantity for quantity in action.quantities}
    near, near_in = _near(action.counts), {key: _near(update.counts) for key, update in reported.statements}
    out: list[Facts] = []
    for pair in found:
        names = [
            "plan's number repeated" if pair.old in repeated else "plan's number gone",
            f"{min(olds, 4)} numbers in the plan",
            f"{min(news, 4)} numbers in the letter",
            "more" if pair.new > pair.old else "fewer",
            f"ratio {min(int(2 * abs(math.log2(pair.new / pair.old))), 4)}",
            *(f"cue {cue}" for cue in pair.update.cues),
            *_units(pair, held.get(pair.old)),
            *_around(pair),
        ]
        common = near.get(pair.old, frozenset()) & near_in[pair.update_id].get(pair.new, frozenset())
        own = own_said(pair.update)
        out.append(whole | own | dict.fromkeys(names, 1.0) | {"words near both": min(len(common), 3) / 2})
    return out


def _near(counts: Sequence[Count]) -> Mapping[float, frozenset[str]]:
    """The words near each value."""
    found: dict[float, set[str]] = {}
    for count in counts:
        found.setdefault(count.value, set()).add(count.noun)
    return {value: frozenset(words) for value, words in found.items()}


def _units(pair: Amount, old: Quantity | None) -> Iterator[str]:
    new = next((quantity for quantity in pair.update.quantities if quantity.value == pair.new), None)
    if new is None:
        yield "a bare number"
    elif new.part:
        yield "a part of a larger number"
    if old is not None and new is not None:
        yield "same unit" if old.unit == new.unit else "other unit"
        yield "same thing" if old.noun is not None and old.noun == new.noun else "other thing"


def _around(pair: Amount) -> Iterator[str]:
    """The words around the new number."""
    text = pair.update.text.lower()
    at = text.find(pair.new_raw.split()[0].lower())
    if at < 0:
        return
    before, after = _TOKEN.findall(text[:at]), _TOKEN.findall(text[at:])[1:]
    yield from (f"before={word}" for word in before[-4:])
    yield from (f"before 1={word}" for word in before[-1:])
    yield from (f"after={word}" for word in after[:3])
