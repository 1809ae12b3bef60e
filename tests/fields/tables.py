"""The labelled cases of tests/cases, one row a case."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from extractors.model import Interval

CASES = Path(__file__).parents[1] / "cases"


def rows(name: str, door: str | None = None) -> list[dict[str, str]]:
    """The rows of a case table, those of one door where it serves several; "\\n" in a cell is a line break."""
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    for row in table:
        for key in ("raw", "text"):
            if key in row:
                row[key] = row[key].replace("\\n", "\n")
    return [row for row in table if door is None or row["door"] == door]


def names(cases: list[dict[str, str]]) -> list[str]:
    """Test names: the text of each case."""
    return [(case.get("raw") or case.get("text") or "nothing")[:60] for case in cases]


def shown(intervals: list[Interval]) -> str:
    """Intervals as the tables write them."""
    return " | ".join(f"{i.start}..{i.end} {i.precision}" for i in intervals)


def day(text: str) -> date | None:
    """An ISO date, or None for an empty cell."""
    return date.fromisoformat(text) if text else None
