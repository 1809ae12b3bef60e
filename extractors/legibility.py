"""How sure a record is of words that were read from a picture: less than of words that the file itself spells.

The stages in between need not know where words come from: the words are found again by the record's boxes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from statistics import fmean

from extractors.layout import Layout, Line, Word, lines_in_tables
from extractors.model import Extraction, Fact, Place

Words = dict[int, list[Word]]


def weighed(extraction: Extraction, layout: Layout) -> Extraction:
    """The extraction with every confidence lowered by how surely the words of its record were read."""
    words = _words(layout)
    if all(word.confidence == 1 for page in words.values() for word in page):
        return extraction
    recommendations = tuple(
        replace(
            read,
            confidence=_lowered(read.confidence, read.place, words),
            facts=_facts(read.facts, words),
            actions=tuple(
                replace(
                    action,
                    confidence=_lowered(action.confidence, action.place, words),
                    facts=_facts(action.facts, words),
                )
                for action in read.actions
            ),
        )
        for read in extraction.recommendations
    )
    updates = tuple(
        replace(update, confidence=_lowered(update.confidence, update.place, words))
        for update in extraction.updates
    )
    return replace(extraction, recommendations=recommendations, updates=updates)


def _words(layout: Layout) -> Words:
    out: Words = defaultdict(list)
    lines: Iterable[Line] = (*(line for page in layout.pages for line in page.lines), *lines_in_tables(layout))
    for line in lines:
        out[line.page] += line.words
    return out


def _facts(facts: Iterable[Fact], words: Words) -> tuple[Fact, ...]:
    return tuple(replace(fact, confidence=_lowered(fact.confidence, fact.place, words)) for fact in facts)


def _lowered(confidence: float, place: Place, words: Words) -> float:
    """Times what the words in the boxes come to: between the mean of them and the least sure one."""
    sure = [
        word.confidence
        for box in place.boxes
        for word in words.get(box.page, ())
        if box.x0 <= (word.x0 + word.x1) / 2 <= box.x1 and box.top <= (word.top + word.bottom) / 2 <= box.bottom
    ]
    return round(confidence * (fmean(sure) + min(sure)) / 2, 3) if sure else confidence
