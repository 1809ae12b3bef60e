"""Rows of the tables that hold what we conclude (:mod:`pipeline.tables.schema`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from extractors.model import DocumentFacts, Interval, Issue, Update
from pipeline.ingest.folder_reader import DocumentIssue
from pipeline.ledger.current import Promise, Standing, Statement, standing
from pipeline.model import (
    Case,
    Change,
    Commitment,
    Document,
    LedgerEntry,
    LedgerStatus,
    Link,
    NewCommitment,
    commitments_of,
    document_of,
    number_of,
    updates_of,
)
from pipeline.tables.document_rows import Row, box_list, last, place_columns, span, target_list


def same_row_links(document: Document) -> list[Link]:
    """The links of progress cells to the action in whose row they stand; :func:`rowless` has the others."""
    return [
        Link(key, target, "same_row", 1.0, "accepted", (), "same_row")
        for key, target, known in _progress(document)
        if known
    ]


def rowless(documents: Iterable[Document]) -> list[DocumentIssue]:
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
        for document in documents
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


def link_rows(links: Iterable[Link], actions: Mapping[str, int]) -> Iterator[Row]:
    """The ``links`` of one document's updates, in reading order, then that of actions (positions by action_id)."""
    for link in sorted(links, key=lambda k: (number_of(k.update_id), actions.get(k.action_id, -1))):
        yield {
            "update_id": link.update_id,
            "action_id": link.action_id,
            "method": link.method,
            "score": link.score,
            "judgement": link.judgement,
            "signals": [
                {"name": s.name, "weight": s.weight, "quote_update": s.quote_update, "quote_action": s.quote_action}
                for s in link.signals
            ],
            "decided_by": link.decided_by,
        }


def change_list(changes: Iterable[Change]) -> list[Row]:
    """Changes as rows of structs."""
    return [{"kind": c.kind, "from": c.before, "to": c.after, "update_id": c.update_id} for c in changes]


def ledger_rows(entries: Iterable[LedgerEntry], case: Case) -> Iterator[Row]:
    """``ledger`` of a case: commitments in the plan's order, each letter by letter."""
    actions = {c.action_id: n for n, c in enumerate(commitments_of(case.plan))}
    letters = {letter.document_id: n for n, letter in enumerate(case.letters)}
    for e in sorted(entries, key=lambda e: (actions.get(e.action_id, -1), letters.get(e.document_id, -1))):
        yield {
            "action_id": e.action_id,
            "document_id": e.document_id,
            "as_of": e.as_of,
            "mentioned": e.mentioned,
            "status": e.status,
            **span("target", e.target),
            "revised_target_raw": e.revised_target_raw,
            **span("revised_target", e.revised_target),
            "slip": e.slip,
            "slip_days_min": e.slip_days_min,
            "slip_days_max": e.slip_days_max,
            "deferrals": e.deferrals,
            "told": e.told,
            "notice_days": e.notice_days,
            "reason": e.reason,
            "changes": change_list(e.changes),
            "update_ids": list(e.update_ids),
            "nearest": [{"update_id": key, "score": score} for key, score in e.nearest],
            "confidence": e.confidence,
        }


def commitment_rows(
    case: Case,
    links: Iterable[Link],
    entries: Iterable[LedgerEntry],
    as_of: date,
    decided: Mapping[str, Mapping[str, LedgerStatus | date]],
) -> Iterator[Row]:
    """``commitments`` of a case: every action of its plan, and where it stands on ``as_of``.

    ``decided`` holds what people set, by action_id (see :func:`~pipeline.ledger.current.standing`).
    """
    by_action: dict[str, list[LedgerEntry]] = defaultdict(list)
    for entry in entries:
        by_action[entry.action_id].append(entry)
    by_update: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        if link.judgement == "accepted":
            by_update[link.update_id].append(link)
    updates = {key: update for document in (case.plan, *case.letters) for key, update in updates_of(document)}
    statements = _statements(updates, by_update)
    order = {letter.document_id: n for n, letter in enumerate(case.letters)}
    facts = case.plan.extraction.facts if case.plan.extraction else None
    dated = facts.dated if facts else None
    for commitment in commitments_of(case.plan):
        key = commitment.action_id
        letters = sorted(by_action[key], key=lambda e: order.get(e.document_id, -1))
        now = standing(_promise(commitment, dated), statements.get(key, []), letters, as_of, decided.get(key, {}))
        evidence = updates[now.evidence.update_id] if now.evidence else None
        yield _commitment_row(case, facts, commitment, now, evidence)


def _statements(updates: Mapping[str, Update], by_update: Mapping[str, list[Link]]) -> dict[str, list[Statement]]:
    """The accepted statements about each action of a case, by action_id, in reading order."""
    out: dict[str, list[Statement]] = defaultdict(list)
    for key, update in updates.items():
        for link in by_update.get(key, ()):
            out[link.action_id].append(Statement(key, document_of(key), update.status, link.score))
    return out


def _promise(commitment: Commitment, dated: date | None) -> Promise:
    action = commitment.action
    return Promise(commitment.document_id, dated, action.target_kind, last(action.targets), action.confidence)


def _commitment_row(
    case: Case, facts: DocumentFacts | None, commitment: Commitment, now: Standing, evidence: Update | None
) -> Row:
    recommendation, action = commitment.recommendation, commitment.action
    return {
        "action_id": commitment.action_id,
        "document_id": commitment.document_id,
        "case_id": case.case_id,
        "subject": facts.subject if facts else None,
        "establishment": facts.establishment if facts else None,
        "recommendation_number": recommendation.number,
        "recommendation": recommendation.text,
        "response": recommendation.response,
        "action": action.text,
        "owners": list(action.owners),
        "target_raw": action.target_raw,
        **span("original_target", last(action.targets)),
        **standing_columns(now),
        "letters_since": len(case.letters),
        "evidence": evidence.text if evidence else None,
        "evidence_boxes": box_list(evidence.place.boxes) if evidence else [],
    }


def standing_columns(now: Standing) -> Row:
    """The columns of ``commitments`` that tell where one stands, but for the words of its evidence."""
    return {
        "current_target_end": now.target.end if now.target else None,
        "status": now.status,
        "status_as_of": now.status_as_of,
        "last_heard": now.last_heard,
        "silent_letters": now.silent_letters,
        "deferrals": now.deferrals,
        "slip_days_max": now.slip_days_max,
        "overdue": now.overdue,
        "changes": change_list(now.changes),
        "evidence_document_id": now.evidence.document_id if now.evidence else None,
        "confidence": now.confidence,
    }


def new_commitment_rows(new: Iterable[NewCommitment], case: Case) -> Iterator[Row]:
    """``new_commitments`` of a case in reading order: the dates that a statement sets as due are its targets."""
    wanted = {n.update_id for n in new}
    for document in case.letters:
        for key, update in updates_of(document):
            if key in wanted:
                targets: list[Interval] = [d.interval for d in update.dates if d.role == "due"]
                yield {
                    "update_id": key,
                    "document_id": document.document_id,
                    "text": update.text,
                    "owners": list(update.actors),
                    "targets": target_list(targets),
                    **span("target", last(targets)),
                    "target_kind": "date" if targets else "none",
                    **place_columns(update.place),
                }
