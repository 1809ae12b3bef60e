"""Which owner and which date stand beside which part of the response: an alignment of three columns.

In these tables one row answers one recommendation with several actions. The response column holds paragraphs
and bullets; the owner and date columns hold one entry an action, set beside it by blank lines only, one or two
lines off, and either may be missing. The algorithm:

1. Every column is cut into pieces: the response into *blocks* (paragraphs and bullets,
   :mod:`extractors.documents.plans.blocks`), the other two into *atoms* (lines parted by white space; inside such a
   run, also where a line begins a new role or is a date of its own).
2. An action is a first block, some consecutive owner atoms and some consecutive date atoms (at least one of
   the two). Actions follow each other in all three columns, and every atom belongs to one.
3. The best division has the least cost, in lines: how far the entries stand from the first block (less where
   they stand beside the inside of it) and how much further off than those of the action before (white space
   that is lost above one paragraph puts all entries below it off), a charge for a missing owner or date, for
   atoms joined over white space or parted without it, for a paragraph without an entry of its own, and the
   cost of beginning at a doubtful block.
4. The search goes through the atoms in order and keeps, for every number of owner and date atoms used, the
   :data:`BEAM` cheapest ways to have come so far.

Blocks before the first action are an introduction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from operator import attrgetter, itemgetter
from typing import NamedTuple

from extractors.documents.plans.blocks import CellBlock, Pitch, is_parted
from extractors.logical import FlowLine

MISSING = 5.0  # lines of drift that a missing owner or date costs
JOIN_OVER_GAP = 3.0  # joining two atoms of one action over white space
JOIN_BESIDE = 6.0  # the same, where the second stands right beside the beginning of a paragraph
BESIDE = 1.2  # lines
JOIN_BOTH = 4.0  # joining atoms in both columns at once: two owners and two dates are rarely one action's
PART_IN_RUN = 1.5  # giving two atoms that no white space parts to two actions
JOIN_IN_RUN = 1.5  # or to one, though the second begins like an entry of its own
FAR, JUMP = 0.3, 0.7  # weights of the distance itself, and of its change from the action before
INSIDE = 0.35  # of the distance counts where the entry stands beside the inside of its block
INTRODUCTION = 0.8  # leaving a block out as introduction
WITHOUT = 1.5  # leaving a paragraph that white space parts without an entry of its own
MOST_JOINS = 10.0  # an entry is not joined at a greater cost
REACH = 15.0  # lines: a block further from an entry than this is not considered beside it
MOST_MARGIN = 20.0  # lines: an alignment is not called surer than this
NO_ENTRY = 6.0  # the margin of a cell that no owner and no date stands beside: all of it, but whose?
BEAM = 10  # partial divisions kept for each number of atoms used


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of an owner or date column. ``parted``: white space stands before it."""

    lines: tuple[FlowLine, ...]
    y: float
    parted: bool


@dataclass(frozen=True, slots=True)
class Aligned:
    """One action of a row: its lines in the three columns, and the index of its ``first`` block.

    ``margin`` is how much more the cheapest division costs (in lines) that reads it otherwise: the measure of how
    sure the reading is.
    """

    action: tuple[FlowLine, ...]
    owner: tuple[FlowLine, ...]
    date: tuple[FlowLine, ...]
    first: int
    margin: float


def atoms_of(cell: Sequence[FlowLine], pitch: Pitch, opens: Callable[[str, str], bool]) -> tuple[Atom, ...]:
    """A column's atoms. ``opens(before, line)`` says whether a line begins an entry though nothing parts it."""
    runs: list[tuple[list[FlowLine], bool]] = []
    for i, flow in enumerate(cell):
        parted = i == 0 or is_parted(cell[i - 1], flow, pitch)
        if parted or opens(" ".join(f.line.text for f in runs[-1][0]), flow.line.text):
            runs.append(([flow], parted))
        else:
            runs[-1][0].append(flow)
    return tuple(Atom(tuple(lines), lines[0].y, parted) for lines, parted in runs)


