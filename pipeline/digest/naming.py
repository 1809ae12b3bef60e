"""What a commitment is called in a digest, and words of a document with their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.analysis.story_text import where
from pipeline.model import name_within
from pipeline.tables.rows import Row

# The columns of ``commitments`` that a digest needs.
COLUMNS = (
    "action_id", "case_id", "subject", "establishment", "action", "owners", "status", "overdue", "last_heard",
    "current_target_end", "silent_letters", "evidence", "evidence_document_id", "evidence_boxes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CommitmentName:
    """A commitment as a person calls it: ``short`` is its name inside its plan ("5.01/3"), ``about`` the place."""

    action_id: str
    short: str
    about: str
    promise: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a document, with its file name and the place: a page or a locator, "" where none is known."""

    text: str
    file_name: str
    place: str


def named(row: Row) -> CommitmentName:
    """The name of a row of ``commitments``."""
    about = row["establishment"] or row["subject"] or ""
    return CommitmentName(row["action_id"], name_within(row["action_id"]), about, row["action"] or "")


def quoted(update: Row, files: Mapping[str, str]) -> Quotation:
    """A row of ``updates`` as words to quote; ``files`` are the names of the files by document_id."""
    return Quotation(update["text"], files[update["document_id"]], where(update).removeprefix(", "))
