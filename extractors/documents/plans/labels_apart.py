"""Labels that type alone sets apart from what they name: **Owner** Head of Care, **WHO** Matron **WHEN** May 2021.

The label is the bold or italic words that a block begins with; a colon may stand behind it as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from extractors.layout import Word
from extractors.prose.model import Block, Placed

MOST_WORDS = 6  # of a label


@dataclass(frozen=True, slots=True)
class ApartLabel:
    """The words of a label, where in the block's text what it names begins, and what it names."""

    words: str
    at: int
    value: str


def labels_apart(block: Block, start: int = 0) -> tuple[ApartLabel, ...]:
    """The labels of a block from ``start`` on, each with what stands behind it; none where no type parts them."""
    words = [placed for placed in block.words if placed.start >= start]
    runs = [list(run) for _, run in groupby(words, key=lambda placed: _look(placed.word))]
    if len(runs) < 2 or len(runs) % 2 or not any(_look(runs[0][0].word)):
        return ()
    label_look, value_look = (_look(run[0].word) for run in runs[:2])
    alternate = all(_look(run[0].word) == (value_look if i % 2 else label_look) for i, run in enumerate(runs))
    if not alternate or any(len(run) > MOST_WORDS for run in runs[::2]):
        return ()
    pairs = zip(runs[::2], runs[1::2], strict=True)
    return tuple(
        ApartLabel(_text(block, label).rstrip(" :"), value[0].start, _text(block, value)) for label, value in pairs
    )


def _look(word: Word) -> tuple[bool, bool]:
    return word.bold, word.italic


def _text(block: Block, run: list[Placed]) -> str:
    return block.text[run[0].start : run[-1].end]
