"""Rows of the tables that hold what the documents say (:mod:`pipeline.tables.schema_documents`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from extractors.model import Action, Extraction, Fact, Interval, Issue, Place, Recommendation, Update
from pipeline.decisions.applied import Ruling
from pipeline.ingest.manifest import Provenance
from pipeline.model import Document, commitments_of, last, recommendation_id, updates_of
from pipeline.tables.rows import Row, encode, structs
from pipeline.tables.schema_documents import ACTIONS, DOCUMENTS, FACTS, ISSUES, RECOMMENDATIONS, UPDATES


def span(prefix: str, interval: Interval | None) -> Row:
    """The columns ``<prefix>_start`` and ``<prefix>_end``; both null without an interval."""
    first, end = (interval.start, interval.end) if interval else (None, None)
    return {f"{prefix}_start": first, f"{prefix}_end": end}


@dataclass(frozen=True, slots=True)
class Paired:
    """Which document repeats, and which is a later edition of, which other one, and how alike the two are."""

    duplicates: Mapping[str, str]
    editions: Mapping[str, str]
    likeness: Mapping[str, float]


def document_rows(
    documents: Iterable[Document],
    case_of: Mapping[str, str],
    paired: Paired,
    issues: Iterable[Row],
    sources: Mapping[str, Provenance],
) -> Iterator[Row]:
    """``documents``: ``case_of`` has case_id by document_id, ``issues`` are the rows of that table, to count.

    ``sources`` tells by file name where fetched documents came from.
    """
    counts = Counter(issue["document_id"] for issue in issues)
    for document in documents:
        key = document.document_id
        yield (
            _read(document.extraction)
            | encode(document, DOCUMENTS)
            | {
                "sha256": document.sha256 or None,
                "case_id": case_of.get(paired.duplicates.get(key, key)),
                "duplicate_of": paired.duplicates.get(key),
                "edition_of": paired.editions.get(key),
                "likeness": paired.likeness.get(key),
                "issues": counts[key],
            }
            | _fetched(sources.get(document.file_name))
        )


def _fetched(source: Provenance | None) -> Row:
    """The columns that only a document that was fetched can fill."""
    if source is None:
        return {}
    return {name: getattr(source, name) for name in ("source_url", "fetched_at", "published_at")}


def _read(extraction: Extraction | None) -> Row:
    """The columns that only a document that was read can fill."""
    if extraction is None:
        return {"signatories": [], "mentions": []}
    coverage = extraction.words_assigned / extraction.words if extraction.words else None
    counted = {"coverage": coverage, "pages_read": _pages_read(extraction) if extraction.pages else None}
    return encode(extraction, DOCUMENTS) | encode(extraction.facts, DOCUMENTS) | counted


def _pages_read(extraction: Extraction) -> int:
    """The number of pages on which a recommendation, an action or a statement stands."""
    told: list[Recommendation | Update | Action] = [*extraction.recommendations, *extraction.updates]
    told += [action for recommendation in extraction.recommendations for action in recommendation.actions]
    return len({box.page for record in told for box in record.place.boxes})


def recommendation_rows(documents: Iterable[Document]) -> Iterator[Row]:
    """``recommendations``, in reading order."""
    for document in documents:
        for r in document.extraction.recommendations if document.extraction else ():
            key = recommendation_id(document.document_id, r)
            yield encode(r, RECOMMENDATIONS) | {"recommendation_id": key, "document_id": document.document_id}


def action_rows(documents: Iterable[Document]) -> Iterator[Row]:
    """``actions``, in reading order."""
    for commitment in (c for document in documents for c in commitments_of(document)):
        action = commitment.action
        yield encode(action, ACTIONS) | encode(commitment, ACTIONS) | span("target", last(action.targets))


def update_rows(documents: Iterable[Document]) -> Iterator[Row]:
    """``updates``, in reading order."""
    for document in documents:
        for key, update in updates_of(document):
            yield encode(update, UPDATES) | {
                "update_id": key,
                "document_id": document.document_id,
                "status_probability": update.status_probability,
            }


def fact_rows(documents: Iterable[Document]) -> Iterator[Row]:
    """``facts``: the values of each record with the words and the first place they were read from."""
    for document in documents:
        for record_id, facts in _records(document):
            for fact in facts:
                yield (
                    encode(fact, FACTS)
                    | _first_box(fact.place)
                    | {"record_id": record_id, "document_id": document.document_id, "source": "extracted"}
                )


def decided_fact_rows(rulings: Iterable[Ruling]) -> Iterator[Row]:
    """``facts`` that people decided."""
    for ruling in rulings:
        decision, record = ruling.decision, ruling.record
        yield _first_box(record.place) | {
            "record_id": record.name,
            "field": decision.field,
            "value": f"{ruling.other.name} {decision.value}" if ruling.other else decision.value,
            "raw": decision.value,
            "document_id": record.document_id,
            "locator": record.place.locator,
            "rule": f"decision of {decision.who} on {decision.when}",
            "confidence": 1.0,
            "source": "decision",
        }


def _first_box(place: Place) -> Row:
    return structs(place.boxes[:1], ACTIONS, "boxes")[0] if place.boxes else {}


def _records(document: Document) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    for r in document.extraction.recommendations if document.extraction else ():
        yield recommendation_id(document.document_id, r), r.facts
    for commitment in commitments_of(document):
        yield commitment.action_id, commitment.action.facts
    for key, update in updates_of(document):
        yield key, update.facts


def issue_rows(documents: Iterable[Document], found: Iterable[tuple[str | None, Issue]]) -> list[Row]:
    """``issues``: those of each document's own extraction, then those ``found`` about it; each once.

    Those about no document come last.
    """
    extra: dict[str | None, list[Issue]] = {}
    for key, issue in found:
        extra.setdefault(key, []).append(issue)
    rows = []
    for document in documents:
        own = document.extraction.issues if document.extraction else ()
        every = dict.fromkeys((*own, *extra.get(document.document_id, ())))
        rows += [_issue_row(document.document_id, issue) for issue in every]
    return [*rows, *(_issue_row(None, issue) for issue in dict.fromkeys(extra.get(None, ())))]


def _issue_row(document_id: str | None, issue: Issue) -> Row:
    record_id = f"{document_id}/{issue.record}" if document_id and issue.record else None
    return encode(issue, ISSUES) | {"document_id": document_id, "record_id": record_id}
