"""Progress cells of a plan as links: each stands in the row of the action that it reports on."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.model import Issue
from pipeline.model import Document, DocumentIssue, Link, commitments_of, updates_of


def same_row_links(document: Document) -> list[Link]:
    """The links of progress cells to the action in whose row they stand; :func:`rowless` has the others."""
    return [
        Link(key, target, "same_row", 1.0, "accepted", (), "same_row")
        for key, target, known in _progress(document)
        if known
    ]


def rowless(document: Document) -> list[DocumentIssue]:
    """An issue for each progress statement whose row names an action that the plan does not have."""
    return [
        (
            document.document_id,
            Issue(
                "unknown_row",
                "warning",
                f"the progress statement {key} stands in the row of {target}, which is no action of it: "
                "compare with the document",
            ),
        )
        for key, target, known in _progress(document)
        if not known
    ]


def _progress(document: Document) -> Iterator[tuple[str, str, bool]]:
    """(update_id, action_id, whether there is such an action) of each progress cell."""
    actions = {c.action_id for c in commitments_of(document)}
    for key, update in updates_of(document):
        if update.same_row is not None:
            target = f"{document.document_id}/{update.same_row}"
            yield key, target, target in actions
