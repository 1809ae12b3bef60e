"""A report of progress that is no letter, known by what it does: it tells how far things promised have come.

Quarterly statements and progress reports have no salutation and no design. Several signals are weighed, since each
alone is common: sentences that report or promise, public bodies in them, dates, headings over them, and words that
say that progress on commitments is reported. Instructions, notes on releases and essays have some of these.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from extractors.documents.letters.parts import Parts, letter_parts
from extractors.documents.statements.clauses import read_clauses
from extractors.documents.statements.dates import DatedSentence, Memory, dated_sentences
from extractors.documents.statements.status import read_status
from extractors.documents.statements.verb_group import VerbGroup
from extractors.layout import Layout
from extractors.lookups import lookup
from extractors.model import STATUSES
from extractors.prose.blocks import blocks
from extractors.prose.model import Block
from extractors.prose.sentences import split_sentences

LIKE_ENOUGH = 0.7  # likeness from which a document is read as a report of progress
_WEIGHTS = {"opening": 0.3, "reports": 0.25, "bodies": 0.15, "tells": 0.1, "dated": 0.1, "headed": 0.1}
# The shares of sentences, and the number of headings, from which a signal counts in full.
_FULL = {"reports": 0.4, "bodies": 0.35, "tells": 0.6, "dated": 0.12, "headed": 2}
_LEAST = {"reports": 0.25, "bodies": 0.12}  # below either it is no such report, whatever else holds
_SENTENCES = (5, 160)  # the fewest that make a report, and how many are looked at
_WORDS = 5  # of a sentence
_DOUBTED = 0.5  # how likely it may be that a sentence which tells of work tells of none
_OPENING = 260  # words from the top among which a report says what it is


@dataclass(frozen=True, slots=True)
class _BodySentence:
    """A sentence of the body: whether it tells of work, and reports it, and how many headings went before."""

    sentence: DatedSentence
    tells: bool
    reports: bool
    section: int


def looks_like_report(layout: Layout) -> float:
    """From 0 to 1, by the weights above.

    0 where the opening does not speak both of progress and of things promised, and where few sentences report what
    was or is being done, or name a public body: guidance, policy and news may have the rest.
    """
    found = blocks(layout)
    opening = " ".join("\n".join(b.text for b in found if b.kind != "furniture").split(" ")[:_OPENING])
    if not (_says("progress", opening) and _says("commitments", opening)):
        return 0.0
    told = _told(letter_parts(found))
    if len(told) < _SENTENCES[0]:
        return 0.0
    shares = {
        "tells": _share(told, lambda one: one.tells),
        "reports": _share(told, lambda one: one.reports),
        "bodies": _share(told, lambda one: _says("bodies", one.sentence.sentence.text, case=True)),
        "dated": _share(told, lambda one: bool(one.sentence.dates)),
        "headed": float(len({one.section for one in told if one.tells and one.section})),
    }
    if any(shares[name] < least for name, least in _LEAST.items()):
        return 0.0
    title = next((block.text for block in found if block.kind == "heading"), "")
    signals = {name: min(1.0, shares[name] / full) for name, full in _FULL.items()}
    signals["opening"] = 1.0 if _says("title", title) else 0.5
    return sum(weight * signals[name] for name, weight in _WEIGHTS.items())


def _share(told: Sequence[_BodySentence], holds: Callable[[_BodySentence], bool]) -> float:
    return sum(map(holds, told)) / len(told)


def _told(parts: Parts) -> list[_BodySentence]:
    out: list[_BodySentence] = []
    section = 0
    lead = ""
    for block in parts.body:
        if block.kind == "heading":
            section += 1
        elif block.kind in ("paragraph", "bullet") and len(out) < _SENTENCES[1]:
            out += [_read(one, section) for one in with_lead(block, lead)]
            lead = lead_of(block, lead)
    return out


def _read(dated: DatedSentence, section: int) -> _BodySentence:
    tells = len(dated.sentence.tokens) >= _WORDS and read_status(dated).likely[STATUSES.index("none")] < _DOUBTED
    groups = read_clauses(dated.sentence).main
    return _BodySentence(dated, tells, tells and any(_done(group) for group in groups), section)


def _done(group: VerbGroup) -> bool:
    """Whether a verb tells of what was or is being done."""
    return group.tense in ("past", "perfect") or (group.tense == "present" and group.progressive)


def lead_of(block: Block, lead: str) -> str:
    """The words that open a list for the blocks behind this one ("By June we expect to"), '' where none do."""
    if block.kind == "bullet":
        return lead
    last = split_sentences(block.text)
    opened = bool(last) and last[-1].text.endswith((":", "…")) and block.kind == "paragraph"
    return last[-1].text.rstrip(":… ") if opened else ""


def with_lead(block: Block, lead: str, dated: date | None = None) -> tuple[DatedSentence, ...]:
    """The sentences of a block with their dates, the first made whole by the words that open its list.

    ``dated`` is the day of the document.
    """
    text = block.text[block.body_start :]
    whole = f"{lead} {text[:1].lower()}{text[1:]}" if lead and block.kind == "bullet" else text
    found, _ = dated_sentences(whole, split_sentences(whole), dated=dated, memory=Memory())
    return found


def _says(key: str, text: str, *, case: bool = False) -> bool:
    return _pattern(key, case).search(text) is not None


@cache
def _pattern(key: str, case: bool) -> re.Pattern[str]:
    patterns: Sequence[str] = lookup("reports")[key]
    return re.compile("|".join(patterns), 0 if case else re.IGNORECASE)
