"""The published tables: every table and column once, with type, closed set and meaning.

The rows (:mod:`pipeline.tables.build`), the checks, the exports and :func:`pipeline.dataset.load` all read this
declaration, so that they cannot drift apart. A list is never null (an empty one means none), a text is never
empty (null means absent), and a date is a day. Here stand the tables of what we conclude; those of what the
documents say are in :mod:`pipeline.tables.schema_documents`.
"""

from __future__ import annotations

from collections.abc import Mapping

from extractors import model
from pipeline import model as conclusions
from pipeline.tables.columns import (
    BOOL,
    BOX,
    BOXES,
    CHANGE_KIND,
    CHANGES,
    CONFIDENCE,
    DAY,
    FLOAT,
    IN_DOCUMENTS,
    INT,
    LOCATOR,
    NEAREST,
    PRECISION,
    REASONS,
    SIGNALS,
    STATUS_PROBABILITY,
    STATUS_REVIEW,
    STR,
    STRS,
    TARGETS,
    C,
    TableSchema,
    closed,
    must,
)
from pipeline.tables.schema_documents import ACTIONS, DOCUMENTS, FACTS, ISSUES, RECOMMENDATIONS, UPDATES

TITLE = "What public bodies promise their inspectors, and what they later say they did"
# Raised whenever a table, a column, a type, a key or a closed set changes: run.json carries it.
SCHEMA_VERSION = 7

LINKS = TableSchema(
    "links",
    "Which statement reports on which commitment",
    ("update_id", "action_id"),
    (
        must("update_id", "The statement"),
        must("action_id", "The commitment"),
        closed("method", conclusions.Method, "How the link was found", required=True),
        C("score", FLOAT, "How sure the link is, 0 to 1", required=True),
        closed("judgement", conclusions.Judgement, "What became of it", required=True),
        C("signals", SIGNALS, "Why: match weights in bits, with the words of both sides"),
        must("decided_by", "The rule or the person who decided"),
        C(
            "machine_score",
            FLOAT,
            "What the model gave before a person decided; null where no person did or it looked at no such pair",
        ),
    ),
    (("update_id", "updates.update_id"), ("action_id", "actions.action_id")),
)

LEDGER = TableSchema(
    "ledger",
    "One row per commitment and letter: what that letter tells about it",
    ("action_id", "document_id"),
    (
        must("action_id", "The commitment"),
        must("document_id", "The letter"),
        C("as_of", DAY, "The letter's date"),
        C("mentioned", BOOL, "Whether the letter reports on the commitment", required=True),
        closed("status", conclusions.LedgerStatus, "The state the letter reports", required=True),
        C("target_start", DAY, "First possible day of the target in force after this letter"),
        C("target_end", DAY, "Last possible day of the target in force after this letter"),
        C("revised_target_raw", STR, "The words of a new date"),
        C("revised_target_start", DAY, "First possible day of a new date; null when the letter gives none"),
        C("revised_target_end", DAY, "Last possible day of a new date; null when the letter gives none"),
        closed("slip", conclusions.Slip, "Whether the new date is later than the old one", required=True),
        C("slip_days_min", INT, "Days of slip, at least"),
        C("slip_days_max", INT, "Days from the original target to the one now in force, at most"),
        C("deferrals", INT, "How often the date has moved so far", required=True),
        closed("told", conclusions.Told, "Whether the letter came before the old date had passed"),
        C("notice_days", INT, "Days between the letter and the old date"),
        C("reason", STR, "The words that explain the delay"),
        C("changes", CHANGES, "What the letter changes, with the statement that says so", inside=CHANGE_KIND),
        C("update_ids", STRS, "The statements that report on it"),
        C("nearest", NEAREST, "For a silent commitment: the closest passages that were rejected"),
        CONFIDENCE,
        STATUS_PROBABILITY,
        STATUS_REVIEW,
        C("status_reasons", REASONS, "What speaks most for the status, and (below zero) against it, in bits"),
    ),
    (
        ("action_id", "actions.action_id"),
        IN_DOCUMENTS,
        ("update_ids", "updates.update_id"),
        ("changes.update_id", "updates.update_id"),
        ("nearest.update_id", "updates.update_id"),
    ),
)

