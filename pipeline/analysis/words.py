"""Words for a person: what a state is called, and texts of documents as they can be shown on any screen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from extractors.months import NAMES
from pipeline.failures import one_line

STATES: Mapping[str, str] = {
    "completed": "completed",
    "in_progress": "in progress",
    "planned": "planned",
    "delayed": "delayed",
    "superseded": "superseded",
    "not_mentioned": "not mentioned",
}
CUT = " …"
# Characters that no one sees and that mean nothing here: soft hyphens, joints without width, a byte order mark.
_UNSEEN = dict.fromkeys(map(ord, "\N{SOFT HYPHEN}\u200b\u200c\u200d\u2060\ufeff"))
# Of a text that is cut so many times as many characters are looked at, for it may be all white space.
_REACH = 10


def day_in_words(day: date) -> str:
    """A day as ``1 August 2019``."""
    return f"{day.day} {NAMES[day.month - 1].title()} {day.year}"


def inert(text: str) -> str:
    """A text of many lines in which no character moves a cursor or turns the direction of the words."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def state(status: str, *, overdue: bool = False) -> str:
    """A state in words: "delayed, overdue"."""
    return f"{STATES[status]}, overdue" if overdue else STATES[status]


def name_of_file(name: str, most: int) -> str:
    """A file's name of at most ``most`` characters: of a longer one the end, which tells more."""
    line = shown(name, _REACH * most)
    return line if len(line) <= most else f"…{line[1 - most :]}"


def shown(text: str | None, most: int) -> str:
    """A text of a document in one line of at most ``most`` characters, :data:`CUT` at its end where it was longer.

    Characters that would move a cursor or turn the direction of the words stand as U+FFFD.
    """
    whole = text or ""
    line = one_line(whole[: _REACH * most].translate(_UNSEEN))
    if len(line) <= most and len(whole) <= _REACH * most:
        return line
    kept = line[: most - len(CUT)]
    head, blank, _ = kept.rpartition(" ")
    # A word that fills more than half of the line is cut through: else nothing of it would be left.
    return (head if blank and len(head) > most // 2 else kept).rstrip() + CUT
