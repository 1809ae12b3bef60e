"""One sentence into one update, every value with the words and the rule it came from."""

from __future__ import annotations

import re

from extractors.documents.statements.actors import find_actors
from extractors.documents.statements.dates import DatedSentence
from extractors.documents.statements.reasons import explains, find_reason
from extractors.documents.statements.status import StatusReading, read_status
from extractors.documents.statements.words import date_facts, read_update
from extractors.fields.references import Mentioned, find_mentions
from extractors.model import Fact, Place, Update
from extractors.prose.sentences import Sentence

_LATE = re.compile(r"\b(?:later? than|delay\w*|(?:weeks?|months?|year|fortnight) (?:late|behind))\b", re.IGNORECASE)
_EXPLAINED = frozenset({"delayed", "superseded"})


def statement(
    dated: DatedSentence,
    *,
    following: Sentence | None,
    section: str | None,
    run_in_head: str | None,
    paragraph: int | None,
    place: Place,
    offset: int,
) -> Update:
    """The update a sentence makes.

    ``following`` is the next sentence of the paragraph, which may give the reason; ``offset`` is where the
    paragraph begins in the document's running text.
    """
    sentence = dated.sentence
    verdict = read_status(dated)
    reason = _reason(sentence, verdict, following)
    confidence = verdict.probability
    update = Update(
        section=section,
        text=sentence.text,
        status=verdict.status,
        strength=verdict.strength,
        reason=reason,
        dates=dated.dates,
        quantities=(),
        references=tuple(dict.fromkeys(reference(m) for m in find_mentions(sentence.text))),
        actors=find_actors(sentence),
        place=place,
        char_start=offset + sentence.start,
        char_end=offset + sentence.end,
        confidence=confidence,
        run_in_head=run_in_head,
        paragraph=paragraph,
        facts=_facts(dated, verdict, reason, place),
        likely=verdict.likely,
    )
    return read_update(update)


def reference(mention: Mentioned) -> str:
    """The canonical string of a cited recommendation: its number, or "#4" for the fourth in order."""
    return f"#{mention.number}" if mention.ordinal else mention.number


def _reason(sentence: Sentence, verdict: StatusReading, following: Sentence | None) -> str | None:
    if verdict.status not in _EXPLAINED and not _LATE.search(sentence.text):
        return None
    reason = find_reason(sentence.text)
    if reason is None and following is not None and explains(following.text):
        reason = find_reason(following.text) or following.text.rstrip(".")
    return reason


def _facts(dated: DatedSentence, verdict: StatusReading, reason: str | None, place: Place) -> tuple[Fact, ...]:
    facts = [Fact("status", verdict.status, dated.sentence.text, place, "grammar_and_words", verdict.probability)]
    facts += date_facts(dated.dates, place)
    if reason is not None:
        facts.append(Fact("reason", reason, reason, place, "explained", 0.8))
    return tuple(facts)
