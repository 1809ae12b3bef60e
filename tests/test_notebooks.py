"""The notebooks, run from scratch as a reader runs them: on the published sample, and on documents of their own."""

from __future__ import annotations

import base64
import json
import os
import re
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from pipeline import measures
from pipeline.dataset import Dataset, load
from tests.known import publish_known

nbformat = pytest.importorskip("nbformat", reason="requirements/docs.lock is not installed")
NotebookClient = pytest.importorskip("nbclient", reason="requirements/docs.lock is not installed").NotebookClient
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
NOTEBOOKS = {path.stem: path for path in sorted((ROOT / "notebooks").glob("*.ipynb"))}
FIRST, SLIPPAGE, EVIDENCE = NOTEBOOKS
SAMPLE, OWN = "sample", "own"  # OWN is made by hand: it has unknowns, no pages and a letter without a date
PATIENCE = 120  # seconds that a cell may take
PICTURE = re.compile(r'<img alt="([^"]*)" src="data:image/(svg\+xml|png);base64,([^"]*)"')
GREY = re.compile(r"#([0-9a-f]{1,2})\1\1", re.IGNORECASE)
FETCHED = re.compile(r"<script|<link|<iframe|@import|(?:src|href)=[\"'](?!data:)|url\((?!#)")


class Run:
    """An executed notebook: what its cells printed and showed, the charts and pages by their words."""

    def __init__(self, cells: list[Any], left: list[Path]) -> None:
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        shown = [output["data"] for output in outputs if "data" in output]
        self.left = left
        self.printed = "".join(output.text for output in outputs if output.get("name") == "stdout")
        self.complaints = "".join(output.text for output in outputs if output.get("name") == "stderr")
        self.kinds = {kind for data in shown for kind in data}
        self.html = [data["text/html"] for data in shown if "text/html" in data]
        found = [picture for page in self.html for picture in PICTURE.findall(page)]
        self.pages = [unescape(alt) for alt, kind, _ in found if kind == "png"]
        self.charts = {unescape(alt): base64.b64decode(data).decode() for alt, kind, data in found if kind != "png"}

    def chart(self, title: str) -> str:
        """The words drawn in the chart whose title it is, after checking that they begin its description too."""
        for alt, drawing in self.charts.items():
            if alt.startswith(title):
                words = unescape(" ".join(re.findall(r">([^<]+)<", drawing)))
                assert title in words
                return words
        raise AssertionError(f"no chart is called {title!r}; there are {list(self.charts)}")


