"""Floors: the least figure each file must reach, in a JSON file a person edits.

``{"corpus/raw": {"plan.pdf": {"record": 0.97}}}``: folder (its last two names), file, figure, floor.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from extractors import regular_files
from pipeline.errors import PipelineError
from pipeline.evaluation.result import FIGURES, FileResult

_ROUNDING = 1e-9
Floors = Mapping[str, Mapping[str, Mapping[str, float]]]


def load(path: Path) -> Floors:
    """The floors of a gate file. Raises :class:`PipelineError` where it is none, or a figure is unknown."""
    try:
        floors: Floors = json.loads(regular_files.read_text(path))
        unknown = {
            figure for files in floors.values() for of in files.values() for figure in of if figure not in FIGURES
        }
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise PipelineError(f"{path} is no gate file ({error})") from error
    if unknown:
        raise PipelineError(f"{path}: {', '.join(sorted(unknown))}: no such figure; known are {', '.join(FIGURES)}")
    return floors


def breaches(floors: Floors, results: Iterable[FileResult]) -> list[str]:
    """A line for every floor of the evaluated folders that is not reached, in the order of the gate.

    Raises :class:`PipelineError` where no floor is set for any of the folders.
    """
    found = {(result.folder, result.file): result for result in results}
    folders = {folder for folder, _ in found}
    if not folders & floors.keys():
        raise PipelineError(f"the gate sets no floor for {', '.join(sorted(folders))}")
    return [
        f"{folder}/{file}: {problem}"
        for folder, files in floors.items()
        if folder in folders
        for file, of in files.items()
        for figure, floor in of.items()
        if (problem := _problem(found.get((folder, file)), figure, floor))
    ]


def _problem(result: FileResult | None, figure: str, floor: float) -> str | None:
    value = result.figures.get(figure) if result else None
    if value is None:
        return f"{figure} must be at least {floor:g} and was not measured"
    return f"{figure} is {value:.3f}, must be at least {floor:g}" if value < floor - _ROUNDING else None
