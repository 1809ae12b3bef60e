"""Do a record's boxes hold its words, and no others?

The page is read once more by pdfplumber's own parser: a witness that had no part in making the boxes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pdfplumber

from pipeline.evaluation.words import bag
from pipeline.tables.rows import Row

RECALL, PRECISION = 0.95, 0.85  # least shares: of the record's words inside its boxes, of the words there its own
Word = tuple[float, float, str]  # centre x and y in points from the top left, text


@dataclass(frozen=True, slots=True)
class Witness:
    """The words of a PDF, page by page."""

    pages: tuple[tuple[Word, ...], ...]

    def confirms(self, boxes: Sequence[Row], texts: Iterable[str | None]) -> bool:
        """Whether the boxes hold the words of the texts (RECALL) and little else (PRECISION)."""
        inside = self._inside(boxes)
        said = sum((bag(text) for text in texts), Counter[str]())
        common = (inside & said).total()
        return bool(inside) and common >= RECALL * said.total() and common >= PRECISION * inside.total()

    def _inside(self, boxes: Sequence[Row]) -> Counter[str]:
        """The words whose centre lies in any of the boxes, each once."""
        words = {
            (box["page"], i): text
            for box in boxes
            for i, (x, y, text) in enumerate(self.pages[box["page"] - 1])
            if box["x0"] <= x <= box["x1"] and box["top"] <= y <= box["bottom"]
        }
        return sum((bag(text) for text in words.values()), Counter[str]())


def witness(pdf: Path) -> Witness:
    """Read the words of a PDF's pages."""
    pages = []
    with pdfplumber.open(pdf) as document:
        for page in document.pages:
            pages.append(tuple(_word(word) for word in page.extract_words()))
            page.close()
    return Witness(tuple(pages))


def _word(word: Row) -> Word:
    return (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2, word["text"]
