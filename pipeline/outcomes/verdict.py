"""Whether each commitment was done by the date that its plan gave, as far as the documents prove it.

The promise is judged by the last possible day of the plan's target: "March 2020" is kept until 31 March. Of an
entry with several dates the last one counts, as everywhere. In this order:

1. Not asked (``outside``): what the plan calls completed when it is submitted, for it promises nothing; ongoing
   work, which no date can end; commitments without a date; and those whose last day has not passed on
   the day of the judgement, also where they are done, since else only the good news of that time would count.
2. **kept**: a letter dated on or before the last day says that it is completed, or a later letter says so and
   every day on which its statements of completion say "done" lies on or before it.
3. **not_kept**: every such day lies after it ("completed late"); a letter dated after it says outright that
   it, or a part of it, is late or still to come ("not done after its date"); the last new date starts after it
   ("put off"); or it was replaced by something else before it was completed ("replaced": the promise as made
   was not kept, whatever came instead).
4. **possible**: completed on days, or in an interval, that lie on both sides of the last day. Neither kept nor
   not, and so an unknown.
5. **unknown**, with the reason: completed but no day stated, and the letter is later than the last day; completed
   and then late again; letters that contradict each other; under way after its date, which is so of what is late
   and of what was set up in time and goes on; never mentioned; not mentioned after its date; no letter yet. Silence
   says so where the case lacks letters: "no letter at hand mentions it (2 letters are missing)".

A completion that a new date had put off is judged by 2 where a day is stated, else by 3. What is done and then
replaced was kept. A progress cell of the plan counts as a report of the plan's date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipeline.outcomes.evidence import Promise, Report, Span, unmentioned

Outcome = Literal["kept", "not_kept", "possible", "unknown", "outside"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome and the reason for it in a few words."""

    outcome: Outcome
    why: str


def not_asked(promise: Promise) -> str | None:
    """Why a commitment has no date to be kept by; None where it has one."""
    if promise.kind == "completed":
        return "completed at submission"
    if promise.kind == "ongoing":
        return "ongoing"
    return "no date" if promise.target is None else None


def verdict(promise: Promise, day: date) -> Verdict:
    """Whether the commitment was kept by its original date, judged on ``day``."""
    outside = not_asked(promise)
    if outside is not None or promise.target is None:
        return Verdict("outside", outside or "no date")
    due = promise.target[1]
    if due >= day:
        return Verdict("outside", "not yet due")
    done = promise.first_done
    if done is None:
        return _missed(promise.reports, due) or Verdict("unknown", _gap(promise, due))
    return _completed(promise.reports, done, due)


def _completed(reports: tuple[Report, ...], done: int, due: date) -> Verdict:
    before, after = reports[:done], reports[done + 1 :]
    days = [span for report in reports[done:] for span in report.achieved]
    found = _by(reports[done].day, days, due)
    if found is None:
        return _missed(before, due) or Verdict("unknown", "completed, but no day is stated")
    if found.outcome == "not_kept":
        return found
    if any(report.status == "delayed" for report in after):
        return Verdict("unknown", "completed, then late again")
    if any(_open_after(report, due) for report in before):
        return Verdict("unknown", "letters contradict each other")
    return found


def _by(reported: date | None, days: Iterable[Span], due: date) -> Verdict | None:
    """What a report of completion, and the days that it and later ones state, prove; None without a day."""
    if reported and reported <= due:
        return Verdict("kept", "reported in time")
    known = [(a, min(b, reported or b)) for a, b in days if reported is None or a <= reported]
    if not known:
        return None
    if all(last <= due for _, last in known):
        return Verdict("kept", "done in time")
    if all(first > due for first, _ in known):
        return Verdict("not_kept", "completed late")
    return Verdict("possible", "dated on both sides of its last day")


def _missed(reports: tuple[Report, ...], due: date) -> Verdict | None:
    """That it was not done by its date, from reports that do not call it completed."""
    if any(report.status == "superseded" for report in reports):
        return Verdict("not_kept", "replaced")
    if any(_open_after(report, due) for report in reports):
        return Verdict("not_kept", "not done after its date")
    moved = [report.revised for report in reports if report.revised]
    return Verdict("not_kept", "put off") if moved and moved[-1][0] > due else None


def _open_after(report: Report, due: date) -> bool:
    return report.open and report.day is not None and report.day > due


def _gap(promise: Promise, due: date) -> str:
    """Why nothing proves whether a commitment was kept that no report calls completed."""
    if not promise.letters:
        return "no letter yet"
    if not promise.heard:
        return unmentioned(promise.missing)
    if any(report.day is None for report in promise.reports):
        return "reported in a document without a date"
    if any(report.day and report.day > due for report in promise.reports):
        return "under way after its date"
    return unmentioned(promise.missing, " after its date")
