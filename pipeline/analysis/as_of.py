"""The tables as they stood on a day: what is dated later is unknown, and every commitment is judged on that day.

Extractions, links and ledger rows are those of the run, read with today's software; only what the documents
dated later say is taken away, and what it made of a commitment's standing with it. A document that bears no date
cannot be placed in time and is left out (:attr:`AsOf.undated`). A standing that a person decided counts from the
day on which it was decided. ``changes`` compares two runs and is left as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import pyarrow as pa

from extractors.model import Interval
from pipeline.decisions import editable_fields
from pipeline.decisions import file as decisions_file
from pipeline.ledger.current import Origin, Statement, standing
from pipeline.model import UNDECIDED, DecidedState, LedgerEntry, document_of
from pipeline.tables.lacking import lacking
from pipeline.tables.ledger_rows import standing_columns
from pipeline.tables.parquet import LazyTables, rows
from pipeline.tables.rows import Row, decode
from pipeline.tables.schema import BY_NAME, LEDGER

# Columns that name the document of a row, in the tables that do not say ``document_id``.
_NAMING = {"links": ("update_id", "action_id")}


class AsOf(LazyTables):
    """The ``pyarrow.Table`` of each name as it stood on ``day``; ``decided`` are the decisions of ``run.json``."""

    def __init__(self, tables: Mapping[str, Any], day: date, decided: Sequence[Row]) -> None:
        self._tables, self._day, self._decisions = tables, day, decided

    def __getitem__(self, name: str) -> Any:
        table = self._tables[name]
        if name == "changes":
            return table
        naming = _NAMING.get(name, ("document_id",))
        kept = table.filter(pa.array(self._is_known(table.select(naming).to_pylist()), pa.bool_()))
        return self._judged(kept) if name == "commitments" else kept

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def _is_known(self, named: Sequence[Row]) -> list[bool]:
        return [all(key is None or document_of(key) in self._known for key in row.values()) for row in named]

    @cached_property
    def _dated(self) -> Mapping[str, date | None]:
        """When each document was written; a rendition is dated as what it repeats."""
        dated = {row["document_id"]: row["dated"] for row in self._documents}
        return {row["document_id"]: row["dated"] or dated.get(row["duplicate_of"]) for row in self._documents}

    @cached_property
    def _documents(self) -> Sequence[Row]:
        return list(rows(self._tables, "documents", ("document_id", "file_name", "dated", "duplicate_of")))

    @cached_property
    def _known(self) -> frozenset[str]:
        """The documents dated on the day or before."""
        return frozenset(name for name, day in self._dated.items() if day is not None and day <= self._day)

    @property
    def undated(self) -> list[str]:
        """The file names of the documents that bear no date, and are left out for it."""
        return [row["file_name"] for row in self._documents if self._dated[row["document_id"]] is None]

    def _judged(self, commitments: Any) -> Any:
        """The commitments with the columns of their standing as of the day."""
        known = _Then(self)
        decided = self._decided()
        judged = []
        for row in commitments.to_pylist():
            key = row["action_id"]
            now = standing(
                known.origin(row),
                known.statements[key],
                known.entries[key],
                self._day,
                decided.get(key, UNDECIDED),
                known.outstanding,
            )
            update = known.updates[now.evidence.update_id] if now.evidence else None
            judged.append(
                row
                | standing_columns(now)
                | {
                    "letters_since": known.letters_since(row),
                    "missing_letters": len(known.missing.get(row["case_id"], ())),
                    "evidence": update["text"] if update else None,
                    "evidence_boxes": update["boxes"] if update else [],
                }
            )
        return pa.Table.from_pylist(judged, schema=BY_NAME["commitments"].arrow)

    def _decided(self) -> dict[str, DecidedState]:
        out: dict[str, DecidedState] = {}
        for record, field, value, when in decisions_file.kept_until(self._day, self._decisions):
            if field in editable_fields.STATE:
                out[record] = editable_fields.with_state(out.get(record, UNDECIDED), field, value, when)
        return out


class _Then:
    """What the tables of a day hold about each commitment, by action_id."""

    def __init__(self, tables: AsOf) -> None:
        documents = tables["documents"].to_pylist()
        self.dated = {row["document_id"]: row["dated"] for row in documents}
        self.actions = {row["action_id"]: row for row in tables["actions"].to_pylist()}
        self.updates = {row["update_id"]: row for row in tables["updates"].to_pylist()}
        self.outstanding = {row["document_id"] for row in documents if row["outstanding_only"] or row["edition_of"]}
        self.missing = lacking(documents)
        self.letters: dict[str, int] = defaultdict(int)
        for row in documents:
            tells = row["kind"] == "update_letter" or row["edition_of"] is not None
            self.letters[row["case_id"]] += tells and row["duplicate_of"] is None
        self.entries: dict[str, list[LedgerEntry]] = defaultdict(list)
        for row in sorted(tables["ledger"].to_pylist(), key=lambda row: row["as_of"]):
            self.entries[row["action_id"]].append(decode(LedgerEntry, row, LEDGER))
        self.statements: dict[str, list[Statement]] = defaultdict(list)
        for row in tables["links"].select(["update_id", "action_id", "judgement", "score"]).to_pylist():
            key = row["update_id"]
            if row["judgement"] == "accepted":
                told = Statement(key, document_of(key), self.updates[key]["status"], row["score"])
                self.statements[row["action_id"]].append(told)

    def letters_since(self, commitment: Row) -> int:
        """The letters of the case after the plan, or the edition, that makes the commitment."""
        if commitment["document_id"] == commitment["case_id"]:
            return self.letters[commitment["case_id"]]
        return len(self.entries[commitment["action_id"]])

    def origin(self, commitment: Row) -> Origin:
        """What the plan commits to."""
        action, plan = self.actions[commitment["action_id"]], commitment["document_id"]
        target = _interval(action["target_start"], action["target_end"])
        return Origin(plan, self.dated[plan], action["target_kind"], target, action["confidence"])


def _interval(start: date | None, end: date | None) -> Interval | None:
    """The days alone: a published interval says no precision, and a standing asks for none."""
    return Interval(start, end, "day") if start and end else None
