"""Rulings to the cells of grids (the only door to pdfplumber, whose table geometry, after Nurminen 2013, it uses).

pdfplumber joins edges, crosses them and finds the smallest rectangles; what is added here is closing the
tables that a page leaves open (no rule along the page's foot, no outer side rules), and keeping one-cell
grids, which a page break makes of a long row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

SNAP = 2.5  # rules this close (points) are one rule
JOIN = 4.0  # gaps in a rule up to this wide are dashes
TOUCH = 3.0  # rules that miss each other by this much still meet
SHORTEST = 6.0  # a shorter rule is an ornament
Edge = dict[str, Any]
BBox = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Slot:
    """An empty cell: where it is and which rows and columns (from 0) it covers."""

    row: int
    col: int
    rowspan: int
    colspan: int
    bbox: BBox


@dataclass(frozen=True, slots=True)
class Frame:
    """A grid without its words: its slots and the x positions of its column rules."""

    slots: tuple[Slot, ...]
    rules: tuple[float, ...]
    bbox: BBox


def frames(rules: Iterable[BBox]) -> list[Frame]:
    """The grids that straight rulings (x0, top, x1, bottom in points) draw, from top to bottom."""
    edges = merge_edges([_edge(*rule) for rule in rules], SNAP, SNAP, JOIN, JOIN)
    edges = [e for e in edges if max(e["x1"] - e["x0"], e["bottom"] - e["top"]) >= SHORTEST]
    edges = merge_edges([*edges, *_closing(edges)], SNAP, SNAP, JOIN, JOIN)
    cells = intersections_to_cells(edges_to_intersections(edges, TOUCH, TOUCH))
    cells = [cell for cell in cells if cell[2] - cell[0] > SNAP and cell[3] - cell[1] > SNAP]
    tables = cells_to_tables(cells)
    held = {cell for table in tables for cell in table}
    tables += [[cell] for cell in cells if cell not in held]
    return sorted((_frame(table) for table in tables), key=lambda f: (f.bbox[1], f.bbox[0]))


def level_rules(rules: Iterable[BBox]) -> tuple[BBox, ...]:
    """The level rules from top to bottom, those that go on where another ends as one."""
    edges = merge_edges([_edge(*rule) for rule in rules if rule[1] == rule[3]], SNAP, SNAP, JOIN, JOIN)
    return tuple(sorted(((e["x0"], e["top"], e["x1"], e["bottom"]) for e in edges), key=lambda rule: rule[1]))


def areas(edges: Iterable[BBox]) -> tuple[BBox, ...]:
    """The upright rectangles that edges of filled shapes go round, each once."""
    found = set(edges)
    levels = [edge for edge in found if edge[1] == edge[3]]
    sides = [edge for edge in found if edge[0] == edge[2]]
    return tuple(
        sorted(
            {
                (left, side[1], right, side[3])
                for side in sides
                for left, top, right, _ in levels
                if abs(left - side[0]) <= 1 and abs(top - side[1]) <= 1
            }
        )
    )


def _edge(x0: float, top: float, x1: float, bottom: float) -> Edge:
    way = "h" if x1 - x0 >= bottom - top else "v"
    return {
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
        "orientation": way,
        "object_type": "line",
    }


def _closing(edges: Sequence[Edge]) -> list[Edge]:
    """Rules that complete a table left open, where upright rules (or level ones they cross) end together."""
    upright = [e for e in edges if e["orientation"] == "v"]
    level = [e for e in edges if e["orientation"] == "h"]
    out = []
    for side in ("top", "bottom"):
        for group in _clusters(upright, side):
            xs = [e["x0"] for e in group]
            y = group[0][side]
            if max(xs) - min(xs) > SHORTEST and not _covered(level, "top", y, "x0", "x1", min(xs), max(xs)):
                out.append(_edge(min(xs), y, max(xs), y))
    for side in ("x0", "x1"):
        for group in _clusters(level, side):
            x = group[0][side]
            for low, high in _tied([e["top"] for e in group], upright):
                crossed = any(low - TOUCH <= v["top"] and v["bottom"] <= high + TOUCH for v in upright)
                if crossed and high - low > SHORTEST and not _covered(upright, "x0", x, "top", "bottom", low, high):
                    out.append(_edge(x, low, x, high))
    return out


def _tied(heights: Sequence[float], upright: Sequence[Edge]) -> list[tuple[float, float]]:
    """The runs of level rules, from top to bottom, in which an upright rule ties each to the next: one a table."""
    out: list[tuple[float, float]] = []
    for y in sorted(heights):
        low, high = out[-1] if out else (y, y)
        tied = any(v["top"] <= high + TOUCH and v["bottom"] >= y - TOUCH for v in upright)
        if out and (tied or y - high <= TOUCH):
            out[-1] = (low, y)
        else:
            out.append((y, y))
    return out


def _clusters(edges: Sequence[Edge], side: str) -> list[list[Edge]]:
    """Runs of two or more edges of which each ends within the touching distance of the one before."""
    out: list[list[Edge]] = []
    for edge in sorted(edges, key=lambda e: float(e[side])):
        if out and edge[side] - out[-1][-1][side] <= TOUCH:
            out[-1].append(edge)
        else:
            out.append([edge])
    return [group for group in out if len(group) > 1]


def _covered(
    edges: Sequence[Edge], at: str, position: float, start: str, end: str, low: float, high: float
) -> bool:
    """Whether edges along ``position`` already run over at least nine tenths of low..high."""
    spans = [(e[start], e[end]) for e in edges if abs(e[at] - position) <= TOUCH]
    length = sum(max(0.0, min(b, high) - max(a, low)) for a, b in spans)
    return bool(length >= 0.9 * (high - low))


def _frame(cells: Sequence[BBox]) -> Frame:
    xs = _marks([x for cell in cells for x in (cell[0], cell[2])])
    ys = _marks([y for cell in cells for y in (cell[1], cell[3])])
    slots = []
    for cell in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        col, row = _nearest(xs, cell[0]), _nearest(ys, cell[1])
        slots.append(Slot(row, col, _nearest(ys, cell[3]) - row, _nearest(xs, cell[2]) - col, cell))
    return Frame(tuple(slots), tuple(xs), (xs[0], ys[0], xs[-1], ys[-1]))


def _marks(values: Sequence[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > SNAP:
            out.append(value)
    return out


def _nearest(marks: Sequence[float], value: float) -> int:
    return min(range(len(marks)), key=lambda i: abs(marks[i] - value))
