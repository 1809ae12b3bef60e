"""What opens a recommendation of a response in prose, and what opens its answer.

"Recommendation 4" opens one as a heading, alone on its line, before a mark, a bold head or a text that asks for
something; "Recommendation 4 is answered above" is a sentence about one. "Government response to recommendation 4"
or "Our response:" opens an answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from extractors.documents.plans.lead_in import OBLIGATION
from extractors.fields.owners.words import is_acronym, is_body, is_unit
from extractors.prose.model import Block

NUMBER = r"[A-Z]?\d{1,3}(?:\.\d{1,3})*(?:[a-z]|\([a-z]{1,4}\))?(?![\w/%])"
_OPENS = re.compile(
    rf"^(?:key |main |priority )?(?P<kind>recommendation|area (?:for|requiring) improvement|cause of concern|action"
    r"|commitment)\s+(?:no\.?\s*|number\s+)?"
    rf"(?P<number>{NUMBER})(?P<mark>\s*[:.)–—-]*)\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_UNDERTAKES = frozenset({"action", "commitment"})
_RESPONSE = re.compile(
    rf"^(?P<who>(?:[\w’'&-]+\s+){{0,6}}?)(?:response|reply)"
    rf"(?:\s+to\s+(?:the\s+|this\s+)?recommendations?(?:\s+(?P<number>{NUMBER}))?)?\s*(?:(?P<mark>[:–—-])\s*(?P<rest>.*))?$",
    re.IGNORECASE | re.DOTALL,
)
_LEADERS = re.compile(r"\.{4}|…{2}|(?:\. ){4}")  # of a table of contents
_OPEN_END = re.compile(r"(?i)\b(?:in|of|to|under|and|or|see|from|by|with|for|on|the|both)$")
_POSSESSIVE = re.compile(r"[’']s?$")
_LABEL_WORDS = frozenset(
    {"", "the", "our", "government", "official", "departmental", "formal", "your", "full", "initial"}
)

Kind = Literal["recommendation", "action"]


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens an item: the number as printed, the words behind it, and whether it asks or undertakes."""

    kind: Kind
    number: str
    rest: str


def opening_of(block: Block, before: Block | None) -> Opening | None:
    """The item that a block opens; ``before`` is the block above, which may stop in the middle of a sentence."""
    found = _OPENS.match(block.text)
    if found is None or _LEADERS.search(block.text):
        return None
    if before is not None and before.kind != "heading" and _OPEN_END.search(before.text):
        return None
    rest, mark = found["rest"].strip(), found["mark"].strip()
    asks = found["kind"].lower() not in _UNDERTAKES
    apart = block.kind == "heading" or not rest or bool(mark) or _is_bold_head(block, found.end("number"))
    if not apart and not (rest[:1].isupper() and OBLIGATION.search(rest)):
        return None
    if rest and not re.search(r"\w", rest):
        rest = ""
    return Opening("recommendation" if asks else "action", found["number"], rest)


def _is_bold_head(block: Block, end: int) -> bool:
    """Whether the words up to ``end`` are bold and those behind are not."""
    head = [placed.word.bold for placed in block.words if placed.start < end]
    behind = [placed.word.bold for placed in block.words if placed.start >= end]
    return bool(head) and all(head) and not all(behind)


@dataclass(frozen=True, slots=True)
class AnswerLabel:
    """A label that opens an answer: the recommendation it names, if any, and the words behind the label."""

    number: str | None
    rest: str


def answer_label(text: str) -> AnswerLabel | None:
    """The label that a block begins with or consists of: "Government response to recommendation 4"."""
    found = _RESPONSE.match(text)
    if found is None or (found["mark"] is None and len(text.split()) > 12):
        return None
    who = _POSSESSIVE.sub("", found["who"].strip())
    plain = re.sub(r"(?i)^the\s+", "", who)
    if plain.lower() not in _LABEL_WORDS and not (is_body(plain) or is_acronym(plain) or is_unit(plain)):
        return None
    return AnswerLabel(found["number"], (found["rest"] or "").strip())
