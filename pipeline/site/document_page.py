"""The page of a document: its pages with every record marked in place, and what was not read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.site import names, places, words
from pipeline.site.library import CaseRows
from pipeline.site.page import SitePage
from pipeline.site.pictures import Picture
from pipeline.site.places import MarkedPage, MarkedWords
from pipeline.tables.rows import Row


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record as the page of its document shows it; ``page`` is where more is told of it, if anywhere."""

    anchor: str
    kind: str
    label: str
    text: str
    page: str | None
    row: Row


def page(rows: CaseRows, document: Row, pictures: Mapping[int, Picture], why: str | None) -> SitePage:
    """The page of a document; ``why`` says why there are no pictures of it, where there should be."""
    document_id = document["document_id"]
    records = list(_records(rows, document_id))
    by_page: dict[int, list[MarkedWords]] = defaultdict(list)
    for record in records:
        label = f"{record.label}: {record.text}"
        for part, number in enumerate(places.pages_of(record.row["boxes"])):
            boxes = places.rectangles(record.row["boxes"], number)
            name = f"{record.anchor}-{number}" if part else record.anchor
            by_page[number].append(MarkedWords(name, record.page or "", label, record.kind, boxes))
    numbers = sorted(pictures)
    case = rows.documents.get(rows.case_id)
    issues = [issue for issue in rows["issues"] if issue["document_id"] == document_id]
    view = {
        "document": document,
        "kind": words.KINDS[document["kind"]],
        "case": names.case_page(rows.case_id) if case is not None and document["case_id"] else None,
        "repeats": rows.documents.get(document["duplicate_of"]) if document["duplicate_of"] else None,
        "follows": rows.documents.get(document["edition_of"]) if document["edition_of"] else None,
        "pages": [MarkedPage(number, pictures.get(number), _named_once(by_page[number])) for number in numbers],
        "records": [record for record in records if not record.row["boxes"] or not pictures],
        "counts": {kind: sum(record.kind == kind for record in records) for kind in _KINDS},
        "loose": [record.row for record in records if record.kind == "statement"],
        "issues": issues,
        "on_page": {number: [i for i in issues if i["page"] == number] for number in numbers},
        "unread": (document["words"] or 0) - (document["words_assigned"] or 0),
        "why": why,
    }
    data = {
        "document": document,
        "recommendations": [row for row in rows["recommendations"] if row["document_id"] == document_id],
        "actions": [row for row in rows["actions"] if row["document_id"] == document_id],
        "updates": [row for row in rows["updates"] if row["document_id"] == document_id],
        "issues": issues,
    }
    return SitePage(names.document_page(document_id), "document.html", document["file_name"], view, data)


_KINDS = ("recommendation", "promise", "linked", "statement")


def _named_once(marks: list[MarkedWords]) -> tuple[MarkedWords, ...]:
    """The marks in the order in which a person reads the page, whatever the order of the records is."""
    return tuple(sorted(marks, key=lambda mark: (mark.boxes[0][1], mark.boxes[0][0])))


def _records(rows: CaseRows, name: str) -> Iterator[ShownRecord]:
    known = {row["action_id"] for row in rows["commitments"]}
    for row in rows["recommendations"]:
        if row["document_id"] == name:
            yield _shown(row["recommendation_id"], "recommendation", f"Recommendation {row['number']}", row, None)
    for row in rows["actions"]:
        if row["document_id"] == name:
            target = names.commitment_page(row["action_id"]) if row["action_id"] in known else None
            yield _shown(row["action_id"], "promise", f"Commitment {names.short(row['action_id'])}", row, target)
    for row in rows["updates"]:
        if row["document_id"] == name:
            action = rows.reported.get(row["update_id"])
            state = words.STATES[row["status"]]
            target = names.commitment_page(action) if action else None
            said = f"{state}, of {names.short(action)}" if action else f"{state}, of no commitment that was found"
            yield _shown(row["update_id"], "linked" if action else "statement", said, row, target)


def _shown(record_id: str, kind: str, label: str, row: Row, target: str | None) -> ShownRecord:
    return ShownRecord(names.anchor(record_id), kind, label, " ".join((row["text"] or "").split()), target, row)
