"""What was right, missed and too many, item by item, and the figure that sums it up.

An item is named by what a person can look up in the truth ("5.01/2", "S12 5.01/2"), so that two results can
be compared item by item. Where an item names nothing of the truth it may stand several times.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence, Set
from dataclasses import dataclass, fields
from itertools import chain
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Tally:
    """The items of one figure.

    ``right`` and ``missed`` are wanted, ``extra`` was found and is wrong, ``allowed`` was found and is neither
    wanted nor wrong.
    """

    right: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall, 0 to 1; None where nothing is wanted and nothing found."""
        total = 2 * len(self.right) + len(self.missed) + len(self.extra)
        return 2 * len(self.right) / total if total else None

    @property
    def share(self) -> float | None:
        """How much of what is wanted is right, 0 to 1; None where nothing is wanted."""
        wanted = len(self.right) + len(self.missed)
        return len(self.right) / wanted if wanted else None

    @property
    def lenient_f1(self) -> float:
        """F1 whose precision counts what is allowed as found rightly; recall asks for what is wanted only."""
        good = len(self.right) + len(self.allowed)
        precision = good / (good + len(self.extra)) if good or self.extra else 0.0
        recall = 1.0 if self.share is None else self.share
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def of_sets(wanted: Set[Item], found: Set[Item], name: Callable[[Item], str] = str) -> Tally:
    """The tally of two sets, its items named by ``name`` and in their order."""
    return Tally(
        right=_named(wanted & found, name), missed=_named(wanted - found, name), extra=_named(found - wanted, name)
    )


def summed(tallies: Sequence[Tally]) -> Tally:
    """The tally of all items of several."""
    parts = ((getattr(tally, part.name) for tally in tallies) for part in fields(Tally))
    return Tally(*(tuple(chain.from_iterable(items)) for items in parts))


def _named(items: Iterable[Item], name: Callable[[Item], str]) -> tuple[str, ...]:
    return tuple(sorted(map(name, items)))
