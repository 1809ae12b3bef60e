"""Logical tables of real inspection reports: every row whole over page breaks, and none too many.

A row is right when one of ours holds its cells in order, each alike, and nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from extractors import registry
from pipeline.evaluation.words import alike
from tests.conftest import CORPUS

Cells = Sequence[str]
ALIKE = 0.98
HEADER = re.compile(r"responsible body|areas? for", re.IGNORECASE)
GOLDS = sorted((CORPUS / "send").glob("*.gold.json"))


def wanted(gold: Path) -> list[Cells]:
    truth = json.loads(gold.read_text(encoding="utf-8"))
    actions = [(action["owner_raw"], action["text"]) for action in truth["priority_actions"]]
    return [*actions, *((improvement["text"],) for improvement in truth["improvements"])]


def found(gold: Path) -> list[Cells]:
    tables = registry.tables(gold.with_name(gold.name.replace(".gold.json", ".pdf")))
    rows = [[cell for cell in row if cell.strip()] for table in tables for row in table["rows"]]
    return [row for row in rows if not any(HEADER.match(cell.strip()) for cell in row)]


def same(row: Cells, true: Cells) -> bool:
    return len(row) == len(true) and all(alike(a, b) >= ALIKE for a, b in zip(row, true, strict=True))


@pytest.mark.parametrize("gold", GOLDS or [None], ids=lambda gold: gold.name.split(".")[0] if gold else "none")
def test_all_rows_are_whole_and_none_is_too_many(corpus: Path, gold: Path) -> None:
    rows = found(gold)
    missing = []
    for true in wanted(gold):
        match = next((row for row in rows if same(row, true)), None)
        if match is None:
            missing.append(true)
        else:
            rows.remove(match)
    assert missing == []
    assert rows == []
