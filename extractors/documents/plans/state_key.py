"""What marks of state mean by a key of the same document: "Green – complete", "NS = not started", a table of both.

A mark is a colour or up to three capitals. What it means is told by the words for a state that its explanation
opens with; where there are none ("Amber: see notes") it means what it does without a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise

from extractors.fields.responses import colour_of, parse_progress
from extractors.layout import Layout
from extractors.logical import LogicalTable
from extractors.model import Status
from extractors.prose.blocks import blocks

StateKey = Mapping[str, Status]  # by the mark, case folded
_LINE = 12  # words of a mark and its explanation in a line of their own
_LEAST = 2  # marks that are explained together
_COLOUR, _CAPITALS = r"(?i:red|amber|yellow|orange|green|blue|purple|gr[ea]y|black|white)", r"[A-Z]{1,3}"
_MARK = rf"{_COLOUR}|{_CAPITALS}"
_EXPLAINED = re.compile(rf"(?<!\S)(?P<mark>{_MARK})\s*(?:[–—=:(]|\s-\s)\s*|(?<!\S)(?P<colour>{_COLOUR})\s+")
_ALONE = re.compile(rf"(?:{_MARK})")
_ENDS = re.compile(r"[;•▪●|\n)]|\.(?:\s|$)")
_OR = re.compile(r"(?i)\s+(?:and/)?or\s+")
_SUBJECT = re.compile(
    r"(?i)^(?:(?:the|all|an?)\s+)?(?:actions?|recommendations?|work|milestones?|tasks?|delivery|progress)\s+"
    r"(?:(?:is|are|has|have|was|were)\s+)?(?:been\s+)?"
)


def state_key(layout: Layout, tables: Iterable[LogicalTable]) -> StateKey:
    """The states that the keys of a document give to marks, "G" as "green"; empty where it has none."""
    texts = [block.text for block in blocks(layout)]
    alone = _listed(" | ".join(text for text in texts if len(text.split()) <= _LINE and _EXPLAINED.match(text)))
    keys = chain(map(_of_table, tables), map(_listed, texts), [alone])
    return {colour_of(mark).casefold(): state for key in keys for mark, state in key}


def _of_table(table: LogicalTable) -> list[tuple[str, Status]]:
    """The marks of a table with a row for each, or of cells that each explain one."""
    rows = [[row.text(i) for i, cell in enumerate(row.cells) if cell] for row in table.rows]
    pairs = [(row[0], row[-1]) for row in (list(table.header), *rows) if len(row) > 1 and _ALONE.fullmatch(row[0])]
    beside = _meant(pairs)
    return beside or _listed(" | ".join(chain(table.header, *rows)))


def _listed(text: str) -> list[tuple[str, Status]]:
    marks = list(_EXPLAINED.finditer(text))
    ends = [mark.start() for mark in marks] + [len(text)]
    return _meant(
        [
            (mark["mark"] or mark["colour"], _ENDS.split(text[mark.end() : end])[0])
            for mark, (_, end) in zip(marks, pairwise(ends), strict=True)
        ]
    )


def _meant(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, Status]]:
    """The marks whose explanation tells a state; none where fewer than two do."""
    found = [(mark, state) for mark, meaning in pairs for state in _states(meaning)]
    return found if len(found) >= _LEAST else []


def _states(meaning: str) -> Iterator[Status]:
    """The state that an explanation opens with, or the words behind its subject do ("The action is on track").

    None where it has two that differ ("Not started or late").
    """
    ways = [way.strip(" –—-:,") for way in _OR.split(meaning)]
    states = {parse_progress(way) or parse_progress(_SUBJECT.sub("", way)) for way in ways}
    yield from (state for state in states if state and len(states) == 1)
