"""Each commitment with all that documents report on it: what the figures are judged from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.decisions.file import kept_until
from pipeline.ledger.status import CLOSED
from pipeline.model import document_of
from pipeline.outcomes import silence
from pipeline.tables.parquet import rows, together
from pipeline.tables.rows import Row

Span = tuple[date, date]
UNDONE = ("planned", "delayed")
AT_HAND = "as far as the letters at hand"  # the caveat of what rests on the silence of a case that lacks letters


@dataclass(frozen=True, slots=True)
class Report:
    """What one document tells of a commitment; ``day`` is the document's date.

    ``open`` is True where it, or a statement in it, says outright that something is late or still to come. Work
    that is under way may be either: a meeting that is held every month goes on because it was set up in time.
    ``achieved`` are the days on which statements of its completion say that it was done, ``revised`` the new
    date.
    """

    day: date | None
    status: str
    open: bool
    achieved: tuple[Span, ...] = ()
    revised: Span | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment: what the plan says (``kind`` is its target_kind), and the reports on it in order of time.

    ``current`` is the target now in force, ``letters`` counts those of the case, ``last_letter`` is the latest
    date of one, and ``heard`` says whether any of them mentions the commitment. ``missing`` counts the letters that
    the case is known to lack. ``silent_for`` counts the letters since it was mentioned
    (:mod:`pipeline.outcomes.silence`).
    """

    action_id: str
    kind: str
    made: date | None
    target: Span | None
    current: Span | None
    letters: int
    last_letter: date | None
    reports: tuple[Report, ...]
    heard: bool
    missing: int = 0
    silent_for: int = 0

    @property
    def first_done(self) -> int | None:
        """The position of the first report that says it is completed."""
        return next((n for n, report in enumerate(self.reports) if report.status == "completed"), None)


def unmentioned(missing: int, when: str = "") -> str:
    """That no letter mentions a commitment, as a reason, of a case that lacks ``missing`` letters."""
    if not missing:
        return f"no letter mentions it{when}"
    lacks = "1 letter is" if missing == 1 else f"{missing} letters are"
    return f"no letter at hand mentions it{when} ({lacks} missing)"


def promises(tables: Mapping[str, Any], day: date, decisions: Sequence[Row]) -> Iterator[Promise]:
    """Every row of ``commitments``, in its order, with what is known on ``day``; few are in memory at a time.

    ``tables`` are the published ones, ``decisions`` those that ``run.json`` keeps. Reports are the progress cell of
    the plan itself, then the letters that mention it, then what a person decided of its status, which counts as a
    report of the day of the decision.
    """
    letters = _InStep(together(rows(tables, "ledger", LEDGER), "action_id"))
    outstanding = silence.outstanding_only(tables)
    said = {
        row["update_id"]: _Stated(row["status"], _achieved(row))
        for row in rows(tables, "updates", UPDATES)
        if row["status"] != "none"
    }
    cells = _cells(tables, said)
    made = {row["document_id"]: row["dated"] for row in rows(tables, "documents", DOCUMENTS)}
    kinds = _InStep(together(rows(tables, "actions", ACTIONS), "action_id"))
    decided = _decided(day, decisions)
    for row in rows(tables, "commitments", COMMITMENTS):
        key = row["action_id"]
        own = letters.of(key) if row["letters_since"] else []
        heard = [_report(entry, said) for entry in own if entry["mentioned"]]
        plan = made.get(row["document_id"])
        told = (*(_cell(plan, cell) for cell in cells.get(key, ())[-1:]), *heard)
        yield Promise(
            action_id=key,
            kind=kinds.of(key)[0]["target_kind"],
            made=plan,
            target=_span(row["original_target_start"], row["original_target_end"]),
            current=_current(row, own),
            letters=row["letters_since"],
            last_letter=max((e["as_of"] for e in own if e["as_of"]), default=None),
            reports=_with_decision(told, decided.get(key)),
            heard=bool(heard) and decided.get(key, ("", None))[0] != "not_mentioned",
            missing=row["missing_letters"],
            silent_for=silence.since_heard(own, outstanding),
        )


