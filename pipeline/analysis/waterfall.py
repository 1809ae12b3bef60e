"""The reasons of a link as a waterfall: each bar begins where the ones before it came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.tables.rows import Row


@dataclass(frozen=True, slots=True)
class WaterfallStep:
    """A reason, and its bar: where it begins and how wide it is, 0 to 100 of the whole."""

    signal: Row
    left: float
    width: float

    @property
    def against(self) -> bool:
        """Whether it speaks against the link."""
        return bool(self.signal["weight"] < 0)


def steps(signals: Sequence[Row]) -> tuple[list[WaterfallStep], float]:
    """The bars of the reasons in their order, and their sum in bits."""
    ends, at = [0.0], 0.0
    for signal in signals:
        at += signal["weight"]
        ends.append(at)
    low, span = min(ends), (max(ends) - min(ends)) or 1.0
    found = [
        WaterfallStep(
            signal,
            round(100 * (min(start, start + signal["weight"]) - low) / span, 1),
            round(100 * abs(signal["weight"]) / span, 1),
        )
        for signal, start in zip(signals, ends[:-1], strict=True)
    ]
    return found, at
