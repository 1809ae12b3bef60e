"""No file of the hand-checked corpus falls below its floor in ``gate.json``; each floor is a test of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from pipeline import refresh
from pipeline.evaluation import gate, scoring, truth
from pipeline.evaluation.result import FileResult, means

FLOORS = gate.load(Path(__file__).with_name("gate.json"))
EACH = [
    pytest.param(folder, file, figure, floor, id=f"{folder}-{file}-{figure}")
    for folder, files in FLOORS.items()
    for file, of in files.items()
    for figure, floor in of.items()
]
AS_OF = date(2021, 1, 1)


@dataclass(frozen=True)
class Scored:
    """A folder of the corpus, its truth, what was published of it, and how right that is."""

    raw: Path
    gold: Path
    processed: Path
    results: dict[str, FileResult]


def read_and_score(raw: Path, processed: Path) -> Scored:
    gold = raw.parent / "gold"
    refresh.run(raw, processed, AS_OF)
    results = scoring.score(truth.load(gold), raw, processed)
    return Scored(raw, gold, processed, {result.file: result for result in results})


@pytest.fixture(scope="session")
def runs() -> dict[str, Future[Scored]]:
    """Each folder as it was read, once for all its tests. A future also keeps a failure, which a fixture does not."""
    return {}


@pytest.fixture
def scored(
    request: pytest.FixtureRequest,
    corpus: Path,
    runs: dict[str, Future[Scored]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Scored:
    """One folder of the corpus, read, published and scored."""
    folder: str = request.param
    if folder not in runs:
        with ThreadPoolExecutor(1) as one:
            runs[folder] = one.submit(read_and_score, corpus / folder, tmp_path_factory.mktemp("gate"))
    return runs[folder].result()


@pytest.mark.parametrize(("scored", "file", "figure", "floor"), EACH, indirect=["scored"])
def test_no_file_is_below_its_floor(scored: Scored, file: str, figure: str, floor: float) -> None:
    result = scored.results[file]
    assert gate.breaches({result.folder: {file: {figure: floor}}}, [result]) == []


@pytest.mark.parametrize("scored", FLOORS, indirect=True)
def test_every_file_with_a_truth_has_floors(scored: Scored) -> None:
    assert {result.label for result in scored.results.values()} == {
        f"{folder}/{file}" for folder, files in FLOORS.items() for file in files if (scored.raw / file).exists()
    }


@pytest.mark.parametrize("scored", FLOORS, indirect=True)
def test_the_figures_are_those_of_the_scorer_that_came_with_the_corpus(
    corpus: Path, scored: Scored, tmp_path: Path
) -> None:
    scorer, written = corpus.parent / "tools" / "score.py", tmp_path / "score.json"
    arguments = [scorer, scored.processed, scored.gold, "--raw", scored.raw, "--json", written]
    subprocess.run([sys.executable, *map(str, arguments)], check=True, capture_output=True)
    theirs = json.loads(written.read_text())["files"]
    ours = {file: result.figures for file, result in scored.results.items()} | {
        "MEAN": means(scored.results.values())
    }
    assert ours.keys() == theirs.keys()
    for file, figures in theirs.items():
        for name, value in figures.items():
            assert ours[file].get(name) == (None if value is None else pytest.approx(value, abs=0.0005)), file