class _InStep:
    """The rows of each commitment, of a table that has them in the order of ``commitments``, as they are asked for.

    Where a table has another order, what is passed over is held until it is asked for.
    """

    def __init__(self, groups: Iterator[tuple[str, list[Row]]]) -> None:
        self._groups = groups
        self._early: dict[str, list[Row]] = {}

    def of(self, action_id: str) -> list[Row]:
        """The rows of a commitment."""
        if action_id in self._early:
            return self._early.pop(action_id)
        for name, own in self._groups:
            if name == action_id:
                return own
            self._early[name] = own
        return []


# The columns that are asked for, by table.
COMMITMENTS = (
    "action_id", "document_id", "original_target_start", "original_target_end", "current_target_end",
    "letters_since", "missing_letters",
)  # fmt: skip
LEDGER = (
    "action_id", "document_id", "as_of", "mentioned", "status", "target_start", "target_end",
    "revised_target_start", "revised_target_end", "update_ids",
)  # fmt: skip
UPDATES = ("update_id", "status", "dates")
DOCUMENTS = ("document_id", "dated", *silence.DOCUMENTS[1:])
ACTIONS = ("action_id", "target_kind")
LINKS = ("update_id", "action_id", "judgement")


@dataclass(frozen=True, slots=True)
class _Stated:
    """A statement with a state, and where that is completed, the days on which it says it was done."""

    status: str
    achieved: tuple[Span, ...]


def _span(start: date | None, end: date | None) -> Span | None:
    return (start, end) if start and end else None


def _current(row: Row, letters: list[Row]) -> Span | None:
    """The target in force; of one that a person decided only the last day is known."""
    end = row["current_target_end"]
    known = [_span(row["original_target_start"], row["original_target_end"])]
    known += [_span(entry["target_start"], entry["target_end"]) for entry in letters]
    return next((span for span in reversed(known) if span and span[1] == end), _span(end, end))


def _report(entry: Row, said: Mapping[str, _Stated]) -> Report:
    statements = [said[key] for key in entry["update_ids"] if key in said]
    states = {entry["status"]}
    if entry["status"] == "in_progress":
        states |= {statement.status for statement in statements}
    return Report(
        entry["as_of"],
        entry["status"],
        not states.isdisjoint(UNDONE),
        tuple(span for statement in statements for span in statement.achieved),
        _span(entry["revised_target_start"], entry["revised_target_end"]),
    )


def _achieved(update: Row) -> tuple[Span, ...]:
    if update["status"] != "completed":
        return ()
    return tuple((stated["start"], stated["end"]) for stated in update["dates"] if stated["role"] == "achieved")


def _cells(tables: Mapping[str, Any], said: Mapping[str, _Stated]) -> dict[str, list[_Stated]]:
    """The statements with a state in a plan's own progress cells, by action_id."""
    out: dict[str, list[_Stated]] = defaultdict(list)
    for link in rows(tables, "links", LINKS):
        own = document_of(link["update_id"]) == document_of(link["action_id"])
        if own and link["judgement"] == "accepted" and link["update_id"] in said:
            out[link["action_id"]].append(said[link["update_id"]])
    return out


def _cell(day: date | None, update: _Stated) -> Report:
    return Report(day, update.status, update.status in UNDONE, update.achieved)


def _decided(day: date, decisions: Iterable[Row]) -> dict[str, tuple[str, date]]:
    """(status, day) that people decided until ``day``, by action_id; the last one counts."""
    found = kept_until(day, decisions)
    return {record: (value, when) for record, field, value, when in found if field == "status"}


def _with_decision(told: tuple[Report, ...], decided: tuple[str, date] | None) -> tuple[Report, ...]:
    """A person outweighs the documents: what they call open was not done, whatever a letter says."""
    if decided is None:
        return told
    status, day = decided
    if status == "not_mentioned":
        return ()
    if status in CLOSED:
        return (*told, Report(day, status, False))
    return (*(report for report in told if report.status != "completed"), Report(day, status, True))
