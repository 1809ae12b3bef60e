"""Letters and plans of several inspections in one folder, read from their files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cases.assign import assign
from pipeline.cases.missing_letters import called
from pipeline.ingest.folder_reader import Folder
from tests.folders import read_folder

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
CASES = CORPUS / "cases"


@pytest.fixture(scope="module")
def folder() -> Folder:
    if not CASES.is_dir():
        pytest.skip("the labelled cases (../shared/corpus/cases) are not beside this repository")
    return read_folder(CASES / "raw")


def test_every_letter_joins_the_plan_it_answers_and_renditions_count_once(folder: Folder) -> None:
    gold = {
        path.name.removesuffix(".gold.json"): json.loads(path.read_text(encoding="utf-8"))
        for path in (CASES / "gold").glob("*.gold.json")
    }
    files = [(file, name, truth["document"]) for name, truth in gold.items() for file in truth["files"]]
    plans = {file: name for file, name, about in files if about["kind"] == "action_plan"}
    letters = {file: about["answers_plan"] for file, _, about in files if about["kind"] == "update_letter"}
    assigned = assign(folder.documents)
    cases = [folder.documents.case(members) for members in assigned.cases]
    assert {issue.code for _, issue in assigned.issues} == {"letter_missing", "duplicate"}
    twins = [(name, issue) for name, issue in assigned.issues if issue.code == "duplicate"]
    assert {name for name, _ in twins} == set(assigned.duplicates)  # none is dropped silently
    assert all(folder.documents[assigned.duplicates[name]].file_name in issue.message for name, issue in twins)
    assert sorted(plans[case.plan.file_name] for case in cases) == sorted(set(plans.values()))
    for members, case in zip(assigned.cases, cases, strict=True):
        answered = plans[case.plan.file_name]
        assert case.plan.file_name.endswith(".pdf")
        assert sorted(d.file_name for d in case.letters) == sorted(f for f, p in letters.items() if p == answered)
        assert len(members.duplicates) == sum(name == answered for name in plans.values()) - 1


def lacking(folder: Folder) -> dict[str, list[str]]:
    """The times of the letters that each case lacks, by the plan's file name."""
    cases = assign(folder.documents).cases
    return {folder.documents[case.plan].file_name: [called(m.days) for m in case.missing] for case in cases}


def test_the_letters_that_are_named_and_not_there_are_missing_and_no_others(folder: Folder) -> None:
    assert lacking(folder) == {
        "approved-premises-2017.pdf": ["February 2018"],
        "hmp-fenwick-2016.pdf": [],
        "resettlement-thematic-2019.pdf": ["February 2020"],
        "westmarch-yot-2018.pdf": [],
    }


def test_the_published_letter_names_two_letters_before_it() -> None:
    published = CORPUS / "mcso" / "pdf"
    if not published.is_dir():
        pytest.skip("the published letter (../shared/corpus/mcso) is not beside this repository")
    assert list(lacking(read_folder(published)).values()) == [["October 2019", "April 2020"]]
