"""What the command prints: summaries and records as plain lines, the same on a terminal and in a log."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from extractors.model import Extraction, Interval, Place, Recommendation, Update
from pipeline.failures import one_line

if TYPE_CHECKING:
    from pipeline.outcomes.figures import Share
    from pipeline.publish.summary import CaseSummary, Summary

WIDTH = 100


def summary(done: Summary) -> Iterator[str]:
    """What a run did: documents by status, each inspection in numbers, and where the output is."""
    words = {"ok": "read", "partial": "read in part", "failed": "failed"}
    counts = [f"{done.documents[key]} {word}" for key, word in words.items() if done.documents.get(key)]
    repeats = f" ({done.renditions} of them repeat another one)" if done.renditions else ""
    yield f"documents  {', '.join(counts)}{repeats}"
    for file_name, error in done.failed:
        yield from wrap(f"  {one_line(file_name)}: {error}", WIDTH, subsequent_indent="    ")
    yield f"cases      {len(done.cases)}"
    for case in done.cases:
        yield from _case(case)
    yield f"warnings   {done.warnings}{' (see the table issues)' if done.warnings else ''}"
    compared = "no earlier run" if done.changes is None else f"{done.changes} since the last run"
    yield f"changes    {compared}"
    yield f"published  {done.place}" if done.published else f"published  nothing new: {done.place} stands"


def _case(case: CaseSummary) -> Iterator[str]:
    letters = f"{case.letters} letter{'' if case.letters == 1 else 's'}"
    yield from wrap(f"  {case.subject or case.plan}", WIDTH, subsequent_indent="  ")
    editions = f", {case.editions} later edition{'' if case.editions == 1 else 's'}" if case.editions else ""
    yield f"    {one_line(case.plan)}{editions}, {letters}"
    of_all = ", ".join(_share(word, share) for word, share in zip(_ASKED, case.glance.shares, strict=True))
    line = f"    commitments {case.glance.commitments}: {of_all}"
    yield from (part.replace("\xa0", " ") for part in wrap(line, WIDTH, subsequent_indent="      "))
    if case.missing:
        lacks = f"{len(case.missing)} letter{'' if len(case.missing) == 1 else 's'}"
        names = f"    lacks {lacks} that its documents mention: {', '.join(case.missing)}"
        yield from wrap(names, WIDTH, subsequent_indent="      ")


_ASKED = ("kept", "late", "changed", "silent")


def _share(word: str, share: Share) -> str:
    """ "kept 3 of 10 (8 unknown)": of those the question applies to, how many are known and how many are not."""
    unknown = f" ({share.unknown} unknown)" if share.unknown else ""
    at_hand = f" ({next(iter(share.caveats))})" if share.caveats else ""
    whole = f"{word} {share.yes} of {share.known}{unknown}{at_hand}"
    return whole.replace(" ", "\xa0")  # no line ends within it


def extraction(read: Extraction) -> Iterator[str]:
    """One document's records, readable in a terminal."""
    facts = read.facts
    yield f"{facts.kind}: {read.words} words, {read.pages or 'no'} pages, reader {read.reader}"
    for name, value in asdict(facts).items():
        if value and name not in ("kind", "mentions", "inspection"):
            yield from _item(name, "; ".join(value) if isinstance(value, tuple) else str(value))
    yield from _item("inspection", _days(facts.inspection))
    for mention in facts.mentions:
        yield from _item("mentions", f"{mention.kind}: {mention.raw}")
    for recommendation in read.recommendations:
        yield from _recommendation(recommendation)
    for update in read.updates:
        yield from _update(update)
    for issue in read.issues:
        yield from wrap(f"{issue.severity} {issue.code}: {issue.message}", WIDTH, subsequent_indent="  ")


def _recommendation(r: Recommendation) -> Iterator[str]:
    yield from (
        "",
        f"Recommendation {r.number}: {r.response or r.response_raw or 'no answer'}{_where(r.place)}",
    )
    yield from _item("section", r.section)
    yield from _item("lead-in", r.lead_in)
    yield from _item("text", r.text)
    yield from _item("why", r.explanation)
    for k, action in enumerate(r.actions, 1):
        yield f"  {r.number}/{k}{_where(action.place)}"
        yield from _item("action", action.text)
        yield from _item("owners", "; ".join(action.owners))
        days = "; ".join(_days(target) for target in action.targets)
        yield from _item("target", f"{action.target_raw or action.target_kind}{f' ({days})' if days else ''}")
        yield from _item("progress", action.progress_raw)


def _update(update: Update) -> Iterator[str]:
    yield from (
        "",
        f"{update.section or 'Statement'}: {update.status}, {update.strength}{_where(update.place)}",
    )
    yield from _item("text", update.text)
    yield from _item("reason", update.reason)
    for stated in update.dates:
        yield from _item(stated.role, f"{stated.raw} ({_days(stated.interval)})")


def tables(found: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Logical tables, a row an entry, cells parted by bars; or that there are none."""
    if not found:
        yield "no table was found"
    for n, table in enumerate(found, 1):
        pages = " and ".join(map(str, table["pages"]))
        where, what = f", page {pages}" if pages else "", "" if table["plan"] else ", no plan"
        yield f"table {n}{where}: {len(table['rows'])} rows{what}"
        yield from wrap(f"  {' | '.join(table['header'])}", WIDTH, subsequent_indent="    ")
        for row in table["rows"]:
            cells = " | ".join(" ".join((cell or "").split()) for cell in row)
            yield from wrap(f"  - {cells}", WIDTH, subsequent_indent="    ")


def as_json(value: Any) -> str:
    """A record or JSON-ready value as indented JSON; days as ISO 8601."""
    ready = asdict(value) if isinstance(value, Extraction) else value
    return json.dumps(ready, ensure_ascii=False, indent=1, default=date.isoformat)


def _days(interval: Interval | None) -> str:
    return f"{interval.start} to {interval.end}" if interval else ""


def _where(place: Place) -> str:
    pages = sorted({box.page for box in place.boxes})
    if pages:
        return f", page {' and '.join(map(str, pages))}"
    return f", {place.locator}" if place.locator else ""


def _item(label: str, value: str | None) -> Iterator[str]:
    if value:
        yield from wrap(f"    {label:<14} {' '.join(value.split())}", WIDTH, subsequent_indent=" " * 19)
