"""The door to scipy's statistics: intervals and curves that assume no distribution, all at 95 %.

They treat the commitments as independent draws. Those of one plan share a governor, a budget and a letter, so
that the true uncertainty is larger: an interval says at least how little a figure is worth, not at most.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

# scipy is imported where it is asked: a run that counts and draws no interval need not wait for it, nor hold it.
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Step:
    """One day of a curve: the share still open after it, and its interval (None where it is not defined)."""

    days: int
    open: float
    low: float | None
    high: float | None


def of_share(yes: int, known: int) -> tuple[float, float] | None:
    """Wilson's score interval of ``yes`` in ``known`` (Wilson 1927); None where nothing is known."""
    if not known:
        return None
    from scipy import stats

    found = stats.binomtest(yes, known).proportion_ci(LEVEL, method="wilson")
    return float(found.low), float(found.high)


def of_median(values: Sequence[float]) -> tuple[float, float] | None:
    """The interval of the median between two order statistics (Conover 1999, 3.2); None for fewer than six."""
    if not values:
        return None
    from scipy import stats

    found = stats.quantile_test(values, p=0.5).confidence_interval(LEVEL)
    low, high = float(found.low), float(found.high)
    return None if isnan(low) or isnan(high) else (low, high)


def kaplan_meier(done: Sequence[int], waiting: Sequence[int]) -> list[Step]:
    """Kaplan and Meier's estimate (1958), a step for each distinct number of days, with its log-log interval.

    ``done`` are the days after which something ended, ``waiting`` those after which it was last seen open. What
    ends on a day counts before what is last seen on it.
    """
    if not done:  # scipy gives no curve here; nothing ended, so all are open throughout
        return [Step(days, 1.0, None, None) for days in sorted(set(waiting))]
    from scipy import stats

    ends = [False] * len(done) + [True] * len(waiting)
    curve = stats.ecdf(stats.CensoredData.right_censored([float(d) for d in (*done, *waiting)], ends)).sf
    with warnings.catch_warnings():  # no interval at 0 and 1, which scipy says aloud
        warnings.simplefilter("ignore", RuntimeWarning)
        found = curve.confidence_interval(LEVEL, method="log-log")
    points = zip(
        curve.quantiles, curve.probabilities, found.low.probabilities, found.high.probabilities, strict=True
    )
    return [Step(int(days), float(share), _known(low), _known(high)) for days, share, low, high in points]


def _known(value: float) -> float | None:
    return None if isnan(value) else float(value)
