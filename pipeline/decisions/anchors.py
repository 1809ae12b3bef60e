"""Finds the record that each decision is about now: by its name, and by the words the decision was made on.

A name can come to mean another record when a document is read better than before. So the words of the record
are kept with the decision in ``run.json``, from the first run that met it. Where the name no longer leads to
those words, the decision moves to the one record that has them; where none has, it is put aside with an issue.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractors.model import Place
from pipeline.decisions.file import Decision
from pipeline.identifiers import normalised
from pipeline.model import Document, commitments_of, document_of, recommendation_id, updates_of

# Two texts this alike (0 to 100) are the same words read twice.
ALIKE = 90.0
# Words of a document by which it is known again.
OPENING = 80
NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Record:
    """A record as decisions see it: its kind, name, document (``file_name``), words and place, and itself."""

    kind: str
    name: str
    file_name: str
    words: str
    place: Place
    value: Any

    @property
    def document_id(self) -> str:
        """The document it belongs to."""
        return document_of(self.name)


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a decision was made on: the record's words, its file, and what the machine had read there."""

    words: str
    file_name: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """Every record of the folder by name and by its kind and exact words."""

    by_name: Mapping[str, Record]
    by_words: Mapping[tuple[str, str], Sequence[Record]]


def index(documents: Iterable[Document]) -> Index:
    """All records of all documents that were read."""
    by_name = {record.name: record for document in documents for record in _records(document)}
    by_words: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in by_name.values():
        by_words[record.kind, record.words].append(record)
    return Index(by_name, dict(by_words))


def _records(document: Document) -> Iterator[Record]:
    extraction = document.extraction
    if extraction is None:
        return
    key, file = document.document_id, document.file_name
    opening = normalised(" ".join(extraction.text.split()[:OPENING]))
    yield Record("document", key, file, opening, NOWHERE, extraction.facts)
    for r in extraction.recommendations:
        yield Record("recommendation", recommendation_id(key, r), file, normalised(r.text), r.place, r)
    for c in commitments_of(document):
        yield Record("action", c.action_id, file, normalised(c.action.text), c.action.place, c.action)
    for name, u in updates_of(document):
        yield Record("update", name, file, normalised(u.text), u.place, u)


def kind_of(name: str) -> str:
    """The kind of record that a name of this form has."""
    parts = name.split("/")
    if len(parts) == 1:
        return "document"
    if len(parts) == 2:
        return "update" if parts[1][:1] == "u" and parts[1][1:].isdigit() else "recommendation"
    return "action"


def find(name: str, anchor: Anchor | None, records: Index) -> Record | str:
    """The record that ``name`` means, given the words it had; else why there is none."""
    named = records.by_name.get(name)
    if anchor is None:
        return named or f"there is no record {name}"
    if named is not None and alike(named.words, anchor.words):
        return named
    kind = named.kind if named else kind_of(name)
    exact = records.by_words.get((kind, normalised(anchor.words)), [])
    close = exact or [r for r in records.by_name.values() if r.kind == kind and alike(r.words, anchor.words)]
    if any(_at_home(r, name, anchor) for r in records.by_name.values()):
        close = [r for r in close if _at_home(r, name, anchor)]
    if len(close) == 1:
        return close[0]
    quoted = f"“{anchor.words[:80]}”"
    if close:
        return f"{len(close)} records have the words it was made on ({quoted}), and {name} is none of them"
    return f"the words it was made on ({quoted}) are gone from {name} and stand nowhere else"


def _at_home(record: Record, name: str, anchor: Anchor) -> bool:
    """Whether a record is of the document the decision was made in: other documents may say the same elsewhere."""
    return record.document_id == document_of(name) or record.file_name == anchor.file_name


def alike(words: str, anchor: str) -> bool:
    """Whether a record's words are those of an anchor, or hold them."""
    from rapidfuzz import fuzz  # here, because most nights have no decision to find again

    wanted = normalised(anchor)
    return wanted == words or (len(wanted) > 20 and wanted in words) or fuzz.ratio(words, wanted) >= ALIKE


def remembered(before: Sequence[Mapping[str, Any]]) -> dict[tuple[str, ...], dict[str, Anchor]]:
    """The anchors that ``run.json`` of the last run keeps, by decision and by the name of the record."""
    out: dict[tuple[str, ...], dict[str, Anchor]] = {}
    for row in before:
        anchors = row.get("anchors", {})
        out[tuple(row.get("key", ()))] = {
            name: Anchor(str(a["words"]), str(a["file_name"]), a.get("was")) for name, a in anchors.items()
        }
    return out


def as_row(decision: Decision, records: Sequence[str], anchors: Mapping[str, Anchor]) -> dict[str, Any]:
    """A decision as ``run.json`` keeps it: its key, the records it is about now, and its anchors."""
    kept = {n: {"words": a.words, "file_name": a.file_name, "was": a.was} for n, a in anchors.items()}
    return {"key": list(decision.key), "field": decision.field, "records": list(records), "anchors": kept}
