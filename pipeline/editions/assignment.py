"""The pairs of two lists that together are the most alike: the assignment problem, solved by scipy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def assigned(worth: Matrix) -> list[tuple[int, int]]:
    """The pairs (row, column), at most one a row and column, whose worth adds up to the most, rows in order.

    A pair that is worth nothing is left out.
    """
    from scipy.optimize import linear_sum_assignment  # here, because it takes half a second

    rows, columns = linear_sum_assignment(np.maximum(worth, 0.0), maximize=True)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(row, column) for row, column in pairs if worth[row, column] > 0]
