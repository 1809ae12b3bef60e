"""What changed in a night, made from the tables of a run and the rows that tell what differs from an earlier one.

653 rows of ``changes`` for one new letter become the few things that a person wants to know of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.digest.doubtful_links import DoubtfulLink, doubtful_links
from pipeline.digest.movements import Movement, movements
from pipeline.digest.naming import COLUMNS, CommitmentName, named
from pipeline.digest.new_documents import NewDocument, new_documents
from pipeline.ledger.status import CLOSED
from pipeline.publish.unread import UnreadFile, unread
from pipeline.tables.parquet import column, rows
from pipeline.tables.rows import Row

# Issues of decisions that are carried out all the same are infos.
_DECISION, _APPLIES = "decision_", "info"


@dataclass(frozen=True, slots=True)
class Nights:
    """The run that is told of and the earlier one that it is compared with, each with the day it was made for.

    ``since`` is None where there is no earlier one; of one that is no longer kept the day is not known.
    """

    run_id: str
    day: date
    since: str | None = None
    since_day: date | None = None


@dataclass(frozen=True, slots=True)
class Lateness:
    """A commitment that is newly overdue, or on which a letter is newly silent.

    ``letters`` counts those that do not mention it.
    """

    name: CommitmentName
    status: str
    due: date | None
    last_heard: date | None
    letters: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What changed between two runs. ``gone`` are the names of documents that are no longer there.

    ``decisions`` are the messages of those that no longer apply or need a word, ``links`` those most in need of a
    look, ``standing`` counts all commitments by state and ``late`` those overdue.
    """

    nights: Nights
    documents: tuple[NewDocument, ...]
    gone: tuple[str, ...]
    movements: tuple[Movement, ...]
    overdue: tuple[Lateness, ...]
    silent: tuple[Lateness, ...]
    decisions: tuple[str, ...]
    unread: tuple[UnreadFile, ...]
    links: tuple[DoubtfulLink, ...]
    standing: Mapping[str, int]
    late: int

    @property
    def first(self) -> bool:
        """Whether there was nothing before it to compare with."""
        return self.nights.since is None


def digest_of(
    nights: Nights, tables: Mapping[str, Any], changes: Iterable[Row], before: Mapping[str, Any] | None = None
) -> Digest:
    """The digest of a run with these ``tables``; ``changes`` are the rows that tell what differs.

    ``before`` are the tables of the earlier run where they are at hand: they name the documents that are gone.
    """
    differ = [row for row in changes if row["table"] in ("documents", "commitments", "links")]
    first = nights.since is None
    standing, late, moved = _commitments(tables, differ)
    return Digest(
        nights=nights,
        documents=new_documents(tables, differ, first=first),
        gone=tuple(_gone(tables, differ, before)),
        movements=movements(tables, moved, differ),
        overdue=_overdue(moved, differ),
        silent=_silent(moved, differ),
        decisions=_decisions(tables),
        unread=unread(tables, differ, first=first),
        links=doubtful_links(tables, differ, first=first),
        standing=standing,
        late=late,
    )


def _commitments(tables: Mapping[str, Any], differ: Sequence[Row]) -> tuple[Counter[str], int, list[Row]]:
    """How many commitments stand in each state, how many are overdue, and the rows of those in which anything
    differs: the others are not held in memory."""
    wanted = {row["record_id"] for row in differ if row["table"] == "commitments"}
    standing, late, moved = Counter[str](), 0, []
    for row in rows(tables, "commitments", COLUMNS):
        standing[row["status"]] += 1
        late += bool(row["overdue"])
        if row["action_id"] in wanted:
            moved.append(row)
    return standing, late, moved


def _gone(tables: Mapping[str, Any], differ: Sequence[Row], before: Mapping[str, Any] | None) -> list[str]:
    """The names of the documents that are no longer there, their identifiers where no table tells the names.

    A file that is there with other words is a new document, and not gone.
    """
    gone = [row["record_id"] for row in differ if row["table"] == "documents" and row["change"] == "removed"]
    if not gone or before is None:
        return gone
    columns = ("document_id", "file_name")
    names = {row["document_id"]: row["file_name"] for row in rows(before, "documents", columns)}
    there = set(column(tables, "documents", "file_name").to_pylist())
    return [names[key] for key in gone if names[key] not in there]


def _overdue(commitments: Sequence[Row], differ: Sequence[Row]) -> tuple[Lateness, ...]:
    """Those that were not overdue before, the longest overdue first."""
    new = {row["record_id"] for row in differ if row.get("field") == "overdue" and row["after"] == "true"}
    found = [_lateness(row) for row in commitments if row["action_id"] in new]
    return tuple(sorted(found, key=lambda late: (late.due or date.max, late.name.action_id)))


def _silent(commitments: Sequence[Row], differ: Sequence[Row]) -> tuple[Lateness, ...]:
    """Those still open of which more letters than before say nothing, the longest unheard of first."""
    new = {
        row["record_id"]
        for row in differ
        if row.get("field") == "silent_letters" and int(row["after"] or 0) > int(row["before"] or 0)
    }
    found = [_lateness(row) for row in commitments if row["action_id"] in new and row["status"] not in CLOSED]
    return tuple(sorted(found, key=lambda late: (-late.letters, late.last_heard or date.min)))


def _lateness(row: Row) -> Lateness:
    return Lateness(named(row), row["status"], row["current_target_end"], row["last_heard"], row["silent_letters"])


def _decisions(tables: Mapping[str, Any]) -> tuple[str, ...]:
    found = rows(tables, "issues", ("code", "severity", "message"))
    return tuple(
        row["message"] for row in found if row["code"].startswith(_DECISION) and row["severity"] != _APPLIES
    )
