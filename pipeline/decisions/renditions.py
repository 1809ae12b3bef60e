"""A decision about a record of a document that repeats another one: the record of the latter that says the same."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.decisions.anchors import Index, Record, alike
from pipeline.model import name_within


def counterpart(record: Record, records: Index, duplicates: Mapping[str, str]) -> Record | str:
    """The record that is used in the place of ``record``: itself, unless its document repeats another one.

    ``duplicates`` maps the document_id of a document that repeats another one to that one's. Where the other
    document has no record with its words, or several and none at its place, the answer says so.
    """
    original = duplicates.get(record.document_id)
    if original is None:
        return record
    if record.kind == "document":
        return records.by_name.get(original) or f"there is no record {original}"
    there = [r for r in records.by_name.values() if r.document_id == original and r.kind == record.kind]
    same = [r for r in there if alike(r.words, record.words) or alike(record.words, r.words)]
    at_its_place = [r for r in same if name_within(r.name) == name_within(record.name)]
    if len(at_its_place) == 1 or len(same) == 1:
        return (at_its_place or same)[0]
    found = f"{len(same)} records" if same else "no record"
    return (
        f"{record.file_name} repeats another document, which is used, and {found} of that has the words of "
        f"{record.name}: decide it there"
    )
