"""The commitments whose state or target changed: from what to what, and the words that say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.digest.naming import CommitmentName, Quotation, named, quoted
from pipeline.tables.parquet import rows, rows_with
from pipeline.tables.rows import Row

Step = tuple[str | None, str | None]
_STATE, _TARGET, _SILENT = "status", "current_target_end", "not_mentioned"
# The gravest so many are told with their words: after a change of the code thousands may move.
QUOTED = 500
# What a person wants to hear of first.
_GRAVE = ("delayed", "superseded", "completed", "in_progress", "planned")


@dataclass(frozen=True, slots=True)
class Movement:
    """A commitment that moved. ``state`` and ``target`` are from what to what, None where they stayed; a target is
    its last possible day, None where there is none. ``cause`` is that of the row of ``changes``."""

    name: CommitmentName
    state: Step | None
    target: Step | None
    cause: str | None
    quotation: Quotation | None = None


def movements(tables: Mapping[str, Any], commitments: Sequence[Row], differ: Sequence[Row]) -> tuple[Movement, ...]:
    """Those known before that moved, the gravest first; what only fell silent is told of as silent."""
    moved: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in differ:
        silence = row.get("field") == _STATE and row["after"] == _SILENT
        if row["table"] == "commitments" and row.get("field") in (_STATE, _TARGET) and not silence:
            moved[row["record_id"]][row["field"]] = row
    found = [row for row in commitments if row["action_id"] in moved]
    bare = sorted((_movement(row, moved[row["action_id"]]) for row in found), key=_gravity)
    quoted_first = {movement.name.action_id for movement in bare[:QUOTED]}
    dated = {key for key in quoted_first if _TARGET in moved[key]}
    words = _words(tables, [row for row in found if row["action_id"] in quoted_first], dated)
    return tuple(replace(movement, quotation=words.get(movement.name.action_id)) for movement in bare)


def _movement(row: Row, fields: Mapping[str, Row]) -> Movement:
    steps = {name: (field["before"], field["after"]) for name, field in fields.items()}
    causes = {field["cause"] for field in fields.values()}
    cause = next(iter(causes)) if len(causes) == 1 else None
    return Movement(named(row), steps.get(_STATE), steps.get(_TARGET), cause)


def _gravity(movement: Movement) -> tuple[int, str]:
    state = movement.state[1] if movement.state else None
    later = movement.target and (movement.target[1] or "") > (movement.target[0] or "")
    rank = _GRAVE.index(state) if state in _GRAVE else len(_GRAVE)
    return (min(rank, 1) if later else rank), movement.name.action_id


def _words(tables: Mapping[str, Any], found: Sequence[Row], dated: Collection[str]) -> dict[str, Quotation]:
    """The words by action_id: of those ``dated`` the statement that gave the last date, else the evidence."""
    if not found:
        return {}
    files = {
        row["document_id"]: row["file_name"] for row in rows(tables, "documents", ("document_id", "file_name"))
    }
    said = _dates_said(tables, dated)
    documents = {row["evidence_document_id"] for row in found} - {None}
    documents |= {key.partition("/")[0] for key in said.values()}
    columns = ["update_id", "document_id", "text", "boxes", "locator"]
    updates = list(rows_with(tables, "updates", "document_id", documents, columns))
    by_id = {row["update_id"]: row for row in updates}
    by_words = {(row["document_id"], row["text"]): row for row in updates}
    out = {}
    for row in found:
        update = by_id.get(said.get(row["action_id"], ""))
        update = update or by_words.get((row["evidence_document_id"], row["evidence"]))
        if update:
            out[row["action_id"]] = quoted(update, files)
    return out


def _dates_said(tables: Mapping[str, Any], wanted: Collection[str]) -> dict[str, str]:
    """The update_id of the last statement that moved the date of each commitment."""
    entries = sorted(rows_with(tables, "ledger", "action_id", wanted), key=lambda row: str(row["as_of"] or ""))
    return {
        entry["action_id"]: change["update_id"]
        for entry in entries
        for change in entry["changes"]
        if change["kind"] == "date" and change["update_id"]
    }
