"""Rows of the tables that hold what we conclude (:mod:`pipeline.tables.schema`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from extractors.model import DocumentFacts, Update
from pipeline.ledger.current import Origin, Standing, Statement, standing
from pipeline.model import (
    UNDECIDED,
    Case,
    Commitment,
    Concluded,
    DecidedState,
    Document,
    LedgerEntry,
    Link,
    NewCommitment,
    commitments_of,
    document_of,
    is_edition,
    last,
    number_of,
    updates_of,
)
from pipeline.tables.document_rows import span
from pipeline.tables.rows import Row, encode, structs
from pipeline.tables.schema import COMMITMENTS, LEDGER, LINKS, NEW_COMMITMENTS


def link_rows(links: Iterable[Link], actions: Mapping[str, int]) -> Iterator[Row]:
    """The ``links`` of one document's updates, in reading order, then that of actions (positions by action_id)."""
    for link in sorted(links, key=lambda k: (number_of(k.update_id), actions.get(k.action_id, -1))):
        yield encode(link, LINKS)


def ledger_rows(entries: Iterable[LedgerEntry], case: Case) -> Iterator[Row]:
    """``ledger`` of a case: commitments in the order of the plan and its editions, each letter by letter."""
    made = (c for document in (case.plan, *case.letters) for c in commitments_of(document))
    actions = {c.action_id: n for n, c in enumerate(made)}
    letters = {letter.document_id: n for n, letter in enumerate(case.letters)}
    for e in sorted(entries, key=lambda e: (actions.get(e.action_id, -1), letters.get(e.document_id, -1))):
        yield encode(e, LEDGER)


def commitment_rows(
    case: Case,
    links: Iterable[Link],
    told: Concluded,
    as_of: date,
    decided: Mapping[str, DecidedState],
    missing: int = 0,
) -> Iterator[Row]:
    """``commitments`` of a case: every action of its plan, and those that editions add, as they stand on ``as_of``.

    ``told`` is what the letters of the case tell; ``decided`` holds what people set, by action_id (see
    :func:`~pipeline.ledger.current.standing`); the case lacks ``missing`` letters.
    """
    by_action: dict[str, list[LedgerEntry]] = defaultdict(list)
    for entry in told.entries:
        by_action[entry.action_id].append(entry)
    updates = {key: update for document in (case.plan, *case.letters) for key, update in updates_of(document)}
    statements = _statements(updates, links)
    order = {letter.document_id: n for n, letter in enumerate(case.letters)}
    facts = case.plan.extraction.facts if case.plan.extraction else None
    outstanding = {letter.document_id for letter in case.letters if _leaves_out_closed(letter)}
    for commitment, dated in _made(case, told.added):
        key = commitment.action_id
        letters = sorted(by_action[key], key=lambda e: order.get(e.document_id, -1))
        origin = _origin(commitment, dated)
        now = standing(origin, statements.get(key, []), letters, as_of, decided.get(key, UNDECIDED), outstanding)
        evidence = updates[now.evidence.update_id] if now.evidence else None
        since = len(case.letters) if commitment.document_id == case.plan.document_id else len(letters)
        yield _commitment_row(case, facts, commitment, now, evidence) | {
            "letters_since": since,
            "missing_letters": missing,
        }


def _made(case: Case, added: Collection[str]) -> Iterator[tuple[Commitment, date | None]]:
    """The commitments of a case, each with the day of the document that makes it."""
    for document in (case.plan, *case.letters):
        dated = document.extraction.facts.dated if document.extraction else None
        for commitment in commitments_of(document):
            if document is case.plan or commitment.action_id in added:
                yield commitment, dated


def _leaves_out_closed(letter: Document) -> bool:
    """Whether it reports on outstanding actions only: so it says, or it is an edition, which drops closed rows."""
    return is_edition(letter) or bool(letter.extraction and letter.extraction.facts.outstanding_only)


def _statements(updates: Mapping[str, Update], links: Iterable[Link]) -> dict[str, list[Statement]]:
    """The accepted statements about each action of a case, by action_id, in reading order."""
    by_update: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        if link.judgement == "accepted":
            by_update[link.update_id].append(link)
    out: dict[str, list[Statement]] = defaultdict(list)
    for key, update in updates.items():
        for link in by_update.get(key, ()):
            out[link.action_id].append(Statement(key, document_of(key), update.status, link.score))
    return out


def _origin(commitment: Commitment, dated: date | None) -> Origin:
    action = commitment.action
    return Origin(commitment.document_id, dated, action.target_kind, last(action.targets), action.confidence)


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
        "evidence": evidence.text if evidence else None,
        "evidence_boxes": structs(evidence.place.boxes, COMMITMENTS, "evidence_boxes") if evidence else [],
    }


def standing_columns(now: Standing) -> Row:
    """The columns of ``commitments`` that tell where one stands, but for the words of its evidence."""
    return encode(now, COMMITMENTS) | {
        "current_target_end": now.target.end if now.target else None,
        "evidence": None,
        "evidence_document_id": now.evidence.document_id if now.evidence else None,
    }


def new_commitment_rows(new: Iterable[NewCommitment], case: Case) -> Iterator[Row]:
    """``new_commitments`` of a case in reading order: the dates that a statement sets as due are its targets."""
    wanted = {n.update_id for n in new}
    for document in case.letters:
        for key, update in updates_of(document):
            if key in wanted:
                targets = [d.interval for d in update.dates if d.role == "due"]
                yield encode(update, NEW_COMMITMENTS) | {
                    "update_id": key,
                    "document_id": document.document_id,
                    "owners": list(update.actors),
                    "targets": structs(targets, NEW_COMMITMENTS, "targets"),
                    **span("target", last(targets)),
                    "target_kind": "date" if targets else "none",
                }
