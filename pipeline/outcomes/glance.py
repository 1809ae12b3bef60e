"""Kept, late, changed, silent: the four things everyone asks, of a case or of all, each with what is not known.

- **kept** by the date that the plan gave: :mod:`pipeline.outcomes.verdict`.
- **late**, judged on two days, that of the last document of its case and that of the run: a letter calls it late,
  or the date now in force has passed, it is not completed or superseded, and a document that came after that date
  speaks of it as open. Unknown where nothing was heard of it after its date.
- **changed**: a letter or a later edition changed its date, an amount, its owner, its scope or its method.
  Unknown where none mentions it.
- **silent**: it is not completed or superseded, and the last letter (or more) of its case does not mention it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from pipeline.ledger.status import CLOSED
from pipeline.outcomes.evidence import AT_HAND, Promise, promises, unmentioned
from pipeline.outcomes.figures import Answer, Share, share_of
from pipeline.outcomes.verdict import not_asked, verdict
from pipeline.tables.parquet import rows
from pipeline.tables.rows import Row

_ASKED = ("action_id", "case_id", "status", "changes")
NO_LETTER = "no letter yet"


@dataclass(frozen=True, slots=True)
class Judged:
    """One commitment with its answer to each question.

    ``last`` is the day of the last document of its case, ``silent_for`` counts the letters since it was mentioned.
    """

    action_id: str
    case_id: str
    last: date | None
    silent_for: int
    kept: Answer[bool]
    late: Answer[bool]
    late_today: Answer[bool]
    changed: Answer[bool]
    silent: Answer[bool]


@dataclass(frozen=True, slots=True)
class Glance:
    """Some commitments: how many there are, and the share of each answer.

    ``late`` is judged on the day of the last document of each case, ``late_today`` on the day of the run.
    """

    commitments: int
    kept: Share
    late: Share
    late_today: Share
    changed: Share
    silent: Share

    @property
    def shares(self) -> tuple[Share, ...]:
        """The four, late as the documents left it."""
        return (self.kept, self.late, self.changed, self.silent)


def judged(tables: Mapping[str, Any], day: date, decisions: Sequence[Row]) -> Iterator[Judged]:
    """Every commitment, in the order of the table; ``decisions`` are those that ``run.json`` keeps."""
    told = promises(tables, day, decisions)
    for promise, row in zip(told, rows(tables, "commitments", _ASKED), strict=True):
        last = max((d for d in (promise.last_letter, promise.made) if d), default=None)
        yield Judged(
            row["action_id"],
            row["case_id"],
            last,
            promise.silent_for,
            was_kept(promise, day),
            _late(promise, row["status"], min(last, day) if last else day),
            _late(promise, row["status"], day),
            _changed(promise, bool(row["changes"])),
            _silent(promise, row["status"]),
        )


def glance(found: Iterable[Judged]) -> Glance:
    """The shares over these commitments."""
    some = list(found)
    return Glance(
        len(some),
        share_of("kept by the original date", (j.kept for j in some)),
        share_of("late when the last document of the case was written", (j.late for j in some)),
        share_of("late on the day of the run", (j.late_today for j in some)),
        share_of("changed since", (j.changed for j in some)),
        share_of("not mentioned in the last letter or more", (j.silent for j in some)),
    )


def each_case(found: Iterable[Judged]) -> Iterator[tuple[str, Glance]]:
    """The shares of each case, by case_id; of the commitments, which stand case by case, few are in memory."""
    for case_id, own in groupby(found, key=attrgetter("case_id")):
        yield case_id, glance(own)


def by_case(found: Iterable[Judged]) -> dict[str, list[Judged]]:
    """The commitments of each case, by case_id."""
    out: dict[str, list[Judged]] = {}
    for one in found:
        out.setdefault(one.case_id, []).append(one)
    return out


def was_kept(promise: Promise, day: date) -> Answer[bool]:
    """Whether it was kept by the date that its plan gave, judged on ``day``."""
    found = verdict(promise, day)
    value = found.outcome == "kept" if found.outcome in ("kept", "not_kept") else None
    return Answer(promise.action_id, value, found.why, found.outcome != "outside")


def _late(promise: Promise, status: str, day: date) -> Answer[bool]:
    key, due = promise.action_id, promise.current or promise.target
    why = not_asked(promise)
    if why is not None or due is None:
        return Answer(key, None, why or "no date", applies=False)
    if status in CLOSED:
        return Answer(key, False, status)
    if status == "delayed":
        return Answer(key, True, "a letter says that it is late")
    if due[1] >= day:
        return Answer(key, False, "its date has not passed")
    if any(report.day and report.day > due[1] for report in promise.reports):
        return Answer(key, True, "open after its date")
    return Answer(key, None, unmentioned(promise.missing, " after its date") if promise.letters else NO_LETTER)


def _changed(promise: Promise, changed: bool) -> Answer[bool]:
    key = promise.action_id
    if not promise.letters:
        return Answer(key, None, NO_LETTER, applies=False)
    return Answer(key, changed if promise.heard or changed else None, unmentioned(promise.missing))


def _silent(promise: Promise, status: str) -> Answer[bool]:
    key, letters = promise.action_id, promise.silent_for
    if not promise.letters or status in CLOSED:
        return Answer(key, None, "closed" if promise.letters else NO_LETTER, applies=False)
    return Answer(key, letters > 0, "", caveat=AT_HAND if letters and promise.missing else "")
