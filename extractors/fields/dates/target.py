"""The entry of a target-date column: what kind of target, every interval in reading order, every mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache

from extractors.fields.dates.cells import healed
from extractors.fields.dates.expressions import Clock, Expression, Side
from extractors.fields.dates.join import joined
from extractors.fields.dates.relative import COUNT
from extractors.fields.dates.scan import scan
from extractors.lookups import lookup
from extractors.model import Interval, TargetKind
from extractors.months import MONTHS

FULL_NAMES = [name for name in MONTHS if len(name) > 4 or name in {"may", "june", "july"}]
WORD = r"[^\W\d_][\w’'.-]*"
# Figures that look like a date nobody could read: "/0206/2023", "20199", "15/2019/03".
ODD = re.compile(r"(?<![\w.])(?:/?\d{1,8}(?:[/.]\d{1,4}){1,3}/?|/?\d{4,8}/\d{2,4}|\d{5,8})(?![\w])")
LONG = re.compile(
    rf"\b{COUNT}\s+(?:working\s+)?(?:day|week|month|year)s?\b|\b(?:within|after|following|upon|once|when)\s+\w+",
    re.IGNORECASE,
)
DUE = re.compile(r"\b(?:by|due|complet\w*|finish\w*|end|deadline|target)\b", re.IGNORECASE)
FIRST = re.compile(
    r"\bfirst\s+[a-z]+\s+(?:(?:in|on|by|due)\s+)?\|", re.IGNORECASE
)  # of a run of dates, to be kept by
# What stands before a date that another one took the place of: "30 April 2025 (was 28 February 2025)".
REPLACED = re.compile(
    r"[(\s]*\b(?:was|were|previously|formerly|original(?:ly)?|(?:revised|changed|moved|extended|deferred|slipped)\s+from)\b"
    r"[^|;)\d]*$",
    re.IGNORECASE,
)
LONGEST_PLAN = 366 * 15
LATE = 183


@dataclass(frozen=True, slots=True)
class Target:
    """A target-date entry.

    ``targets`` holds every target in reading order. ``problems`` holds one line for each mistake; what is
    mistaken is read only where its meaning is plain, and is otherwise left out, never guessed.
    """

    kind: TargetKind
    targets: tuple[Interval, ...]
    problems: tuple[str, ...]


def parse_target(raw: str, *, dated: date | None = None, reported: bool = False) -> Target:
    """What a target-date entry promises ("Completed March 2019", "April 2019 and April 2020", "Ongoing").

    ``dated`` is the document's own date: relative deadlines and dates without a year are counted from it;
    without it they stay kind "date" with no target and a problem. Where progress is ``reported``, a target long
    before that date is no mistake.
    """
    text, problems = _spelled(healed(raw))
    text, dates = _in_force(text)
    rest = _rest(text, dates)
    kind = _kind(rest, text, bool(dates))
    side: Side = "past" if kind == "completed" else "future"
    targets: list[Interval] = []
    for expression in dates:
        problems += (*expression.problems, *_misread(text, expression))
        if any(problem.endswith("is no month") for problem in problems[-1:]):
            continue
        span = expression.resolved(Clock(dated, targets[-1] if targets else None), side)
        if span is None:
            problems.append(_unread(text, expression))
        elif span not in targets[-1:] or text[: expression.start][-1:] != "(":  # "end of March (31/03/20)" is one
            targets.append(span)
    problems += (*_odd(rest), *_blurred(rest))
    ahead = [t for t in targets if dated is not None and t.start > dated]
    if kind == "completed" and ahead:
        problems.append("said to be completed after the document's own date")
        kind = "completed" if len(ahead) == len(targets) else "date"
    if kind == "date" and not dates:
        kind, problems = _without_date(rest, problems)
    if kind == "date" and dated is not None:
        problems += _far(targets, dated, reported=reported)
    return Target(kind, tuple(targets), tuple(dict.fromkeys(problems)))


def says_undated(raw: str) -> bool:
    """Whether an entry says that there is no date, or none yet ("TBC", "n/a")."""
    return _phrases("none").fullmatch(raw.strip(" .")) is not None


def _in_force(text: str) -> tuple[str, Sequence[Expression]]:
    """The text and its dates without those that another one took the place of, where one did or none is set yet."""
    dates = joined(text, scan(text, cell=True), cell=True)
    kept, begin = "", 0
    for expression in dates:
        lead = text[begin : expression.start]
        replaced = REPLACED.search(lead)
        kept += lead[: replaced.start()] if replaced else text[begin : expression.end]
        begin = expression.end
    if len(kept) == begin:
        return text, dates
    kept += text[begin:]
    left = joined(kept, scan(kept, cell=True), cell=True)
    set_anew = len(left) < len(dates) and (left or _phrases("none").match(kept.strip(" (),.")))
    return (kept, left) if set_anew else (text, dates)


def _spelled(text: str) -> tuple[str, list[str]]:
    """The text with known wrong spellings put right, each of them reported."""
    problems: list[str] = []

    def right(match: re.Match[str]) -> str:
        known = lookup("dates")["spellings"].get(match.group().casefold())
        if known is None:
            return match.group()
        problems.append(f"'{match.group()}' is read as {known}")
        return str(known)

    return re.sub(r"[A-Za-z]{5,}", right, text), problems


def _rest(text: str, dates: Sequence[Expression]) -> str:
    """The words that are no date, dates replaced by a bar."""
    out, at = [], 0
    for expression in dates:
        out.append(text[at : expression.start])
        at = expression.end
    return " | ".join([*out, text[at:]])


@cache
def _phrases(table: str) -> re.Pattern[str]:
    phrases = sorted(lookup("dates")[table], key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(p)}(?!\w)" for p in phrases), re.IGNORECASE)


def _kind(rest: str, text: str, any_date: bool) -> TargetKind:
    """The kind that the words beside the dates give; "date" where they give none."""
    if not text.strip(" .-–—") or (not any_date and says_undated(text)):
        return "none"
    done, running = _done(rest), _phrases("ongoing").search(rest)
    if done is not None and (running is None or done < running.start()):
        return "date" if any_date and not _one_statement(rest, done) else "completed"
    if running is not None:
        dated = DUE.search(rest) or FIRST.search(rest)
        return "ongoing" if not any_date or (running.start() < 3 and not dated) else "date"
    return "date"


def _done(rest: str) -> int | None:
    """Where the entry says that the work is done, None where it does not or only says that it will be."""
    turned = "|".join(re.escape(word) for word in lookup("dates")["not_yet"])
    for found in _phrases("completed").finditer(rest):
        turns = re.search(rf"(?:\b(?:{turned})|%)\s*$", rest[: found.start()], re.IGNORECASE)
        ahead = found.group().casefold().endswith("complete") and re.match(
            r"\s+(?:by|in|on)\b", rest[found.end() :]
        )
        if not turns and not ahead:
            return found.start()
    return None


def _one_statement(rest: str, done: int) -> bool:
    """Whether every date of the entry belongs to the words "completed": no part before them, none apart after."""
    before, after = rest[:done], rest[done:]
    if rest.count("|") == 1:
        return ";" not in rest and not re.search(r"\([^|]*\w[^|]*\)[^|]*\|", after)
    return "|" not in before and not re.search(r"(?:^|\|)[^|]*(?:;|\([^|]*\w[^|]*\))[^|]*\|", after)


def _unread(text: str, expression: Expression) -> str:
    words = text[expression.start : expression.end].strip()
    if expression.near is None and expression.of is not None and expression.year is not None:
        return f"there is no such date as '{words}'"
    return f"'{words}' cannot be dated without the document's own date"


def _misread(text: str, expression: Expression) -> Iterator[str]:
    """A word before a bare year that is nearly a month: the year alone would hide the mistake."""
    word = re.search(r"([A-Za-z]{3,})[\s,.]*$", text[: expression.start]) if expression.weak else None
    if word and expression.kind == "year" and get_close_matches(word[1].casefold(), FULL_NAMES, 1, 0.75):
        yield f"'{word[1]}' is no month"


def _blurred(rest: str) -> Iterator[str]:
    """A figure that a scanner took for a letter, right before a date ("1O March")."""
    for found in re.finditer(r"(?<!\S)(?=[0-9lIO]*[lIO])[0-9lIO]{1,2}(?=\s*\|)", rest):
        yield f"'{found.group()}' before a date is no day"


def _odd(rest: str) -> Iterator[str]:
    for found in ODD.finditer(rest):
        yield f"'{found.group()}' is no date"


def _without_date(rest: str, problems: list[str]) -> tuple[TargetKind, list[str]]:
    """The kind of an entry with words but no date that could be read."""
    words = rest.strip(" |.")
    if problems:
        return "date", problems
    if _phrases("relative").search(words) or LONG.search(words):
        return "date", [f"'{words}' hangs on something the entry does not date"]
    return "none", [] if _phrases("none").search(words) else [f"no date in '{words[:80]}'"]


def _far(targets: Sequence[Interval], dated: date, *, reported: bool) -> Iterator[str]:
    """Targets that lie so far from the document's date that their year is likely a slip."""
    for target in targets:
        days = (target.end - dated).days
        if days < -LATE and not reported:
            yield f"the target {target.start:%d/%m/%Y} lies {-days} days before the document's own date"
        elif days > LONGEST_PLAN:
            yield f"the target {target.start:%d/%m/%Y} lies more than 15 years after the document's own date"
