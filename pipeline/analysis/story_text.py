"""The story of one commitment as text: its source, what every letter says of it and where, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from pipeline.analysis.story_records import Chapter, LinkedStatement, Story
from pipeline.tables.rows import Row

WIDTH = 100


def lines(story: Story) -> Iterator[str]:
    """The story, a line at a time, of at most :data:`WIDTH` characters."""
    yield f"Commitment {story.commitment['action_id']}"
    yield from _items(promise_items(story))
    if story.progress:
        yield from ("", "The plan's own progress")
        yield from _passages(story.progress)
    for chapter in story.chapters:
        yield from _letter(chapter)


def promise_items(story: Story) -> list[tuple[str, str | None]]:
    """What was promised and where it stands, as labels and words."""
    commitment, action, plan = story.commitment, story.action, story.plan
    submitted = f", submitted {plan['dated']}" if plan["dated"] else ""
    number, answer = commitment["recommendation_number"], commitment["response"] or "no answer"
    since = f" as of {commitment['status_as_of']}" if commitment["status_as_of"] else ""
    overdue = f", overdue since {commitment['current_target_end']}" if commitment["overdue"] else ""
    return [
        ("plan", f"{plan['file_name']}{where(action)}{submitted}"),
        ("about", commitment["subject"] or commitment["establishment"]),
        ("answers", f"recommendation {number} ({answer}): {commitment['recommendation'] or ''}"),
        ("promise", commitment["action"]),
        ("owners", "; ".join(commitment["owners"])),
        ("target", target(action)),
        ("stands", f"{commitment['status']}{since}{overdue}"),
        ("lacking", lacking(commitment["missing_letters"])),
    ]


def lacking(letters: int) -> str | None:
    """What silence is worth where the case lacks letters; None where it lacks none."""
    some = "1 letter" if letters == 1 else f"{letters} letters"
    return f"{some} that the case's documents mention: silence is only as far as those at hand" if letters else None


def letter_head(chapter: Chapter) -> str:
    """The letter, or the later edition of the plan, its date and the state it reports."""
    entry = chapter.entry
    kind = "Edition" if chapter.letter["edition_of"] else "Letter"
    return f"{kind} {chapter.letter['file_name']}, {entry['as_of'] or 'undated'}: {entry['status']}"


def letter_items(chapter: Chapter) -> list[tuple[str, str | None]]:
    """What the letter makes of the commitment, as labels and words."""
    entry = chapter.entry
    return [
        ("new date", new_date(entry) if entry["revised_target_end"] else None),
        ("reason", entry["reason"]),
        *((change["kind"], f"from {change['from']} to {change['to']}") for change in entry["changes"]),
        ("sure", how_sure(entry) if entry["status_probability"] is not None else None),
    ]


def how_sure(entry: Row) -> str:
    """How likely the state is, and what speaks most for it and against it."""
    why = "; ".join(f"{reason['name']} ({reason['weight']:+.1f} bits)" for reason in entry["status_reasons"])
    read = ": read the passages yourself" if entry["status_review"] else ""
    return f"{entry['status']} with probability {entry['status_probability']:.2f}{read}. {why}"


def target(action: Row) -> str:
    """The words of the date entry, and the days they stand for."""
    days = "; ".join(f"{t['start']} to {t['end']}" for t in action["targets"])
    return f"{action['target_raw'] or action['target_kind']}{f' ({days})' if days else ''}"


def _letter(chapter: Chapter) -> Iterator[str]:
    yield from ("", letter_head(chapter))
    yield from _items(letter_items(chapter))
    yield from _passages(chapter.passages)
    if chapter.nearest:
        yield "  looked at and not taken:"
    for update, score in chapter.nearest:
        yield from _passage(update, f"score {score:.2f}")


def new_date(entry: Row) -> str:
    """The words of a new date, the days they stand for, and the slip."""
    days = f"{entry['revised_target_start']} to {entry['revised_target_end']}"
    known = entry["slip"] != "none" and entry["slip_days_max"] is not None
    by = f" by {entry['slip_days_min']} to {entry['slip_days_max']} days" if known else ""
    return f"{entry['revised_target_raw']} ({days}), slip {entry['slip']}{by}"


def _passages(passages: Sequence[LinkedStatement]) -> Iterator[str]:
    for passage in passages:
        yield from _passage(passage.update, decided(passage.link))
        for signal in passage.link["signals"]:
            yield from _signal(signal)


def decided(link: Row) -> str:
    """What became of a link, and by whom, how and how surely."""
    return f"{link['judgement']} by {link['decided_by']}: {link['method']}, score {link['score']:.2f}"


def _signal(signal: Row) -> Iterator[str]:
    quotes = [f"“{' '.join(signal[side].split())}”" for side in ("quote_update", "quote_action") if signal[side]]
    text = f"{signal['weight']:+6.2f} bits  {signal['name']}: {' | '.join(quotes)}"
    return iter(wrap(text, WIDTH, initial_indent="      ", subsequent_indent=" " * 20))


def _passage(update: Row, note: str) -> Iterator[str]:
    text = " ".join(update["text"].split())
    yield from wrap(f"“{text}”{where(update)}", WIDTH, initial_indent="  ", subsequent_indent="   ")
    yield f"    {note}"


def where(record: Row) -> str:
    """Where a record stands: ", page 3", or its locator in a format without pages."""
    pages = sorted({box["page"] for box in record["boxes"]})
    if pages:
        return f", page {' and '.join(map(str, pages))}"
    return f", {record['locator']}" if record["locator"] else ""


def _items(items: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    for label, value in items:
        if value:
            yield from wrap(f"  {label:<9} {' '.join(value.split())}", WIDTH, subsequent_indent=" " * 12)
