"""The last result of every file that was ever evaluated, as JSON: what the next result is compared with."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

from extractors import regular_files
from pipeline.errors import PipelineError
from pipeline.evaluation.result import FileResult
from pipeline.evaluation.tally import Tally

NAME = "evaluation.json"


def read(path: Path) -> dict[str, FileResult]:
    """The stored results by label; none where nothing was stored yet.

    Raises :class:`PipelineError` where the file is there and is no store.
    """
    try:
        stored = json.loads(regular_files.read_text(path))
        results = [
            FileResult(
                folder=row["folder"],
                file=row["file"],
                figures=row["figures"],
                tallies={figure: _tally(lists) for figure, lists in row["tallies"].items()},
            )
            for row in stored["results"]
        ]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise PipelineError(
            f"{path} holds no earlier result ({error}): name another --store or remove it"
        ) from error
    return {result.label: result for result in results}


def _tally(lists: Mapping[str, list[str]]) -> Tally:
    return Tally(**{name: tuple(items) for name, items in lists.items()})


def write(path: Path, results: Iterable[FileResult]) -> None:
    """Put results in the place of what was stored; the file is whole at every moment.

    Raises :class:`PipelineError` where it cannot be written.
    """
    rows = [asdict(result) for result in sorted(results, key=lambda result: result.label)]
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps({"results": rows}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise PipelineError(f"the result could not be stored ({error}): name another --store") from error
