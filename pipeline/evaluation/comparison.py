"""What a result gained and lost against an earlier one, item by item.

Gained: missed before and right now, or too many before and no longer there. Lost: the other way round. An item
of which the earlier result knew nothing, because the truth has grown, is neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.evaluation.result import FileResult
from pipeline.evaluation.tally import Tally

Way = Literal["gained", "lost"]


@dataclass(frozen=True, slots=True)
class Moved:
    """An item of a file that became right or wrong: the figures it counts in ("date", "extra record")."""

    way: Way
    label: str
    item: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """A figure of a file that is another one than before."""

    label: str
    figure: str
    before: float | None
    after: float | None


def moved(before: Mapping[str, FileResult], now: Iterable[FileResult]) -> list[Moved]:
    """What was lost, then what was gained, in the order of the files and figures."""
    found: dict[tuple[Way, str, str], list[str]] = {}
    for result in now:
        earlier = before.get(result.label)
        if earlier is not None:
            for way, figure, name, item in _moves(earlier.tallies, result.tallies):
                found.setdefault((way, result.label, item), []).append(f"{name}{figure}")
    each = [Moved(way, label, item, tuple(figures)) for (way, label, item), figures in found.items()]
    return sorted(each, key=lambda move: move.way != "lost")


def _moves(before: Mapping[str, Tally], now: Mapping[str, Tally]) -> Iterator[tuple[Way, str, str, str]]:
    """(gained or lost, figure, "" or "extra ", item) for every item that moved."""
    for figure in (name for name in now if name in before):
        old, new = before[figure], now[figure]
        yield from (("lost", figure, "", item) for item in new.missed if item in set(old.right))
        yield from (("gained", figure, "", item) for item in new.right if item in set(old.missed))
        extra_now, extra_then = Counter(new.extra), Counter(old.extra)
        yield from (("lost", figure, "extra ", item) for item in extra_now - extra_then)
        yield from (("gained", figure, "extra ", item) for item in extra_then - extra_now)


def shifts(before: Mapping[str, FileResult], now: Iterable[FileResult], least: float = 0.0005) -> list[Shift]:
    """The figures that moved by ``least`` or came or went, in the order of the files and figures."""
    return [
        Shift(result.label, figure, then, value)
        for result in now
        if result.label in before
        for figure, value in result.figures.items()
        if _differ(then := before[result.label].figures.get(figure), value, least)
    ]


def _differ(then: float | None, value: float | None, least: float) -> bool:
    if then is None or value is None:
        return then is not value
    return abs(value - then) >= least
