"""How right is what is concluded of a commitment, given the passage that reports on it?

    python -m pipeline.evaluation.reports FILE.jsonl [FILE.jsonl …]

The links are given, so that reading alone is measured: the state of each sentence, the state of the whole, the new
target, the kinds of change, and the dates with their roles; by author (a file each) and by style. Last, what the
confidence of a sentence's state is worth. :mod:`pipeline.evaluation.labelled_reports` has the format.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.evaluation.labelled_reports import LabelledReport, load
from pipeline.evaluation.published import span
from pipeline.evaluation.tally import Tally, of_sets, summed
from pipeline.ledger.accounts import opened
from pipeline.ledger.entries import told_by
from pipeline.model import SURE_STATUS, LedgerEntry, Link, updates_of
from pipeline.outcomes.intervals import of_share

FIGURES = ("status", "sentence", "target", "change", "dates", "role")
Point = tuple[float, bool]
_BANDS = (0.0, 0.6, 0.7, 0.8, 0.9, 1.01)
_HEAD = f"{'':24s}{'n':>5s} " + " ".join(f"{figure:>8s}" for figure in FIGURES)


@dataclass(frozen=True, slots=True)
class ReportResult:
    """A report's tallies by figure; of each sentence's state, and of that of the whole, how likely it is said to be
    and whether it is right."""

    report: LabelledReport
    tallies: dict[str, Tally]
    states: tuple[Point, ...]
    whole: Point


def judge(report: LabelledReport) -> ReportResult:
    """What is concluded of a report when its passage is linked to its commitment, against its truth."""
    updates = dict(updates_of(report.letter))
    places = dict(zip(updates, report.places, strict=True))
    accounts = opened(report.plan, ())
    (action,) = accounts
    links = [Link(key, action, "human", 1.0, "accepted", (), "truth") for key in updates if places[key]]
    (told,) = told_by(report.letter, report.plan, links, accounts)
    states = {(n, key): updates[key].status in report.stated[n] for key, here in places.items() for n in here}
    # A sentence that was cut up, or not found again, is right where a part of it is.
    right = {n for (n, _), good in states.items() if good}
    wanted = {(d.sentence, *d.days) for d in report.dates}
    stated = {
        (n, *span(d.interval.start, d.interval.end)): d.role
        for key, here in places.items()
        for n in here[:1]
        for d in updates[key].dates
    }
    roles = {(d.sentence, *d.days): d.role for d in report.dates}
    found = {each for each in wanted if each in stated}
    whole = frozenset({report.name})
    tallies = {
        "status": of_sets(whole, whole if told.entry.status in report.statuses else frozenset()),
        "sentence": of_sets(frozenset(range(len(report.sentences))), frozenset(right)),
        "target": of_sets(frozenset({report.target} - {None}), _target(told.entry)),
        "change": of_sets(report.changes, frozenset(change.kind for change in told.entry.changes)),
        "dates": of_sets(frozenset(wanted), frozenset(stated)),
        "role": of_sets(frozenset(found), frozenset(each for each in found if stated[each] == roles[each])),
    }
    return ReportResult(
        report,
        tallies,
        tuple((updates[key].confidence, good) for (_, key), good in states.items()),
        (told.entry.status_probability or 0.0, told.entry.status in report.statuses),
    )


def _target(entry: LedgerEntry) -> frozenset[tuple[str, str]]:
    revised = entry.revised_target
    return frozenset({span(revised.start, revised.end)}) if revised else frozenset()


def lines(results: Sequence[ReportResult]) -> Iterator[str]:
    """The figures as lines of text: shares for status, sentence and role, F1 for the others."""
    yield _HEAD
    groups: tuple[Callable[[LabelledReport], str], ...] = (lambda r: r.author, lambda r: r.style)
    for group in groups:
        for name in dict.fromkeys(group(result.report) for result in results):
            yield _line(name, [result for result in results if group(result.report) == name])
        yield ""
    yield _line("all", results)
    yield from calibration("a sentence's state", [state for result in results for state in result.states])
    yield from calibration("the whole's state", [result.whole for result in results])


def calibration(of: str, points: Sequence[Point]) -> Iterator[str]:
    """How often what is said with a confidence is right, in bands of it, and of what is sure."""
    yield from ("", f"{f'confidence of {of}':37s}n   right (95 %)       mean confidence")
    for low, high in (*pairwise(_BANDS), (SURE_STATUS, _BANDS[-1])):
        inside = [(said, good) for said, good in points if low <= said < high]
        good = sum(good for _, good in inside)
        interval = of_share(good, len(inside))
        if interval:
            share = f"{good / len(inside):.2f} ({interval[0]:.2f}-{interval[1]:.2f})"
            mean = sum(said for said, _ in inside) / len(inside)
            yield f"{low:.2f}-{min(high, 1.0):.2f} {len(inside):27d}   {share} {mean:12.2f}"


def _line(name: str, results: Sequence[ReportResult]) -> str:
    shown = []
    for figure in FIGURES:
        whole = summed([result.tallies[figure] for result in results])
        value = whole.share if figure in ("status", "sentence", "role") else whole.f1
        shown.append("       -" if value is None else f"{value:8.3f}")
    return f"{name[:24]:24s}{len(results):5d} {' '.join(shown)}"


def main(arguments: Sequence[str]) -> int:
    """Print the figures of the files; 1 where there is none, or one is no file of reports."""
    if not arguments:
        print("name a file of reports: python -m pipeline.evaluation.reports FILE.jsonl", file=sys.stderr)
        return 1
    try:
        results = [judge(report) for name in arguments for report in load(Path(name))]
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    for line in lines(results):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
