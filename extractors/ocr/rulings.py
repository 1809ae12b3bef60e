"""The straight rules printed in a picture that is level: long thin runs of ink, wherever no letter has one.

A run is looked for along rows (and, in the picture turned over, along columns) in ink that is thickened across by a
pixel, which bridges the steps that a rule takes where the paper lay not quite straight. Runs of neighbouring rows
that overlap are one rule, unless they stand among print: then they are the feet of letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from extractors.ocr import ink
from extractors.ocr.ink import Ink, Pixels

LEVEL, UPRIGHT = 20.0, 18.0  # points: shorter runs are strokes of letters
THICK = 4.0  # points: what is thicker is no rule
BESIDE = 1.5  # points: the strips on either side of a rule that are looked at
CROWDED = 0.3  # the share of ink in either strip from which on it is no rule but the foot or head of letters
MARGIN = 0.7  # points around a rule that are painted over with it: it is not sharp
INCH = 72.0  # points
Run = tuple[int, int, int, int]  # first and last pixel along, first and last across; the last ones not included


@dataclass(frozen=True, slots=True)
class PictureRule:
    """A rule as a rectangle of pixels; ``level`` tells its direction."""

    x0: int
    top: int
    x1: int
    bottom: int
    level: bool


@dataclass(frozen=True, slots=True)
class Ruled:
    """The rules of a picture, and the picture without them and without specks."""

    rules: tuple[PictureRule, ...]
    bare: Pixels


def ruled(picture: Pixels, dpi: float) -> Ruled:
    """The rules of a picture of ``dpi`` pixels an inch; what they would be read as is painted over."""
    window = round(2 * THICK * dpi / INCH)
    paper = ink.filled(ink.filled(picture, window).T, window).T
    printed = ink.of(picture, paper)
    rules = [
        *(PictureRule(x0, y0, x1, y1, True) for x0, x1, y0, y1 in _found(printed, LEVEL, dpi)),
        *(PictureRule(x0, y0, x1, y1, False) for y0, y1, x0, x1 in _found(printed.T, UPRIGHT, dpi)),
    ]
    bare = ink.without_specks(picture, printed, paper)
    margin = round(MARGIN * dpi / INCH)
    for rule in rules:
        area = np.s_[max(0, rule.top - margin) : rule.bottom + margin, max(0, rule.x0 - margin) : rule.x1 + margin]
        bare[area] = paper[area]
    return Ruled(tuple(rules), bare)


def _found(printed: Ink, least: float, dpi: float) -> Iterator[Run]:
    """The rules that run along rows; of each the thickening is taken off again."""
    scale = dpi / INCH
    for start, end, first, last in _bundles(printed, round(least * scale)):
        if _is_rule(printed[:, start:end], first, last, scale):
            yield start, end, first + 1, max(first + 2, last - 1)


def _bundles(printed: Ink, least: int) -> Iterator[Run]:
    """Runs of neighbouring rows that overlap, each bundle as one."""
    thick = printed.copy()
    thick[1:] |= printed[:-1]
    thick[:-1] |= printed[1:]
    going: list[Run] = []
    for row in range(thick.shape[0]):
        runs = _long_runs(thick[row], least)
        if not runs and not going:
            continue
        yield from (bundle for bundle in going if bundle[3] < row)
        going = [bundle for bundle in going if bundle[3] == row]
        for start, end in runs:
            touching = [bundle for bundle in going if bundle[0] < end and start < bundle[1]]
            going = [bundle for bundle in going if bundle not in touching]
            parts = [(start, end, row, row + 1), *touching]
            going.append((min(p[0] for p in parts), max(p[1] for p in parts), min(p[2] for p in parts), row + 1))
    yield from going


def _long_runs(row: Ink, least: int) -> list[tuple[int, int]]:
    """Where a row has ink without a gap."""
    places = np.flatnonzero(row)
    if len(places) < least:
        return []
    breaks = np.flatnonzero(np.diff(places) > 1)
    starts = places[np.concatenate(([0], breaks + 1))]
    ends = places[np.concatenate((breaks, [len(places) - 1]))] + 1
    long = ends - starts >= least
    return list(zip(starts[long].tolist(), ends[long].tolist(), strict=True))


def _is_rule(printed: Ink, first: int, last: int, scale: float) -> bool:
    """Whether a bundle, which the thickening made two rows higher, is thin and stands alone."""
    beside = max(1, round(BESIDE * scale))
    strips = printed[max(0, first - beside) : first], printed[last : last + beside]
    return last - first - 2 <= THICK * scale and all(not strip.size or strip.mean() < CROWDED for strip in strips)
