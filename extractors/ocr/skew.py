"""By how much a picture of a page is turned: the angle at which its rows of ink are sharpest.

Lines of print and level rules make the profile of the ink over the height a comb; turned, the comb blurs. So the
squared differences of the profile have their peak at the angle (Postl 1986; Bloomberg, Kopec and Dasari 1995).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from extractors.ocr import ink
from extractors.ocr.ink import Pixels

WIDEST = 5.0  # degrees: paper in a scanner lies straighter
STEPS = (0.5, 0.1, 0.02)  # degrees, each looking around the best of the one before
POINTS = 150_000  # of ink that are looked at
WINDOW = 12  # pixels: a mark that is higher is no print
LEAST = 200  # with fewer there is nothing to go by


def angle(picture: Pixels) -> float:
    """The angle in degrees at which lines run down to the right; 0 where there is next to no ink."""
    rows, columns = np.nonzero(ink.of(picture, ink.filled(picture, WINDOW)))
    if len(rows) < LEAST:
        return 0.0
    step = max(1, len(rows) // POINTS)
    ys, xs = rows[::step].astype(np.float64), columns[::step].astype(np.float64)
    best, reach = 0.0, WIDEST
    for fineness in STEPS:
        tried = best + np.arange(-reach, reach + fineness / 2, fineness)
        best = float(max(tried, key=lambda degrees: (_sharpness(xs, ys, degrees), -abs(degrees))))
        reach = fineness
    return best


def _sharpness(xs: NDArray[np.float64], ys: NDArray[np.float64], degrees: float) -> float:
    rows = np.rint(ys - xs * math.tan(math.radians(degrees))).astype(np.int64)
    profile = np.bincount(rows - rows.min()).astype(np.float64)
    return float((np.diff(profile) ** 2).sum())
