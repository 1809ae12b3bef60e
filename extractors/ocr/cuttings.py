"""A picture cut into pieces that are laid under one another, as one column, and where what is read there stands.

An engine looks for columns of print by the white space between them, and takes neighbouring cells of a table for
one line. Whoever knows the cells need not let it guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from extractors.ocr.ink import Pixels
from extractors.ocr.recognise import PictureWord

PAPER, INK = 255, 160  # greys: what is laid between the pieces; what is lighter than the other is a speck
DARK = 128  # grey: darker paper is an area filled with colour, with light print
MARGIN = 12  # pixels around each piece
SPECKS = 8  # pixels of ink in a piece that is empty
Area = tuple[int, int, int, int]  # x0, top, x1, bottom in pixels


@dataclass(frozen=True, slots=True)
class Cutting:
    """An area of a picture, and how far down in the column it lies."""

    area: Area
    down: int


@dataclass(frozen=True, slots=True)
class Strip:
    """Pieces laid under one another, and what of the picture was left."""

    picture: Pixels
    cuttings: tuple[Cutting, ...]
    rest: Pixels


def strip(picture: Pixels, areas: Iterable[Area]) -> Strip:
    """Cuts out areas, the smallest first: what lies in two is in the smaller one."""
    rest = picture.copy()
    cut: list[tuple[Area, Pixels]] = []
    for area in sorted(areas, key=lambda a: (a[2] - a[0]) * (a[3] - a[1])):
        x0, top, x1, bottom = area
        inside = rest[top:bottom, x0:x1].copy()
        if not inside.size:
            continue
        paper = int(np.median(inside))
        rest[top:bottom, x0:x1] = paper
        level = _level(inside, paper)
        dark = level < INK
        if dark.sum() > SPECKS:
            rows = np.flatnonzero(dark.any(axis=1))
            first, last = max(0, int(rows[0]) - MARGIN), int(rows[-1]) + 1 + MARGIN
            cut.append(((x0, top + first, x1, top + last), level[first:last]))
    cut.sort(key=lambda one: (one[0][1], one[0][0]))
    wide = max((part.shape[1] for _, part in cut), default=0) + 2 * MARGIN
    high = sum(part.shape[0] + 2 * MARGIN for _, part in cut)
    laid, cuttings, down = np.full((high, wide), PAPER, np.uint8), [], MARGIN
    for area, part in cut:
        laid[down : down + part.shape[0], MARGIN : MARGIN + part.shape[1]] = part
        cuttings.append(Cutting(area, down))
        down += part.shape[0] + 2 * MARGIN
    return Strip(laid, tuple(cuttings), rest)


def _level(inside: Pixels, paper: int) -> Pixels:
    """Dark on white, whatever it is printed on."""
    if paper < DARK:
        inside, paper = 255 - inside, 255 - paper
    return np.minimum(inside.astype(np.uint16) * PAPER // paper, PAPER).astype(np.uint8)


def put_back(words: Iterable[PictureWord], cuttings: Sequence[Cutting]) -> list[PictureWord]:
    """Words read in the column, where they stand in the picture."""
    starts = [each.down - MARGIN for each in cuttings]
    out = []
    for word in words:
        cutting = cuttings[max(0, int(np.searchsorted(starts, (word.top + word.bottom) / 2, "right")) - 1)]
        right, lower = cutting.area[0] - MARGIN, cutting.area[1] - cutting.down
        out.append(
            replace(
                word,
                x0=word.x0 + right,
                x1=word.x1 + right,
                top=word.top + lower,
                bottom=word.bottom + lower,
                baseline=word.baseline + lower,
            )
        )
    return out
