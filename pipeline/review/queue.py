"""What a person's word would teach most, in that order: how unsure the machine is, times what hangs on it.

A link is unsure the nearer its score is to a half, a state the nearer its probability is to a half or below. More
hangs on what makes a commitment late, what alone tells of it, and what ends a silence. What is decided already is
not asked again. A silence without a passage that is like the commitment at all is no question: there is nothing to
read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pipeline.decisions.file import LINK, Decision, thing
from pipeline.ledger.status import CLOSED
from pipeline.model import SURE_STATUS, current_status, document_of
from pipeline.tables.parquet import rows
from pipeline.tables.rows import Row

QuestionKind = Literal["link", "status", "silence"]
Thing = tuple[str, str]
# What hangs on an answer, beside one for any: in the same measure, so that they add up.
LATE, ALONE, SILENT, OTHER_STATE, NEW_DATE = 2.0, 1.0, 1.0, 1.0, 1.0


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Something to decide. ``record`` and ``field`` are those of the decision, ``value`` is what stands now.

    ``action_id`` is the commitment that it is about, ``update_id`` the statement to read (of a state the last that
    reports it). ``probability`` is the score of the link or how likely the state is. ``why`` says what hangs on it;
    ``weight`` is what an answer would teach, in a measure of its own.
    """

    kind: QuestionKind
    record: str
    field: str
    action_id: str
    update_id: str | None
    value: str
    probability: float
    why: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class _Known:
    """What the tables say of commitments, statements and letters, by their identifiers."""

    commitments: Mapping[str, Row]
    updates: Mapping[str, Row]
    entries: Mapping[tuple[str, str], Row]  # by action_id and document_id
    day: date

    def late_unless_done(self, action_id: str) -> bool:
        """Whether the commitment's day has passed, so that its state says whether it was kept."""
        end = self.commitments[action_id]["current_target_end"]
        return end is not None and end < self.day


def questions(tables: Mapping[str, Any], day: date, decided: Collection[Thing] = ()) -> list[OpenQuestion]:
    """What to ask, what teaches most first; ``tables`` are ``pyarrow.Table`` by name, ``day`` is that of the run.

    ``decided`` are the things that no longer need an answer (:func:`decided_things`), beside the links that the
    tables have as decided.
    """
    known = _known(tables, day)
    links = [row for row in rows(tables, "links", _LINKS) if row["action_id"] in known.commitments]
    found = [*_links(links, known, decided), *_states(known, decided)]
    return sorted(found, key=lambda q: (-q.weight, q.action_id, q.update_id or "", q.kind))


def decided_things(decisions: Iterable[Decision], kept: Iterable[Mapping[str, Any]] = ()) -> frozenset[Thing]:
    """The things that are decided: by lines of the file, and by what ``run.json`` keeps under today's names."""
    by_file = {thing(each.record, each.field) for each in decisions}
    now = {thing(" | ".join(row["records"][:2]), row["field"]) for row in kept if row["field"] == LINK}
    now |= {thing(name, row["field"]) for row in kept if row["field"] != LINK for name in row["records"]}
    return frozenset(by_file | now)


_LINKS = ("update_id", "action_id", "method", "score", "judgement")
_LEDGER = (
    "action_id",
    "document_id",
    "mentioned",
    "status",
    "status_probability",
    "revised_target_end",
    "update_ids",
)
_COMMITMENTS = ("action_id", "status", "status_probability", "current_target_end", "overdue")


def _known(tables: Mapping[str, Any], day: date) -> _Known:
    return _Known(
        {row["action_id"]: row for row in rows(tables, "commitments", _COMMITMENTS)},
        {row["update_id"]: row for row in rows(tables, "updates", ("update_id", "status", "dates"))},
        {(row["action_id"], row["document_id"]): row for row in rows(tables, "ledger", _LEDGER)},
        day,
    )


