"""The new target that a letter gives a commitment, chosen among the dates to come that it states.

For each such date a logistic regression says how likely it is the new target: by the words around it, how it lies
to the targets known, where it stands among the others, and what its statement and the rest say of the work. The
likeliest counts from one half. No state is asked for first: the state may use what is found here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.learned.logistic import Facts
from extractors.model import Interval, StatedDate, Update
from pipeline.ledger.fitted import chance
from pipeline.ledger.reported import Reported, against, all_said, dates_of, own_said, side, standing

NAME = "new_target"
LEAST = 0.5  # likelier than not; from .4 to .5 F1 of what is left out is flat on reports and best here on letters
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?|\d+|[^\w\s]")
_REACH = 8  # words before a date that count


@dataclass(frozen=True, slots=True)
class DateToCome:
    """A date to come: the statement it stands in, and the interval it would set."""

    update_id: str
    update: Update
    stated: StatedDate
    target: Interval


@dataclass(frozen=True, slots=True)
class Revised:
    """A new target that a letter gives: its words, its interval, the update that says so, and how likely it is."""

    raw: str
    target: Interval
    update_id: str
    probability: float


def candidates(reported: Reported) -> list[DateToCome]:
    """The dates of the statements that are not over on the letter's day, in reading order."""
    return [
        DateToCome(key, update, stated, target_of(stated))
        for key, update, stated in dates_of(reported)
        if side(stated.interval, reported.dated) != "past" and key not in reported.foreign
    ]


def new_target(reported: Reported) -> Revised | None:
    """The likeliest new target; None where none is likelier than not, or nothing is stated but what is known."""
    found = candidates(reported)
    chances = [chance(NAME, each) for each in facts(reported, found)]
    best = max(range(len(found)), key=lambda n: (chances[n], n), default=None)
    if best is None or chances[best] < LEAST or found[best].target in reported.account.known:
        return None
    chosen = found[best]
    return Revised(chosen.stated.raw, chosen.target, chosen.update_id, round(chances[best], 4))


def facts(reported: Reported, found: Sequence[DateToCome]) -> list[Facts]:
    """What tells whether each of the candidates is the new target."""
    account, whole = reported.account, all_said(reported)
    whole |= {f"plan {account.commitment.action.target_kind}": 1.0, standing(account, reported.dated): 1.0}
    return [whole | _own(reported, found, n) for n in range(len(found))]


def _own(reported: Reported, found: Sequence[DateToCome], n: int) -> dict[str, float]:
    candidate, account = found[n], reported.account
    lies = against(candidate.target, account.known, account.target)
    names = [
        lies,
        f"{lies}, {standing(account, reported.dated)}",
        f"{lies}, {side(candidate.target, reported.dated)}",
        f"role {candidate.stated.role}",
        f"{lies}, role {candidate.stated.role}",
        f"precision {candidate.stated.interval.precision}",
        f"{min(len(found), 4)} dates to come",
        "within a time" if candidate.stated.within else "at a time",
        *_place(reported, found, n),
        *_words(candidate),
    ]
    scores = dict(zip((key for key, _ in reported.statements), reported.scores, strict=True))
    return dict.fromkeys(names, 1.0) | own_said(candidate.update) | {"score": scores.get(candidate.update_id, 0.0)}


def _place(reported: Reported, found: Sequence[DateToCome], n: int) -> Iterator[str]:
    last = max(range(len(found)), key=lambda k: (found[k].target.end, k))
    yield "latest" if found[n].target.end == found[last].target.end else "not latest"
    yield "last to come" if n == len(found) - 1 else "not last to come"
    keys = [key for key, _ in reported.statements]
    if found[n].update_id not in keys:
        yield "beside"
        return
    place = keys.index(found[n].update_id)
    yield "in the last statement" if place == len(keys) - 1 else "statements follow"
    yield "in the first statement" if place == 0 else "statements before"


def _words(candidate: DateToCome) -> Iterator[str]:
    text, raw = candidate.update.text, candidate.stated.raw
    at = max(text.find(raw), 0)
    before, after = _WORD.findall(text[:at].lower()), _WORD.findall(text[at + len(raw) :].lower())
    yield from (f"before {n}={word}" for n, word in enumerate(reversed(before[-2:]), 1))
    yield from (f"before={word}" for word in before[-_REACH:])
    yield from (f"after {n}={word}" for n, word in enumerate(after[:2], 1))
    yield from (f"word {word}" for word in (*before, *after))


def target_of(stated: StatedDate) -> Interval:
    """The target a date names: "within two years" is due at the end of that time, to the month."""
    interval = stated.interval
    if not stated.within or (interval.end - interval.start).days < 28:
        return interval
    return Interval(interval.end.replace(day=1), interval.end, "month")
