"""The command that scores a folder: figures, what was gained and lost, floors, on plans built for the test."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline import refresh
from pipeline.errors import PipelineError
from pipeline.evaluation import evaluate
from tests.designs import Design, PlannedAction, PlannedRecommendation, build
from tests.pipeline.golds import plan_gold, write_golds
from tests.pipeline.test_cli import command

PLAN = (
    PlannedRecommendation(
        "1",
        "The prison should make sure that every cell on the induction wing has a working telephone.",
        "Agreed",
        (
            PlannedAction(
                "The works team will put a telephone into every cell.", "Head of Residence; Governor", "March 2020"
            ),
            PlannedAction(
                "Faults will be reported each morning and mended the same week.", "Head of Residence", "Completed"
            ),
        ),
    ),
    PlannedRecommendation(
        "2",
        "The library should open in the evening on at least two days of the week.",
        "Agreed",
        (
            PlannedAction(
                "Two officers will be rostered to the library in the evening.", "Deputy Governor", "1 April 2020"
            ),
        ),
    ),
)
AS_OF = date(2020, 1, 1)


def changed(date_of_library: str) -> tuple[PlannedRecommendation, ...]:
    (action,) = PLAN[1].actions
    return (PLAN[0], replace(PLAN[1], actions=(replace(action, date=date_of_library),)))


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A folder "moor" with a plan in ``raw`` and its truth in ``gold``."""
    moor = tmp_path / "moor"
    write_golds(moor / "gold", plan=plan_gold(PLAN, "plan.pdf", "plan.docx"))
    (moor / "raw").mkdir()
    (moor / "raw" / "plan.pdf").write_bytes(build(PLAN, Design()))
    return moor


def run(case: Path, **changed: Path | tuple[Path, ...]) -> evaluate.Outcome:
    asked = evaluate.Question(case / "gold", store=case / "evaluation.json")
    return evaluate.run(replace(asked, **changed), AS_OF)  # type: ignore[arg-type]


def row(lines: tuple[str, ...], file: str) -> dict[str, str]:
    heads = next(line for line in lines if "kind" in line).split("plans")[1].split()
    values = next(line for line in lines if line.split()[:1] == [file]).split()[1:]
    return dict(zip(heads, values, strict=True))


def test_a_plan_that_was_read_rightly_has_full_marks_and_its_boxes_are_proven(case: Path) -> None:
    outcome = run(case)
    figures = row(outcome.lines, "plan.pdf")
    assert list(figures) == "kind rec resp action owner date record ground coverage".split()
    assert set(figures.values()) == {"1.000"}
    assert row(outcome.lines, "mean") == figures
    assert outcome.lines[0].startswith("moor/raw, plans")
    assert "no earlier result to compare with" in outcome.lines
    assert outcome.breaches == ()


@pytest.mark.slow
def test_what_became_wrong_and_right_again_is_named(case: Path) -> None:
    run(case)
    (case / "raw" / "plan.pdf").write_bytes(build(changed("Completed"), Design()))
    worse = run(case)
    assert row(worse.lines, "plan.pdf")["record"] == "0.667"
    assert "since the last result: gained 0, lost 1" in worse.lines
    assert "  moor/raw/plan.pdf: date 1.000 to 0.667" in worse.lines
    assert "  lost   moor/raw/plan.pdf: 2/1 (date, record, extra record)" in worse.lines
    (case / "raw" / "plan.pdf").write_bytes(build(PLAN, Design()))
    assert "  gained moor/raw/plan.pdf: 2/1 (date, record, extra record)" in run(case).lines


def test_a_published_run_is_scored_as_it_is_and_its_result_stored_beside_it(case: Path) -> None:
    processed = case / "out"
    refresh.run(case / "raw", processed, AS_OF)
    (case / "raw" / "plan.docx").write_bytes(b"not of that run")
    outcome = evaluate.run(evaluate.Question(case / "gold", processed=processed), AS_OF)
    assert row(outcome.lines, "plan.pdf")["record"] == "1.000"
    assert row(outcome.lines, "plan.docx")["record"] == "0.000"
    assert row(outcome.lines, "mean")["record"] == "0.500"
    assert (processed / "evaluation.json").is_file()
    (case / "pdf").mkdir()
    (case / "pdf" / "plan.pdf").write_bytes(build(PLAN, Design()))
    with pytest.raises(PipelineError, match=r"say with --raw of which folder .* was made: raw, pdf"):
        run(case, processed=processed)


def test_a_folder_without_the_documents_is_refused(case: Path) -> None:
    (case / "raw" / "plan.pdf").rename(case / "plan.pdf")
    with pytest.raises(PipelineError, match="no documents lie beside"):
        run(case)
    with pytest.raises(PipelineError, match="holds none of the files"):
        run(case, raw=(case / "raw",))


@pytest.mark.slow
def test_the_command_ends_with_4_below_a_floor_and_with_0_above(case: Path) -> None:
    floors = case / "gate.json"
    arguments = ["evaluate", case / "gold", "--store", case / "evaluation.json", "--gate", floors]
    floors.write_text(json.dumps({"moor/raw": {"plan.pdf": {"record": 0.97}}}))
    done = command(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1.000" in done.stdout
    (case / "raw" / "plan.pdf").write_bytes(build(changed("Completed"), Design()))
    done = command(*arguments)
    assert done.returncode == 4
    assert done.stderr == "error: moor/raw/plan.pdf: record is 0.667, must be at least 0.97\n"
    assert "lost   moor/raw/plan.pdf: 2/1 (date, record, extra record)" in done.stdout
    assert json.loads((case / "evaluation.json").read_text())["results"][0]["figures"]["record"] < 0.97


def test_wrong_use_of_the_command_is_one_line(case: Path) -> None:
    done = command("evaluate", case / "raw")
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert "holds no truth of a plan" in done.stderr
    assert done.stderr.count("\n") == 1