def align(
    blocks: Sequence[CellBlock], owners: Sequence[Atom], dates: Sequence[Atom], pitch: Pitch
) -> tuple[tuple[CellBlock, ...], tuple[Aligned, ...]]:
    """The introduction and the actions of a row. Without entries the whole response is one action."""
    if not blocks or not (owners or dates):
        whole = tuple(flow for block in blocks for flow in block.lines)
        return (), (Aligned(whole, (), (), 0, NO_ENTRY),) if whole else ()
    steps, margins = _search(blocks, owners, dates, pitch)
    starts = [first for first, *_ in steps]
    out = []
    for n, ((first, owner, date), margin) in enumerate(zip(steps, margins, strict=True)):
        last = starts[n + 1] if n + 1 < len(starts) else len(blocks)
        out.append(
            Aligned(
                tuple(flow for block in blocks[first:last] for flow in block.lines),
                tuple(flow for atom in owners[owner[0] : owner[1]] for flow in atom.lines),
                tuple(flow for atom in dates[date[0] : date[1]] for flow in atom.lines),
                first,
                round(margin, 2),
            )
        )
    return tuple(blocks[: starts[0]]), tuple(out)


Span = tuple[int, int]
Step = tuple[int, Span, Span]


class _Way(NamedTuple):
    """A partial division: its cost, the block after its last action's first, how far off (lines) that action's
    entries stood, and its steps (first block, owner atoms, date atoms), last first.
    """

    cost: float
    block: int
    drift: float
    steps: tuple[Step, _Way] | None = None


def _search(
    blocks: Sequence[CellBlock], owners: Sequence[Atom], dates: Sequence[Atom], pitch: Pitch
) -> tuple[list[Step], list[float]]:
    """The cheapest division, as steps in order, and each step's margin."""
    goal = len(owners), len(dates)
    ways: dict[Span, list[_Way]] = {(0, 0): [_Way(0.0, 0, 0.0)]}
    bare = [0.0, *accumulate(WITHOUT * (block.cost == 0) for block in blocks)]
    seen: dict[tuple[float, ...], Near] = {}
    least = inf  # of a whole division: what costs more by the greatest margin tells nothing of it
    for used in sorted(((o, d) for o in range(goal[0] + 1) for d in range(goal[1] + 1)), key=sum):
        if used == goal:
            break
        entries = list(_entries((owners, dates), used, blocks, pitch, seen))
        for way in sorted(ways.pop(used, ()), key=_cost)[:BEAM]:
            for entry in entries:
                held = ways.setdefault(entry.end, [])
                if entry.end == goal:
                    beaten = least + MOST_MARGIN
                else:
                    beaten = held[BEAM - 1].cost if len(held) >= BEAM else inf
                if way.cost + entry.least >= beaten:
                    continue
                longer = _longer(way, used, entry, bare, beaten)
                held += longer
                if entry.end == goal:
                    least = min([least, *(each.cost + bare[-1] - bare[each.block] for each in longer)])
                elif longer:
                    held.sort(key=_cost)
                    del held[BEAM:]
    finished = sorted(
        ((way.cost + bare[-1] - bare[way.block], _steps(way)) for way in ways.get(goal, ())), key=itemgetter(0)
    )
    if not finished:  # more entries than blocks: the surplus stays with the first rather than being lost
        return [(0, (0, goal[0]), (0, goal[1]))], [0.0]
    return finished[0][1], _margins(finished, len(blocks))


def _margins(finished: Sequence[tuple[float, list[Step]]], blocks: int) -> list[float]:
    """For each action of the cheapest division, how much more the cheapest costs that reads it otherwise."""
    least, steps = finished[0]
    readings = _readings(steps, blocks)
    margins = [MOST_MARGIN] * len(steps)
    for cost, other in finished[1:]:
        if cost - least >= max(margins):
            break
        same = set(_readings(other, blocks))
        margins = [m if r in same else min(m, cost - least) for m, r in zip(margins, readings, strict=True)]
    return margins


def _steps(way: _Way) -> list[Step]:
    out: list[Step] = []
    while way.steps:
        step, way = way.steps
        out.append(step)
    return out[::-1]


def _readings(steps: Sequence[Step], blocks: int) -> list[tuple[int, int, Span, Span]]:
    """What each action takes: its blocks, its owner atoms, its date atoms."""
    ends = [first for first, *_ in steps[1:]] + [blocks]
    return [(first, end, owner, date) for (first, owner, date), end in zip(steps, ends, strict=True)]


