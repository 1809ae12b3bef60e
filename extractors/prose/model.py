"""What prose is made of: drafts while lines are being joined, blocks when they are done."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from extractors.furniture import FOOTNOTE_MARK
from extractors.layout import Line, Word

BlockKind = Literal["heading", "paragraph", "bullet", "footnote", "furniture"]

# Glyphs that mark a list item, with those of symbol fonts that come out of the private use area.
GLYPHS = frozenset("•◦▪‣●○■□◆◇➢➤►✓✔❖⁃∙·*–—-o") | frozenset(chr(c) for c in range(0xF000, 0xF100))
NUMBERED = re.compile(
    r"^\(?(?:[a-z]|[ivx]{1,4}|\d{1,2}|\d{1,2}(?:\.\d{1,2}){1,3})[.)]\)?$|^\d{1,2}(?:\.\d{1,2}){1,3}$"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """Lines that belong together, before they become a block. ``mark`` is the list mark taken off the front."""

    lines: tuple[Line, ...]
    kind: BlockKind = "paragraph"
    level: int = 0
    mark: str | None = None

    @property
    def words(self) -> tuple[Word, ...]:
        """All its words but the list mark."""
        words = tuple(word for line in self.lines for word in line.words)
        return words[1:] if self.mark and words and words[0].text == self.mark else words

    @property
    def text(self) -> str:
        """The words joined by spaces, for looking at, not for publishing."""
        return " ".join(word.text for word in self.words)

    def starts_with_mark(self) -> bool:
        """Does it begin as a footnote does?"""
        return bool(self.lines and self.lines[0].words and FOOTNOTE_MARK.match(self.lines[0].words[0].text))


@dataclass(frozen=True, slots=True)
class Placed:
    """A word of a block: the characters it takes in the block's text, and the line it stands on."""

    start: int
    end: int
    word: Word
    line: Line


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item, footnote or piece of furniture.

    ``level`` is the heading's rank (1 = top) or 0. ``mark`` is a list item's bullet or number, left out of
    ``text``. ``run_in_head`` is the head at the front of the text ("Training. All staff …"): it is a part of
    ``text``, ``body_start`` is where the rest begins. ``paragraph`` counts the blocks of the running text.
    """

    kind: BlockKind
    text: str
    level: int
    mark: str | None
    run_in_head: str | None
    body_start: int
    words: tuple[Placed, ...]
    lines: tuple[Line, ...]
    paragraph: int | None = None
