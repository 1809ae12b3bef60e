"""What became of dates: kept, moved, and told in time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, overload

import pandas as pd

from pipeline.measures import groups
from pipeline.measures.groups import By
from pipeline.measures.outcome import promises
from pipeline.measures.typed_frames import rows
from pipeline.outcomes.evidence import AT_HAND, Promise, unmentioned
from pipeline.outcomes.figures import Answer, Days, Share, median_of, share_of
from pipeline.outcomes.glance import was_kept
from pipeline.outcomes.verdict import not_asked

if TYPE_CHECKING:
    from pipeline.dataset import Dataset


@overload
def kept(ds: Dataset) -> Share: ...
@overload
def kept(ds: Dataset, by: By) -> pd.DataFrame: ...
def kept(ds: Dataset, by: By | None = None) -> Share | pd.DataFrame:
    """The share of commitments done by the date that their plan gave, whatever date a letter gave since.

    Denominator: commitments with a date whose last day has passed on ``ds.day`` and of which the documents prove
    that they were kept or not. Not in it: those that the plan calls completed or ongoing, those without a date
    and those not yet due (``outside``), and those of which nothing is proved (``why``). All rules stand at the
    head of :mod:`pipeline.outcomes.verdict`; :func:`outcomes` shows the verdict on each commitment.

    What bodies do not report is hardly a fair sample of what they do: beside the interval, which is for chance
    alone, ``bounds`` gives the share of all n if every unknown were a no, and if every one were a yes.
    ``by`` is "owner" (a commitment of two counts in both), "year" (of the plan's date), "establishment", "case".
    """
    answers = _kept(ds)
    return share_of("kept by the original date", answers) if by is None else groups.shares(ds, by, answers)


def _kept(ds: Dataset) -> Iterator[Answer[bool]]:
    return (was_kept(promise, ds.day) for promise in promises(ds))


@overload
def median_slip(ds: Dataset) -> Days: ...
@overload
def median_slip(ds: Dataset, by: By) -> pd.DataFrame: ...
def median_slip(ds: Dataset, by: By | None = None) -> Days | pd.DataFrame:
    """By how many days, at the median, letters moved the dates that they moved to a later one.

    From the last day of the plan's target to the last day of the one now in force: "March" that becomes "June"
    slips by the days from 31 March to 30 June. Since a target is an interval, ``least`` counts from the old last
    day to the new first one, and ``most`` from the old first to the new last. A date moved twice counts once,
    over the whole way.

    Denominator: commitments whose last day is later now. ``outside`` are those that letters mention without
    moving their last day to a later one, and those without a date that could move; ``why`` counts those that no
    letter mentions (none at hand, where the case lacks some): whether they slipped is not known. The days after
    which something was done late without a new date are no slip; :func:`kept` and :func:`survival` see them. The
    interval lies between two order statistics, and needs six commitments.
    """
    answers = [_slip(promise) for promise in promises(ds)]
    return median_of("slip of a date that moved", answers) if by is None else groups.medians(ds, by, answers)


def _slip(promise: Promise) -> Answer[tuple[int, int, int]]:
    key, old, new = promise.action_id, promise.target, promise.current
    why = not_asked(promise)
    if why is not None or old is None:
        return Answer(key, None, why or "no date", applies=False)
    if new and new[1] > old[1]:
        days = ((new[1] - old[1]).days, (new[0] - old[1]).days, (new[1] - old[0]).days)
        return Answer(key, days, "moved")
    if not promise.heard:
        return Answer(key, None, unmentioned(promise.missing) if promise.letters else "no letter yet")
    return Answer(key, None, "not moved to a later day", applies=False)


@overload
def told(ds: Dataset) -> Share: ...
@overload
def told(ds: Dataset, by: By) -> pd.DataFrame: ...
def told(ds: Dataset, by: By | None = None) -> Share | pd.DataFrame:
    """The share of deferrals that a letter told of on or before the last day of the date it put off.

    Counted are deferrals, not commitments: each row of ``ledger`` with a new date that is certainly or possibly
    later than the one in force until then (which may itself be a new one). ``why`` counts those in letters
    without a date. A commitment that is late without any letter giving a new date is not among them: it was not
    told at all. Where the case lacks letters, one of those may have told it before: ``caveats`` counts what is then
    called late. HM Treasury's DAO 02/20 asks that departments tell before the date.
    """
    answers = list(_told(ds))
    what = "told before the old date had passed"
    return share_of(what, answers, "deferrals") if by is None else groups.shares(ds, by, answers)


def _told(ds: Dataset) -> Iterator[Answer[bool]]:
    lacks = {
        row["action_id"]: row["missing_letters"] for row in rows(ds.commitments, "action_id", "missing_letters")
    }
    for row in rows(ds.ledger, "action_id", "slip", "told"):
        if row["slip"] != "none":
            value = None if row["told"] is None else row["told"] == "before_due"
            caveat = AT_HAND if lacks[row["action_id"]] and not value else ""
            yield Answer(row["action_id"], value, "the letter bears no date", caveat=caveat)
