"""A published dataset as the figures read it: rows of its tables, and documents by file name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath

from pipeline.errors import DatasetNotFound
from pipeline.evaluation.truth import Span
from pipeline.publish import run_folder
from pipeline.tables.rows import Row


@dataclass(frozen=True, slots=True)
class PublishedRows:
    """The rows of each published table, in their order."""

    tables: Mapping[str, Sequence[Row]]

    def of(self, table: str, document_id: str) -> list[Row]:
        """The rows of a table that belong to one document."""
        return [row for row in self.tables[table] if row["document_id"] == document_id]

    def document(self, file_name: str) -> Row | None:
        """The document read from a file of that name, in whatever folder; None where there is none."""
        return next((d for d in self.tables["documents"] if PurePath(d["file_name"]).name == file_name), None)

    def actions(self, document_id: str) -> list[Row]:
        """A plan's actions, each with the ``number`` of its recommendation."""
        numbers = {r["recommendation_id"]: r["number"] for r in self.of("recommendations", document_id)}
        return [a | {"number": numbers[a["recommendation_id"]]} for a in self.of("actions", document_id)]


def load(processed: Path) -> PublishedRows:
    """The last published run. Raises :class:`~pipeline.errors.DatasetNotFound` where there is none."""
    found = run_folder.latest(processed)
    if found is None:
        raise DatasetNotFound(f"{processed} holds no published run: make one with `inspection-responses run`")
    return PublishedRows({name: table.to_pylist() for name, table in found.tables.items()})


def span(start: date, end: date) -> Span:
    """First and last day as the truth writes them."""
    return start.isoformat(), end.isoformat()
