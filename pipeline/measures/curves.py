"""How long promises stay open: the curve of those not yet reported completed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args

import pandas as pd

from pipeline.errors import PipelineError
from pipeline.measures import groups
from pipeline.measures.groups import By
from pipeline.measures.outcome import promises
from pipeline.measures.typed_frames import NUMBER, WHOLE, typed
from pipeline.outcomes import intervals
from pipeline.outcomes.evidence import AT_HAND, Promise
from pipeline.outcomes.figures import Answer
from pipeline.outcomes.verdict import not_asked

if TYPE_CHECKING:
    from pipeline.dataset import Dataset

Origin = Literal["target", "plan"]
Time = tuple[int, bool]  # days, and whether it was completed then (else last seen open)
_COLUMNS: Mapping[str, Any] = {
    "days": WHOLE,
    "open": NUMBER,
    "low": NUMBER,
    "high": NUMBER,
    "at_risk": WHOLE,
    "completed": WHOLE,
    "censored": WHOLE,
    "n": WHOLE,
    "unknown": WHOLE,
    "lacking": WHOLE,
}


def survival(ds: Dataset, by: By | None = None, *, origin: Origin = "target") -> pd.DataFrame:
    """The share of commitments not yet reported completed, by days since ``origin`` (Kaplan and Meier).

    ``origin`` is the last day of the plan's target ("target"; days before it are negative), so that promises
    with a long and with a short time count alike, and the curve tells how long they stay open past their date.
    From "plan", the day the plan was submitted, it tells how long a promise takes in all; those without a date
    are then in it too.

    The event is the first document that reports a commitment completed, at its date: what was done some time
    before is not told of all, and the curve can be no finer than the letters. A later word that it has lapsed
    does not undo it. What is not reported completed, also what was replaced, is last seen open (``censored``)
    on the date of the last letter of its case, whether that letter mentions it or not.

    One row a step, to be drawn as steps to the right: ``open`` is the share still open after that day, ``low``
    and ``high`` its 95 % interval (log-log; null where all or none are open), ``at_risk`` how many were still
    followed just before it, ``completed`` and ``censored`` how many ended there. The first row is the start,
    where all are open. ``n`` are the commitments in the curve; ``unknown`` those that belong in it but cannot
    be placed (no letter yet, a document without a date); where none can, one row says so and its ``open`` is
    null. ``lacking`` are those of n whose case lacks letters that its documents name: they may have been reported
    completed before, in one that is not at hand. Work completed at submission or ongoing is not asked.
    Raises :class:`~pipeline.errors.PipelineError` for another ``origin`` or ``by``.
    """
    if origin not in get_args(Origin):
        raise PipelineError(f"there is no origin {origin!r}; take one of {', '.join(get_args(Origin))}")
    answers = [_time(promise, origin) for promise in promises(ds)]
    if by is None:
        return typed(_curve(answers), _COLUMNS)
    parts = groups.split(ds, by, answers)
    steps = ({by: group, **step} for group, own in parts.items() for step in _curve(own))
    return typed(steps, {by: groups.kind(by), **_COLUMNS})


def _time(promise: Promise, origin: Origin) -> Answer[Time]:
    """From the origin to the first report of its completion, or to the last letter."""
    key, why = promise.action_id, not_asked(promise)
    if why is not None and not (why == "no date" and origin == "plan"):
        return Answer(key, None, why, applies=False)
    start = promise.made if origin == "plan" else promise.target and promise.target[1]
    if start is None:
        return Answer(key, None, "the plan bears no date")
    done = promise.first_done
    end = promise.last_letter if done is None else promise.reports[done].day
    if end is None:
        return Answer(key, None, "a document without a date" if promise.letters else "no letter yet")
    return Answer(key, ((end - start).days, done is not None), "", caveat=AT_HAND if promise.missing else "")


def _curve(answers: Iterable[Answer[Time]]) -> Iterator[dict[str, Any]]:
    asked = [answer for answer in answers if answer.applies]
    times = [answer.value for answer in asked if answer.value is not None]
    if not asked:
        return
    if not times:
        yield dict.fromkeys(_COLUMNS) | {"days": 0, "at_risk": 0, "n": 0, "unknown": len(asked), "lacking": 0}
        return
    completed = Counter(days for days, done in times if done)
    censored = Counter(days for days, done in times if not done)
    lacking = sum(bool(answer.caveat) for answer in asked)
    rest = {"n": len(times), "unknown": len(asked) - len(times), "lacking": lacking}
    left = len(times)
    start = min(0, min(days for days, _ in times) - 1)
    yield _row(intervals.Step(start, 1.0, None, None), left, 0, 0) | rest
    for step in intervals.kaplan_meier(list(completed.elements()), list(censored.elements())):
        yield _row(step, left, completed[step.days], censored[step.days]) | rest
        left -= completed[step.days] + censored[step.days]


def _row(step: intervals.Step, at_risk: int, completed: int, censored: int) -> dict[str, Any]:
    return {
        "days": step.days,
        "open": step.open,
        "low": step.low,
        "high": step.high,
        "at_risk": at_risk,
        "completed": completed,
        "censored": censored,
    }
