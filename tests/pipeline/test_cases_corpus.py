"""Letters and plans of several inspections in one folder, read from their files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cases.assign import assign
from pipeline.ingest.folder_reader import Folder
from tests.folders import read_folder

CASES = Path(__file__).parents[3] / "shared" / "corpus" / "cases"


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
    assert assigned.issues == ()
    assert sorted(plans[case.plan.file_name] for case in cases) == sorted(set(plans.values()))
    for members, case in zip(assigned.cases, cases, strict=True):
        answered = plans[case.plan.file_name]
        assert case.plan.file_name.endswith(".pdf")
        assert sorted(d.file_name for d in case.letters) == sorted(f for f, p in letters.items() if p == answered)
        assert len(members.duplicates) == sum(name == answered for name in plans.values()) - 1
