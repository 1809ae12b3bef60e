"""The night on which nothing has changed: told from a few hashes and one table, without reading a document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from pipeline.ledger.current import is_overdue
from pipeline.publish import run_folder, summary
from pipeline.publish.summary import Summary
from pipeline.tables.parquet import FolderTables, rows


def nothing_to_do(processed: Path, ground: str, as_of: date, retries: bool) -> bool:
    """Whether a run would publish what is published already.

    That is so where files, decisions and code are those of the last run, nothing is to be tried again, and no
    commitment has become overdue (or is no longer, on an earlier day).
    """
    made = run_folder.made_of_latest(processed)
    if made is None or retries or made.get("ground") != ground or made.get("counts", {}).get("cases_failed"):
        return False
    return made.get("as_of") == as_of.isoformat() or not _dues_move(processed, as_of)


def _dues_move(processed: Path, as_of: date) -> bool:
    tables = FolderTables(processed / run_folder.LATEST)
    found = rows(tables, "commitments", ("current_target_end", "status", "overdue"))
    return any(row["overdue"] != is_overdue(row["current_target_end"], row["status"], as_of) for row in found)


def summary_of_latest(processed: Path, shown: Callable[[Path], Path | str], as_of: date) -> Summary:
    """The summary of the last run, as that of a run on the day ``as_of`` that published nothing."""
    latest = processed / run_folder.LATEST
    decisions = (run_folder.made_of_latest(processed) or {}).get("decisions") or ()
    tables = FolderTables(latest)
    return summary.summarise(shown(latest.resolve()), tables, 0, as_of, decisions, published=False)
