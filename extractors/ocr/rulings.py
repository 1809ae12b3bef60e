"""The straight rules printed in a picture that is level: long thin runs of ink, wherever no letter has one.

A run is looked for along rows (and, turned, along columns) in ink that is thickened across by a pixel, which bridges
the steps that a rule takes where the paper lay not quite straight. Runs of neighbouring rows that overlap are one
rule, unless they are thicker than any rule: then they are a filled area, whose edges are none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from extractors.ocr.ink import Ink

LEVEL, UPRIGHT = 20.0, 18.0  # points: shorter runs are strokes of letters
THICK = 4.0  # points: what is thicker is no rule
BESIDE = 1.5  # points: the strips on either side of a rule that are looked at
CROWDED = 0.3  # the share of ink in either strip from which on it is no rule but the foot or head of letters


@dataclass(frozen=True, slots=True)
class PictureRule:
    """A rule as a rectangle of pixels; ``level`` tells its direction."""

    x0: int
    top: int
    x1: int
    bottom: int
    level: bool


def rules(ink: Ink, dpi: float) -> list[PictureRule]:
    """The rules in the ink of a picture of ``dpi`` pixels an inch."""
    level = [PictureRule(x0, top, x1, bottom, True) for x0, top, x1, bottom in _runs(ink, LEVEL * dpi / 72, dpi)]
    upright = [PictureRule(x0, top, x1, bottom, False) for top, x0, bottom, x1 in _runs(ink.T, UPRIGHT * dpi / 72, dpi)]
    return level + upright


def _runs(ink: Ink, least: float, dpi: float) -> Iterator[tuple[int, int, int, int]]:
    """Bundles of runs at least that long, as (start, first row, end, last row + 1)."""
    thick = ink.copy()
    thick[1:] |= ink[:-1]
    thick[:-1] |= ink[1:]
    open_bundles: list[list[int]] = []
    for row in range(thick.shape[0]):
        found = _long_runs(thick[row], least)
        still: list[list[int]] = []
        for bundle in open_bundles:
            if bundle[3] < row:
                yield from _rule(bundle, ink, dpi)
            else:
                still.append(bundle)
        open_bundles = still
        for start, end in found:
            touching = [b for b in open_bundles if b[0] < end and start < b[2]]
            if touching:
                first = touching[0]
                for other in touching[1:]:
                    first[0], first[1] = min(first[0], other[0]), min(first[1], other[1])
                    first[2] = max(first[2], other[2])
                    open_bundles.remove(other)
                first[0], first[2], first[3] = min(first[0], start), max(first[2], end), row + 1
            else:
                open_bundles.append([start, row, end, row + 1])
    for bundle in open_bundles:
        yield from _rule(bundle, ink, dpi)


def _rule(bundle: list[int], ink: Ink, dpi: float) -> Iterator[tuple[int, int, int, int]]:
    """The bundle without the thickening, unless it is too thick or stands among print."""
    start, first, end, last = bundle
    first, last = (first + 1, last - 1) if last - first > 2 else (first, last)
    beside = max(1, round(BESIDE * dpi / 72))
    strips = ink[max(0, first - beside - 1) : max(0, first - 1), start:end], ink[last + 1 : last + 1 + beside, start:end]
    if last - first <= THICK * dpi / 72 and all(strip.size == 0 or strip.mean() < CROWDED for strip in strips):
        yield start, first, end, last


def _long_runs(row: Ink, least: float) -> list[tuple[int, int]]:
    """Where a row has ink without a gap."""
    places = np.flatnonzero(row)
    if len(places) < least:
        return []
    breaks = np.flatnonzero(np.diff(places) > 1)
    starts = places[np.concatenate(([0], breaks + 1))]
    ends = places[np.concatenate((breaks, [len(places) - 1]))] + 1
    long = ends - starts >= least
    return list(zip(starts[long].tolist(), ends[long].tolist(), strict=True))
