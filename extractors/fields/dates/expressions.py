"""A date expression before its year is known, and the scale of its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from extractors.fields.dates.spans import occurrence
from extractors.model import Interval

Kind = Literal["day", "month", "quarter", "season", "year", "unit", "span"]
Side = Literal["past", "future", "near"]
Yearly = Callable[[int], Interval | None]


@dataclass(frozen=True, slots=True)
class Clock:
    """What a relative date is counted from.

    ``day`` is the document's own date, ``anchor`` the date stated last before, ``begun`` the one stated before
    in the same sentence.
    """

    day: date | None
    anchor: Interval | None = None
    begun: Interval | None = None


@dataclass(frozen=True, slots=True)
class Expression:
    """Words that stand for a date: ``start``/``end`` span them in the text.

    ``of`` gives the interval in a year; ``year`` is the stated one, None where the words leave it open.
    ``near`` stands in for both where the words count from another date ("next month"). ``side`` is what a
    word before the date says of the open year ("last September"). ``weak`` words are dates only in company
    ("May", "2019"). ``problems`` describes mistakes in the words.
    """

    start: int
    end: int
    kind: Kind
    of: Yearly | None = None
    year: int | None = None
    near: Callable[[Clock], Interval | None] | None = None
    side: Side | None = None
    weak: bool = False
    problems: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether the interval depends on something outside the words."""
        return self.near is not None or self.year is None

    def mapped(
        self, change: Callable[[Interval], Interval | None], start: int, kind: Kind | None = None
    ) -> Expression:
        """The expression with a word before it that changes its interval ("end of", "early")."""
        of, near = self.of, self.near
        return replace(
            self,
            start=start,
            weak=False,
            kind=kind or self.kind,
            of=None if of is None else lambda year: _change(of(year), change),
            near=None if near is None else lambda clock: _change(near(clock), change),
        )

    def resolved(self, clock: Clock, side: Side) -> Interval | None:
        """The interval; an open year is the occurrence on the given side of the clock's day. None: not known."""
        if self.near is not None:
            return self.near(clock)
        if self.of is None:
            return None
        if self.year is not None:
            return self.of(self.year)
        return None if clock.day is None else occurrence(self.of, clock.day, self.side or side)


def _change(span: Interval | None, change: Callable[[Interval], Interval | None]) -> Interval | None:
    return None if span is None else change(span)
