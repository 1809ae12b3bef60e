"""What the cells of a row that report progress say, and of which of its actions.

Parts that bear the marks of the actions ("1.", "(b)") are each about its own, and so are paragraphs that begin
beside one. A cell that is nothing but a state holds for all; other words that keep to no action are about the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.documents.plans.alignment import atoms_of
from extractors.documents.plans.blocks import ends_early, pitch_of
from extractors.documents.plans.marked import marked_parts
from extractors.documents.plans.pieces import text_of
from extractors.fields.responses import STATE_WORDS, parse_progress
from extractors.logical import FlowLine

Lines = tuple[FlowLine, ...]
_BELOW = 0.5  # points that the next line of a cell stands below the one before, at least
_BESIDE = 1.2  # lines between the tops of an action and of what is said of its progress


@dataclass(frozen=True, slots=True)
class ActionStart:
    """Where an action begins, in points from the top of its row, and the mark of a list that it bears there."""

    top: float
    mark: str | None = None


def shared_among(starts: Sequence[ActionStart], lines: Lines) -> dict[int, list[Lines]]:
    """The cells that report progress in a row, or their parts, by the action that they are about, from 0."""
    beside = _beside([start.top for start in starts], lines)
    if beside is not None:
        return {n: _cells(own) for n, own in beside.items()}
    cells = _cells(lines)
    marks = [start.mark or "" for start in starts]
    distinct = len(marks) > 1 and "" not in marks and len({*marks}) == len(marks)
    parts = [(marked_parts(cell, marks) if distinct else None) or {"": cell} for cell in cells]
    last, out = max(len(starts) - 1, 0), dict[int, list[Lines]]()
    for cell, said in zip(cells, parts, strict=True):
        for n in range(last + 1):
            whole = cell if n == last or _is_state(text_of(cell)) else ()
            own = whole if "" in said else said.get(marks[n], ())
            if own:
                out.setdefault(n, []).append(own)
    return out


def progress_text(cells: Iterable[Lines]) -> str:
    """The text of progress cells, each in a line of its own, and the state that one begins with."""
    return "\n".join(text_of(part) for cell in cells for part in _state_apart(cell))


def _beside(tops: Sequence[float], lines: Lines) -> dict[int, Lines] | None:
    """The paragraphs by the action that they begin beside; None where they do not keep to the actions."""
    pitch = pitch_of([lines])
    atoms = atoms_of(lines, pitch, lambda _above, _line: False)
    beside = [
        next((n for n, top in enumerate(tops) if abs(atom.y - top) <= _BESIDE * pitch.line), None) for atom in atoms
    ]
    if len(atoms) < 2 or None in (beside[0], beside[1]):
        return None
    out: dict[int, Lines] = {}
    current = 0
    for atom, n in zip(atoms, beside, strict=True):
        current = current if n is None else n
        out[current] = out.get(current, ()) + atom.lines
    return out


def _cells(lines: Lines) -> list[Lines]:
    """The lines of the cells that share a role, cell by cell."""
    starts = [i for i in range(len(lines)) if not i or lines[i].y < lines[i - 1].y + _BELOW]
    return [lines[begin:end] for begin, end in pairwise([*starts, len(lines)])]


def _state_apart(cell: Lines) -> list[Lines]:
    """A cell's lines, parted where the first of them is a state and ends though the next word, which begins a
    sentence, had room."""
    first, rest = cell[0], cell[1:]
    if not (rest and _is_state(first.line.text) and rest[0].line.text[:1].isupper()):
        return [cell]
    right = max(flow.line.x1 for flow in cell)
    return [cell[:1], rest] if ends_early(first, rest[0], right) else [cell]


def _is_state(text: str) -> bool:
    return len(text.split()) <= STATE_WORDS and parse_progress(text) is not None
