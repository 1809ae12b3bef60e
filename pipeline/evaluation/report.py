"""A result as lines of text, the same on a terminal and in a log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from pipeline.evaluation.comparison import Moved, Shift
from pipeline.evaluation.result import FIGURES, Figures, FileResult, means

MOST = 40  # items listed; the rest is counted


def figures(results: Sequence[FileResult]) -> Iterator[str]:
    """Two tables a folder, of its plans and of its letters: a row a file, then the means."""
    width = max(len(result.file) for result in results) + 4
    for (folder, plans), of_folder in groupby(results, key=lambda result: (result.folder, "rec" in result.figures)):
        rows = list(of_folder)
        mean = means(rows)
        columns = {figure: max(len(figure), 5) + 2 for figure in FIGURES if mean[figure] is not None}
        heads = "".join(f"{figure:>{room}}" for figure, room in columns.items())
        yield f"{folder + (', plans' if plans else ', letters'):{width}}{heads}"
        for row in rows:
            yield _row(row.file, row.figures, columns, width)
        yield _row("mean", mean, columns, width)
        yield ""


def _row(name: str, values: Figures, columns: Mapping[str, int], width: int) -> str:
    numbers = "".join(f"{_number(values.get(figure)):>{room}}" for figure, room in columns.items())
    return f"  {name:{width - 2}}{numbers}"


def changes(shifts: Sequence[Shift], moves: Sequence[Moved]) -> Iterator[str]:
    """What differs from the last result: figures first, then what was lost and gained, item by item."""
    if not shifts and not moves:
        yield "nothing gained and nothing lost since the last result"
        return
    lost = sum(move.way == "lost" for move in moves)
    yield f"since the last result: gained {len(moves) - lost}, lost {lost}"
    for shift in shifts:
        yield f"  {shift.label}: {shift.figure} {_number(shift.before)} to {_number(shift.after)}"
    for move in moves[:MOST]:
        yield f"  {move.way:<7}{move.label}: {move.item} ({', '.join(move.figures)})"
    if len(moves) > MOST:
        yield f"  and {len(moves) - MOST} more"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