def executed(path: Path, folder: Path, dataset: Path) -> Run:
    """Run in an empty folder, which is also that of temporary files; afterwards nothing should lie there."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=PATIENCE, resources={"metadata": {"path": str(folder)}})
    client.execute(env=os.environ | {"INSPECTION_RESPONSES": str(dataset), "TMPDIR": str(folder)})
    return Run(notebook.cells, sorted(folder.iterdir()))


@pytest.fixture(scope="module")
def runs(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[str, str], Future[Run]]]:
    """Every notebook on the sample, and those that are not about its documents on others, two at a time.

    They run under this interpreter, and without the settings of whoever runs the tests.
    """
    base = tmp_path_factory.mktemp("jupyter")
    spec = base / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"]
    spec.write_text(json.dumps({"argv": command, "display_name": "Python 3", "language": "python"}))
    publish_known(base / "own")
    asked = [(EVIDENCE, SAMPLE), (SLIPPAGE, SAMPLE), (FIRST, SAMPLE), (SLIPPAGE, OWN), (FIRST, OWN)]
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(2) as pool:
        for name in ("JUPYTER_PATH", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
            patch.setenv(name, str(base if name == "JUPYTER_PATH" else base / name))
        patch.setenv("PYTHONWARNINGS", "default::DeprecationWarning:__main__")
        yield {
            (name, on): pool.submit(
                executed, NOTEBOOKS[name], tmp_path_factory.mktemp(name), sample if on == SAMPLE else base / "own"
            )
            for name, on in asked
        }


@pytest.fixture(scope="module")
def ds(sample: Path) -> Dataset:
    return load(sample)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_from_scratch_without_a_warning_and_leaves_nothing_behind(
    name: str, runs: dict[tuple[str, str], Future[Run]]
) -> None:
    run = runs[name, SAMPLE].result()
    assert run.complaints == ""
    assert run.left == []


@pytest.mark.parametrize("name", [FIRST, SLIPPAGE])
def test_a_notebook_runs_on_the_documents_of_a_reader(name: str, runs: dict[tuple[str, str], Future[Run]]) -> None:
    run = runs[name, OWN].result()
    assert len(run.charts) == len(runs[name, SAMPLE].result().charts)
    assert "D1.pdf" in run.complaints or not run.complaints  # only that a letter without a date is left out


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_committed_notebook_holds_its_cells_and_nothing_else(name: str) -> None:
    notebook = json.loads(NOTEBOOKS[name].read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["outputs"] for cell in code] == [[]] * len(code)
    assert {cell["execution_count"] for cell in code} == {None}
    assert all(cell["metadata"] in ({}, {"tags": ["hide-input"]}) for cell in notebook["cells"])
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_a_notebook_shows_fetches_nothing_and_needs_no_script(
    name: str, runs: dict[tuple[str, str], Future[Run]]
) -> None:
    run = runs[name, SAMPLE].result()
    assert run.kinds == {"text/html", "text/plain"}
    assert [page for page in [*run.html, *run.charts.values()] if FETCHED.search(page)] == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_picture_has_words_and_no_chart_needs_colour(
    name: str, runs: dict[tuple[str, str], Future[Run]]
) -> None:
    run = runs[name, SAMPLE].result()
    pictures = sum(page.count("<img") for page in run.html)
    assert len(run.charts) + len(run.pages) == pictures > 0
    assert all(len(words) > 20 for words in (*run.charts, *run.pages))
    used = {c for drawing in run.charts.values() for c in re.findall(r'(?:fill|stroke)="([^"]+)"', drawing)}
    assert [c for c in used if c not in ("none", "transparent", "black", "white") and not GREY.fullmatch(c)] == []


@pytest.mark.parametrize("on", [SAMPLE, OWN])
def test_the_first_look_is_titled_with_what_the_measures_say(
    on: str, sample: Path, runs: dict[tuple[str, str], Future[Run]], tmp_path: Path
) -> None:
    ds = load(sample if on == SAMPLE else publish_known(tmp_path))
    run = runs[FIRST, on].result()
    kept = measures.kept(ds)
    words = run.chart(f"{kept.yes} of {kept.known} commitments were kept by the original date")
    for row in measures.overview(ds).itertuples():
        assert not row.known or f"{row.yes} of {row.known}; {row.unknown} unknown" in words
    for figure in (kept, measures.told(ds), measures.median_slip(ds)):
        assert str(figure) in run.printed


@pytest.mark.parametrize("on", [SAMPLE, OWN])
def test_slippage_is_titled_with_what_the_measures_say(
    on: str, sample: Path, runs: dict[tuple[str, str], Future[Run]], tmp_path: Path
) -> None:
    ds = load(sample if on == SAMPLE else publish_known(tmp_path))
    run = runs[SLIPPAGE, on].result()
    told, slip, curve = measures.told(ds), measures.median_slip(ds), measures.survival(ds)
    words = run.chart(f"{told.yes} of {told.known} new dates were told before the old one had passed")
    assert f"n = {told.n} new dates, {told.unknown} unknown" in words
    words = run.chart(f"Dates that moved slipped by a median of {slip.median:g} days")
    assert f"n = {slip.n}: {slip.known} dates that moved, {slip.unknown} unknown" in words
    days = curve.days[curve.open <= 0.5].iloc[0]
    words = run.chart(f"It takes {days} days past their date until half of the commitments are reported completed")
    assert f"n = {curve.n[0]}, {curve.unknown[0]} unknown" in words


def test_the_timeline_has_a_row_for_every_commitment_of_the_case_and_says_what_each_letter_says(
    ds: Dataset, runs: dict[tuple[str, str], Future[Run]]
) -> None:
    own = ds.commitments[ds.commitments.case_id == ds.commitments.case_id[0]]
    said = ds.ledger[ds.ledger.action_id.isin(own.action_id)]
    moved = said[said.revised_target_end.notna()].action_id.value_counts()
    words = runs[SLIPPAGE, SAMPLE].result().chart(
        f"{len(moved)} of {len(own)} commitments were given a new date, {(moved > 1).sum()} more than once"
    ).split()  # fmt: skip
    assert all(words.count(key.split("/", 1)[1]) == 1 for key in own.action_id)
    assert words.count("–") == (~said.mentioned).sum()
    assert words.count("replaced") == (said.status == "superseded").sum()


def test_a_decision_takes_effect_in_the_copy_and_leaves_the_sample_as_it_was(
    sample: Path, ds: Dataset, runs: dict[tuple[str, str], Future[Run]]
) -> None:
    run = runs[EVIDENCE, SAMPLE].result()
    assert "0 documents read again" in run.printed
    before, after = re.findall(r"(?m)^(?:before|after): +(.*)$", run.printed)
    counts = ds.commitments.status.value_counts().sort_index()
    assert before == ", ".join(f"{n} {state}" for state, n in counts.items()) != after
    tables = [page for page in run.html if "<table" in page]
    decided = next(page for page in tables if "decision of A. Analyst" in page)
    assert decided.count("<td>decision</td>") == 2
    assert any("<th>cause</th>" in page and "<td>superseded</td>" in page for page in tables)
    assert load(sample).run == ds.run
    assert not (ROOT / "data" / "raw" / "decisions.csv").exists()


def test_the_reliability_table_rests_on_all_that_was_read(
    ds: Dataset, runs: dict[tuple[str, str], Future[Run]]
) -> None:
    run = runs[EVIDENCE, SAMPLE].result()
    found, read = map(int, re.findall(r"(\d+) of (\d+) are still among the links", run.printed)[0])
    assert found == read, (
        "verdicts of the notebook are about links that this run has not: read others in their place"
    )
    assert any(f"n = {found}," in unescape(drawing) for drawing in run.charts.values())
