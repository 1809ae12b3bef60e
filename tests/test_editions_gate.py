"""Plans sent again: the ledger follows each commitment over editions that others wrote, as far as when its floors were set.

The documents in ``tests/editions`` were written, with their truth, by people who had not seen the code. ``truth.csv``
says of each commitment (by its words in its first edition) and later edition what became of it.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from extractors.registry import extract
from pipeline.cases.assign import Assigned, assign
from pipeline.editions.days import day_of
from pipeline.ingest.document_store import DocumentStore
from pipeline.ledger.conclude import conclude
from pipeline.model import Document, LedgerEntry, commitments_of
from tests.pipeline import fictions

FOLDER = Path(__file__).parent / "editions"
ALIKE = 0.7  # token F1 of a commitment's words in two editions
FLOORS = {"state": 0.96, "owner": 0.99, "target": 0.97}


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    files = sorted(path for path in FOLDER.iterdir() if path.suffix != ".csv")
    return [fictions.document(extract(path), path.name) for path in files]


@pytest.fixture(scope="module")
def found(documents: list[Document]) -> Assigned:
    return assign(documents)


def test_the_editions_of_each_plan_are_one_case_in_the_order_of_their_days(
    documents: list[Document], found: Assigned
) -> None:
    days = {
        each.document_id: day_of(each.extraction.facts, each.file_name) for each in documents if each.extraction
    }
    assert len(found.cases) == 30
    for case in found.cases:
        own = [days[name] for name in (case.plan, *case.letters)]
        assert len(own) > 1
        assert own == sorted(own)
    assert list(days.values()).count(date.max) == 1  # a page that names a month only


def test_the_ledger_says_what_became_of_each_commitment(documents: list[Document], found: Assigned) -> None:
    texts = {
        commitment.action_id: commitment.action.text for each in documents for commitment in commitments_of(each)
    }
    files = {each.document_id: each.file_name for each in documents}
    store = DocumentStore.of(documents)
    entries = [entry for case in found.cases for entry in conclude(store.case(case)).entries]
    right: Counter[str] = Counter()
    with (FOLDER / "truth.csv").open(encoding="utf-8", newline="") as file:
        truth = list(csv.DictReader(file))
    for row in truth:
        told = [entry for entry in entries if files[entry.document_id] == row["file"]]
        entry = max(told, key=lambda entry: alike(texts[entry.action_id], row["commitment"]))
        assert alike(texts[entry.action_id], row["commitment"]) >= ALIKE, row["commitment"]
        right.update(name for name, is_right in judged(entry, row) if is_right)
    assert {name: right[name] / len(truth) >= floor for name, floor in FLOORS.items()} == dict.fromkeys(
        FLOORS, True
    )


def judged(entry: LedgerEntry, row: dict[str, str]) -> Iterator[tuple[str, bool]]:
    kinds = {change.kind for change in entry.changes}
    yield "state", entry.status == row["state"]
    yield "owner", ("owner" in kinds) == (row["owner_changed"] == "yes")
    yield "target", ("date" in kinds) == bool(row["new_target"])


def alike(one: str, other: str) -> float:
    """Token F1."""
    a, b = (Counter(re.findall(r"\w+", text.lower())) for text in (one, other))
    return 2 * sum((a & b).values()) / max(1, a.total() + b.total())
