"""Where a grey picture is printed on: darker than the paper around it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BLOCK = 32  # pixels: the paper's grey is taken over blocks of this size
PAPER = 80  # percentile of a block that is paper, also where much is printed
DARKER = 48  # greys that ink is darker than paper

Pixels = NDArray[np.uint8]
Ink = NDArray[np.bool_]


def paper(picture: Pixels) -> Pixels:
    """The grey of the paper at every pixel: the light share of each block."""
    high, wide = picture.shape
    padded = np.pad(picture, ((0, -high % BLOCK), (0, -wide % BLOCK)), mode="edge")
    rows, columns = padded.shape[0] // BLOCK, padded.shape[1] // BLOCK
    blocks = padded.reshape(rows, BLOCK, columns, BLOCK).swapaxes(1, 2).reshape(rows, columns, BLOCK * BLOCK)
    light = np.percentile(blocks, PAPER, axis=2).astype(np.uint8)
    return np.kron(light, np.ones((BLOCK, BLOCK), np.uint8))[:high, :wide]


def of(picture: Pixels) -> Ink:
    """Which pixels are printed on."""
    return np.less(picture.astype(np.int16), paper(picture).astype(np.int16) - DARKER)
