"""Reading alone, measured on commitments whose passages are given."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.evaluation.labelled_reports import load
from pipeline.evaluation.reports import judge, main
from pipeline.evaluation.tally import Tally

REPORTS = Path(__file__).parents[1] / "cases" / "reports.jsonl"


def test_a_report_that_is_read_rightly_has_nothing_missed() -> None:
    bakery, _ = load(REPORTS)
    found = judge(bakery).tallies
    assert found["status"] == Tally(right=("mill-001",))
    assert found["sentence"] == Tally(right=("0", "1"))
    assert found["target"] == Tally(right=("('2020-09-01', '2020-09-30')",))
    assert found["change"] == Tally(right=("date",))
    assert len(found["dates"].right) == len(found["role"].right) == 1


def test_what_is_read_wrongly_is_missed_or_too_many_and_keeps_its_confidence() -> None:
    bakery, _ = load(REPORTS)
    wrong = judge(replace(bakery, statuses=("completed",), stated=(("none",), ("planned",)), target=None))
    assert wrong.tallies["status"].missed == ("mill-001",)
    assert wrong.tallies["sentence"] == Tally(right=("1",), missed=("0",))
    assert wrong.tallies["target"].extra == ("('2020-09-01', '2020-09-30')",)
    assert [good for _, good in wrong.states] == [False, True]


def test_what_stands_around_the_passage_is_not_linked() -> None:
    bakery, _ = load(REPORTS)
    assert len(bakery.letter.extraction.updates if bakery.letter.extraction else ()) == 3
    assert len(judge(bakery).states) == 2


def test_figures_are_told_by_author_style_and_for_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(REPORTS)]) == 0
    told = [line.split() for line in capsys.readouterr().out.splitlines()]
    counted = {
        words[0]: words[1] for words in told if words and words[0] in ("reports", "letter", "tracker", "all")
    }
    assert counted == {"reports": "2", "letter": "1", "tracker": "1", "all": "2"}


def test_what_is_no_file_of_reports_is_said_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "x"}', encoding="utf-8")
    for arguments in ([], [str(bad)], [str(tmp_path / "none.jsonl")]):
        assert main(arguments) == 1
        assert len(capsys.readouterr().err.splitlines()) == 1
