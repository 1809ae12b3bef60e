"""Whether a decision can be one at all: what the next run would refuse is refused when it is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extractors.model import Action, Place, Recommendation, Update
from pipeline.decisions import csv_lines, editable_fields
from pipeline.decisions.file import LINK
from pipeline.errors import PipelineError

# A record of each kind that has nothing yet: a value that it takes is one that every record of the kind takes.
_NOWHERE = Place((), None)
_BLANK: Mapping[str, Any] = {
    "actions": Action("-", (), None, "none", None, (), None, (), _NOWHERE, 1.0),
    "recommendations": Recommendation(
        "0", None, None, None, "-", (), None, None, None, (), _NOWHERE, 1.0
    ),
    "updates": Update(
        None, "-", "none", "none", None, (), (), (), (), _NOWHERE, None, None, 1.0
    ),
}  # fmt: skip
LONGEST, FIRST, LAST = 20_000, "1900", "2199"
KEYS = {"actions": "action_id", "recommendations": "recommendation_id", "updates": "update_id"}


def check(tables: Mapping[str, Any], record: str, field: str, value: str) -> None:
    """Raises :class:`~pipeline.errors.PipelineError` where there is no such record, or it cannot take the value."""
    if value.count("\n") >= csv_lines.MOST_LINES or len(value) > LONGEST:
        raise PipelineError(f"it is too long: at most {csv_lines.MOST_LINES} lines and {LONGEST:,} characters")
    if field == "current_target_end" and not FIRST <= value[:4] <= LAST:
        raise PipelineError(f"{value or 'nothing'} lies outside {FIRST} to {LAST}: is the year right?")
    if field == "owners" and value and not any(part.strip() for part in value.split(";")):
        raise PipelineError("owners are names parted by semicolons, or nothing")
    if field == LINK:
        update, _, action = record.partition(" | ")
        for table, name in (("updates", update), ("actions", action)):
            if not _has(tables, table, name):
                raise PipelineError(f"there is no {KEYS[table]} {name}: has a run been made since this page was?")
        return
    kind = next((table for table in KEYS if _has(tables, table, record)), None)
    if kind is None:
        raise PipelineError(f"there is no record {record}: has a run been made since this page was?")
    try:
        if kind == "actions" and field in editable_fields.STATE:
            editable_fields.state_value(field, value)
        else:
            editable_fields.corrected(_BLANK[kind], field, value)
    except ValueError as error:
        raise PipelineError(str(error)) from error


def _has(tables: Mapping[str, Any], table: str, name: str) -> bool:
    return name in tables[table][KEYS[table]].to_pylist()
