"""Multinomial logistic regression over named facts: how likely each of a few answers is.

The weights lie as text in ``weights/<name>.tsv``, a fact a line, written by ``bench/fit_reading.py``, which also
says how right each model is on authors and cases it was not fitted on.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).with_name("weights")
DIGITS = 3  # decimals of a weight, which are enough for three of a probability
_LEVEL = "(level)"

Facts = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted model: its answers and, for each fact, the log odds (in nats) that it gives to each of them.

    Facts that it does not know count nothing.
    """

    answers: tuple[str, ...]
    level: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]

    def probabilities(self, facts: Facts) -> dict[str, float]:
        """How likely each answer is; they add up to one."""
        nats = list(self.level)
        for name, strength in facts.items():
            for n, weight in enumerate(self.weights.get(name, ())):
                nats[n] += weight * strength
        top = max(nats)
        odds = [math.exp(each - top) for each in nats]
        return {answer: each / sum(odds) for answer, each in zip(self.answers, odds, strict=True)}

    def reasons(self, facts: Facts, answer: str) -> list[tuple[str, float]]:
        """What each fact adds to the log odds of an answer against the mean of all, weightiest first, in nats."""
        at = self.answers.index(answer)
        added = [
            (name, strength * (row[at] - sum(row) / len(row)))
            for name, strength in facts.items()
            if (row := self.weights.get(name))
        ]
        return sorted(added, key=lambda pair: -abs(pair[1]))


_trial: ContextVar[Mapping[str, Logistic] | None] = ContextVar("trial", default=None)


def model(name: str, folder: Path = WEIGHTS) -> Logistic:
    """The fitted model of that name in a folder of weights. Raises FileNotFoundError where there is none."""
    return (_trial.get() or {}).get(name) or _load(folder / f"{name}.tsv")


@contextmanager
def on_trial(models: Mapping[str, Logistic]) -> Iterator[None]:
    """While it lasts, these models stand in for the fitted ones of their names: to judge them on data left out."""
    token = _trial.set({**(_trial.get() or {}), **models})
    try:
        yield
    finally:
        _trial.reset(token)


@cache
def _load(path: Path) -> Logistic:
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    table = {fact: tuple(map(float, values)) for fact, *values in rows[1:]}
    return Logistic(tuple(rows[0][1:]), table.pop(_LEVEL), table)


def dump(fitted: Logistic, name: str, about: str, folder: Path = WEIGHTS) -> None:
    """Write a model as :func:`model` reads it; ``about`` says in a line what it was fitted on."""
    rows = {_LEVEL: fitted.level, **dict(sorted(fitted.weights.items()))}
    lines = [f"# {about}", "\t".join(("fact", *fitted.answers))]
    lines += ["\t".join((fact, *(f"{value:.{DIGITS}f}" for value in values))) for fact, values in rows.items()]
    (folder / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
