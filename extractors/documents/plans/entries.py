"""Where an owner or a date entry begins although no white space parts it from the one above."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import inf

from extractors.cut_rows import DANGLING
from extractors.documents.plans.blocks import ends_early
from extractors.fields.dates import parse_target, says_undated
from extractors.fields.owners import split_owners, words
from extractors.layout import Line
from extractors.logical import FlowLine
from extractors.lookups import lookup
from extractors.months import MONTH_WORD

SEPARATOR = re.compile(r"\s*(,|;|/|&|\band\b)\s*")
_LINKS = "|".join(map(re.escape, lookup("owners")["links"]))
FIRST_SEGMENT = re.compile(rf"^.*?(?=\s*(?:,|;|/|&|\(|\b(?:and|{_LINKS})\b|$))")
HEAD_OF = re.compile(r"Heads?\b")
CLOSED_ROLE = re.compile(r"\(([^()]+)\)$")  # how a person ends who is named with a role: "Jo Marsh (Head of Audit)"
OF_ONE = re.compile(r"\b(?:of|for)\s+[\w’'-]+$")  # how a title ends whose last word is all of its field
COMPOUND = re.compile(r"[^\W\d_]-$")  # a word that goes on in the next line
SPACED = 0.15  # of the step from line to line in a paragraph: what is added to it between two owners
SAME_HEIGHT = 0.05  # of a line's height: boxes of other type say nothing of the space between them
OF_HEADS = frozenset({"joint", "deputy", "interim", "acting", "assistant", "co"})
WHOLE_DATE = re.compile(
    r"(?i)^(?:by |end of |late |early |mid-?|spring |summer |autumn |winter |q[1-4] |\d{1,2}(?:st|nd|rd|th)? )*"
    rf"(?:{MONTH_WORD}\.? )?(?:\d{{4}}(?:[/–-]\d{{2,4}})?|\d{{1,2}}/\d{{1,2}}/\d{{2,4}})\.?$"
    r"|^(?:completed?|ongoing|tbc)\b.*$"
)


def breaks_off(before: str, rest: str, *, spaced: bool = False) -> bool:
    """Whether a title goes on below although its author broke the line.

    Its noun is still to come ("Chief | Probation Officer"), its function stands alone ("HR | Business Partner"), or
    a noun alone stands below ("Lead Advisory | Teacher", "Schools Forum | Chair"). Where white space parts the two
    (``spaced``), a short form that stands alone is an owner.
    """
    above = words.words_of(before)
    if DANGLING.search(before) or (above and above[-1].casefold() in words.known("unfinished")):
        return True
    segment = re.split("[,;/]", before)[-1]
    if words.is_unfinished(segment) and not words.starts_role(rest):
        return True
    named = _first_of(rest)
    if named.casefold() in words.known("of_groups") and words.is_unit(segment) and not words.is_role(segment):
        return True
    if not words.is_role(named) or words.starts_role(named):
        return False
    alone = words.words_of(segment)
    function = not spaced and len(alone) == 1 and words.is_acronym(alone[0]) and alone[0] not in words.acronyms()
    function = function and not _ends_in_body(before)
    noun = len(words.words_of(named)) == 1 and not words.is_acronym(named)
    return function or (noun and not words.is_closed_title(segment))


def _ends_in_body(before: str) -> bool:
    """Whether a short form closes a title: behind its field it is the body ("Assistant Director, Housing, NCC")."""
    parts = re.split("[;/]", before)[-1].split(",")
    title, field, last = parts[-3:] if len(parts) > 2 else ("", "", "")
    body = words.is_acronym(last) and last.strip().casefold() not in words.known("functions")
    return body and words.is_closed_title(title) and not words.is_role(field)


def _first_of(rest: str) -> str:
    """The words up to the first sign that may part two owners."""
    first = FIRST_SEGMENT.match(rest)
    return first.group(0) if first else rest


def opens_owner(before: str, line: str, rest: str) -> bool:
    """Whether a line begins another owner although the one above could run on into it. ``rest`` is that line and
    those below, up to where the author broke one.

    What stands above must be an owner already (its last title holds a role, or a body qualifies one after a
    comma), and the line must begin with a role, or be the name of a body. A role in brackets closes its owner.
    """
    if not rest[:1].isupper() or breaks_off(before, rest):
        return False
    closed = CLOSED_ROLE.search(before)
    if closed and words.is_role(closed[1]):
        return True
    *_, mark, last = [",", *SEPARATOR.split(before)]
    if _is_modified(before, rest):
        return False
    joined = mark in ("and", "&") and not words.is_acronym(last)
    segment = re.split("[,;/]", before)[-1]
    first = before.split(",")[0]  # "Head of Education" of "Head of Education, Skills and Work"
    listed = joined and words.is_role(first) and OF_ONE.search(first) is not None
    own = _first_of(line)
    if segment.strip().casefold() in words.known("ranked") and words.is_plain(own) and not words.is_role(own):
        return False  # "Group Manager | Community Safety"
    titled = words.is_role(last) or words.is_field_title(last) or (joined and words.is_role(segment))
    titled = titled or (words.is_unit(last) and not words.is_body(before) and not _lends_its_name(last, rest))
    if not titled and not listed and not (mark == "," and any(words.is_role(part) for part in before.split(","))):
        return False
    named = _first_of(rest)
    whole = re.split("[,;/(]", rest)[0]
    if words.is_closed_title(segment) and words.is_role(whole):
        if not words.is_role(named) and len(split_owners(f"{segment} {whole}")) > 1:
            return False  # "Area Manager | Prevention and Group Manager": the field of the title above, and another
        named = whole
    several = len(words.words_of(named)) > 1 and (len(words.words_of(own)) > 1 or not words.is_role(own))
    if words.starts_role(named) and (several or named.strip().casefold() not in words.known("incomplete")):
        return True
    if (
        several
        and words.is_role(named)
        and (titled or listed or len(words.words_of(last)) > 1 or words.is_body(last) or _ends_in_body(before))
    ):
        return True
    return titled and rest.startswith(tuple(lookup("bodies")["named"]))


def _lends_its_name(unit: str, rest: str) -> bool:
    """Whether a unit is named after what it does, and a title below after it ("Information Services | Manager")."""
    last = words.words_of(unit)[-1].casefold()
    return last in words.known("lending_units") and not words.starts_role(rest)


def may_open_owner(before: str, line: str) -> bool:
    """Whether a line could begin another owner: it begins with a role, and what is above does not break off."""
    whole = bool(before) and not _is_modified(before, line) and not DANGLING.search(before)
    return whole and words.starts_role(line)


def _is_modified(before: str, rest: str) -> bool:
    """Whether the last word above belongs to the title that begins below ("Regional | Director of Custody")."""
    above = words.words_of(before)
    last = above[-1].casefold() if above else ""
    if HEAD_OF.match(rest):
        return last in OF_HEADS
    if OF_ONE.search(before) and words.is_role(before):
        return False
    if last in words.known("nouns") and len(above) > 1 and len(words.words_of(_first_of(rest))) > 1:
        return False  # "Chief Executive | HR Manager"
    return last in words.known("modifiers") | words.known("unfinished")


def opens_date(before: str, line: str) -> bool:
    """Whether a line is a date of its own below a complete date."""
    return bool(WHOLE_DATE.match(line.strip()) and WHOLE_DATE.match(before.strip()))


def is_dated(line: Line) -> bool:
    """Whether a line says by when, or that this is open ("TBC")."""
    return parse_target(line.text).kind != "none" or says_undated(line.text)


def _is_spaced(above: FlowLine, below: FlowLine, step: float) -> bool:
    """Whether white space stands between two lines of one type, though perhaps too little to part two actions."""
    alike = abs(above.line.height - below.line.height) < SAME_HEIGHT * below.line.height
    return alike and below.y - above.y > (1 + SPACED) * step * below.line.height


def steps_of(lines: Sequence[FlowLine]) -> Iterator[float]:
    """How far the lines of a cell stand from each other, in heights of a line."""
    return ((b.y - a.y) / b.line.height for a, b in pairwise(lines) if a.part == b.part and b.line.height)


def entry_text(lines: Sequence[FlowLine], right: float, usual: float = inf) -> str | None:
    """An entry's words; a line its author broke, and not in mid-phrase, ends with a newline.

    The author broke it where it ends early, or stands further from the next than others of the entry do, or than
    is ``usual`` (heights of a line) in its column. ``right`` is how far (points) the column's longest line reaches.
    """
    step = min([*steps_of(lines), usual])
    spaced = [before.part == flow.part and _is_spaced(before, flow, step) for before, flow in pairwise(lines)]
    broken = [
        flow.line.starts or white or (before.part == flow.part and ends_early(before, flow, right))
        for white, (before, flow) in zip(spaced, pairwise(lines), strict=True)
    ]
    out = lines[0].line.text if lines else ""
    for i, flow in enumerate(lines[1:], start=1):
        end = next((n + 1 for n in range(i, len(broken)) if broken[n]), len(lines))
        run = " ".join(later.line.text for later in lines[i:end])
        above = out.split("\n")[-1]
        ended, white = broken[i - 1], spaced[i - 1]
        parted = not breaks_off(above, run, spaced=white) if ended else opens_owner(above, flow.line.text, run)
        if COMPOUND.search(out) and flow.line.text[:1].isalpha():  # it keeps its hyphen
            out += flow.line.text
        else:
            out = (
                out.removesuffix("\u00ad")
                + ("" if out.endswith("\u00ad") else "\n" if parted else " ")
                + flow.line.text
            )
    return out.replace("\u00ad", "") or None
