"""Where a grey picture is printed on: thin marks that are darker than what lies on both sides of them.

That is the black top-hat of morphology (Serra 1982): a closing fills every dark mark that is thinner than its
window, and what it filled is the mark. A filled area is wider, so that print on it stands out from it as print on
paper does, and its edges are no marks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DARKER = 40  # greys that ink is darker than what it is printed on
AROUND, LEAST = 2, 7  # a pixel of print has that many of ink among those up to so far from it, itself included

Pixels = NDArray[np.uint8]
Ink = NDArray[np.bool_]


def filled(picture: Pixels, window: int) -> Pixels:
    """The picture without its dark marks that are lower than ``window`` pixels, taken along its columns."""
    reach = max(1, window // 2)
    padded = np.pad(picture, ((2 * reach, 2 * reach), (0, 0)), mode="edge")
    return _extreme(_extreme(padded, reach, np.maximum), reach, np.minimum)


def _extreme(picture: Pixels, reach: int, of: np.ufunc) -> Pixels:
    """The extreme of each pixel and its neighbours up to ``reach`` above and below; as many rows are lost there."""
    span, out = 1, picture
    while 2 * span <= 2 * reach + 1:
        out = of(out[:-span], out[span:])
        span *= 2
    rest = 2 * reach + 1 - span
    return of(out[:-rest], out[rest:]) if rest else out


def of(picture: Pixels, background: Pixels) -> Ink:
    """Which pixels are printed on, by what the picture is without marks (:func:`filled`)."""
    return np.greater(background, np.add(np.minimum(picture, 255 - DARKER), DARKER))


def without_specks(picture: Pixels, printed: Ink, background: Pixels) -> Pixels:
    """The picture with ``background`` where there is ink too thin for print, and none of print beside it."""
    strokes = printed & (_count(printed, AROUND) >= LEAST)
    specks = printed & (_count(strokes, AROUND) == 0)
    return np.where(specks, background, picture)


def _count(marked: Ink, reach: int) -> NDArray[np.int32]:
    """How many are marked among each pixel and those up to ``reach`` from it, in a square."""
    size = 2 * reach + 1
    sums = np.pad(marked, ((reach + 1, reach), (reach + 1, reach))).astype(np.int32).cumsum(0).cumsum(1)
    counted: NDArray[np.int32] = (
        sums[size:, size:] - sums[:-size, size:] - sums[size:, :-size] + sums[:-size, :-size]
    )
    return counted
