"""The whole way with hand-made extractions; linking, ledger, checks and publication are the real ones."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from extractors import registry
from extractors.model import DocumentError, Extraction, Interval, Mention
from extractors.readers import converter
from pipeline import cli_output, dataset, refresh
from pipeline.errors import ChecksFailed, NothingReadable, PipelineError
from tests import office
from tests.in_process import here
from tests.pipeline import fictions

AS_OF = date(2019, 8, 1)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A raw folder of two files whose extraction is hand-made; a file called bad* cannot be read."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "plan.pdf").write_text("plan")
    (raw / "letter.pdf").write_text("letter")
    made = {"plan": fictions.plan(), "letter": fictions.letter()}

    def extract(path: Path) -> Extraction:
        if path.read_text() not in made:
            raise DocumentError("empty", "the file is empty: download it again")
        return made[path.read_text()]

    monkeypatch.setattr(registry, "extract", extract)
    monkeypatch.setattr("pipeline.runtime.worker.run", here)  # the fiction lives in this process only
    return tmp_path


def run(folder: Path, as_of: date = AS_OF, *, force: bool = False) -> refresh.Summary:
    return refresh.run(folder / "raw", folder / "processed", as_of, settings=refresh.Settings(force=force))


def test_a_plan_and_its_letter_become_a_published_case(folder: Path) -> None:
    done = run(folder)
    ds = dataset.load(folder / "processed")
    assert done.folder == folder / "processed" / "runs" / ds.run["run_id"]
    assert done.documents == {"ok": 2}
    (case,) = done.cases
    assert (case.plan, case.letters, case.glance.commitments) == ("plan.pdf", 1, 4)
    assert len(ds.commitments) == 4
    assert len(ds.ledger) == 4
    scanner = ds.commitments.set_index("action").loc["A body scanner will be bought."]
    assert scanner.original_target_end == pd.Timestamp(2018, 12, 31)
    assert scanner.letters_since == 1
    assert ds.run["as_of"] == "2019-08-01"
    assert ds.run["rows"]["commitments"] == 4


def test_progress_is_told_while_reading_and_while_concluding(folder: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    refresh.run(folder / "raw", folder / "processed", AS_OF, lambda *told: seen.append(told))
    assert seen == [("reading", 1, 2), ("reading", 2, 2), ("concluding", 1, 1)]
    again: list[tuple[str, int, int]] = []
    refresh.run(
        folder / "raw", folder / "processed", AS_OF, lambda *told: again.append(told), refresh.Settings(force=True)
    )
    assert again == seen  # also what is taken from the cache is told


def test_the_summary_reads_as_text(folder: Path) -> None:
    (folder / "raw" / "bad.pdf").write_text("")
    done = run(folder)
    text = "\n".join(cli_output.summary(done))
    assert "documents  2 read, 1 failed" in text
    assert "bad.pdf: the file is empty: download it again" in text
    assert "commitments 4: kept " in text
    assert f"published  {done.folder}" in text
    assert done.warnings >= 2


def test_the_summary_names_the_letters_that_a_case_lacks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    complete = "\n".join(cli_output.summary(run(folder)))
    assert "letters at hand" not in complete
    assert "lacks" not in complete
    whole = registry.extract
    mentions = tuple(
        Mention("update_letter", f"wrote to you in month {n}", fictions.month(2018, n)) for n in (11, 12)
    )
    late = Mention(
        "update_letter", "wrote to you on 5 March 2019", Interval(date(2019, 3, 5), date(2019, 3, 5), "day")
    )

    def extract(path: Path) -> Extraction:
        read = whole(path)
        told = (late, *mentions) if read.facts.kind == "update_letter" else ()
        return replace(read, facts=replace(read.facts, mentions=told))

    monkeypatch.setattr(registry, "extract", extract)
    (folder / "again").mkdir()
    (folder / "raw").rename(folder / "again" / "raw")
    for again in (False, True):
        done = run(folder / "again")
        assert done.published is not again
        text = "\n".join(cli_output.summary(done))
        # the plan is of 1 November 2018: what was written in that month is the plan
        assert "lacks 2 letters that its documents mention: December 2018, 5 March 2019" in text
        (silent,) = re.findall(r"silent (\d+) of \d+(?: \(as far as the letters at hand\))?$", text, re.M)
        assert (int(silent) > 0) is ("(as far as the letters at hand)" in text)
        assert done.cases[0].glance.silent.yes > 0


def test_the_same_input_again_gives_the_same_tables_and_no_changes(folder: Path) -> None:
    first, second = run(folder), run(folder, force=True)
    assert first.folder != second.folder
    assert second.changes == 0
    for path in first.folder.glob("*.parquet"):
        if path.stem != "changes":
            assert path.read_bytes() == (second.folder / path.name).read_bytes()
    assert dataset.load(folder / "processed").run["previous"] == first.folder.name


def test_the_output_does_not_depend_on_where_the_folder_stands(folder: Path) -> None:
    first = run(folder)
    shutil.copytree(folder / "raw", folder / "elsewhere" / "raw")
    second = run(folder / "elsewhere")
    for path in first.folder.glob("*.parquet"):
        assert path.read_bytes() == (second.folder / path.name).read_bytes()


def test_a_letter_that_goes_takes_its_ledger_along_and_is_the_cause(folder: Path) -> None:
    run(folder)
    (folder / "raw" / "letter.pdf").unlink()
    run(folder)
    ds = dataset.load(folder / "processed")
    assert len(ds.ledger) == 0
    assert set(ds.changes.cause) == {"document"}
    assert {"removed", "changed"} <= set(ds.changes.change)


def test_a_file_that_cannot_be_read_is_a_row_and_the_run_goes_on(folder: Path) -> None:
    (folder / "raw" / "bad.pdf").write_text("")
    run(folder)
    ds = dataset.load(folder / "processed")
    row = ds.documents.set_index("file_name").loc["bad.pdf"]
    assert (row.status, row.error) == ("failed", "the file is empty: download it again")
    assert "empty" in set(ds.issues.code)


def test_nothing_readable_keeps_what_is_published(folder: Path) -> None:
    first = run(folder)
    for path in (folder / "raw").iterdir():
        path.write_text(f"bad {path.name}")
    with pytest.raises(NothingReadable, match="none of the 2 files"):
        run(folder)
    assert (folder / "processed" / "latest").resolve() == first.folder.resolve()


def test_a_failed_check_keeps_what_is_published(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(folder)
    impossible = fictions.place(99)
    plan = fictions.plan()
    wrong = replace(plan.recommendations[0], place=impossible)
    broken = replace(plan, recommendations=(wrong, *plan.recommendations[1:]))
    (folder / "raw" / "plan.pdf").write_text("a new plan")
    monkeypatch.setattr(registry, "extract", lambda _path: broken)
    with pytest.raises(ChecksFailed, match="page 99 of 3"):
        run(folder)
    assert (folder / "processed" / "latest").resolve() == first.folder.resolve()


def test_a_processed_folder_that_cannot_be_written_is_named(folder: Path) -> None:
    (folder / "processed").write_text("a file in the way")
    with pytest.raises(PipelineError, match="processed"):
        run(folder)


def test_a_letter_without_a_plan_is_published_with_an_issue(folder: Path) -> None:
    (folder / "raw" / "plan.pdf").unlink()
    done = run(folder)
    ds = dataset.load(folder / "processed")
    assert done.cases == ()
    assert len(ds.updates) == 4
    assert ds.documents.case_id.isna().all()
    assert list(ds.issues.code) == ["no_plan"]


def test_what_lacked_a_program_is_read_once_it_is_installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.move(folder / "raw" / "letter.pdf", folder / "raw" / "letter.doc")
    read = registry.extract

    def extract(path: Path) -> Extraction:
        if path.suffix == ".doc" and not converter.depends_on(".doc"):
            raise DocumentError(converter.NO_CONVERTER, "install it")
        return read(path)

    monkeypatch.setattr(registry, "extract", extract)
    path = os.environ["PATH"]
    monkeypatch.setenv("PATH", str(folder))
    assert run(folder).documents == {"ok": 1, "failed": 1}
    assert not run(folder).published
    monkeypatch.setenv("PATH", f"{office.stand_in(folder / 'bin', 'exit 0')}{os.pathsep}{path}")
    assert run(folder).documents == {"ok": 2}
    assert not run(folder).published
