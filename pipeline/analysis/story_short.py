"""The story of one commitment on one screen: the promise, where it stands, and the best passage of each letter."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from pipeline.analysis.story_records import Chapter, LinkedStatement, Story
from pipeline.analysis.story_text import WIDTH, lacking, target, where
from pipeline.analysis.words import shown, state
from pipeline.ledger.current import Statement, evidence_in
from pipeline.model import LedgerEntry, name_within
from pipeline.tables.rows import Row, decode
from pipeline.tables.schema import LEDGER

MOST_LINES = 40
# Lines that a letter takes at most, and characters of what the plan says and of what a passage does.
_A_LETTER = 4
_PROMISE, _RECOMMENDATION, _LINE, _PASSAGE = 500, 170, 80, 170
_INDENT = " " * 12


def short(story: Story) -> list[str]:
    """The story in at most :data:`MOST_LINES` lines of :data:`WIDTH` characters; of many letters the last ones."""
    head = list(_head(story))
    name = name_within(story.commitment["action_id"])
    foot = ["", f"More: inspection-responses explain {shown(name, _LINE // 2)} --full (every passage and why)"]
    room = (MOST_LINES - len(head) - len(foot) - 2) // _A_LETTER
    kept = story.chapters[-room:] if room > 0 else ()
    earlier = len(story.chapters) - len(kept)
    letters = [line for chapter in kept for line in _letter(chapter)]
    if earlier:
        letters.insert(0, f"  {earlier} earlier letter{'' if earlier == 1 else 's'}: see --full")
    return [*head, *([""] if letters else []), *letters, *foot]


def _head(story: Story) -> Iterator[str]:
    commitment, plan = story.commitment, story.plan
    submitted = f", submitted {plan['dated']}" if plan["dated"] else ""
    yield f"Commitment {shown(commitment['action_id'], WIDTH - 11)}"
    number, answer = commitment["recommendation_number"], commitment["response"] or "no answer"
    asked = f"recommendation {number} ({answer.replace('_', ' ')}): {commitment['recommendation'] or ''}"
    for label, value, most in (
        ("plan", f"{shown(plan['file_name'], _LINE - 45)}{where(story.action)}{submitted}", _LINE),
        ("about", commitment["subject"] or commitment["establishment"], _LINE),
        ("answers", asked, _RECOMMENDATION),
        ("promise", commitment["action"], _PROMISE),
        ("owners", "; ".join(commitment["owners"]), _LINE),
        ("target", target(story.action), _LINE),
        ("stands", _stands(commitment), _LINE),
        ("because", _because(story), _PASSAGE),
        ("lacking", lacking(commitment["missing_letters"]), _RECOMMENDATION),
    ):
        if value:
            yield from _item(label, shown(value, most))


def _stands(commitment: Row) -> str:
    """The state in words, since when, and the target now in force where that has passed or moved."""
    overdue, due = commitment["overdue"], commitment["current_target_end"]
    since = f" as of {commitment['status_as_of']}" if commitment["status_as_of"] else ""
    moved = due is not None and due != commitment["original_target_end"] and not overdue
    late = f", overdue since {due}" if overdue else f", now due {due}" if moved else ""
    return f"{state(commitment['status'])}{since}{late}"


def _because(story: Story) -> str | None:
    """The plan's own words where no letter tells more."""
    if any(chapter.entry["mentioned"] for chapter in story.chapters) or not story.progress:
        return None
    return f"the plan says “{shown(story.progress[0].update['text'], _PASSAGE - 30)}”"


def _letter(chapter: Chapter) -> Iterator[str]:
    """Its date, state and file, then its best passage."""
    entry, passage = chapter.entry, best(chapter)
    place = where(passage.update) if passage else ""
    new = f"; new date {shown(entry['revised_target_raw'], 30)}" if entry["revised_target_end"] else ""
    doubt = ", not sure" if entry["status_review"] else ""
    name = shown(chapter.letter["file_name"], 40)
    head = f"{entry['as_of'] or 'undated'}  {state(entry['status'])}{doubt}{new}  ({name}{place})"
    yield f"  {shown(head, WIDTH - 2)}"
    if passage:
        yield from _wrapped(f"“{shown(passage.update['text'], _PASSAGE)}”")


def best(chapter: Chapter) -> LinkedStatement | None:
    """The accepted passage of a letter that carries the state (:func:`pipeline.ledger.current.evidence_in`)."""
    accepted = {p.update["update_id"]: p for p in chapter.passages if p.link["judgement"] == "accepted"}
    statements = [
        Statement(key, p.update["document_id"], p.update["status"], p.link["score"]) for key, p in accepted.items()
    ]
    found = evidence_in(decode(LedgerEntry, chapter.entry, LEDGER), statements)
    return accepted[found.update_id] if found else None


def _item(label: str, value: str) -> Iterator[str]:
    yield from wrap(f"  {label:<9} {value}", WIDTH, subsequent_indent=_INDENT)


def _wrapped(text: str) -> Iterator[str]:
    yield from wrap(text, WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)
