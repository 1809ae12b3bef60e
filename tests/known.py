"""A published dataset made by hand, whose answers are known by hand: four plans, five letters, 23 commitments.

Places and promises are made up. The day of the run is 1 July 2021. ``A`` (a prison) has two letters and a
rendition of its plan, ``B`` (a youth service) two letters, ``C`` no letter, ``D`` one letter without a date.

A commitment is written as the month or day of its target, its owners and what each letter of its case says of
it, None for silence.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pipeline.publish import checks, run_folder
from pipeline.tables import build as build_tables
from pipeline.tables.schema import TABLES

DAY = date(2021, 7, 1)
PLANS = {"A": date(2019, 6, 3), "B": date(2020, 1, 20), "C": date(2021, 1, 11), "D": date(2021, 2, 1)}
PLACES = {"A": "HMP Ellersby", "B": "Corran Youth Service", "C": None, "D": "Tarn Probation Unit"}
LETTERS: dict[str, dict[str, date | None]] = {
    "A": {"A1": date(2020, 2, 14), "A2": date(2020, 10, 30)},
    "B": {"B1": date(2020, 9, 15), "B2": date(2021, 3, 1)},
    "C": {},
    "D": {"D1": None},
}
Row = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """What a letter says of a commitment. ``states`` are those of its statements, by default one, its own."""

    status: str
    achieved: str | None = None
    due: str | None = None  # the new date
    told: str | None = None
    states: tuple[str, ...] = ()
    changes: tuple[tuple[str, str, str], ...] = ()
    quantity: tuple[str, float, str] | None = None


@dataclass(frozen=True)
class Promised:
    """A commitment, where it stands by the words of its letters, and what they are."""

    target: str | None
    owners: tuple[str, ...]
    said: Sequence[Said | None] = ()
    status: str = ""
    kind: str = "date"
    cell: str | None = None  # the state in the plan's own progress cell


@dataclass(frozen=True)
class Answered:
    """A recommendation: how the plan answers it, and the commitments."""

    response: str | None
    explanation: str | None = None
    promises: tuple[Promised, ...] = ()


def done(achieved: str | None = None, **more: Any) -> Said:
    return Said("completed", achieved, **more)


def moved(due: str, told: str | None, **more: Any) -> Said:
    return Said("delayed", due=due, told=told, **more)


GOV, EDU, EST = ("Governor",), ("Head of Education",), ("Estates",)
SVC, SCH, PDU = ("Service Manager",), ("Virtual School",), ("Probation Delivery Unit",)
BEFORE, AFTER = "before_due", "after_due"
BEDS = (("quantity", "40 places", "25 places"),)

PLAN: dict[str, Answered] = {
    "A/1": Answered(
        "agreed",
        promises=(
            Promised("2019-10", GOV, [done("2019-10-07"), None]),
            Promised(
                "2019-11",
                GOV + EDU,
                [done("2019-12..2020-02", changes=(("quantity", "two tutors", "one tutor"),)), None],
            ),
            Promised("2019-11-15", EDU, [done("2019-11"), None]),
        ),
    ),
    "A/2": Answered(
        "agreed",
        promises=(
            Promised(
                "2020-01",
                GOV,
                [
                    moved("2020-06", AFTER),
                    moved(
                        "2021-03", AFTER, changes=(("owner", "Governor", "has passed to the Head of Residence"),)
                    ),
                ],
            ),
            Promised(
                "2020-03",
                EST,
                [
                    moved("2020-09", BEFORE, changes=BEDS, quantity=("25 places", 25.0, "places")),
                    done(changes=BEDS, quantity=("25 places", 25.0, "places")),
                ],
            ),
            Promised(
                "2020-12",
                EST,
                [None, done(changes=(("quantity", "a dozen volunteers", "eight volunteers"),))],
            ),
            Promised("2020-01", EST, [moved("2020-03", AFTER), done("2020-01-20")]),
            Promised("2020-02", EST, [moved("2020-03..2020-05", BEFORE), done("2020-04")]),
        ),
    ),
    "A/3": Answered("not_agreed"),
    "A/4": Answered(
        "partly_agreed",
        "There is no money for the second half.",
        (
            Promised("2019-12", EDU, [None, None], "not_mentioned"),
            Promised("2020-04", (), [Said("in_progress"), None]),
        ),
    ),
    "A/5": Answered("agreed"),
    "A/6": Answered(
        "agreed",
        promises=(
            Promised(None, GOV, [None, None], "not_mentioned", "ongoing"),
            Promised(None, EST, [Said("in_progress"), done()], kind="none"),
        ),
    ),
    "A/7": Answered("agreed", promises=(Promised(None, GOV, [None, None], "completed", "completed"),)),
    "B/1": Answered(
        "agreed",
        promises=(
            Promised("2020-06-30", SVC, [Said("superseded"), None]),
            Promised("2020-07", SVC, [done("2020-07-01"), moved("2021-09", AFTER)]),
            Promised(
                "2020-05",
                SCH,
                [
                    Said(
                        "in_progress",
                        changes=(
                            ("quantity", "10 pupils", "14 pupils"),
                            ("owner", "Virtual School", "is now led by the Attendance Service"),
                        ),
                    ),
                    None,
                ],
            ),
        ),
    ),
    "B/2": Answered(
        "partly_agreed",
        promises=(Promised("2021-12", SVC, [done("2020-09-01"), None]), Promised("2020-08", SVC, [done(), None])),
    ),
    "B/3": Answered(
        "agreed",
        promises=(
            Promised("2020-01..2020-12", SVC, [None, done("2020-09..2020-11")]),
            Promised("2020-04", SVC, [None, None], "completed", cell="completed"),
            Promised("2020-10", SVC, [moved("2020-12", BEFORE), done("2020-10-20")]),
        ),
    ),
    "B/4": Answered("not_agreed", "The court decides this, not the service."),
    "C/1": Answered(None, promises=(Promised("2021-03", PDU, (), "planned"),)),
    "D/1": Answered("agreed", promises=(Promised("2021-08", PDU, [moved("2021-12", None)]),)),
}


def span(words: str | None) -> tuple[date, date] | None:
    """First and last day of "2020-03-31", "2020-03" or "2020-03..2020-05"."""
    if words is None:
        return None
    first, _, last = words.partition("..")
    if len(first) == len("2020-03-31"):
        return date.fromisoformat(first), date.fromisoformat(first)
    year, month = map(int, (last or first).split("-"))
    return date.fromisoformat(f"{first}-01"), date(year, month, calendar.monthrange(year, month)[1])


def days(name: str, words: str | None) -> Row:
    first, last = span(words) or (None, None)
    return {f"{name}_start": first, f"{name}_end": last}


@dataclass
class _Rows:
    """The rows of every table, while they are filled."""

    of: dict[str, list[Row]] = field(default_factory=lambda: {schema.name: [] for schema in TABLES})

    def add(self, table: str, **row: Any) -> None:
        self.of[table].append(_EMPTY.get(table, {}) | row)

    def statement(self, letter: str, action: str, status: str, said: Said) -> str:
        key = f"{letter}/u{1 + sum(u['document_id'] == letter for u in self.of['updates'])}"
        dates = [
            {"raw": words, "role": role, "start": found[0], "end": found[1], "precision": "day"}
            for role, words in (("achieved", said.achieved), ("due", said.due))
            if (found := span(words))
        ]
        amount = [dict(zip(("raw", "value", "unit"), said.quantity, strict=True))] if said.quantity else []
        self.add(
            "updates", update_id=key, document_id=letter, text=f"What {letter} says of {action}.", status=status,
            dates=dates, quantities=amount,
        )  # fmt: skip
        self.add("links", update_id=key, action_id=action)
        return key


_EMPTY: dict[str, Row] = {
    "documents": {"signatories": [], "mentions": [], "issues": 0, "status": "ok"},
    "recommendations": {"references": [], "boxes": [], "confidence": 1.0},
    "actions": {"targets": [], "quantities": [], "boxes": [], "confidence": 1.0},
    "updates": {"strength": "none", "references": [], "actors": [], "boxes": [], "confidence": 1.0},
    "links": {
        "method": "matched", "score": 1.0, "judgement": "accepted", "signals": [], "decided_by": "model",
    },
    "ledger": {
        "slip": "none", "deferrals": 0, "changes": [], "update_ids": [], "nearest": [], "confidence": 1.0,
        "status_review": False, "status_reasons": [],
    },
    "commitments": {"evidence_boxes": [], "confidence": 1.0, "status_review": False},
}  # fmt: skip


def _documents(rows: _Rows) -> None:
    for plan, dated in PLANS.items():
        about = {"case_id": plan, "establishment": PLACES[plan]}
        rows.add("documents", document_id=plan, file_name=f"{plan}.pdf", kind="action_plan", dated=dated, **about)
        for letter, day in LETTERS[plan].items():
            rows.add(
                "documents", document_id=letter, file_name=f"{letter}.pdf", kind="update_letter", dated=day, **about
            )
    rows.add("documents", document_id="A'", file_name="A.docx", kind="action_plan", duplicate_of="A", case_id="A")


def _recommendation(rows: _Rows, key: str, answered: Answered) -> None:
    plan, number = key.split("/")
    for document in (plan, f"{plan}'") if plan == "A" else (plan,):
        rid = f"{document}/{number}"
        rows.add(
            "recommendations", recommendation_id=rid, document_id=document, number=number,
            text=f"Recommendation {number}.", response=answered.response, explanation=answered.explanation,
        )  # fmt: skip
        for k, promised in enumerate(answered.promises, 1):
            rows.add(
                "actions", action_id=f"{rid}/{k}", recommendation_id=rid, document_id=document, text=f"Action {k}.",
                owners=list(promised.owners), target_kind=promised.kind, **days("target", promised.target),
            )  # fmt: skip
    for k, promised in enumerate(answered.promises, 1):
        _commitment(rows, plan, number, f"{key}/{k}", answered.response, promised)


def _commitment(rows: _Rows, plan: str, number: str, key: str, response: str | None, promised: Promised) -> None:
    if promised.cell:
        rows.statement(plan, key, promised.cell, Said(promised.cell))
    now, changes = promised.target, []
    for (letter, dated), said in zip(LETTERS[plan].items(), promised.said, strict=True):
        if said is None:
            rows.add(
                "ledger", action_id=key, document_id=letter, as_of=dated, mentioned=False, status="not_mentioned",
                **days("target", now),
            )  # fmt: skip
            continue
        now = said.due or now
        ids = [rows.statement(letter, key, state, said) for state in said.states or (said.status,)]
        told = [{"kind": kind, "from": a, "to": b, "update_id": ids[0]} for kind, a, b in said.changes]
        changes += told
        rows.add(
            "ledger", action_id=key, document_id=letter, as_of=dated, mentioned=True, status=said.status,
            **days("target", now), **days("revised_target", said.due), slip="certain" if said.due else "none",
            told=said.told, changes=told, update_ids=ids,
        )  # fmt: skip
    heard = [(day, said) for day, said in zip(LETTERS[plan].values(), promised.said, strict=True) if said]
    end = days("target", now)["target_end"]
    status = heard[-1][1].status if heard else promised.status
    rows.add(
        "commitments", action_id=key, document_id=plan, case_id=plan, establishment=PLACES[plan],
        recommendation_number=number, response=response, action="What will be done.", owners=list(promised.owners),
        **days("original_target", promised.target), current_target_end=end, status=status,
        last_heard=heard[-1][0] if heard else PLANS[plan], letters_since=len(promised.said),
        silent_letters=len(promised.said) - len(heard), deferrals=sum(said.due is not None for _, said in heard),
        overdue=end is not None and end < DAY and status not in ("completed", "superseded"), changes=changes,
    )  # fmt: skip


def publish_known(
    processed: Path,
    decisions: tuple[Row, ...] = (),
    plan: Mapping[str, Answered] = PLAN,
    *,
    missing: Mapping[str, int] = MappingProxyType({}),
    outstanding: Collection[str] = (),
) -> Path:
    """Publish the dataset, or one with another ``plan``, after the checks of every run.

    ``missing`` counts the letters that a case lacks, ``outstanding`` are letters on outstanding actions only.
    """
    rows = _Rows()
    _documents(rows)
    for key, answered in plan.items():
        _recommendation(rows, key, answered)
    for row in rows.of["commitments"]:
        row["missing_letters"] = missing.get(row["case_id"], 0)
    for row in rows.of["documents"]:
        row["outstanding_only"] = "on what is left" if row["document_id"] in outstanding else None
    return published(processed, rows.of, decisions)


def publish_nothing(processed: Path) -> Path:
    """Publish a dataset of which every table is empty."""
    return published(processed, _Rows().of, ())


def published(processed: Path, rows: dict[str, list[Row]], decisions: tuple[Row, ...]) -> Path:
    built = {name: build_tables.table(name, found) for name, found in rows.items()}
    checks.run(built)
    run = run_folder.Run("run-1", DAY, "0" * 64, "c" * 64, {}, None, {}, decisions=decisions)
    return run_folder.publish(processed, built, run)