class _Nearby(NamedTuple):
    """A block that an entry may stand beside, what it costs to begin an action there, how far off it is included,
    and how far off (lines) the owner and the date would be.
    """

    first: int
    cost: float
    drifts: tuple[float, ...]


Ends = list[tuple[int, float]]
Near = tuple[_Nearby, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """The owner and date atoms that the next action may take: up to ``end``, at what cost of joins and gaps.

    ``near`` are the blocks it may stand beside, ``least`` what it costs beside the cheapest of them.
    """

    end: Span
    cost: float
    near: Near
    least: float


def _entries(
    columns: tuple[Sequence[Atom], Sequence[Atom]],
    used: Span,
    blocks: Sequence[CellBlock],
    pitch: Pitch,
    seen: dict[tuple[float, ...], Near],
) -> Iterator[_Entry]:
    """Every entry that begins where ``used`` atoms end; ``seen`` keeps what is near the heights asked for."""
    ends = [_ends(atoms, start, blocks, pitch) for atoms, start in zip(columns, used, strict=True)]
    for o, owner_joins in ends[0]:
        for d, date_joins in ends[1]:
            if (o, d) == used:
                continue
            heads = tuple(atoms[i].y for atoms, i, j in zip(columns, used, (o, d), strict=True) if j > i)
            if heads not in seen:
                seen[heads] = tuple(_near(heads, blocks, pitch))
            both = JOIN_BOTH if o > used[0] + 1 and d > used[1] + 1 else 0.0
            cost, near = owner_joins + date_joins + both, seen[heads]
            yield _Entry((o, d), cost, near, cost + min([place.cost for place in near], default=inf))


def _near(heads: Sequence[float], blocks: Sequence[CellBlock], pitch: Pitch) -> Iterator[_Nearby]:
    """The blocks within reach of an entry (the last of those too far above is within it), with its drifts."""
    for i, block in enumerate(blocks):
        drifts = tuple((y - block.y) / pitch.line for y in heads)
        if min(drifts) < -REACH:
            return
        last = i + 1 == len(blocks) or blocks[i + 1].y > min(heads)
        if last or max(drifts) <= REACH:
            cost = sum((_distance(block, drift) for drift in drifts), block.cost if i else 0.0)
            yield _Nearby(i, cost, drifts)


_cost = attrgetter("cost")


def _longer(way: _Way, used: Span, entry: _Entry, bare: Sequence[float], most: float) -> list[_Way]:
    """Every way to go on by one action with this entry that costs less than ``most``."""
    out: list[_Way] = []
    so_far, before = way.cost + entry.cost, way.drift
    for first, cost, drifts in entry.near:
        if first < way.block:
            continue
        cost += so_far + (bare[first] - bare[way.block] if way.steps else INTRODUCTION * first)
        if cost >= most:
            continue  # whatever the jumps cost
        for drift in drifts:
            cost += JUMP * abs(drift - before)
        if cost < most:
            step: Step = (first, (used[0], entry.end[0]), (used[1], entry.end[1]))
            out.append(_Way(cost, first + 1, sum(drifts) / len(drifts), (step, way)))
    return out


def _ends(atoms: Sequence[Atom], start: int, blocks: Sequence[CellBlock], pitch: Pitch) -> Ends:
    """Where an entry that begins at an atom may end, and what its joins cost; first that there is none."""
    out = [(start, MISSING)]
    joins = 0.0 if start == len(atoms) or atoms[start].parted else PART_IN_RUN
    for end in range(start + 1, len(atoms) + 1):
        if end > start + 1:
            joins += _join(atoms[end - 1], blocks, pitch)
        if joins > MOST_JOINS:
            break
        out.append((end, joins))
    return out


def _join(atom: Atom, blocks: Sequence[CellBlock], pitch: Pitch) -> float:
    """What it costs to join an atom to the entry above it."""
    if not atom.parted:
        return JOIN_IN_RUN
    beside = any(abs(b.y - atom.y) <= BESIDE * pitch.line and b.cost < JOIN_IN_RUN for b in blocks[1:])
    return JOIN_BESIDE if beside else JOIN_OVER_GAP


def _distance(block: CellBlock, drift: float) -> float:
    inside = 2 < drift < block.lines_high
    return FAR * abs(drift) * (INSIDE if inside else 1.0)
