"""Meaning as vectors: the only door to wordllama, whose 256-dimension static embedding lies in its wheel."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
DIMENSIONS = 256


@cache
def _model() -> Any:
    import wordllama

    folder = Path(wordllama.__file__).parent
    return wordllama.WordLlama.load(cache_dir=folder, disable_download=True)


def embed(texts: Sequence[str]) -> Matrix:
    """One row of unit length a text (all zeros for an empty one), in the order given. Needs no network."""
    if not texts:
        return np.zeros((0, DIMENSIONS))
    return unit(np.asarray(_model().embed(list(texts)), dtype=float))


def unit(rows: Matrix) -> Matrix:
    """The rows scaled to length one; a zero row stays zero."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, length, out=np.zeros_like(rows), where=length > 0))


def centred(rows: Matrix) -> Matrix:
    """The rows without what they all share, scaled to length one.

    Texts of one subject all lie close together; what is left after their mean is taken off tells them apart.
    """
    return unit(rows - rows.mean(axis=0)) if len(rows) else rows
