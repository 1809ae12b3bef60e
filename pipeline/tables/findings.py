"""All that the tables of a run are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from extractors.model import Issue
from pipeline.decisions.applied import NOTHING_DECIDED, Applied
from pipeline.ingest.document_store import DocumentStore
from pipeline.ingest.manifest import Provenance
from pipeline.ledger.conclude_cases import Ground
from pipeline.model import CaseMembers, Concluded
from pipeline.tables import document_rows


@dataclass(frozen=True)
class Findings:
    """All that a run read and concluded, on the day ``as_of``.

    ``duplicates`` maps a rendition's document_id to the one it repeats, ``editions`` a later edition's to the one
    before it, and ``likeness`` has how alike each of both is to that one; ``concluded`` holds what letters tell,
    by case_id, for the cases that have some. ``sources`` tells by file name where fetched documents came from.
    ``ground`` is what the conclusions rest on, and with them the rows.
    """

    documents: DocumentStore
    issues: tuple[tuple[str | None, Issue], ...]
    duplicates: Mapping[str, str]
    cases: tuple[CaseMembers, ...]
    concluded: Mapping[str, Concluded]
    as_of: date
    decided: Applied = NOTHING_DECIDED
    editions: Mapping[str, str] = field(default_factory=dict)
    likeness: Mapping[str, float] = field(default_factory=dict)
    sources: Mapping[str, Provenance] = field(default_factory=dict)
    ground: Ground = field(default_factory=Ground)

    @property
    def paired(self) -> document_rows.Paired:
        """Which documents repeat, or follow, which."""
        return document_rows.Paired(self.duplicates, self.editions, self.likeness)
