"""How well a plan was read: recommendations, actions, owners, dates, whole records, and their places.

rec     F1 of recommendations: the same number, and the words alike
resp    of those found: share with the right response
action  F1 of actions: the words alike, inside the same recommendation
owner   share of true actions with exactly the right owners
date    share of true actions with the right kind of target and exactly the right intervals
record  F1 of whole records: action, owner and date right
ground  PDF only: share of right records whose boxes hold their words and little else
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from pipeline.evaluation.grounding import witness
from pipeline.evaluation.matching import Match, match_actions
from pipeline.evaluation.published import PublishedRows, span
from pipeline.evaluation.tally import Tally
from pipeline.evaluation.truth import PlanTruth, TrueAction
from pipeline.evaluation.words import alike, number_key, owner_key
from pipeline.tables.rows import Row

FIGURES = ("rec", "resp", "action", "owner", "date", "record", "ground")
SAME_RECOMMENDATION, SAME_ACTION = 0.95, 0.90  # least likeness (token F1)


def tallies(truth: PlanTruth, published: PublishedRows, document_id: str, file: Path) -> dict[str, Tally]:
    """What is right and wrong in one plan, by figure; ``file`` is the document the boxes refer to."""
    rows = published.actions(document_id)
    matched = match_actions(truth.actions, rows)
    right = _right(truth.actions, matched)
    whole = right["record"]
    rec, resp = _recommendations(truth, published.of("recommendations", document_id))
    found = {
        "rec": rec,
        "resp": resp,
        "action": _with_extra(truth, right["action"], rows, matched),
        "owner": _wanted(truth, right["owner"]),
        "date": _wanted(truth, right["date"]),
        "record": _with_extra(truth, whole, rows, matched),
    }
    if file.suffix.lower() == ".pdf":
        found["ground"] = _grounded({key: matched[key].row for key in sorted(whole)}, file)
    return found


def right_records(truth: Sequence[TrueAction], rows: Sequence[Row]) -> dict[str, Row]:
    """The actions (rows, with ``number``) of which words, owners and target are right, by the true action."""
    matched = match_actions(truth, rows)
    return {key: matched[key].row for key in _right(truth, matched)["record"]}


def _right(truth: Sequence[TrueAction], matched: Mapping[str, Match]) -> dict[str, set[str]]:
    """The true actions of which a figure's part is right, by figure."""
    matches = [(true, matched[true.action]) for true in truth if true.action in matched]
    right = {
        "action": {true.action for true, match in matches if _text_right(match)},
        "owner": {true.action for true, match in matches if _owners_right(true, match.row)},
        "date": {true.action for true, match in matches if _target_right(true, match.row)},
    }
    return right | {"record": set.intersection(*right.values())}


def figures(found: Mapping[str, Tally]) -> dict[str, float | None]:
    """The figures of a plan's tallies, 0 to 1; None where there was nothing to judge."""
    out = {name: tally.f1 if name in ("rec", "action", "record") else tally.share for name, tally in found.items()}
    if "ground" in found:
        out["ground"] = out["ground"] or 0.0  # no right record: nothing is proven
    return out


def _recommendations(truth: PlanTruth, rows: Sequence[Row]) -> tuple[Tally, Tally]:
    found = {number_key(row["number"]): row for row in rows}
    right = [
        true
        for true in truth.recommendations
        if true.number in found and alike(true.text, found[true.number]["text"]) >= SAME_RECOMMENDATION
    ]
    numbers = {true.number for true in right}
    answered = [(true.number, found[true.number]["response"] == true.response) for true in right if true.response]
    rec = Tally(
        right=tuple(true.number for true in right),
        missed=tuple(true.number for true in truth.recommendations if true.number not in numbers),
        extra=tuple(number for number in found if number not in numbers),
    )
    resp = Tally(
        right=tuple(number for number, same in answered if same),
        missed=tuple(number for number, same in answered if not same),
    )
    return rec, resp


def _text_right(match: Match) -> bool:
    return match.likeness >= SAME_ACTION and match.same_recommendation


def _owners_right(true: TrueAction, row: Row) -> bool:
    return frozenset(map(owner_key, row["owners"])) == true.owners


def _target_right(true: TrueAction, row: Row) -> bool:
    targets = tuple(sorted(span(target["start"], target["end"]) for target in row["targets"]))
    return row["target_kind"] == true.target_kind and targets == true.targets


def _wanted(truth: PlanTruth, right: Collection[str]) -> Tally:
    return Tally(
        right=tuple(true.action for true in truth.actions if true.action in right),
        missed=tuple(true.action for true in truth.actions if true.action not in right),
    )


def _with_extra(
    truth: PlanTruth, right: Collection[str], rows: Sequence[Row], matched: Mapping[str, Match]
) -> Tally:
    """Besides the truth's actions also those of ours that are none of them, by number and place."""
    good = {matched[key].row["action_id"] for key in right}
    wanted = _wanted(truth, right)
    extra = (row for row in rows if row["action_id"] not in good)
    names = tuple(f"{row['number']}/{row['action_id'].rpartition('/')[2]}" for row in extra)
    return Tally(wanted.right, wanted.missed, names)


def _grounded(records: Mapping[str, Row], file: Path) -> Tally:
    if not records:
        return Tally()
    pages = witness(file)
    held = {
        key: pages.confirms(row["boxes"], (row["text"], row["owner_raw"], row["target_raw"]))
        for key, row in records.items()
    }
    return Tally(
        right=tuple(key for key, good in held.items() if good),
        missed=tuple(key for key, good in held.items() if not good),
    )
