"""No file with a hand-checked truth falls below its floor in ``gate.json``; each floor is a test of its own.

The truth of ``data/raw`` lies in ``tests/truth``, so that part holds in every checkout. The other folders are those
of the corpus beside the project, and are skipped where it is not there.
"""

from __future__ import annotations

import json
import shutil
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
# Read in every test run; the others, other renditions among them, in `make check`.
QUICK = ("data/raw", "mcso/pdf")


def marks(folder: str) -> tuple[pytest.MarkDecorator, ...]:
    return () if folder in QUICK else (pytest.mark.slow,)


EACH = [
    pytest.param(folder, file, figure, floor, id=f"{folder}-{file}-{figure}", marks=marks(folder))
    for folder, files in FLOORS.items()
    for file, of in files.items()
    for figure, floor in of.items()
]
AS_OF = date(2021, 1, 1)
ROOT = Path(__file__).parents[1]
OURS, TRUTH = "data/raw", Path(__file__).with_name("truth")


@dataclass(frozen=True)
class Scored:
    """A folder of the corpus, its truth, what was published of it, and how right that is."""

    raw: Path
    gold: Path
    processed: Path
    results: dict[str, FileResult]


def read_and_score(raw: Path, gold: Path, processed: Path) -> Scored:
    refresh.run(raw, processed, AS_OF)
    return score(raw, gold, processed)


def score(raw: Path, gold: Path, processed: Path) -> Scored:
    results = scoring.score(truth.load(gold), raw, processed)
    return Scored(raw, gold, processed, {result.file: result for result in results})


@pytest.fixture(scope="session")
def runs() -> dict[str, Future[Scored]]:
    """Each folder as it was read, once for all its tests. A future also keeps a failure, which a fixture does not."""
    return {}


@pytest.fixture
def scored(
    request: pytest.FixtureRequest, runs: dict[str, Future[Scored]], tmp_path_factory: pytest.TempPathFactory
) -> Scored:
    """One folder with a truth, read, published and scored."""
    folder: str = request.param
    if folder not in runs:
        with ThreadPoolExecutor(1) as one:
            if folder == OURS:
                runs[folder] = one.submit(score, ROOT / OURS, TRUTH, request.getfixturevalue("sample"))
            else:
                raw: Path = request.getfixturevalue("corpus") / folder
                processed = tmp_path_factory.mktemp("gate")
                if folder == "cases/raw":  # it holds the documents of data/raw too, which are read and linked once
                    sample: Path = request.getfixturevalue("sample")
                    shutil.copytree(sample / "state", processed / "state")
                runs[folder] = one.submit(read_and_score, raw, raw.parent / "gold", processed)
    return runs[folder].result()


@pytest.mark.parametrize(("scored", "file", "figure", "floor"), EACH, indirect=["scored"])
def test_no_file_is_below_its_floor(scored: Scored, file: str, figure: str, floor: float) -> None:
    result = scored.results[file]
    assert gate.breaches({result.folder: {file: {figure: floor}}}, [result]) == []


@pytest.mark.parametrize("scored", [pytest.param(f, marks=marks(f)) for f in FLOORS], indirect=True)
def test_every_file_with_a_truth_has_floors(scored: Scored, request: pytest.FixtureRequest) -> None:
    folder = request.node.callspec.params["scored"]
    assert {result.label for result in scored.results.values()} == {f"{folder}/{file}" for file in FLOORS[folder]}


@pytest.mark.slow
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


def test_the_documents_here_have_the_floors_they_have_in_the_corpus() -> None:
    assert FLOORS[OURS].items() <= FLOORS["cases/raw"].items()
    assert FLOORS[OURS].keys() == {path.name for path in (ROOT / OURS).iterdir()}
