"""Figures that say what they rest on: a share or a median with its n, its unknowns and an interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Generic, TypeVar

from pipeline.outcomes import intervals

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What one record answers to a question: ``value``, or None and ``why`` it is unknown.

    ``applies`` is False where the question cannot be asked of the record; ``why`` then says why not. ``key``
    is the record; where answers are to be grouped, the action_id of the commitment it is about. ``caveat`` says of
    a known value how far it holds, where that is not all the way.
    """

    key: str
    value: T | None
    why: str
    applies: bool = True
    caveat: str = ""


@dataclass(frozen=True)
class Figure:
    """What every figure rests on.

    ``what`` was asked ``of`` which records. ``known`` of them answer the question. ``why`` counts those of which
    the answer is unknown, by the reason; ``outside`` those to which the question does not apply, by the reason.
    Nothing is in two of the three. ``caveats`` counts those of the known answers that hold only so far, by how far.
    """

    what: str
    of: str
    known: int
    why: Mapping[str, int] = field(default_factory=dict)
    outside: Mapping[str, int] = field(default_factory=dict)
    caveats: Mapping[str, int] = field(default_factory=dict)

    @property
    def unknown(self) -> int:
        """How many records the question applies to without an answer."""
        return sum(self.why.values())

    @property
    def n(self) -> int:
        """How many records the question applies to: known and unknown."""
        return self.known + self.unknown

    @property
    def _so_far(self) -> str:
        return "".join(f"; {n} only {caveat}" for caveat, n in self.caveats.items())


@dataclass(frozen=True)
class Share(Figure):
    """``yes`` of ``known``: the denominator is what is known, never what is not."""

    yes: int = 0

    @property
    def share(self) -> float | None:
        """``yes / known``, 0 to 1; None where nothing is known."""
        return self.yes / self.known if self.known else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval of the share, for chance alone; what is unknown is in :attr:`bounds`."""
        return intervals.of_share(self.yes, self.known)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The share of all n, if every unknown were a no and if every one were a yes (Manski 1989)."""
        return (self.yes / self.n, (self.yes + self.unknown) / self.n) if self.n else None

    def __str__(self) -> str:
        if self.share is None or self.interval is None:
            return f"{self.of} {self.what}: no share, for nothing is known (n = {self.n}; {self.unknown} unknown)"
        chance = "{:.0f}–{:.0f} %".format(*(100 * end for end in self.interval))
        return (
            f"{100 * self.share:.0f} % of {self.of} {self.what} "
            f"({self.yes} of {self.known} known; {self.unknown} unknown; 95 % interval {chance}{self._so_far})"
        )


@dataclass(frozen=True)
class Days(Figure):
    """A median in days. ``least`` and ``most`` are the medians if every date were read to that end."""

    median: float | None = None
    interval: tuple[float, float] | None = None
    least: float | None = None
    most: float | None = None

    def __str__(self) -> str:
        if self.median is None:
            return f"{self.what}: no median, for nothing is known (n = {self.n}; {self.unknown} unknown)"
        chance = "{:.0f} to {:.0f}".format(*self.interval) if self.interval else "none, for it takes six"
        return (
            f"{self.what}: {self.median:g} days (median of {self.known} known; {self.unknown} unknown; "
            f"95 % interval {chance}; {self.least:g} to {self.most:g} as dates are no more precise)"
        )


def share_of(what: str, answers: Iterable[Answer[bool]], of: str = "commitments") -> Share:
    """The share of yes among the answers of records that are called ``of``."""
    found = list(answers)
    known = [a.value for a in found if a.applies and a.value is not None]
    return Share(what, of, len(known), *_gaps(found), sum(known))


def median_of(what: str, answers: Iterable[Answer[tuple[int, int, int]]], of: str = "commitments") -> Days:
    """The median of answers in days, each (days, at least, at most)."""
    found = list(answers)
    known = [a.value for a in found if a.applies and a.value is not None]
    if not known:
        return Days(what, of, 0, *_gaps(found))
    days, least, most = zip(*known, strict=True)
    return Days(
        what, of, len(known), *_gaps(found), median(days), intervals.of_median(days), median(least), median(most)
    )


def _gaps(answers: Iterable[Answer[T]]) -> tuple[Mapping[str, int], Mapping[str, int], Mapping[str, int]]:
    """(unknown, outside, caveats), each by the reason, the most frequent first."""
    unknown: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    caveats: Counter[str] = Counter()
    for answer in answers:
        if not answer.applies:
            outside[answer.why] += 1
        elif answer.value is None:
            unknown[answer.why] += 1
        elif answer.caveat:
            caveats[answer.caveat] += 1
    return dict(unknown.most_common()), dict(outside.most_common()), dict(caveats.most_common())
