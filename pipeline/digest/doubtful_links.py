"""The links that a person should look at first: those that are thin and on which much rests.

A link counts by what would change if it were wrong (or, of one under review, right), times how open the question
is: most at a score of one half, least at its ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Any

from pipeline.analysis.words import STATES
from pipeline.digest.naming import CommitmentName, Quotation, named, quoted
from pipeline.model import SURE, document_of
from pipeline.tables.parquet import rows, rows_with
from pipeline.tables.rows import Row

# Links that are told of, and of the thinnest so many are weighed.
MOST, WEIGHED = 30, 1000


@dataclass(frozen=True, slots=True)
class DoubtfulLink:
    """A link below :data:`~pipeline.model.SURE`, with the words it comes by and what rests on it."""

    name: CommitmentName
    quotation: Quotation
    score: float
    rests: str


def doubtful_links(tables: Mapping[str, Any], differ: Sequence[Row], *, first: bool) -> tuple[DoubtfulLink, ...]:
    """Of the links that are new or other than before (on the ``first`` run, of all) those that weigh most."""
    new = {row["record_id"] for row in differ if row["table"] == "links"}
    thin = (link for link in _thin(tables) if first or f"{link['update_id']} | {link['action_id']}" in new)
    links = nlargest(WEIGHED, thin, key=lambda link: _open(link["score"]))
    if not links:
        return ()
    entries = {
        (row["action_id"], row["document_id"]): row
        for row in rows_with(tables, "ledger", "action_id", {link["action_id"] for link in links})
    }
    weighed = [(*_rests(link, entries.get(_entry_of(link))), link) for link in links]
    chosen = sorted(weighed, key=lambda w: (-w[0] * _open(w[2]["score"]), w[2]["update_id"], w[2]["action_id"]))
    return tuple(_told(tables, [(rests, link) for weight, rests, link in chosen if weight][:MOST]))


def _thin(tables: Mapping[str, Any]) -> Iterator[Row]:
    """The links below :data:`SURE` that were accepted or are under review, without their reasons."""
    wanted = ("update_id", "action_id", "score", "judgement")
    links = rows_with(tables, "links", "judgement", {"accepted", "review"}, wanted)
    return (row for row in links if row["score"] < SURE)


def _open(score: float) -> float:
    return 1 - abs(2 * score - 1)


def _entry_of(link: Row) -> tuple[str, str]:
    return link["action_id"], document_of(link["update_id"])


def _rests(link: Row, entry: Row | None) -> tuple[int, str]:
    """How much rests on a link, from 0, and what, in words; ``entry`` is what its letter tells."""
    if entry is None:  # the plan's own progress cell
        return 0, ""
    key = link["update_id"]
    if link["judgement"] == "review":
        return (0, "") if entry["mentioned"] else (3, "not taken; if right, the letter is not silent")
    if entry["update_ids"] == [key]:
        state = STATES[entry["status"]]
        return 4 if entry["status"] == "completed" else 3, f"alone says “{state}”"
    moved = [change["kind"] for change in entry["changes"] if change["update_id"] == key]
    if moved:
        return 2, f"it changes the {' and the '.join(moved)}"
    return 1, f"one of {len(entry['update_ids'])} passages"


def _told(tables: Mapping[str, Any], chosen: Sequence[tuple[str, Row]]) -> list[DoubtfulLink]:
    about = {link["action_id"] for _, link in chosen}
    names = {row["action_id"]: named(row) for row in rows_with(tables, "commitments", "action_id", about)}
    files = {
        row["document_id"]: row["file_name"] for row in rows(tables, "documents", ("document_id", "file_name"))
    }
    wanted = {link["update_id"] for _, link in chosen}
    updates = {row["update_id"]: row for row in rows_with(tables, "updates", "update_id", wanted)}
    return [
        DoubtfulLink(names[link["action_id"]], quoted(updates[link["update_id"]], files), link["score"], rests)
        for rests, link in chosen
        if link["action_id"] in names  # the row of a rendition is no commitment
    ]
