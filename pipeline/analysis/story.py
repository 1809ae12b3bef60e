"""One commitment over all letters, gathered from the published tables: the promise, and what each letter says."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pipeline.analysis.names import called
from pipeline.analysis.story_html import page
from pipeline.analysis.story_records import Chapter, LinkedStatement, Story
from pipeline.analysis.story_text import lines
from pipeline.model import document_of
from pipeline.tables.parquet import rows_with
from pipeline.tables.rows import Row


class ToldStory(Story):
    """A story that tells itself: printed as text, in a notebook as HTML."""

    def __str__(self) -> str:
        return "\n".join(lines(self))

    def _repr_html_(self) -> str:
        return page(self)


def story(tables: Mapping[str, Any], name: str) -> ToldStory:
    """The story of the commitment ``name``: its action_id, or the end of one ("5.01/2").

    Raises :class:`PipelineError` where no or several commitments are so called.
    """
    key = called(name, tables["commitments"]["action_id"].to_pylist(), "commitment")
    commitment = next(rows_with(tables, "commitments", "action_id", {key}))
    links = list(rows_with(tables, "links", "action_id", {key}))
    entries = list(rows_with(tables, "ledger", "action_id", {key}))
    names = {near["update_id"] for entry in entries for near in entry["nearest"]}
    updates = _by_id(tables, "updates", "update_id", names | {link["update_id"] for link in links})
    plan = commitment["document_id"]
    documents = _by_id(tables, "documents", "document_id", {plan, *(entry["document_id"] for entry in entries)})
    action = next(rows_with(tables, "actions", "action_id", {key}))
    return told(commitment, action, documents, links, entries, updates)


def told(
    commitment: Row,
    action: Row,
    documents: Mapping[str, Row],
    links: Sequence[Row],
    entries: Sequence[Row],
    updates: Mapping[str, Row],
) -> ToldStory:
    """The story made of its rows; ``documents`` and ``updates`` hold at least those that the others name."""
    linked = [LinkedStatement(updates[k["update_id"]], k) for k in links if k["judgement"] != "rejected"]
    plan = commitment["document_id"]
    return ToldStory(
        commitment,
        action,
        documents[plan],
        _within(linked, plan),
        tuple(_chapter(entry, documents[entry["document_id"]], linked, updates) for entry in entries),
    )


def _chapter(entry: Row, letter: Row, told: Sequence[LinkedStatement], updates: Mapping[str, Row]) -> Chapter:
    passages = _within(told, entry["document_id"])
    linked = {passage.update["update_id"] for passage in passages}
    near = [(updates[n["update_id"]], n["score"]) for n in entry["nearest"] if n["update_id"] not in linked]
    return Chapter(letter, entry, passages, tuple(near))


def _within(told: Sequence[LinkedStatement], document_id: str) -> tuple[LinkedStatement, ...]:
    here = [passage for passage in told if document_of(passage.update["update_id"]) == document_id]
    return tuple(sorted(here, key=_surest))


def _surest(passage: LinkedStatement) -> tuple[bool, float, str]:
    link = passage.link
    return link["judgement"] != "accepted", -link["score"], link["update_id"]


def _by_id(tables: Mapping[str, Any], table: str, column: str, keys: Collection[str]) -> dict[str, Row]:
    return {row[column]: row for row in rows_with(tables, table, column, keys)}
