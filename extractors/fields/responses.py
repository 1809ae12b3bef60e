"""Closed sets of answers: agreed, partly or not agreed; completed, in progress and so on.

A word that is in no list is never given a class: the caller is told it is unknown and reports it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast, get_args

from extractors.lookups import lookup
from extractors.model import Response, Status

NUMBER = re.compile(r"^\s*\(?\d{1,3}(?:\.\d{1,2})*[.):]?\s+(?=[A-Za-z])")
DATE = re.compile(
    r"\b\d{1,4}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}\b|\b(?:\d{1,2}(?:st|nd|rd|th)?\s+)?[A-Z][a-z]{2,8}\.?\s+\d{4}\b"
)
PERCENT = re.compile(r"\b(\d{1,3})\s?%")
WORD = re.compile(r"[a-z0-9]+")
SHORT = 8
_SHORT_TITLE = 3  # the most words of a section's title that is a state, beside those of every title
_TITLE_WORDS = frozenset({"action", "actions", "item", "items", "recommendation", "recommendations", "previously"})
_IN_TIME = frozenset({"green", "track", "target", "schedule", "time", "plan"})
_HOW_FAR = frozenset({"amber", "partially", "partly", "part"})
_COLOURS = {"R": "red", "A": "amber", "G": "green", "B": "blue"}  # where a cell has the letter alone
_OPEN_WORDS = 4  # the most of a cell that says how an open action stands
STATE_WORDS = 4  # the most of a cell that is a state; a longer one is prose
# Words that mean an answer only when they are the whole cell.
WHOLE = {"yes", "no", "note", "nil", "none", "met", "late", "future", "open", "active", "behind"}


@dataclass(frozen=True, slots=True)
class ResponseRead:
    """The class of a response cell. ``known`` is False where the words are in no list: an issue, never a guess.

    ``response`` is None with ``known`` True where the words take no side ("Noted", "For another body") or
    the cell is empty.
    """

    response: Response | None
    known: bool


def parse_response(raw: str) -> ResponseRead:
    """The class of the words that answer a recommendation ("Partially Accepted", "NOT AGREED.").

    The longest known phrase at the head of the text decides. A short text that holds two classes
    ("Agreed/ Not Agreed") is unknown.
    """
    words = _words(raw)
    if not words:
        return ResponseRead(None, not DATE.search(raw))  # a day alone is no answer
    found = _head(words, "response")
    if found is None:
        return ResponseRead(None, False)
    key, rest = found
    if len(words) <= SHORT and _contradicts(key, rest, _phrases("response")):
        return ResponseRead(None, False)
    return ResponseRead(None if key == "none" else cast(Response, key), True)


def leading_answer(text: str) -> int:
    """How many words at the head of a cell are its answer, where it may go on to explain itself; 0 where none are.

    "Partly. The roof is listed" and "No We have no budget" (an answer on a line of its own) give 1,
    "Partially Accepted It costs much" gives 2, "Agreed with the council that …" 0.
    """
    words = text.split()
    ends = [
        count
        for count in range(1, min(len(words), SHORT) + 1)
        if count == len(words) or words[count][:1].isupper() or words[count - 1][-1:] in ".:;–—"
    ]
    listed = (count for count in reversed(ends) if tuple(_words(" ".join(words[:count]))) in _phrases("response"))
    first = " ".join(words[: ends[0]]) if ends else ""
    known = (count for count in ends[:1] if _words(first) and parse_response(first).known)  # no mark alone
    return next(listed, 0) or next(known, 0)


def is_whole_answer(text: str) -> bool:
    """Whether a cell is an answer that :func:`leading_answer` finds, and does not go on."""
    return 0 < leading_answer(text) == len(text.split())


def is_answer(raw: str) -> bool:
    """Whether the words are an answer and nothing else ("Accept in full"), however it is put together."""
    words = _words(raw)
    return bool(words) and parse_response(raw).known and all(word in _answer_words() for word in words)


@cache
def _answer_words() -> frozenset[str]:
    """Every word of an answer, and those that may stand before it."""
    known = {word for phrase in _phrases("response") for word in phrase}
    return frozenset(known | set(lookup("responses")["lead"]) | {"full", "fully", "government", "department"})


def parse_progress(raw: str) -> Status | None:
    """The status word at the head of a progress cell ("On track", "90% completed", "RED"), or None.

    Lists after the status words of published trackers; a share below 100 % is in progress whatever the word.
    """
    percent = PERCENT.search(raw)
    words = _words(PERCENT.sub(" ", raw))
    if words[:1] == ["open"] and len(words) <= _OPEN_WORDS:
        words = words[1:] or words  # "Open – late", "Open: on track"
    found = _head(words, "progress") if words else None
    if percent is not None and (found is None or found[0] == "completed") and len(words) <= SHORT:
        return _share(int(percent.group(1)), found is not None or not words)
    if found is None:
        return None
    key, rest = found
    if len(words) <= SHORT // 2 and _contradicts(key, rest, _phrases("progress")):
        return None
    return cast(Status, key) if key in get_args(Status) else None


def colour_of(cell: str) -> str:
    """A cell that has a colour's letter alone as the colour's name, any other as it is."""
    return _COLOURS.get(cell.strip(), cell)


def state_cells(text: str) -> list[str]:
    """Those of the progress cells of a row (a line each) that are short enough to be a state; a colour's letter as
    its name, the words of a date uncounted."""
    cells = map(colour_of, text.split("\n"))
    return [cell for cell in cells if len(DATE.sub("", cell).split()) <= STATE_WORDS]


def only_how_far(text: str) -> bool:
    """Whether the states that progress cells of a row (a line each) are, or else open with, say only how far the
    work has come."""
    opening = "\n".join(cell.partition(". ")[0] for cell in text.split("\n"))
    told = ([cell for cell in state_cells(each) if parse_progress(cell)] for each in (text, opening))
    states = next(filter(None, told), [])
    return bool(states) and all(map(_says_how_far, states))


def _says_how_far(raw: str) -> bool:
    """Whether a cell says how far the work has come (a share, amber, under way), and not whether it is in time."""
    words = _words(raw)
    if PERCENT.search(raw) is not None or "".join(words[:1]) in _HOW_FAR:
        return True
    return parse_progress(raw) == "in_progress" and not any(word in _IN_TIME for word in words)


def section_state(title: str) -> Status | None:
    """The state that the title of a section gives to the rows below it ("Closed actions"), or None.

    Only what is closed or moved on is told by titles: "Outstanding actions" are all that are not.
    """
    words = [word for word in _words(title) if word not in _TITLE_WORDS]
    if " ".join(words) == "carried forward":
        return parse_progress("carried forward")
    state = parse_progress(" ".join(words)) if words and len(words) <= _SHORT_TITLE else None
    return state if state == "completed" else None


def _share(percent: int, about_progress: bool) -> Status | None:
    """The status of a share done; None where the words around it are about something else."""
    if not about_progress or percent > 100:
        return None
    return "completed" if percent == 100 else "in_progress" if percent else "planned"


@cache
def _phrases(table: str) -> Mapping[tuple[str, ...], str]:
    """Each known phrase as a tuple of words, with its class."""
    lists: Mapping[str, Sequence[str]] = lookup("responses")[table]
    return {tuple(phrase.split()): key for key, phrases in lists.items() for phrase in phrases}


def _words(raw: str) -> list[str]:
    """The words of a cell: lower case, without its number, dates, marks and the hyphens of wrapped lines."""
    text = unicodedata.normalize("NFKC", raw).replace("\u00ad", "")
    text = re.sub(r"(?<=\w)[-\u2010]\s*\n\s*(?=[a-z])", "", text)
    text = DATE.sub(" ", NUMBER.sub("", text))
    text = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text)
    return WORD.findall(text.lower().replace("’", "").replace("'", ""))


@cache
def _unspaced(table: str) -> Mapping[str, str]:
    """The same without the spaces between words; of two phrases that are then one, the first."""
    return {"".join(phrase): key for phrase, key in reversed(tuple(_phrases(table).items()))}


def _head(words: Sequence[str], table: str) -> tuple[str, Sequence[str]] | None:
    """The class of the longest phrase at the head of the words, and the words after it.

    A whole cell is also compared without its spaces: a narrow column breaks words anywhere.
    """
    whole = _unspaced(table).get("".join(words))
    if whole is not None:
        return whole, ()
    phrases = _phrases(table)
    lead = set(lookup("responses")["lead"])
    start = next((i for i, word in enumerate(words) if word not in lead), len(words))
    for begin in dict.fromkeys((0, start)):
        for size in range(min(len(words) - begin, 7), 0, -1):
            key = phrases.get(tuple(words[begin : begin + size]), "")
            if key and (size > 1 or words[begin] not in WHOLE):
                return key, words[begin + size :]
    return None


def _contradicts(key: str, rest: Sequence[str], phrases: Mapping[tuple[str, ...], str]) -> bool:
    """Whether the words after the phrase hold a phrase of another class."""
    at = 0
    while at < len(rest):
        for size in range(min(len(rest) - at, 7), 0, -1):
            other = phrases.get(tuple(rest[at : at + size]))
            if other is not None and (size > 1 or rest[at] not in WHOLE):
                if other != key:
                    return True
                at += size - 1
                break
        at += 1
    return False
