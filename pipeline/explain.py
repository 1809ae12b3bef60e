"""The story of one commitment: its source, what every letter says of it and where, and why it was linked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any

from pipeline import publish
from pipeline.errors import DatasetNotFound, PipelineError

Row = Mapping[str, Any]
WIDTH = 100
# Commitments that an ambiguous name lists.
LISTED = 5


def story(processed: Path, name: str) -> Iterator[str]:
    """The lines of the story of the commitment ``name``: its action_id, or the end of one ("5.01/2").

    Raises :class:`PipelineError` where nothing is published, or no or several commitments are so called.
    """
    published = publish.latest(processed)
    if published is None:
        raise DatasetNotFound(f"{processed} holds no published run: make one with `inspection-responses run`")
    rows = {table: published.tables[table].to_pylist() for table in _NEEDED}
    commitment = _called(name, rows["commitments"])
    key = commitment["action_id"]
    yield from _promise(commitment, _one(rows["actions"], "action_id", key), rows["documents"])
    updates = {row["update_id"]: row for row in rows["updates"]}
    links = [row for row in rows["links"] if row["action_id"] == key and row["judgement"] != "rejected"]
    own = [k for k in links if updates[k["update_id"]]["document_id"] == commitment["document_id"]]
    if own:
        yield from ("", "The plan's own progress")
        yield from _passages(own, updates)
    for entry in (row for row in rows["ledger"] if row["action_id"] == key):
        yield from _letter(entry, links, updates, rows["documents"])


_NEEDED = ("documents", "actions", "updates", "links", "ledger", "commitments")


def _called(name: str, commitments: Sequence[Row]) -> Row:
    exact = [row for row in commitments if row["action_id"] == name]
    found = exact or [row for row in commitments if f"/{row['action_id']}".endswith(f"/{name}")]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(row["action_id"] for row in (found or commitments)[:LISTED])
    if found:
        raise PipelineError(f"{len(found)} commitments end in {name}; say which one: {listed}")
    raise PipelineError(f"no commitment is called {name}; action_ids are for instance {listed or 'none yet'}")


def _one(rows: Sequence[Row], column: str, value: str) -> Row:
    return next(row for row in rows if row[column] == value)


def _promise(commitment: Row, action: Row, documents: Sequence[Row]) -> Iterator[str]:
    plan = _one(documents, "document_id", commitment["document_id"])
    yield f"Commitment {commitment['action_id']}"
    submitted = f", submitted {plan['dated']}" if plan["dated"] else ""
    yield from _item("plan", f"{plan['file_name']}{_where(action)}{submitted}")
    yield from _item("about", commitment["subject"] or commitment["establishment"])
    answer = commitment["response"] or "no answer"
    number = commitment["recommendation_number"]
    yield from _item("answers", f"recommendation {number} ({answer}): {commitment['recommendation'] or ''}")
    yield from _item("promise", commitment["action"])
    yield from _item("owners", "; ".join(commitment["owners"]))
    yield from _item("target", _target(action))
    since = f" as of {commitment['status_as_of']}" if commitment["status_as_of"] else ""
    overdue = f", overdue since {commitment['current_target_end']}" if commitment["overdue"] else ""
    yield from _item("stands", f"{commitment['status']}{since}{overdue}")


def _target(action: Row) -> str:
    days = "; ".join(f"{t['start']} to {t['end']}" for t in action["targets"])
    return f"{action['target_raw'] or action['target_kind']}{f' ({days})' if days else ''}"


def _letter(
    entry: Row, links: Sequence[Row], updates: Mapping[str, Row], documents: Sequence[Row]
) -> Iterator[str]:
    letter = _one(documents, "document_id", entry["document_id"])
    yield from ("", f"Letter {letter['file_name']}, {entry['as_of'] or 'undated'}: {entry['status']}")
    if entry["revised_target_end"]:
        yield from _item("new date", _new_date(entry))
    yield from _item("reason", entry["reason"])
    for change in entry["changes"]:
        yield from _item(change["kind"], f"from {change['from']} to {change['to']}")
    here = [k for k in links if updates[k["update_id"]]["document_id"] == entry["document_id"]]
    yield from _passages(here, updates)
    linked = {k["update_id"] for k in here}
    nearest = [near for near in entry["nearest"] if near["update_id"] not in linked]
    if nearest:
        yield "  looked at and not taken:"
    for near in nearest:
        yield from _passage(updates[near["update_id"]], f"score {near['score']:.2f}")


def _new_date(entry: Row) -> str:
    days = f"{entry['revised_target_start']} to {entry['revised_target_end']}"
    known = entry["slip"] != "none" and entry["slip_days_max"] is not None
    by = f" by {entry['slip_days_min']} to {entry['slip_days_max']} days" if known else ""
    return f"{entry['revised_target_raw']} ({days}), slip {entry['slip']}{by}"


def _passages(links: Sequence[Row], updates: Mapping[str, Row]) -> Iterator[str]:
    """Each passage with its link: accepted ones first, then the surest."""
    for link in sorted(links, key=lambda k: (k["judgement"] != "accepted", -k["score"], k["update_id"])):
        by = f"{link['judgement']} by {link['decided_by']}: {link['method']}, score {link['score']:.2f}"
        yield from _passage(updates[link["update_id"]], by)
        for signal in link["signals"]:
            yield from _signal(signal)


def _signal(signal: Row) -> Iterator[str]:
    quotes = [f"“{' '.join(signal[side].split())}”" for side in ("quote_update", "quote_action") if signal[side]]
    text = f"{signal['weight']:+6.2f} bits  {signal['name']}: {' | '.join(quotes)}"
    return iter(wrap(text, WIDTH, initial_indent="      ", subsequent_indent=" " * 20))


def _passage(update: Row, note: str) -> Iterator[str]:
    text = " ".join(update["text"].split())
    yield from wrap(f"“{text}”{_where(update)}", WIDTH, initial_indent="  ", subsequent_indent="   ")
    yield f"    {note}"


def _where(record: Row) -> str:
    pages = sorted({box["page"] for box in record["boxes"]})
    if pages:
        return f", page {' and '.join(map(str, pages))}"
    return f", {record['locator']}" if record["locator"] else ""


def _item(label: str, value: str | None) -> Iterator[str]:
    if value:
        text = " ".join(value.split())
        yield from wrap(f"  {label:<9} {text}", WIDTH, subsequent_indent=" " * 12)
