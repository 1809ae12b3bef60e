"""The pairs of two lists that together are the most alike: the assignment problem, solved.

The method is that of shortest augmenting paths with potentials (Kuhn 1955; Jonker and Volgenant 1987), of the order
n²m for n rows and m columns.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def assigned(worth: Matrix) -> list[tuple[int, int]]:
    """The pairs (row, column), at most one a row and column, whose worth adds up to the most, rows in order.

    A pair that is worth nothing is left out.
    """
    if worth.size == 0:
        return []
    if worth.shape[0] > worth.shape[1]:
        return sorted((row, column) for column, row in assigned(worth.T))
    pairs = _cheapest(-np.maximum(worth, 0.0))
    return [(row, column) for row, column in enumerate(pairs) if worth[row, column] > 0]


def _cheapest(cost: Matrix) -> list[int]:
    """The column of each row, where there are at least as many columns as rows."""
    rows, columns = cost.shape
    of_row, of_column = np.zeros(rows + 1), np.zeros(columns + 1)
    taken = np.zeros(columns + 1, dtype=int)  # the row, from 1, of each column, from 1; 0 is none
    for row in range(1, rows + 1):
        taken[0], at = row, 0
        least, seen = np.full(columns + 1, np.inf), np.zeros(columns + 1, dtype=bool)
        back = np.zeros(columns + 1, dtype=int)
        while taken[at]:
            seen[at] = True
            here = taken[at]
            free = ~seen
            free[0] = False
            reduced = np.full(columns + 1, np.inf)
            reduced[1:] = cost[here - 1] - of_row[here] - of_column[1:]
            nearer = free & (reduced < least)
            least[nearer], back[nearer] = reduced[nearer], at
            open_columns = np.flatnonzero(free)
            best = int(open_columns[np.argmin(least[open_columns])])
            delta = least[best]
            of_row[taken[seen]] += delta
            of_column[seen] -= delta
            least[free] -= delta
            at = best
        while at:
            taken[at] = taken[back[at]]
            at = int(back[at])
    out = [0] * rows
    for column in range(1, columns + 1):
        if taken[column]:
            out[taken[column] - 1] = column - 1
    return out
