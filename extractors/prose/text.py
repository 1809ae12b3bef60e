"""Words into text: joined over line ends, with every character's place; and the document's running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.layout import Line, Word, box_around, place_of
from extractors.model import Box, Place
from extractors.prose.model import Block, Draft, Placed

_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_HEAD_WORDS = 10  # a longer bold opening is emphasis, not a head
# Without bold type only a short opening without a verb is a head.
_PLAIN_HEAD = re.compile(r"((?:[^\s.:?!]+ ?){1,5})[.:] (?=[A-Z0-9‘“'\"£])")
_FINITE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|must|do|does|did)\b", re.IGNORECASE
)


def block_of(draft: Draft) -> Block:
    """The block of a draft: its text without the list mark and without footnote references."""
    placed: list[Placed] = []
    text = ""
    for line, word, last in _words(draft):
        gap = "" if not text or _glued(text, word, placed) else " "
        if gap == "" and text.endswith("\u00ad"):
            text = text[:-1]
        start = len(text) + len(gap)
        text += gap + word.text
        placed.append(Placed(start, len(text), word, line))
        if last and text.endswith("\u00ad"):
            continue
    head, body = _run_in_head(draft, placed, text)
    return Block(draft.kind, text, draft.level, draft.mark, head, body, tuple(placed), draft.lines)


def running_text(found: Sequence[Block]) -> str:
    """The document's running text: the texts of all blocks but furniture, a line break between two."""
    return "\n".join(block.text for block in found if block.kind != "furniture")


def offsets(found: Sequence[Block]) -> dict[int, int]:
    """For each paragraph number, the position in the running text where its block begins."""
    out: dict[int, int] = {}
    at = 0
    for block in found:
        if block.kind != "furniture" and block.paragraph is not None:
            out[block.paragraph] = at
            at += len(block.text) + 1
    return out


def place_in(block: Block, start: int, end: int, *, boxed: bool) -> Place:
    """The place of a stretch of a block's text: boxes that hold exactly its words, else locators."""
    inside = [p for p in block.words if p.end > start and p.start < end]
    if not boxed:
        return place_of(_lines(inside), boxed=False)
    boxes: list[Box] = []
    for lines in _stretches(inside):
        boxes += box_around(lines)
    return Place(boxes=tuple(boxes))


def _lines(inside: Sequence[Placed]) -> list[Line]:
    """The lines in order, told apart by their numbers: to compare all their words takes long in a long one."""
    return list({p.line.ordinal: p.line for p in inside}.values())


def _stretches(inside: Sequence[Placed]) -> Iterator[list[Line]]:
    """Runs of lines that one box may span: whole lines together, a line only partly covered by itself."""
    pending: list[Line] = []
    for line in _lines(inside):
        words = tuple(p.word for p in inside if p.line.ordinal == line.ordinal)
        covered = len(words) == len(line.words)
        if covered and (not pending or pending[-1].page == line.page):
            pending.append(line)
            continue
        if pending:
            yield pending
        pending = [line] if covered else []
        if not covered:
            yield [replace(line, words=words)]
    if pending:
        yield pending


def _words(draft: Draft) -> Iterator[tuple[Line, Word, bool]]:
    skip_mark = draft.mark is not None
    for line in draft.lines:
        for i, word in enumerate(line.words):
            if skip_mark:
                skip_mark = False
                if word.text == draft.mark:
                    continue
            if not _is_reference(line, i):
                yield line, word, i == len(line.words) - 1


def _is_reference(line: Line, i: int) -> bool:
    """A raised small number behind a word: the mark of a footnote."""
    word = line.words[i]
    if i == 0 or not re.fullmatch(r"\d{1,2}|[*†‡]", word.text):
        return False
    before = line.words[i - 1]
    return word.size < 0.8 * before.size and word.bottom < before.bottom - 0.5


def _glued(text: str, word: Word, placed: Sequence[Placed]) -> bool:
    """Does the word join the one before without a space: a raised ordinal, or a word broken at a line end?"""
    before = placed[-1]
    if word.text.lower().rstrip(",.;:") in _ORDINALS and before.word.text.isdigit():
        return True
    on_next_line = word.top >= before.word.bottom - 0.5 * (word.bottom - word.top) or word.x0 < before.word.x0
    if not on_next_line:
        return False
    if text.endswith("\u00ad"):
        return True
    return bool(re.search(r"\w-$", text)) and word.text[:1].islower()


def _run_in_head(draft: Draft, placed: Sequence[Placed], text: str) -> tuple[str | None, int]:
    """The head at the front of a paragraph and where the rest begins; (None, 0) where there is none."""
    if draft.kind not in {"paragraph", "bullet"} or len(placed) < 4:
        return None, 0
    bold = 0
    while bold < len(placed) and placed[bold].word.bold:
        bold += 1
    if 0 < bold <= _HEAD_WORDS and bold < len(placed):
        end = placed[bold - 1].end
        following = text[placed[bold].start]
        if text[end - 1] in ".:–—" or following in "–—:-":
            return text[:end].rstrip(" .:–—-"), placed[bold].start
    if draft.kind == "bullet":
        found = _PLAIN_HEAD.match(text)
        if found and _FINITE.search(found.group(1)) is None:
            return found.group(1), found.end()
    return None, 0
