"""How well a letter was reconciled with its plan.

mention  F1 over actions: does the letter report on it (those on which careful readers differ do not count)
status   share of the reported actions with an accepted status
target   F1 over actions of the revised target's interval
change   F1 over pairs of action and kind of change
link     F1 over pairs of passage and action; precision forgives what is allowed
dates    F1 over the dates that passages state

A truth that judges only some of these has no others; an action of which it gives no status is not asked for one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.evaluation.passages import locate
from pipeline.evaluation.published import PublishedRows, span
from pipeline.evaluation.tally import Tally, of_sets
from pipeline.evaluation.truth import LetterTruth
from pipeline.tables.rows import Row

FIGURES = ("mention", "status", "target", "change", "link", "dates")
Places = Mapping[str, frozenset[str]]


def tallies(
    truth: LetterTruth, published: PublishedRows, document_id: str, true_ids: Mapping[str, str]
) -> dict[str, Tally]:
    """What is right and wrong about one letter, by figure; ``true_ids`` maps our actions to the truth's."""
    entries = published.of("ledger", document_id)
    ledger = _by_true_id(entries, true_ids)
    updates = published.of("updates", document_id)
    places = {update["update_id"]: locate(update["text"], truth.passages) for update in updates}
    links = [
        link
        for link in published.tables["links"]
        if link["judgement"] == "accepted" and link["update_id"] in places
    ]
    found = {
        "mention": _mention(truth, ledger, [e for e in entries if e["action_id"] not in true_ids]),
        "status": _status(truth, ledger),
        "target": _target(truth, ledger),
        "change": _change(truth, ledger),
        "link": _link(truth, links, places, true_ids),
        "dates": _dates(truth, updates, places),
    }
    return {figure: tally for figure, tally in found.items() if figure in truth.judged}


def figures(found: Mapping[str, Tally]) -> dict[str, float | None]:
    """The figures of a letter's tallies, 0 to 1; None where there was nothing to judge."""
    return {figure: _figure(figure, tally) for figure, tally in found.items()}


def _figure(name: str, tally: Tally) -> float | None:
    if name == "status":
        return tally.share
    if name == "link":
        return tally.lenient_f1
    if name == "dates" and not (tally.right or tally.missed):
        return None  # a truth without dates judges none
    return tally.f1


def _by_true_id(entries: Sequence[Row], true_ids: Mapping[str, str]) -> dict[str, Row]:
    """The ledger by the truth's actions; of two renditions' entries the one that is mentioned."""
    ledger: dict[str, Row] = {}
    for entry in entries:
        action = true_ids.get(entry["action_id"])
        if action is not None and (action not in ledger or entry["mentioned"]):
            ledger[action] = entry
    return ledger


def _mentioned(ledger: Mapping[str, Row]) -> frozenset[str]:
    return frozenset(action for action, entry in ledger.items() if entry["mentioned"])


def _mention(truth: LetterTruth, ledger: Mapping[str, Row], strays: Sequence[Row]) -> Tally:
    """``strays`` are entries on actions that the truth does not have: each that is mentioned is too many."""
    found = of_sets(truth.mentioned("yes"), _mentioned(ledger) - truth.mentioned("optional"))
    stray = tuple("/".join(e["action_id"].split("/")[-2:]) for e in strays if e["mentioned"])
    return Tally(found.right, found.missed, found.extra + stray)


def _status(truth: LetterTruth, ledger: Mapping[str, Row]) -> Tally:
    reported = frozenset(a for a in truth.mentioned("yes") if truth.reports[a].statuses)
    right = {a for a in reported & _mentioned(ledger) if ledger[a]["status"] in truth.reports[a].statuses}
    return of_sets(reported, right)


def _target(truth: LetterTruth, ledger: Mapping[str, Row]) -> Tally:
    wanted = {(a, *target) for a in truth.mentioned("yes") if (target := truth.reports[a].target)}
    found = {
        (a, *span(entry["revised_target_start"], entry["revised_target_end"]))
        for a, entry in ledger.items()
        if entry["revised_target_end"] and a not in truth.mentioned("optional")
    }
    return of_sets(wanted, found, _days)


def _change(truth: LetterTruth, ledger: Mapping[str, Row]) -> Tally:
    wanted = {(a, kind) for a in truth.mentioned("yes") for kind in truth.reports[a].changes}
    found = {
        (a, change["kind"])
        for a, entry in ledger.items()
        if a not in truth.mentioned("optional")
        for change in entry["changes"]
    }
    return of_sets(wanted, found, " ".join)


def _link(truth: LetterTruth, links: Sequence[Row], places: Places, true_ids: Mapping[str, str]) -> Tally:
    """A link counts for every passage its statement lies in; one that fits nowhere is too many, once."""
    good: set[tuple[str, str]] = set()
    extra = []
    for link in links:
        action = true_ids.get(link["action_id"])
        here = places[link["update_id"]]
        pairs = {(place, action) for place in here if action} & (truth.required | truth.allowed)
        good |= pairs
        if not pairs:
            where = "+".join(sorted(here)) or link["update_id"].rpartition("/")[2]
            extra.append(f"{where} {action or '/'.join(link['action_id'].split('/')[-2:])}")
    found = of_sets(truth.required, good & truth.required, " ".join)
    return Tally(found.right, found.missed, tuple(extra), tuple(sorted(map(" ".join, good - truth.required))))


def _dates(truth: LetterTruth, updates: Sequence[Row], places: Places) -> Tally:
    """A date counts for every passage that states it; one that no passage states is too many, once."""
    found: set[tuple[str, str, str]] = set()
    for update in updates:
        for stated in update["dates"]:
            days = span(stated["start"], stated["end"])
            here = {(place, *days) for place in places[update["update_id"]]}
            found |= here & truth.dates or set(sorted(here)[:1])
    return of_sets(truth.dates, found, _days)


def _days(item: tuple[str, str, str]) -> str:
    return f"{item[0]} {item[1]}..{item[2]}"
