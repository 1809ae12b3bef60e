"""For how many letters nothing was heard of each commitment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from pipeline.ledger.silence import silences
from pipeline.tables.parquet import rows

DOCUMENTS = ("document_id", "outstanding_only")
LEDGER = ("action_id", "document_id", "mentioned", "status")


def silent_for(tables: Mapping[str, Any]) -> Mapping[str, int]:
    """The letters since the last that mentions it (all, where none does), by action_id, as far as they count.

    A letter on outstanding actions only does not count where the last that mentions the commitment calls it
    completed or superseded. A commitment of a case without letters is not in it.
    """
    named = rows(tables, "documents", DOCUMENTS)
    outstanding = {row["document_id"] for row in named if row["outstanding_only"] is not None}
    letters: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for row in rows(tables, "ledger", LEDGER):
        letters[row["action_id"]].append((row["document_id"], row["status"] if row["mentioned"] else None))
    out = {}
    for key, told in letters.items():
        since = max((n for n, (_, status) in enumerate(told, 1) if status is not None), default=0)
        out[key] = sum(list(silences(told, outstanding))[since:])
    return out
