"""Every share at a glance, each with its n and what is not known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.measures.dates import kept, told
from pipeline.measures.letters import amounts_changed, followed, owners_changed
from pipeline.measures.responses import ACCEPTED, REFUSED, answered, undated
from pipeline.measures.typed_frames import NUMBER, TEXT, WHOLE, rows, typed
from pipeline.outcomes.evidence import AT_HAND, unmentioned
from pipeline.outcomes.figures import Answer, Share, share_of

if TYPE_CHECKING:
    from pipeline.dataset import Dataset

_OF = "recommendations"
_NO_RESPONSE = "the plan prints no response"


def overview(ds: Dataset, letters: int = 2) -> pd.DataFrame:
    """One row a question: ``yes`` of ``known`` ``of`` what, its ``share`` (0 to 1) and Wilson's 95 % interval.

    ``n`` is what the question applies to, ``unknown`` how much of it has no answer and ``why`` the reasons with
    their counts; ``outside`` is what the question does not apply to; ``caveat`` says how many known answers hold
    only as far as the letters at hand, since their case lacks some. In the order of the rows:

    - kept by the original date, and deferrals told in time: see :func:`kept` and :func:`told`;
    - silent: of commitments that are not completed or superseded, in cases with at least ``letters`` letters;
    - given to another owner: of commitments of cases with letters; unknown where no letter mentions the
      commitment. A letter that mentions it and tells of no new owner counts as no;
    - smaller than promised: of the amounts that letters changed; unknown where the two cannot be compared;
    - refused, and refused in part: of all recommendations; unknown where the plan prints no response;
    - refused without a reason: of recommendations refused wholly or in part;
    - no action, and no date: of recommendations agreed wholly or in part; for the date, of those with work left
      to do. A plan that prints no response is unknown.
    """
    found = [
        kept(ds),
        told(ds),
        share_of(f"silent for {letters} letters or more", _silence(ds, letters)),
        share_of("given to another owner", _owners(ds)),
        share_of("smaller than promised", _amounts(ds), "changed amounts"),
        *_responses(answered(ds)),
    ]
    return typed(map(_columns, found), _COLUMNS)


def _columns(s: Share) -> dict[str, object]:
    low, high = s.interval or (None, None)
    return {
        "question": s.what,
        "of": s.of,
        "yes": s.yes,
        "known": s.known,
        "unknown": s.unknown,
        "n": s.n,
        "outside": sum(s.outside.values()),
        "share": s.share,
        "low": low,
        "high": high,
        "why": "; ".join(f"{n} {reason}" for reason, n in s.why.items()) or None,
        "caveat": "; ".join(f"{n} only {caveat}" for caveat, n in s.caveats.items()) or None,
    }


_COLUMNS = {
    "question": TEXT, "of": TEXT, "yes": WHOLE, "known": WHOLE, "unknown": WHOLE, "n": WHOLE, "outside": WHOLE,
    "share": NUMBER, "low": NUMBER, "high": NUMBER, "why": TEXT, "caveat": TEXT,
}  # fmt: skip


def _silence(ds: Dataset, letters: int) -> Iterator[Answer[bool]]:
    found = followed(ds, letters)
    for row in rows(found, "action_id", "silent_for", "closed", "missing_letters"):
        silent = row["silent_for"] >= letters
        caveat = AT_HAND if silent and row["missing_letters"] else ""
        yield Answer(row["action_id"], silent, "closed", not row["closed"], caveat)
    for key in set(ds.commitments.action_id) - set(found.action_id):
        yield Answer(key, None, "too few letters", applies=False)


def _owners(ds: Dataset) -> Iterator[Answer[bool]]:
    changed = set(owners_changed(ds).action_id)
    for row in rows(ds.commitments, "action_id", "letters_since", "silent_letters", "missing_letters"):
        heard = row["letters_since"] > row["silent_letters"]
        value = row["action_id"] in changed if heard else None
        why = unmentioned(row["missing_letters"]) if row["letters_since"] else "no letter yet"
        yield Answer(row["action_id"], value, why, row["letters_since"] > 0)


def _amounts(ds: Dataset) -> Iterator[Answer[bool]]:
    for row in rows(amounts_changed(ds), "action_id", "shrank"):
        yield Answer(row["action_id"], row["shrank"], "the two amounts cannot be compared")


def _responses(found: pd.DataFrame) -> Iterator[Share]:
    """The shares over recommendations, given as :func:`answered` has them."""
    listed = rows(found.assign(no_date=undated(found)), *_ANSWERED)
    printed = [row["response"] for row in listed]
    yield share_of("refused", (_answer(r, r == "not_agreed") for r in printed), _OF)
    yield share_of("refused in part", (_answer(r, r == "partly_agreed") for r in printed), _OF)
    told_why = [_answer(row["response"], row["explanation"] is None, REFUSED, "agreed") for row in listed]
    yield share_of("refused without a reason", told_why, _OF)
    bare = [_answer(row["response"], row["actions"] == 0, ACCEPTED, "not agreed") for row in listed]
    yield share_of("accepted with no action", bare, _OF)
    yield share_of("accepted with no date", (_dating(row) for row in listed), _OF)


_ANSWERED = ("response", "explanation", "actions", "completed", "no_date")


def _dating(row: Mapping[str, Any]) -> Answer[bool]:
    if row["response"] in ACCEPTED and row["actions"] == row["completed"]:
        return Answer("", None, "no action, or all completed at submission", applies=False)
    return _answer(row["response"], row["no_date"], ACCEPTED, "not agreed")


def _answer(response: str | None, value: bool, of: Collection[str] | None = None, other: str = "") -> Answer[bool]:
    """``value`` where the plan prints a response that is one ``of`` these (or any); else unknown or outside."""
    if response is None:
        return Answer("", None, _NO_RESPONSE)
    applies = of is None or response in of
    return Answer("", value, "" if applies else other, applies)
