"""The tables of a run parted by case: of a large run the rows of one case at a time are in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa

from pipeline.cases.missing_letters import called
from pipeline.identifiers import digest
from pipeline.model import document_of
from pipeline.outcomes.glance import Judged
from pipeline.tables.lacking import lacking
from pipeline.tables.rows import Row

# The column that tells the document, and so the case, of a row; links and ledger belong to the plan's side.
_OF = {
    "documents": "document_id",
    "recommendations": "document_id",
    "actions": "document_id",
    "updates": "document_id",
    "commitments": "document_id",
    "new_commitments": "document_id",
    "facts": "document_id",
    "issues": "document_id",
    "links": "action_id",
    "ledger": "action_id",
}


@dataclass(frozen=True)
class CaseRows:
    """All rows of one case, or of one document that belongs to none (``case_id`` is then its document_id).

    ``judged`` has what became of each commitment, by action_id.
    """

    case_id: str
    tables: Mapping[str, list[Row]]
    judged: Mapping[str, Judged]

    def __getitem__(self, name: str) -> list[Row]:
        return self.tables[name]

    @cached_property
    def documents(self) -> dict[str, Row]:
        """The documents, by document_id."""
        return {row["document_id"]: row for row in self["documents"]}

    @cached_property
    def updates(self) -> dict[str, Row]:
        """The statements, by update_id."""
        return {row["update_id"]: row for row in self["updates"]}

    @cached_property
    def facts(self) -> dict[str, list[Row]]:
        """The values that were read, by record."""
        return _grouped(self["facts"], "record_id")

    @cached_property
    def links(self) -> dict[str, list[Row]]:
        """The links, by action_id."""
        return _grouped(self["links"], "action_id")

    @cached_property
    def ledger(self) -> dict[str, list[Row]]:
        """What each letter tells, by action_id, in the order of the letters."""
        return _grouped(self["ledger"], "action_id")

    @cached_property
    def actions(self) -> dict[str, Row]:
        """The actions, by action_id."""
        return {row["action_id"]: row for row in self["actions"]}

    @cached_property
    def recommendations(self) -> dict[str, Row]:
        """The recommendations, by recommendation_id."""
        return {row["recommendation_id"]: row for row in self["recommendations"]}

    @cached_property
    def reported(self) -> dict[str, str]:
        """The commitment that each statement reports on most surely, by update_id."""
        known = {row["action_id"] for row in self["commitments"]}
        return surest(link for link in self["links"] if link["action_id"] in known)

    @cached_property
    def missing(self) -> list[str]:
        """The times of the letters that the case lacks, in words."""
        return [called(letter.days) for letter in lacking(self["documents"]).get(self.case_id, ())]


def surest(links: Iterable[Row]) -> dict[str, str]:
    """The action_id that each update_id is linked to most surely, of the accepted links."""
    best: dict[str, tuple[float, str]] = {}
    for link in links:
        if link["judgement"] == "accepted":
            key = link["update_id"]
            best[key] = max(best.get(key, (-1.0, "")), (link["score"], link["action_id"]))
    return {update: action for update, (_, action) in best.items()}


def _grouped(rows: list[Row], column: str) -> dict[str, list[Row]]:
    out: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        out[row[column]].append(row)
    return out


class Library:
    """The cases of a run in the order of their plans' file names, then the documents of none."""

    def __init__(self, tables: Mapping[str, Any], judged: Mapping[str, list[Judged]]) -> None:
        self._tables = {name: tables[name] for name in _OF}
        self._judged = judged
        named = self._tables["documents"].select(["document_id", "case_id"]).to_pylist()
        self._case_of = {row["document_id"]: row["case_id"] or row["document_id"] for row in named}
        self._cases = dict.fromkeys(self._case_of.values())
        self._rows = {name: self._by_case(name) for name in _OF}

    def _by_case(self, name: str) -> Mapping[str, list[int]]:
        out: dict[str, list[int]] = defaultdict(list)
        for n, key in enumerate(self._tables[name][_OF[name]].to_pylist()):
            out[self._case_of.get(document_of(key or ""), "")].append(n)
        return out

    @property
    def case_ids(self) -> list[str]:
        """What :meth:`case` can be asked for."""
        return list(self._cases)

    def ground(self, case_id: str) -> str:
        """A hash of all that the pages of a case show."""
        parts: list[str | bytes] = [repr(self._judged.get(case_id, ()))]
        for name in _OF:
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, self._tables[name].schema) as stream:
                stream.write_table(self._of(name, case_id).combine_chunks())
            parts.append(sink.getvalue().to_pybytes())
        return digest(*parts)

    def case(self, case_id: str) -> CaseRows:
        """The rows of a case."""
        tables = {name: self._of(name, case_id).to_pylist() for name in _OF}
        judged = {one.action_id: one for one in self._judged.get(case_id, ())}
        return CaseRows(case_id, tables, judged)

    def _of(self, name: str, case_id: str) -> Any:
        return self._tables[name].take(pa.array(self._rows[name].get(case_id, []), pa.int64()))

    def of_no_document(self) -> list[Row]:
        """The issues that are about no document, such as lines of decisions.csv."""
        found: list[Row] = self._of("issues", "").to_pylist()
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.case_ids)

    def __contains__(self, case_id: object) -> bool:
        return case_id in self._cases
