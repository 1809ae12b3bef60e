"""For how many letters nothing was heard of each commitment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pipeline.ledger.silence import silences
from pipeline.tables.parquet import rows, together
from pipeline.tables.rows import Row

DOCUMENTS = ("document_id", "outstanding_only")
LEDGER = ("action_id", "document_id", "mentioned", "status")


def silent_for(tables: Mapping[str, Any]) -> Mapping[str, int]:
    """The letters since the last that mentions it (all, where none does), by action_id, as far as they count.

    A letter on outstanding actions only does not count where the last that mentions the commitment calls it
    completed or superseded. A commitment of a case without letters is not in it.
    """
    outstanding = outstanding_only(tables)
    return {
        key: since_heard(own, outstanding) for key, own in together(rows(tables, "ledger", LEDGER), "action_id")
    }


def outstanding_only(tables: Mapping[str, Any]) -> frozenset[str]:
    """The letters that report on outstanding actions only, by document_id."""
    named = rows(tables, "documents", DOCUMENTS)
    return frozenset(row["document_id"] for row in named if row["outstanding_only"] is not None)


def since_heard(ledger: Sequence[Row], outstanding: Collection[str]) -> int:
    """The letters since the last that mentions a commitment, as far as they count; ``ledger`` has its rows."""
    told = [(row["document_id"], row["status"] if row["mentioned"] else None) for row in ledger]
    since = max((n for n, (_, status) in enumerate(told, 1) if status is not None), default=0)
    return sum(list(silences(told, outstanding))[since:])