def _links(links: Iterable[Row], known: _Known, decided: Collection[Thing]) -> Iterator[OpenQuestion]:
    """Links that nobody decided; of a letter that is silent about a commitment only the nearest passage."""
    silent: dict[tuple[str, str], Row] = {}
    for row in links:
        record = _pair(row)
        place = (row["action_id"], document_of(row["update_id"]))
        entry = known.entries.get(place)
        if row["method"] in ("human", "same_row") or entry is None or (record, LINK) in decided:
            continue
        if entry["mentioned"]:
            yield _link("link", row, _hanging_on_link(row, entry, known))
        elif place not in silent or row["score"] > silent[place]["score"]:
            silent[place] = row
    for row in silent.values():
        yield _link("silence", row, _hanging_on_silence(row, known))


def _pair(row: Row) -> str:
    return f"{row['update_id']} | {row['action_id']}"


def _link(kind: QuestionKind, row: Row, hanging: Mapping[str, float]) -> OpenQuestion:
    score = row["score"]
    weight = (1 - abs(2 * score - 1)) * (1 + sum(hanging.values()))
    return OpenQuestion(
        kind=kind,
        record=_pair(row),
        field=LINK,
        action_id=row["action_id"],
        update_id=row["update_id"],
        value=row["judgement"],
        probability=score,
        why=tuple(hanging),
        weight=round(weight, 4),
    )


def _hanging_on_link(row: Row, entry: Row, known: _Known) -> dict[str, float]:
    """What would be otherwise if the link were, in words, each with its weight."""
    update = known.updates[row["update_id"]]
    found: dict[str, float] = {}
    if known.late_unless_done(row["action_id"]):
        found["its date has passed"] = LATE
    if row["judgement"] == "accepted" and entry["update_ids"] == [row["update_id"]]:
        found["nothing else in the letter reports on it"] = ALONE
    says_otherwise = current_status(update["status"]) != entry["status"]
    if row["judgement"] != "accepted" and says_otherwise:
        found[f"the statement says {update['status']}, the letter so far {entry['status']}"] = OTHER_STATE
    if any(stated["role"] == "due" for stated in update["dates"]):
        found["the statement sets a date"] = NEW_DATE
    return found


def _hanging_on_silence(row: Row, known: _Known) -> dict[str, float]:
    found = {"the letter is silent about it, and this passage comes nearest": SILENT + OTHER_STATE}
    if known.late_unless_done(row["action_id"]):
        found["its date has passed"] = LATE
    return found


def _states(known: _Known, decided: Collection[Thing]) -> Iterator[OpenQuestion]:
    """The state of each commitment as its last letter tells it, where nobody decided that.

    Where one statement tells it, that is what is decided: the rest follows from it.
    """
    last: dict[str, Row] = {}
    for (action_id, _), entry in known.entries.items():  # letters in their order
        if entry["mentioned"]:
            last[action_id] = entry
    for action_id, entry in last.items():
        commitment = known.commitments.get(action_id)
        likely = commitment["status_probability"] if commitment else None
        if commitment is None or likely is None or (action_id, "status") in decided:
            continue
        told = entry["update_ids"]
        if any((key, "status") in decided for key in told):
            continue
        hanging = _hanging_on_state(commitment, known)
        yield OpenQuestion(
            kind="status",
            record=told[0] if len(told) == 1 else action_id,
            field="status",
            action_id=action_id,
            update_id=_carrying(told, entry["status"], known),
            value=commitment["status"],
            probability=likely,
            why=tuple(hanging),
            weight=round(min(1.0, 2 * (1 - likely)) * (1 + sum(hanging.values())), 4),
        )


def _carrying(told: Sequence[str], status: str, known: _Known) -> str | None:
    """The last statement that says the state, else the last at all."""
    saying = [key for key in told if current_status(known.updates[key]["status"]) == status]
    return (saying or told)[-1] if told else None


def _hanging_on_state(commitment: Row, known: _Known) -> dict[str, float]:
    found: dict[str, float] = {}
    if commitment["overdue"]:
        found["it is past its date and not done"] = LATE
    elif known.late_unless_done(commitment["action_id"]) and commitment["status"] in CLOSED:
        found["its date has passed, and only this state says that it is not overdue"] = LATE
    if commitment["status_probability"] < SURE_STATUS:
        found["another state is nearly as likely"] = OTHER_STATE
    return found
