"""Which column of a dumped table a line of text belongs to.

Every line scores for every column by its length and its words; columns follow each other in header order, and
the best sequence for a row part is found by dynamic programming (Viterbi, 1967). Where rows begin is not
guessed: a row begins at the number that comes next.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.headers import Role
from extractors.months import MONTH_WORD

NEVER = -1e9
DATE = re.compile(
    r"(?i)^(?:(?:by|and|to|from|end of) )?(?:late|early|mid-?|spring|summer|autumn|winter|q[1-4]"
    r"|completed?|ongoing|tbc|n/?a|implemented|\d{1,2}(?:st|nd|rd|th)?|\d{1,2}/\d{1,2}/\d{2,4}|(?:19|20)\d{2}(?:[/–-]\d{2,4})?"
    rf"|{MONTH_WORD})(?:[ .,;]|$)"
)
ROLE_WORDS = re.compile(
    r"\b(?:Heads?|Directors?|Deputy|Governors?|Officers?|Managers?|Leads?|Group|Services?|Board|Directorate"
    r"|Executive|Chief|National|Regional|Team|Unit|Secretary|Commissioner|NHS|Council|Practice|Agency)\b"
)
NUMBER = re.compile(r"^(\d{1,3}(?:\.\d{1,3})*)[.)]?(?:\s+|$)")
NARROW, WIDE = 34, 46  # characters: no narrow column is wider, no full line of a wide one is narrower


def number_after(last: str | None, text: str) -> str | None:
    """The number a line begins with, when it is one that can follow ``last``."""
    found = NUMBER.match(text)
    if not found:
        return None
    number = found.group(1)
    if last is None:
        return number
    a, b = [int(n) for n in last.split(".")], [int(n) for n in number.split(".")]
    if len(a) != len(b):
        return None
    steps = [y - x for x, y in zip(a, b, strict=True)]
    follows = 1 <= steps[-1] <= 2 and not any(steps[:-1])
    next_chapter = len(steps) == 2 and steps[0] == 1 and b[-1] <= 2
    return number if follows or next_chapter else None


def label(lines: Sequence[str], roles: Sequence[Role], *, whole: bool) -> list[Role]:
    """The role of each line of a row part. ``whole`` says that the part holds the beginning of the row."""
    best: list[float] = [
        _score(role, lines[0], None) + (0.0 if i == 0 else NEVER if whole else -0.5 * (role in ("owner", "date")))
        for i, role in enumerate(roles)
    ]
    back: list[list[int]] = []
    for n in range(1, len(lines)):
        step: list[float] = []
        origin: list[int] = []
        for i, role in enumerate(roles):
            moves = [best[j] - 2.0 * max(0, i - j - 1) for j in range(i + 1)]
            j = max(range(i + 1), key=lambda j: (moves[j], j))
            step.append(moves[j] + _score(role, lines[n], lines[n - 1]))
            origin.append(j)
        best = step
        back.append(origin)
    at = max(range(len(roles)), key=lambda i: best[i])
    path = [at]
    for origin in reversed(back):
        at = origin[at]
        path.append(at)
    return [roles[i] for i in reversed(path)]


def _score(role: Role, text: str, before: str | None) -> float:
    size = len(text)
    if role == "date":
        return 3.0 if DATE.match(text) and size <= NARROW else -4.0
    if role == "owner":
        if size > NARROW:
            return -6.0
        return 0.5 + (1.5 if ROLE_WORDS.search(text) else 0.0) - (1.0 if text.endswith(".") else 0.0)
    if role in ("action", "progress"):
        if size >= WIDE:
            return 2.0
        ends_paragraph = before is not None and len(before) >= WIDE and size <= WIDE
        return 1.0 if ends_paragraph or size > NARROW else -1.0
    return 0.7 if size <= NARROW else -6.0
