"""On which side of a letter's date an open year lies, by the tense of the words around it."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Literal

from extractors.lookups import lookup

# What a clause's verb tells: plainly past, past or a participle, ahead, or either.
Tense = Literal["past", "participle", "future", "near"]

CLAUSE = re.compile(r"[.;:!?]\s|,\s|\s[–—-]\s|\b(?:which|but|while|whilst|although|whereas|because|once|and)\b")
SENTENCE = re.compile(r"[.!?]\s+(?=[A-Z‘“\"'])|;\s")
FINITE = frozenset({"was", "were", "did", "had"})
PRESENT = frozenset({"is", "are", "be", "being", "am", "now"})
REACH = 5


def sides_of(text: str, start: int, end: int) -> tuple[Tense | None, Tense | None]:
    """What the tense says of a date's year: the verbs of its own clause, and those of the clauses around it.

    In its own clause the last verb before the date counts, else the first after it; of the others the nearest
    before it, else after it. None where none tells.
    """
    begin, stop = _sentence(text, start, end)
    marks = [begin, *(m.end() for m in CLAUSE.finditer(text, begin, start)), start]
    after = [end, *(m.start() for m in CLAUSE.finditer(text, end, stop)), stop]
    pieces = [text[marks[-2] : marks[-1]], text[after[0] : after[1]]]
    own = _cues(pieces[0])[-1:] or _cues(pieces[1])[:1]
    if not own and re.match(r"\s*to\s+[a-z]+", pieces[0]) and len(marks) > 2:
        own = ["future"]
    earlier = [_cues(text[a:b])[-1:] for a, b in pairwise(marks[:-1])]
    later = [_cues(text[a:b])[:1] for a, b in pairwise(after[1:])]
    return next(iter(own), None), next((cue[0] for cue in [*reversed(earlier), *later] if cue), None)


@cache
def _words(table: str) -> frozenset[str]:
    return frozenset(lookup("dates")["tense"][table])


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    before = [m.end() for m in SENTENCE.finditer(text, 0, start)]
    after = SENTENCE.search(text, end)
    return (before[-1] if before else 0), (after.start() + 1 if after else len(text))


def _cues(clause: str) -> list[Tense]:
    """The tenses of a clause's verbs, in order; a participle after "will" or "is" belongs to that verb."""
    cues: list[Tense] = []
    ahead, present = -REACH - 1, -REACH - 1
    words = [word.casefold() for word in re.findall(r"[A-Za-z]+", clause)]
    for index, word in enumerate(words):
        told = any(earlier in FINITE for earlier in words[max(0, index - 2) : index])
        if _looks_ahead(words, index) and not told:
            cues.append("future")
            ahead = index
        elif word in _words("either") or word in _words("future") or _looks_ahead(words, index):
            cues.append("near")
            ahead = index
        elif word in FINITE:
            cues.append("past")
        elif word in PRESENT:
            present = index
        elif index - ahead > REACH and word in _words("past"):
            cues.append("past")
        elif index - ahead > REACH and _participle(word) and index - present > 2:
            cues.append("participle")
    return cues


def _looks_ahead(words: list[str], index: int) -> bool:
    word, following = words[index], words[index + 1 : index + 2]
    now = any(earlier in PRESENT for earlier in words[max(0, index - 3) : index])
    if word in _words("future_if_now"):
        return now
    if word in _words("future"):
        return following != ["have"] or word == "will"
    if word == "to":
        return following == ["be"]
    return word in _words("future_to") and any(after in {"to", "of", "that"} for after in following)


def _participle(word: str) -> bool:
    return word.endswith("ed") and len(word) > 4 and word not in {"indeed", "hundred", "speed"}