COMMITMENTS = TableSchema(
    "commitments",
    "One row per commitment: where it stands now",
    ("action_id",),
    (
        must("action_id", "The commitment"),
        must("document_id", "The plan that makes it"),
        must("case_id", "The inspection it belongs to"),
        C("subject", STR, "The inspection or report the plan answers"),
        C("establishment", STR, "The place or service inspected"),
        must("recommendation_number", "The recommendation's number"),
        C("recommendation", STR, "The recommendation's words"),
        closed("response", model.Response, "Whether the body agrees"),
        C("action", STR, "What will be done"),
        C("owners", STRS, "Who answers for it"),
        C("target_raw", STR, "The words of the plan's date entry"),
        C("original_target_start", DAY, "First possible day of the plan's target"),
        C("original_target_end", DAY, "Last possible day of the plan's target"),
        C("current_target_end", DAY, "Last possible day of the target now in force"),
        closed("status", conclusions.LedgerStatus, "Where it stands", required=True),
        C(
            "status_as_of",
            DAY,
            "The date of the document that the status rests on, or the day on which a person decided it",
        ),
        C("last_heard", DAY, "The date of the last document that says anything of it"),
        C("letters_since", INT, "Letters of the case after the plan", required=True),
        C(
            "silent_letters",
            INT,
            "Of those, how many do not mention it; one on outstanding actions only does not count where the last "
            "that mentions it calls it completed or superseded",
            required=True,
        ),
        C("deferrals", INT, "How often its date has moved", required=True),
        C("slip_days_max", INT, "Days from the original target to the one in force, at most"),
        C("overdue", BOOL, "Past its target and not done, on the day of the run", required=True),
        C("changes", CHANGES, "All that letters changed in it", inside=CHANGE_KIND),
        C(
            "evidence",
            STR,
            "The words that carry the status: of the accepted passages of the letter it rests on, the one that "
            "says it, by the surest link; where it rests most on a new date, the one that gives the date",
        ),
        C("evidence_document_id", STR, "The document of those words"),
        C("evidence_boxes", BOXES, "Where those words stand"),
        CONFIDENCE,
        STATUS_PROBABILITY,
        STATUS_REVIEW,
        C(
            "missing_letters",
            INT,
            "Letters that the case's documents mention and the folder lacks: silence is as far as those at hand",
            required=True,
        ),
    ),
    (("action_id", "actions.action_id"), IN_DOCUMENTS, ("evidence_document_id", "documents.document_id")),
)

NEW_COMMITMENTS = TableSchema(
    "new_commitments",
    "Promises made in letters that the plan does not hold",
    ("update_id",),
    (
        must("update_id", "The statement that makes it"),
        must("document_id", "The letter"),
        C("text", STR, "What will be done", required=True),
        C("owners", STRS, "Who will do it"),
        C("targets", TARGETS, "Every date it sets", inside=PRECISION),
        C("target_start", DAY, "First possible day of the last target"),
        C("target_end", DAY, "Last possible day of the last target"),
        closed("target_kind", model.TargetKind, "Whether it sets a date", required=True),
        BOX,
        LOCATOR,
    ),
    (("update_id", "updates.update_id"), IN_DOCUMENTS),
)

DELTA = TableSchema(
    "changes",
    "What differs from the previous published run",
    (),
    (
        must("table", "The table"),
        must("record_id", "The row: its key, joined by ' | ' where it has several columns"),
        C("change", STR, "What happened to the row", required=True, closed=("added", "removed", "changed")),
        C("field", STR, "The column that changed; null for a whole row"),
        C("before", STR, "The old value; lists as JSON"),
        C("after", STR, "The new value; lists as JSON"),
        C(
            "cause",
            STR,
            "What brought it about; null where only the day of the run moved on",
            closed=("document", "code", "decision"),
        ),
    ),
)

TABLES: tuple[TableSchema, ...] = (
    DOCUMENTS,
    RECOMMENDATIONS,
    ACTIONS,
    UPDATES,
    LINKS,
    LEDGER,
    COMMITMENTS,
    NEW_COMMITMENTS,
    FACTS,
    ISSUES,
    DELTA,
)
BY_NAME: Mapping[str, TableSchema] = {table.name: table for table in TABLES}
