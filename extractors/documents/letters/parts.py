"""The parts of a letter: head, salutation, subject, body, closing, signatures, annexes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractors.fields.dates import parse_date
from extractors.fields.owners.words import is_body, is_unit
from extractors.lookups import lookup
from extractors.prose.model import Block

_SALUTATION_WORDS = 10
_CLOSING_WORDS = 6
_DAY_WORDS = 5  # the most words of a line that is a date
_BODY_WORDS = 12  # a paragraph this long is no part of an address block


@dataclass(frozen=True, slots=True)
class Parts:
    """The blocks of a letter by their part, each in reading order.

    ``salutation`` is None where the letter has none. ``subject`` holds the heading lines between salutation and
    text. ``body`` includes annexes behind the signatures, and no furniture.
    """

    head: tuple[Block, ...]
    salutation: Block | None
    subject: tuple[Block, ...]
    body: tuple[Block, ...]
    signatures: tuple[Block, ...]
    furniture: tuple[Block, ...]


@cache
def line_pattern(key: str) -> re.Pattern[str]:
    """The pattern for lines of one kind (``lookups/letters.toml``), to match at a line's start."""
    return re.compile("(?:" + "|".join(lookup("letters")[key]) + ")", re.IGNORECASE)


def letter_parts(blocks: Sequence[Block]) -> Parts:
    """Divides a letter. Without a salutation the head ends at the first long paragraph or its heading."""
    furniture = tuple(b for b in blocks if b.kind == "furniture")
    prose = [b for b in blocks if b.kind != "furniture"]
    greeting = next((i for i, b in enumerate(prose) if is_salutation(b)), None)
    begin = _first_text(prose) if greeting is None else greeting + 1
    close = next((i for i in range(len(prose) - 1, begin - 1, -1) if is_closing(prose[i])), None)
    end = len(prose) if close is None else close
    behind = prose[end + 1 :]
    annex = next((i for i, b in enumerate(behind) if _is_annex(b, behind[i + 1 :])), len(behind))
    subject, first = _subject(prose, begin, end)
    return Parts(
        head=tuple(prose[: begin if greeting is None else greeting]),
        salutation=None if greeting is None else prose[greeting],
        subject=subject,
        body=tuple(prose[first:end]) + tuple(behind[annex:]),
        signatures=tuple(behind[:annex]),
        furniture=furniture,
    )


def is_salutation(block: Block) -> bool:
    """Is it "Dear …", alone on its line?"""
    return len(block.words) <= _SALUTATION_WORDS and line_pattern("salutation").match(block.text) is not None


def is_closing(block: Block) -> bool:
    """Is it "Yours sincerely" or the like, alone on its line?"""
    return len(block.words) <= _CLOSING_WORDS and line_pattern("closing").match(block.text) is not None


def _is_annex(block: Block, behind: Sequence[Block]) -> bool:
    follows = any(len(b.words) >= _BODY_WORDS for b in behind)
    return follows and len(block.words) <= _BODY_WORDS and line_pattern("annex").match(block.text) is not None


def _first_text(prose: Sequence[Block]) -> int:
    """Where the text of a letter without a salutation begins: its first long paragraph, with the headings above.

    An address is no text however long it is, and what stands in a letterhead is no heading.
    """
    i = next((i for i, b in enumerate(prose) if _is_text(b)), len(prose))
    while i > 0 and prose[i - 1].kind == "heading" and not is_letterhead(prose[i - 1]):
        i -= 1
    return i


def _is_text(block: Block) -> bool:
    return len(block.words) >= _BODY_WORDS and block.kind != "heading" and not _is_address(block)


def is_letterhead(block: Block) -> bool:
    """Whether a line stands at the head of a letter: an address, a body or a day by itself, or what is labelled."""
    text = block.text.strip()
    if _is_address(block) or line_pattern("address").match(text) or line_pattern("labelled").match(text):
        return True
    return is_body(text) or is_unit(text) or (len(block.words) <= _DAY_WORDS and parse_date(text) is not None)


def _is_address(block: Block) -> bool:
    """Whether a block tells where somebody is reached and nothing else: no full stop ends a sentence in it."""
    said = re.search(r"[a-z]{2}[.!?](?:\s|$)", block.text)
    return said is None and line_pattern("reached").search(block.text) is not None


def _subject(prose: Sequence[Block], begin: int, end: int) -> tuple[tuple[Block, ...], int]:
    """The subject lines at the start of the text, and where the body begins behind them.

    Two headings in a row are subject and first section; headings of the same text style that directly follow and
    are no opening heading ("Introduction") are one subject over several lines.
    """
    i = begin
    if i < end and line_pattern("subject").match(prose[i].text) and len(prose[i].words) <= 30:
        return (prose[i],), i + 1
    found: list[Block] = []
    while i < end and prose[i].kind == "heading" and not _opens_a_section(prose, i, end, found):
        found.append(prose[i])
        i += 1
    return tuple(found), i


def _opens_a_section(prose: Sequence[Block], i: int, end: int, found: Sequence[Block]) -> bool:
    block = prose[i]
    if line_pattern("opening_headings").fullmatch(block.text.strip(" :.0123456789")):
        return True
    if re.match(r"(?:[A-Z]|\d{1,2})[.)]\s", block.text):
        return True
    above_text = i + 1 < end and prose[i + 1].kind != "heading"
    same = sum(b.kind == "heading" and b.level == block.level for b in prose[i + 1 : end])
    return bool(found) and above_text and same > 0
