"""Rows of the tables that hold what the documents say (:mod:`pipeline.tables.schema_documents`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from extractors.model import Box, Fact, Interval, Issue, Mention, Place, Quantity, StatedDate
from pipeline.model import Document, commitments_of, recommendation_id, updates_of

if TYPE_CHECKING:
    from pipeline.decisions.applied import Ruling

Row = dict[str, Any]


def box_list(boxes: Iterable[Box]) -> list[Row]:
    """Boxes as rows of structs."""
    return [{"page": b.page, "x0": b.x0, "top": b.top, "x1": b.x1, "bottom": b.bottom} for b in boxes]


def place_columns(place: Place) -> Row:
    """The columns ``boxes`` and ``locator``."""
    return {"boxes": box_list(place.boxes), "locator": place.locator}


def span(prefix: str, interval: Interval | None) -> Row:
    """The columns ``<prefix>_start`` and ``<prefix>_end``; both null without an interval."""
    first, last = (interval.start, interval.end) if interval else (None, None)
    return {f"{prefix}_start": first, f"{prefix}_end": last}


def target_list(targets: Iterable[Interval]) -> list[Row]:
    """Intervals as rows of structs."""
    return [{"start": t.start, "end": t.end, "precision": t.precision} for t in targets]


def quantity_list(quantities: Iterable[Quantity]) -> list[Row]:
    """Quantities as rows of structs."""
    return [{"raw": q.raw, "value": q.value, "unit": q.unit} for q in quantities]


def last(targets: Sequence[Interval]) -> Interval | None:
    """The target that counts: the last one."""
    return targets[-1] if targets else None


def document_rows(
    documents: Iterable[Document],
    case_of: Mapping[str, str],
    duplicates: Mapping[str, str],
    issues: Iterable[Row],
) -> Iterator[Row]:
    """``documents``: ``case_of`` has case_id by document_id, ``issues`` are the rows of that table, to count."""
    counts: dict[str, int] = {}
    for issue in issues:
        counts[issue["document_id"]] = counts.get(issue["document_id"], 0) + 1
    for document in documents:
        key = document.document_id
        yield {
            "document_id": key,
            "file_name": document.file_name,
            "media_type": document.media_type,
            "sha256": document.sha256 or None,
            "text_sha256": document.text_sha256,
            **_read(document),
            "case_id": case_of.get(duplicates.get(key, key)),
            "duplicate_of": duplicates.get(key),
            "issues": counts.get(key, 0),
            "status": document.status,
            "error": document.error,
        }


def _read(document: Document) -> Row:
    """The columns that only a document that was read can fill."""
    extraction = document.extraction
    if extraction is None:
        return {"signatories": [], "mentions": []}
    facts = extraction.facts
    return {
        "reader": extraction.reader,
        "pages": extraction.pages,
        "kind": facts.kind,
        "subject": facts.subject,
        "establishment": facts.establishment,
        "inspectorate": facts.inspectorate,
        **span("inspection", facts.inspection),
        "report_published": facts.report_published,
        "dated": facts.dated,
        "addressee": facts.addressee,
        "signatories": list(facts.signatories),
        "mentions": [_mention(m) for m in facts.mentions],
        "template": facts.template,
        "words": extraction.words,
        "words_assigned": extraction.words_assigned,
        "coverage": extraction.words_assigned / extraction.words if extraction.words else None,
    }


def _mention(mention: Mention) -> Row:
    start, end = (mention.interval.start, mention.interval.end) if mention.interval else (None, None)
    return {"kind": mention.kind, "raw": mention.raw, "start": start, "end": end}


def recommendation_rows(documents: Iterable[Document]) -> Iterator[Row]:
    """``recommendations``, in reading order."""
    for document in documents:
        for r in document.extraction.recommendations if document.extraction else ():
            yield {
                "recommendation_id": recommendation_id(document.document_id, r),
                "document_id": document.document_id,
                "number": r.number,
                "section": r.section,
                "lead_in": r.lead_in,
                "addressee": r.addressee,
                "text": r.text,
                "references": list(r.references),
                "response": r.response,
                "response_raw": r.response_raw,
                "explanation": r.explanation,
                **place_columns(r.place),
                "confidence": r.confidence,
            }


def action_rows(documents: Iterable[Document]) -> Iterator[Row]:
    """``actions``, in reading order."""
    for commitment in (c for document in documents for c in commitments_of(document)):
        a = commitment.action
        yield {
            "action_id": commitment.action_id,
            "recommendation_id": commitment.recommendation_id,
            "document_id": commitment.document_id,
            "text": a.text,
            "owners": list(a.owners),
            "owner_raw": a.owner_raw,
            "target_kind": a.target_kind,
            "target_raw": a.target_raw,
            "targets": target_list(a.targets),
            **span("target", last(a.targets)),
            "progress_raw": a.progress_raw,
            "quantities": quantity_list(a.quantities),
            **place_columns(a.place),
            "confidence": a.confidence,
        }


def update_rows(documents: Iterable[Document]) -> Iterator[Row]:
    """``updates``, in reading order."""
    for document in documents:
        for key, u in updates_of(document):
            yield {
                "update_id": key,
                "document_id": document.document_id,
                "section": u.section,
                "text": u.text,
                "status": u.status,
                "strength": u.strength,
                "reason": u.reason,
                "dates": [_stated(d) for d in u.dates],
                "quantities": quantity_list(u.quantities),
                "references": list(u.references),
                "actors": list(u.actors),
                **place_columns(u.place),
                "char_start": u.char_start,
                "char_end": u.char_end,
                "confidence": u.confidence,
            }


def _stated(stated: StatedDate) -> Row:
    return {"raw": stated.raw, "role": stated.role, **target_list([stated.interval])[0]}


def fact_rows(documents: Iterable[Document], rulings: Iterable[Ruling] = ()) -> Iterator[Row]:
    """``facts``: the values of each record with the words and the first place they were read from.

    What people decided comes last.
    """
    for document in documents:
        for record_id, facts in _records(document):
            for fact in facts:
                box = fact.place.boxes[0] if fact.place.boxes else None
                yield {
                    "record_id": record_id,
                    "field": fact.field,
                    "value": fact.value,
                    "raw": fact.raw,
                    "document_id": document.document_id,
                    **(box_list([box])[0] if box else {}),
                    "locator": fact.place.locator,
                    "rule": fact.rule,
                    "confidence": fact.confidence,
                    "source": "extracted",
                }

    for ruling in rulings:
        yield _decided_row(ruling)


def _decided_row(ruling: Ruling) -> Row:
    decision, record = ruling.decision, ruling.record
    value = f"{ruling.other.name} {decision.value}" if ruling.other else decision.value
    return {
        "record_id": record.name,
        "field": decision.field,
        "value": value,
        "raw": decision.value,
        "document_id": record.document.document_id,
        **(box_list(record.place.boxes[:1])[0] if record.place.boxes else {}),
        "locator": record.place.locator,
        "rule": f"decision of {decision.who} on {decision.when}",
        "confidence": 1.0,
        "source": "decision",
    }


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
        extraction = document.extraction
        own = extraction.issues if extraction else ()
        every = dict.fromkeys((*own, *extra.get(document.document_id, ())))
        rows += [_issue_row(document.document_id, issue) for issue in every]
    return [*rows, *(_issue_row(None, issue) for issue in dict.fromkeys(extra.get(None, ())))]


def _issue_row(document_id: str | None, issue: Issue) -> Row:
    return {
        "document_id": document_id,
        "code": issue.code,
        "severity": issue.severity,
        "message": issue.message,
        "page": issue.page,
        "locator": issue.locator,
        "record_id": f"{document_id}/{issue.record}" if document_id and issue.record else None,
    }
