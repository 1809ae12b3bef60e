"""The dataset as it stood on a day, beside what a run on the documents of that day makes."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from extractors.model import Mention
from pipeline import dataset, refresh
from pipeline.cases.assign import assign
from pipeline.errors import PipelineError
from pipeline.ingest.document_store import DocumentStore
from pipeline.publish.run_folder import publish
from pipeline.tables import build as build_tables
from tests.pipeline import fictions
from tests.pipeline.test_publish import made, published

KNOWN = ("recommendations", "actions", "updates", "links", "ledger", "commitments", "new_commitments")


@pytest.mark.slow
def test_as_of_a_day_is_what_a_run_on_that_days_documents_makes(sample: Path, tmp_path: Path) -> None:
    day = date(2018, 12, 31)  # after the second letter about the prison and the first about the youth service
    ds = dataset.load(sample).as_of(day)
    there = set(ds.documents.file_name)
    (tmp_path / "raw").mkdir()
    for path in (sample.parent / "raw").iterdir():
        if path.name in there:
            shutil.copy(path, tmp_path / "raw")
    assert len(there) == 7
    refresh.run(tmp_path / "raw", tmp_path / "out", day)
    run = dataset.load(tmp_path / "out")
    for name in KNOWN:
        pd.testing.assert_frame_equal(getattr(ds, name), getattr(run, name), obj=name)


def test_as_of_the_day_of_the_run_is_the_run(sample: Path) -> None:
    ds = dataset.load(sample)
    for name in ds.tables:
        pd.testing.assert_frame_equal(getattr(ds.as_of("2019-08-01"), name), getattr(ds, name), obj=name)


def test_before_the_first_plan_nothing_is_known(sample: Path) -> None:
    ds = dataset.load(sample).as_of("2010-01-01")
    assert (len(ds.documents), len(ds.commitments), len(ds.links)) == (0, 0, 0)
    assert ds.commitments.dtypes.equals(dataset.load(sample).commitments.dtypes)
    assert ds.sql("SELECT count(*) AS n FROM commitments").n.tolist() == [0]
    assert ds.day == date(2010, 1, 1)


def test_between_plan_and_letter_a_commitment_is_planned_and_later_overdue(tmp_path: Path) -> None:
    published(tmp_path)
    ds = dataset.load(tmp_path)
    letter = ds.documents.set_index("kind").loc["update_letter", "dated"]
    scanner = ds.commitments.set_index("recommendation_number").loc["1.2"].iloc[0]
    assert scanner.status == "delayed"
    before = (
        ds.as_of(letter.date() - pd.Timedelta(days=1)).commitments.set_index("action_id").loc[scanner.action_id]
    )
    assert (before.status, before.deferrals, before.letters_since, before.overdue) == ("planned", 0, 0, True)
    assert before.current_target_end == before.original_target_end
    assert pd.isna(before.evidence)


def test_letters_are_missing_from_the_day_on_which_a_letter_mentions_them(tmp_path: Path) -> None:
    told = fictions.letter(mentions=(Mention("update_letter", "wrote to you", fictions.month(2018, 12)),))
    documents = [fictions.document(fictions.plan(), "plan.pdf"), fictions.document(told, "letter.pdf")]
    assigned = assign(documents)
    found = fictions.findings(documents=DocumentStore.of(documents), cases=assigned.cases, concluded={})
    publish(tmp_path, build_tables.build(found) | {"changes": build_tables.table("changes", [])}, made("run-1"))
    ds = dataset.load(tmp_path)
    assert set(ds.commitments.missing_letters) == {1}
    assert set(ds.as_of("2019-04-09").commitments.missing_letters) == {0}
    assert set(ds.as_of("2019-04-10").commitments.missing_letters) == {1}
    assert "1 letter that the case's documents mention" in str(ds.explain("1.1/1"))


def test_a_document_without_a_date_is_left_out_with_a_word(tmp_path: Path) -> None:
    built = build_tables.build(fictions.findings())
    rows = [
        row | {"dated": None if row["kind"] == "update_letter" else row["dated"]}
        for row in built["documents"].to_pylist()
    ]
    built["documents"], built["changes"] = build_tables.table("documents", rows), build_tables.table("changes", [])
    publish(tmp_path, built, made("run-1"))
    ds = dataset.load(tmp_path)
    with pytest.warns(UserWarning, match=r"without a date, and so left out: .*letter"):
        assert len(ds.as_of("2030-01-01").updates) == 0


@pytest.mark.slow
def test_a_decided_standing_counts_from_the_day_it_was_decided(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    for path in (sample.parent / "raw").glob("hmp-fenwick-2016*.pdf"):
        shutil.copy(path, tmp_path / "raw")
    late = (
        dataset.load(sample)
        .commitments.query("status == 'delayed' and establishment == 'HMP Fenwick'")
        .action_id.iloc[0]
    )
    (tmp_path / "raw" / "decisions.csv").write_text(
        f"record,field,value,reason,who,when\n{late},status,superseded,we asked,A. Reader,2018-02-01\n",
        encoding="utf-8",
    )
    refresh.run(tmp_path / "raw", tmp_path / "out", date(2019, 1, 1))
    ds = dataset.load(tmp_path / "out")
    stood = {
        day: ds.as_of(day).commitments.set_index("action_id").status[late] for day in ("2018-01-31", "2018-02-01")
    }
    assert stood["2018-02-01"] == "superseded"
    assert stood["2018-01-31"] != "superseded"


@pytest.mark.parametrize("day", ["June 2020", None, 20200630, pd.NaT])
def test_no_day_is_said(sample: Path, day: object) -> None:
    with pytest.raises(PipelineError, match="write it as 2020-06-30"):
        dataset.load(sample).as_of(day)  # type: ignore[arg-type]


def test_a_later_day_asked_of_an_earlier_one_knows_its_letters(sample: Path) -> None:
    ds = dataset.load(sample)
    then = ds.as_of("2010-01-01").as_of("2018-12-31").commitments
    pd.testing.assert_frame_equal(then, ds.as_of("2018-12-31").commitments)


def test_a_dataset_without_letters_has_its_earlier_days_too(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    shutil.copy(sample.parent / "raw" / "hmp-fenwick-2016.pdf", tmp_path / "raw")
    refresh.run(tmp_path / "raw", tmp_path / "out", date(2019, 1, 1))
    then = dataset.load(tmp_path / "out").as_of("2017-01-01")
    assert then.describe().rows["ledger"] == 0
    assert set(then.commitments.letters_since) == {0}
    assert len(then.explain(then.commitments.action_id.iloc[0]).chapters) == 0
