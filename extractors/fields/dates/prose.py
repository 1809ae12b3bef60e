"""Every date expression in running prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from extractors.fields.dates.ahead import NAMING, is_adjective, side
from extractors.fields.dates.expressions import Clock, Expression
from extractors.fields.dates.join import LIST, TO, joined
from extractors.fields.dates.scan import scan
from extractors.fields.dates.tense import SENTENCE
from extractors.model import Interval

BEFORE = re.compile(
    r"\b(?:in|since|from|until|till|by|of|during|to|between|before|after|for|through|throughout|at|around|over|into|within|late|early|next|"
    r"each\s+side\s+of|as\s+at|as\s+of|following|beginning|ending|starting|commencing|than)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
SEASONAL = re.compile(r"\b(?:the|in|this|that|during|over|by|since|until|from|of|before)\s+$", re.IGNORECASE)
OUTFIT = re.compile(
    r"\s+(?:holiday|break|school|cleaning|pressure|fuel|programme|budget|statement|camp|fair|event|edition)s?\b",
    re.IGNORECASE,
)
YEARLY = re.compile(
    r"\s+(?:[a-z-]+\s+){0,2}(?:plan|report|inspection|review|letter|survey|strategy|budget|audit|action|figures?|census|standards?|edition|"
    r"response|update|election|settlement|programme|white|green|thematic|guidance|exercise|cohort|intake|recruitment|campaign|round)s?\b",
    re.IGNORECASE,
)
PREPOSITION = re.compile(
    r"\b(?:in|since|by|during|until|till|to|of|from|before|after|for|early|throughout|over|between|beyond|late|into|than|around|both)\s+$",
    re.IGNORECASE,
)
COUNTED = re.compile(
    r"\s+(?:[a-z-]+\s+)?(?:places|people|prisoners|offenders|staff|officers|men|women|children|cases|beds|posts|hours|days|members|"
    r"referrals|assessments|residents|visits|calls|incidents|pounds|units|cells|words|pages)\b"
)
NAMED = re.compile(r"\b[A-Z][\w’'-]*\s+$")
# Words that open a sentence or a list and are no part of a name before a year.
PLAIN = {
    "In",
    "Since",
    "By",
    "During",
    "Until",
    "From",
    "Before",
    "After",
    "For",
    "To",
    "Of",
    "Throughout",
    "Over",
    "Between",
    "And",
    "Late",
    "Early",
    "The",
    "Our",
    "Your",
    "Mid",
}
# Names of months that are nothing else, but in a name of two words ("the October Review").
UNMISTAKABLE = {"January", "February", "September", "October", "November", "December"}
PROPER = re.compile(r"\s+[A-Z]")
LAW = re.compile(
    r"\b(?:Act|Regulations|Order|Rules|Bill|Directive|Instruction|PSI|PSO|Code|Measure|Charter)\s+(?:\([^)]*\)\s+)?(?:of\s+)?$"
)
# Something that comes round every year is no date.
RECURRING = re.compile(r"\b(?:every|each|any|a|one|another|no)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A date expression: its words, their span, its interval, and whether it was counted from another date."""

    raw: str
    start: int
    end: int
    interval: Interval
    relative: bool


def find_dates(text: str, *, dated: date | None = None, anchor: Interval | None = None) -> tuple[Found, ...]:
    """Every date expression of running prose, longest match, left to right, without overlaps.

    ``dated`` is the document's own date: a month or season without a year is the occurrence that the tense of
    its sentence asks for, else the nearest. ``anchor`` is the date stated last before the text ("that July",
    "the same month"). What cannot be resolved, and what only looks like a date, is left out.
    """
    out: list[Found] = []
    for expression in expressions_of(text):
        stated = out[-1].interval if out else anchor
        same = bool(out) and not SENTENCE.search(text, out[-1].end, expression.start)
        clock = Clock(dated, stated, stated if same else None)
        interval = expression.resolved(clock, side(text, expression, dated))
        if interval is not None:
            start = _with_by(text, expression)
            raw = text[start : expression.end].rstrip()
            out.append(Found(raw, start, start + len(raw), interval, expression.open))
    return tuple(out)


def expressions_of(text: str) -> list[Expression]:
    """The date expressions of running prose, before the years they leave open are known."""
    return joined(text, list(_dates(text, scan(text, cell=False))), cell=False)


def _dates(text: str, expressions: Sequence[Expression]) -> Iterator[Expression]:
    """The expressions that are dates: a weak word needs company."""
    previous: Expression | None = None
    for index, expression in enumerate(expressions):
        following = expressions[index + 1] if index + 1 < len(expressions) else None
        if not expression.weak or _fits(text, expression) or _listed(text, previous, expression, following):
            yield expression
            previous = expression


def _listed(text: str, previous: Expression | None, date: Expression, following: Expression | None) -> bool:
    """Whether a weak date stands in a list or range with one that is sure."""
    if previous is not None and previous.kind == date.kind and _linked(text[previous.end : date.start]):
        return True
    if following is None or following.kind != date.kind:
        return False
    between = text[date.end : following.start]
    named = NAMING.search(text[: date.start]) is not None
    return (not following.weak and _linked(between)) or (named and TO.fullmatch(between) is not None)


def _linked(between: str) -> bool:
    return LIST.fullmatch(between) is not None or TO.fullmatch(between) is not None


def _fits(text: str, date: Expression) -> bool:
    before, after = text[: date.start], text[date.end :]
    if date.kind == "year":
        return _is_year(before, after)
    if RECURRING.search(before):
        return False
    if date.kind == "season":
        return bool(SEASONAL.search(before) or BEFORE.search(before)) and not OUTFIT.match(after)
    if date.kind == "month" and text[date.start : date.end] in UNMISTAKABLE and not PROPER.match(after):
        return True
    bracketed = before.endswith("(") and re.match(r"\s*[),;]", after) is not None
    return bracketed or bool(BEFORE.search(before)) or is_adjective(text, date)


def _is_year(before: str, after: str) -> bool:
    """Whether four figures are a year: after a preposition or before a plan, never in a name or an amount."""
    if LAW.search(before) or COUNTED.match(after):
        return False
    name = NAMED.search(before)
    if name is not None and name.group().strip() not in PLAIN:
        return False
    if PREPOSITION.search(before):
        return True
    return YEARLY.match(after) is not None


def _with_by(text: str, date: Expression) -> int:
    """Where the words begin: a bare year keeps its "by" ("by 2023" is the whole of 2023)."""
    by = re.search(r"\bby\s+$", text[: date.start], re.IGNORECASE) if date.kind == "year" and date.weak else None
    return by.start() if by else date.start
