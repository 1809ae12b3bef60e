"""One commitment over all letters, gathered from the published tables: the promise, and what each letter says.

:mod:`pipeline.analysis.story_text` writes it as text, :mod:`pipeline.analysis.story_html` as HTML.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.errors import PipelineError
from pipeline.model import document_of
from pipeline.tables.parquet import rows_with

Row = Mapping[str, Any]
# Commitments that an ambiguous name lists.
LISTED = 5


@dataclass(frozen=True)
class Passage:
    """A statement (a row of ``updates``) and the row of ``links`` by which it comes."""

    update: Row
    link: Row


@dataclass(frozen=True)
class Chapter:
    """What one letter tells: its rows in ``documents`` and ``ledger``, the passages, and those not taken.

    ``passages`` begin with the accepted ones, each kind with the surest first; ``nearest`` pairs rows of
    ``updates`` that were looked at and rejected with their scores.
    """

    letter: Row
    entry: Row
    passages: tuple[Passage, ...]
    nearest: tuple[tuple[Row, float], ...]


@dataclass(frozen=True)
class Story:
    """The rows of the commitment, its action and its plan; the plan's own progress; a chapter a letter."""

    commitment: Row
    action: Row
    plan: Row
    progress: tuple[Passage, ...]
    chapters: tuple[Chapter, ...]

    def __str__(self) -> str:
        from pipeline.analysis.story_text import lines

        return "\n".join(lines(self))

    def _repr_html_(self) -> str:
        from pipeline.analysis.story_html import page

        return page(self)


def story(tables: Mapping[str, Any], name: str) -> Story:
    """The story of the commitment ``name``: its action_id, or the end of one ("5.01/2").

    Raises :class:`PipelineError` where no or several commitments are so called.
    """
    key = _called(name, tables["commitments"]["action_id"].to_pylist())
    commitment = rows_with(tables["commitments"], "action_id", {key})[0]
    links = rows_with(tables["links"], "action_id", {key})
    entries = rows_with(tables["ledger"], "action_id", {key})
    names = {near["update_id"] for entry in entries for near in entry["nearest"]}
    updates = _by_id(tables, "updates", "update_id", names | {link["update_id"] for link in links})
    plan = commitment["document_id"]
    documents = _by_id(tables, "documents", "document_id", {plan, *(entry["document_id"] for entry in entries)})
    told = [Passage(updates[k["update_id"]], k) for k in links if k["judgement"] != "rejected"]
    return Story(
        commitment,
        rows_with(tables["actions"], "action_id", {key})[0],
        documents[plan],
        _within(told, plan),
        tuple(_chapter(entry, documents[entry["document_id"]], told, updates) for entry in entries),
    )


def _chapter(entry: Row, letter: Row, told: Sequence[Passage], updates: Mapping[str, Row]) -> Chapter:
    passages = _within(told, entry["document_id"])
    linked = {passage.update["update_id"] for passage in passages}
    near = [(updates[n["update_id"]], n["score"]) for n in entry["nearest"] if n["update_id"] not in linked]
    return Chapter(letter, entry, passages, tuple(near))


def _within(told: Sequence[Passage], document_id: str) -> tuple[Passage, ...]:
    here = [passage for passage in told if document_of(passage.update["update_id"]) == document_id]
    return tuple(sorted(here, key=_surest))


def _surest(passage: Passage) -> tuple[bool, float, str]:
    link = passage.link
    return link["judgement"] != "accepted", -link["score"], link["update_id"]


def _called(name: str, names: Sequence[str]) -> str:
    found = [key for key in names if key == name] or [key for key in names if f"/{key}".endswith(f"/{name}")]
    if len(found) == 1:
        return found[0]
    listed = ", ".join((found or names)[:LISTED])
    if found:
        raise PipelineError(f"{len(found)} commitments end in {name}; say which one: {listed}")
    raise PipelineError(f"no commitment is called {name}; action_ids are for instance {listed or 'none yet'}")


def _by_id(tables: Mapping[str, Any], table: str, column: str, keys: Collection[str]) -> dict[str, Row]:
    return {row[column]: row for row in rows_with(tables[table], column, keys)}
