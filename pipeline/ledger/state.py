"""The state of a commitment as the statements of a letter leave it, and how likely each state is.

A logistic regression weighs what the statements say together (how likely each state is in each of them, on average,
at most, first and last), the plan's entry and whether its date has passed, how the dates stated lie to it, the new
target that was found, what letters before reported, and what the passages mean as a whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from extractors.learned.logistic import Facts
from extractors.model import STATUSES
from pipeline.ledger.fitted import fitted
from pipeline.ledger.new_target import Revised
from pipeline.ledger.reported import Reported, against, as_facts, average, dates_of, likely, meaning, side, standing
from pipeline.ledger.status import NEW_DATE
from pipeline.model import LedgerStatus, Reason

NAME = "state_of_commitment"
STATES: tuple[LedgerStatus, ...] = tuple(state for state in get_args(LedgerStatus) if state != "not_mentioned")
_SHOWN = 5  # reasons that are told
_SHARE, _MEANING, _COUNT = 2.0, 3.0, 0.25  # scales: facts of about one weigh alike under the ridge


@dataclass(frozen=True, slots=True)
class StateReading:
    """The likeliest state, how likely each is, and what speaks most for it and against it."""

    status: LedgerStatus
    likely: dict[LedgerStatus, float]
    reasons: tuple[Reason, ...]

    @property
    def probability(self) -> float:
        """How likely the state is."""
        return self.likely[self.status]

    def settled(self, status: LedgerStatus) -> StateReading:
        """The verdict where something else than the statements settles the state."""
        likely = dict.fromkeys(self.likely, 0.0) | {status: 1.0}
        return StateReading(status, likely, () if status != self.status else self.reasons)


def read_state(reported: Reported, revised: Revised | None) -> StateReading:
    """The state of a commitment that a letter reports on; ``revised`` is the new target it gives."""
    judge, shown = fitted(NAME), facts(reported, revised)
    found = judge.probabilities(shown)
    chances = {state: found[state] for state in STATES}
    status = max(STATES, key=chances.__getitem__)
    return StateReading(status, chances, tuple(_reasons(judge.reasons(shown, status))))


def _reasons(added: Sequence[tuple[str, float]]) -> Iterator[Reason]:
    """What weighs most, facts of one kind taken together."""
    sums: dict[str, float] = {}
    for name, nats in added:
        sums[_in_words(name)] = sums.get(_in_words(name), 0.0) + nats / math.log(2)
    for words, bits in sorted(sums.items(), key=lambda pair: (-abs(pair[1]), pair[0]))[:_SHOWN]:
        yield Reason(words, round(bits, 2))


def _in_words(fact: str) -> str:
    """A fact as a person would say it; facts that only repeat each other share their words."""
    first, _, rest = fact.partition(" ")
    if first in ("mean", "any", "most"):
        return f"how far the passages say {rest}"
    if first in ("first", "last"):
        return f"how far the {first} passage says {rest}"
    if first == "meaning":
        return "what the passages mean as a whole"
    if first == "date":
        return f"a date {rest.split(',')[0]}, which lies {rest.split(', ')[1]}"
    return {"statements": "how many passages there are", "new target": NEW_DATE}.get(fact, fact)


def facts(reported: Reported, revised: Revised | None) -> Facts:
    """What tells the state of the commitment."""
    account = reported.account
    said = [likely(update) for _, update in reported.statements]
    pairs = list(zip(reported.scores, said, strict=True))
    mean = average(reported)
    found = {f"mean {state}": _SHARE * mean[state] for state in STATUSES}
    for state in STATUSES:
        found |= {
            f"any {state}": _SHARE * _any(score * each[state] for score, each in pairs),
            f"most {state}": max(each[state] for each in said),
            f"first {state}": said[0][state],
            f"last {state}": said[-1][state],
        }
    found["statements"] = _COUNT * len(said)
    names = [f"plan {account.commitment.action.target_kind}", standing(account, reported.dated), *_dates(reported)]
    names += [f"before {account.status}"] if account.heard else []
    found |= dict.fromkeys(names, 1.0)
    if revised is not None:
        found["new target"] = revised.probability
    return found | as_facts(meaning(reported), _MEANING)


def _any(chances: Iterable[float]) -> float:
    """How likely it is that one of them holds, if none told of the others."""
    return 1 - math.prod(1 - chance for chance in chances)


def _dates(reported: Reported) -> Iterator[str]:
    account = reported.account
    for _, _, stated in dates_of(reported):
        lies, place = against(stated.interval, account.known, account.target), side(stated.interval, reported.dated)
        name = f"date {place}, {lies}"
        yield from (name, f"{name}, {standing(account, reported.dated)}", f"{name}, {stated.role}")
