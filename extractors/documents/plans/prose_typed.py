"""Recommendations of a response in prose that no word names: type, a code or number, or the answer tells them.

"MD2 Staffing" and "4", "Wellbeing" are headings of such when what stands right below asks for something. A
paragraph all in italics or bold is one when it asks for something and an answer stands right below. There are
several of them in a document.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.documents.plans.answers import leading_answer, status_of
from extractors.documents.plans.lead_in import OBLIGATION
from extractors.documents.plans.prose_labels import labels_in
from extractors.documents.plans.prose_openings import Opening
from extractors.fields.responses import is_answer
from extractors.prose.model import Block

LEAST = 3  # such recommendations of a document
_CODED = re.compile(
    r"^(?P<number>[A-Z]{1,3}\d{1,2}(?:\.\d{1,2})?|\d{1,2}(?:\.\d{1,2})?)[.:)]?\s+(?P<title>[A-Z‘“].*)$"
)
_NUMBER = re.compile(r"^[A-Z]{0,3}\d{1,2}(?:\.\d{1,2})?\.?$")
_PROMISES = re.compile(r"(?i)\b(?:we|will|shall|our)\b")


@dataclass(frozen=True, slots=True)
class TypedOpenings:
    """What opens recommendations, by the block.

    ``numbers`` are blocks that hold nothing but a number, with the block of the heading that it is of.
    """

    by_block: Mapping[int, Opening] = field(default_factory=dict)
    numbers: Mapping[int, int] = field(default_factory=dict)

    def of(self, block: Block) -> Opening | None:
        """What a block opens."""
        return self.by_block.get(id(block))


def typed_openings(found: Sequence[Block]) -> TypedOpenings:
    """What opens recommendations in a document that names none of them by a word."""
    told = [block for block in found if block.kind not in ("furniture", "footnote")]
    headed = _headed(told)
    if len(headed.by_block) >= LEAST and _are_answered(told, headed):
        return headed
    answered = [block for block, below in pairwise(told) if _is_set_apart(block) and _answers(below)]
    if len(answered) < LEAST:
        return TypedOpenings()
    openings = (Opening("recommendation", str(n), block.text) for n, block in enumerate(answered, start=1))
    return TypedOpenings({id(block): opening for block, opening in zip(answered, openings, strict=True)})


def look_of(block: Block) -> tuple[bool, bool, float]:
    """The type that the first word of a block is set in."""
    word = block.words[0].word
    return word.bold, word.italic, round(word.size, 1)


def _headed(told: Sequence[Block]) -> TypedOpenings:
    """Headings with a code or number in or by them, below which something is asked for."""
    openings: dict[int, Opening] = {}
    numbers: dict[int, int] = {}
    given: set[str] = set()
    for at, block in enumerate(told[:-1]):
        if block.kind != "heading":
            continue
        coded = _CODED.match(block.text)
        number, title, below = (coded["number"], coded["title"], at + 1) if coded else ("", block.text, at + 1)
        if not coded:
            beside = next((i for i in (at - 1, at + 1) if i >= 0 and _NUMBER.match(told[i].text)), None)
            if beside is None or id(told[beside]) in numbers:
                continue
            number, below = told[beside].text.rstrip("."), max(at, beside) + 1
        if below >= len(told) or not asks(told[below]) or number in given:
            continue
        if not coded and beside is not None:
            numbers[id(told[beside])] = id(block)
        given.add(number)
        openings[id(block)] = Opening("recommendation", number, title)
    return TypedOpenings(openings, numbers)


def asks(block: Block) -> bool:
    """Whether a block asks for something and promises nothing."""
    return OBLIGATION.search(block.text) is not None and not _PROMISES.search(block.text)


def _is_set_apart(block: Block) -> bool:
    """Whether a block is all in italics or bold, and asks for something."""
    styled = all(one.word.bold for one in block.words) or all(one.word.italic for one in block.words)
    return bool(block.words) and styled and asks(block)


def _answers(block: Block) -> bool:
    status = status_of(block.text)
    return is_answer(status.raw) if status else leading_answer(block.text) is not None


def _are_answered(told: Sequence[Block], headed: TypedOpenings) -> bool:
    """Whether below most openings an answer stands, or an owner or date by a label."""
    answered: set[int] = set()
    last: Block | None = None
    for block in told:
        if headed.of(block):
            last = block
        elif last is not None and (_answers(block) or labels_in(block)):
            answered.add(id(last))
    return 2 * len(answered) > len(headed.by_block)
