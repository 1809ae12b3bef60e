"""Hand-made documents for the tests: a prison and a youth service that do not exist."""

from __future__ import annotations

import os
from datetime import date
from hashlib import sha256

from extractors.model import (
    Action,
    Box,
    DocumentFacts,
    Extraction,
    Fact,
    Interval,
    Issue,
    Mention,
    Place,
    Quantity,
    Recommendation,
    StatedDate,
    Update,
)
from pipeline import identifiers
from pipeline.ingest.document_store import DocumentStore
from pipeline.model import Change, Concluded, Document, LedgerEntry, Link, Near, Signal
from pipeline.tables.build import Findings


def place(page: int = 1, top: float = 100.0) -> Place:
    return Place(boxes=(Box(page, 50.0, top, 500.0, top + 12.5),))


def month(year: int, number: int) -> Interval:
    last = date(year + number // 12, number % 12 + 1, 1).toordinal() - 1
    return Interval(date(year, number, 1), date.fromordinal(last), "month")


def action(text: str, target: Interval | None = None, **changed: object) -> Action:
    fields: dict[str, object] = {
        "text": text,
        "owners": ("Head of Safety",),
        "owner_raw": "Head of Safety",
        "target_kind": "date" if target else "none",
        "target_raw": f"{target.end:%B %Y}" if target else None,
        "targets": (target,) if target else (),
        "progress_raw": None,
        "quantities": (),
        "place": place(2),
        "confidence": 0.9,
        "facts": (Fact("owners", "Head of Safety", "Head of Safety", place(2), "owners.role", 0.9),),
    }
    return Action(**(fields | changed))  # type: ignore[arg-type]


def recommendation(number: str, text: str, *actions: Action, **changed: object) -> Recommendation:
    fields: dict[str, object] = {
        "number": number,
        "section": "Safety",
        "lead_in": None,
        "addressee": "the Governor",
        "text": text,
        "references": ("S1",),
        "response": "agreed",
        "response_raw": "Agreed",
        "explanation": None,
        "actions": actions,
        "place": place(2, 90.0),
        "confidence": 0.95,
    }
    return Recommendation(**(fields | changed))  # type: ignore[arg-type]


def update(text: str, **changed: object) -> Update:
    fields: dict[str, object] = {
        "section": "Safety",
        "text": text,
        "status": "in_progress",
        "strength": "will",
        "reason": None,
        "dates": (),
        "quantities": (),
        "references": (),
        "actors": (),
        "place": place(1, 300.0),
        "char_start": 0,
        "char_end": len(text),
        "confidence": 0.8,
    }
    return Update(**(fields | changed))  # type: ignore[arg-type]


def extraction(facts: DocumentFacts, text: str, **changed: object) -> Extraction:
    words = len(text.split())
    fields: dict[str, object] = {
        "reader": "pdf",
        "media_type": "application/pdf",
        "pages": 3,
        "text": text,
        "facts": facts,
        "recommendations": (),
        "updates": (),
        "issues": (),
        "words": words,
        "words_assigned": words,
    }
    return Extraction(**(fields | changed))  # type: ignore[arg-type]


def document(read: Extraction, file_name: str) -> Document:
    text = identifiers.text_hash(read)
    digest = sha256(f"{file_name} {read.text}".encode()).hexdigest()
    return Document(
        identifiers.document_id(read.media_type, text, digest),
        file_name,
        read.media_type,
        digest,
        text,
        read,
        "ok",
    )


PLAN_TEXT = (
    "Action plan. A response to the report on an unannounced inspection of HMP Larkhill Moor, 4 to 15 June 2018. "
    "Every new arrival should be offered a private safety interview on the first night. A private interview room "
    "will be opened beside the reception desk and two peer mentors recruited. The drug supply reduction strategy "
    "should be renewed. A body scanner will be bought and gate searching doubled. Telephone credit should be "
    "available at weekends. The kiosk contract will be extended to weekend telephone credit."
)
LETTER_TEXT = (
    "Dear Ms Okafor, HMP Larkhill Moor: progress since the inspection. I write about the action plan we sent you. "
    "The private interview room beside the reception desk opened in March and two peer mentors were recruited. "
    "The body scanner has been delayed by the gate works and will now be bought by June 2019. Gate searching has "
    "been doubled. We have also decided to open a family visits garden by May 2020. Yours sincerely, Ann Weller"
)


def plan(text: str = PLAN_TEXT, **facts: object) -> Extraction:
    about: dict[str, object] = {
        "kind": "action_plan",
        "subject": "Report on an unannounced inspection of HMP Larkhill Moor, 4 to 15 June 2018",
        "establishment": "HMP Larkhill Moor",
        "inspectorate": "HM Inspectorate of Prisons",
        "inspection": Interval(date(2018, 6, 4), date(2018, 6, 15), "day"),
        "report_published": date(2018, 9, 3),
        "dated": date(2018, 11, 1),
        "template": "six_columns",
    }
    room = action(
        "A private interview room will be opened beside the reception desk and two peer mentors recruited.",
        month(2019, 3),
        quantities=(Quantity("two peer mentors", 2.0, "peer mentors"),),
    )
    kiosk = action("The kiosk contract will be extended to weekend telephone credit.", month(2019, 1))
    return extraction(
        DocumentFacts(**(about | facts)),  # type: ignore[arg-type]
        text,
        recommendations=(
            recommendation("1.1", "Every new arrival should be offered a private safety interview.", room),
            recommendation(
                "1.2",
                "The drug supply reduction strategy should be renewed.",
                action("A body scanner will be bought.", month(2018, 12)),
                action("Gate searching will be doubled.", None, target_kind="ongoing", target_raw="Ongoing"),
            ),
            recommendation("1.3", "=Telephone credit should be available at weekends.", kiosk),
            recommendation("1.4", "Prisoners should choose cells.", response="not_agreed", explanation="No."),
        ),
        issues=(Issue("odd_date", "warning", "a date could not be read", page=2, record="1.2/1"),),
    )


def letter(text: str = LETTER_TEXT, updates: tuple[Update, ...] | None = None, **facts: object) -> Extraction:
    about: dict[str, object] = {
        "kind": "update_letter",
        "subject": "HMP Larkhill Moor: progress since the inspection",
        "inspectorate": "HM Inspectorate of Prisons",
        "dated": date(2019, 4, 10),
        "addressee": "Ms Okafor",
        "signatories": ("Ann Weller",),
        "mentions": (Mention("action_plan", "the action plan we sent you", None),),
    }
    own = (
        update(
            "The private interview room beside the reception desk opened in March and two peer mentors were "
            "recruited.",
            status="completed",
            strength="done",
            dates=(StatedDate("March", "achieved", month(2019, 3)),),
        ),
        update(
            "The body scanner has been delayed by the gate works and will now be bought by June 2019.",
            status="delayed",
            reason="by the gate works",
            dates=(StatedDate("June 2019", "due", month(2019, 6)),),
            place=place(2, 120.0),
        ),
        update("Gate searching has been doubled.", status="completed", strength="done"),
        update(
            "We have also decided to open a family visits garden by May 2020.",
            status="planned",
            actors=("We",),
            dates=(StatedDate("May 2020", "due", month(2020, 5)),),
        ),
    )
    return extraction(
        DocumentFacts(**(about | facts)),  # type: ignore[arg-type]
        text,
        updates=own if updates is None else updates,
    )


def link(update_id: str, action_id: str, score: float = 0.9, **changed: object) -> Link:
    fields: dict[str, object] = {
        "update_id": update_id,
        "action_id": action_id,
        "method": "matched",
        "score": score,
        "judgement": "accepted",
        "signals": (Signal("rare_terms", 6.25, "body scanner", "body scanner"),),
        "decided_by": "weights",
    }
    return Link(**(fields | changed))  # type: ignore[arg-type]


def entry(action_id: str, document_id: str, **changed: object) -> LedgerEntry:
    fields: dict[str, object] = {
        "action_id": action_id,
        "document_id": document_id,
        "as_of": date(2019, 4, 10),
        "mentioned": True,
        "status": "completed",
        "target": None,
        "revised_target_raw": None,
        "revised_target": None,
        "slip": "none",
        "slip_days_min": None,
        "slip_days_max": None,
        "deferrals": 0,
        "told": None,
        "notice_days": None,
        "reason": None,
        "changes": (),
        "update_ids": (),
        "nearest": (),
        "confidence": 0.85,
        "status_probability": 0.9,
        "status_review": False,
        "status_reasons": (),
    }
    return LedgerEntry(**(fields | changed))  # type: ignore[arg-type]


def moved(action_id: str, document_id: str, update_id: str) -> LedgerEntry:
    """The scanner's row: its date moved from December 2018 to June 2019."""
    return entry(
        action_id,
        document_id,
        status="delayed",
        target=month(2019, 6),
        revised_target_raw="June 2019",
        revised_target=month(2019, 6),
        slip="certain",
        slip_days_min=152,
        slip_days_max=211,
        deferrals=1,
        told="after_due",
        notice_days=-100,
        reason="by the gate works",
        changes=(Change("date", "December 2018", "June 2019", update_id),),
        update_ids=(update_id,),
    )


def findings(as_of: date = date(2019, 8, 1), **changed: object) -> Findings:
    """The prison's plan and one letter, linked and judged by hand."""
    from pipeline.cases.assign import assign
    from pipeline.model import NewCommitment

    p, q = document(plan(), "larkhill-plan.pdf"), document(letter(), "larkhill-letter.pdf")
    a, u = p.document_id, q.document_id
    assigned = assign([q, p])
    told: dict[str, object] = {
        "links": (
            link(f"{u}/u3", f"{a}/1.2/2", 0.7),
            link(f"{u}/u1", f"{a}/1.1/1", 0.97),
            link(f"{u}/u2", f"{a}/1.2/1", 0.95),
        ),
        "entries": (
            entry(
                f"{a}/1.3/1",
                u,
                mentioned=False,
                status="not_mentioned",
                target=month(2019, 1),
                nearest=(Near(f"{u}/u4", 0.12),),
            ),
            entry(f"{a}/1.1/1", u, target=month(2019, 3), update_ids=(f"{u}/u1",)),
            moved(f"{a}/1.2/1", u, f"{u}/u2"),
            entry(f"{a}/1.2/2", u, update_ids=(f"{u}/u3",)),
        ),
        "new_commitments": (NewCommitment(f"{u}/u4", u),),
    }
    told |= {name: changed.pop(name) for name in told if name in changed}
    fields: dict[str, object] = {
        "documents": DocumentStore.of((q, p)),
        "issues": assigned.issues,
        "duplicates": {},
        "cases": assigned.cases,
        "concluded": {a: Concluded(**told)},  # type: ignore[arg-type]
        "as_of": as_of,
    }
    return Findings(**(fields | changed))  # type: ignore[arg-type]


def read_or_crash(name: str) -> bytes:
    """A task for a process of its own: one called crash ends it."""
    if name == "crash":
        os._exit(1)
    return name.encode()
