"""The day of a plan, by what its front says happened to it then: it was sent, agreed, brought up to date.

Each day on the front is judged by the cue that stands nearest before it, in its sentence or in the label above it.
A plan may name several days of its own ("Submitted 8 March … Position as at 30 September"): it cannot be older than
the last of them. Days of the inspection and its report, and days to come, are others'. A day that stands alone, or
behind "Published", counts where no cue tells of another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain, pairwise

from extractors.fields.dates import find_dates
from extractors.layout import Line
from extractors.model import Interval

FRONT, BACK = 30, 5  # paragraphs, from the first and to the last, among which the day stands
TOP = 12  # lines among which it may stand alone
_LABEL = 4  # words: a longer line without a colon is no label of the day below it
_PARTED = re.compile(r"\s+[–—|•]\s+|\t+")  # how what a header or footer says is parted
_ALONE = 18  # the most words of a line that says only when the document came out
_CUE = re.compile(
    r"(?i)\b(?:"
    r"(?P<own>(?:re-?)?submi(?:tted|ssion)|sent|returned|approved|agreed|adopted|endorsed|ratified|signed\s+off"
    r"|updated?|revised(?!\s+date)|refreshed|re-?issued|reported\s+to|presented\s+to|considered\s+(?:by|at)|prepared|position"
    r"|page\s+(?:first\s+|last\s+)?(?:published|reviewed)|last\s+reviewed|(?:as|correct|accurate)\s+(?:at|of|on)"
    r"|version|plan\s+(?:dated?|published|issued)"
    r"|progress(?:\s+report|\b[^.;:]{0,20}\b(?:completed|added))?"
    r"|date\s+of\s+(?:this\s+|the\s+)?(?:response|reply|plan|action\s+plan|document|update|meeting)"
    r"|committee|cabinet|board|panel|council|forum|executive|meeting|(?:steering|working)\s+group)"
    r"|(?P<others>publi(?:shed|cation)|inspections?|inspected|visits?|visited|fieldwork|reviewed|evaluation|audited"
    r"|(?:report|letter|notice)s?\b[^.;:]{0,60}\bdated|reports?|letters?|notices?|received|hearing|inquests?|died|deaths?"
    r"|served|consult\w*|ends?|deadline|targets?"
    r"|(?:target|implementation|completion|review|start|revised|new)\s+date|finished|complet\w+)"
    r"|(?P<bare>^\W*dated?))"
    r"(?!\w)"
)
_NUMBERED = re.compile(r"(?i)\bv(?:ersion)?\s?\d+(?:\.\d+)*")
_AHEAD = re.compile(r"(?i)\b(?:next|due|will|shall|to\s+be|must|should|expect\w*)\b")
_DIRECTLY = re.compile(r"(?i)\b(?:by|before|after|until|since|from|between|and|to|than)\s+(?:the\s+)?$")
_ENDS = re.compile(r"[.;](?:\s|$)|\n")
_CAME_OUT = re.compile(
    r"(?i)^(?:first )?(?:(?:published|issued|presented)(?: to parliament)?(?: by [^,\d:]{3,80},?)?(?: on)?)?"
    r"\s*:?\s*(?P<day>.{6,30}?)\.?$"
)


def own_day(texts: Sequence[str], lines: Sequence[Line], running: Sequence[str] = ()) -> date | None:
    """The day of a plan whose front has these paragraphs, printed in these ``lines``; None where it names none.

    ``running`` are its headers and footers, of which a part may be the day ("Oakfield – plan – 12 February 2025").
    """
    front = ["", *texts[:FRONT], *texts[FRONT:][-BACK:]]
    told = [day for above, text in pairwise(front) for day in _told(above, text)]
    printed = ["", *(line.text for line in lines[:FRONT])]
    top = [line.page == lines[0].page for line in lines[:TOP]].count(True)
    told += _alone(printed[: 1 + top])
    parts = ["", *(part for text in running for part in _PARTED.split(text))]
    return max(told) if told else next(chain(_alone(printed), _alone(parts)), None)


def says_own_day(text: str) -> bool:
    """Whether a paragraph says that something happened to the plan itself on some day."""
    return any(_told("", text))


def _told(above: str, text: str) -> Iterator[date]:
    """The days of a paragraph that cues call the plan's own."""
    begins = 0
    text = _NUMBERED.sub("version", text)  # "Version 2, 4 July" is of one day
    for found in find_dates(text):
        lead = text[begins : found.start]
        begins = found.end
        if not _is_day(found.interval):
            continue
        ends = [mark.end() for mark in _ENDS.finditer(lead)]
        clause = lead[ends[-1] :] if ends else lead
        if not clause.strip(" :–—-"):
            clause = above if found.start == 0 and _is_label(above) else ""
        elif _DIRECTLY.search(clause):
            continue
        if _is_own(clause):
            yield found.interval.start


def _is_own(clause: str) -> bool | None:
    """Whether the nearest cue before a day says that it is the plan's own; None where there is none."""
    cues = list(_CUE.finditer(clause))
    if _AHEAD.search(clause):
        return False
    return cues[-1]["others"] is None if cues else None


def _is_day(interval: Interval) -> bool:
    return interval.precision == "day" and interval.start == interval.end


def _is_label(text: str) -> bool:
    """Whether a line is the label of the one below it: it ends with a colon, or is short and ends with a cue."""
    ends = len(text.split()) <= _LABEL and any(cue.end() == len(text) for cue in _CUE.finditer(text))
    return (text.endswith(":") or ends) and not find_dates(text)


def _alone(lines: Sequence[str]) -> Iterator[date]:
    """The first day that stands alone on a line, or behind "Published", and that no label gives another meaning."""
    for above, text in pairwise(lines):
        said = _CAME_OUT.match(text) if len(text.split()) <= _ALONE else None
        days = find_dates(said["day"]) if said else ()
        if said and len(days) == 1 and _is_day(days[0].interval) and days[0].raw == said["day"].strip():
            labelled = _is_own(above) if _is_label(above) and said.start("day") == 0 else None
            if labelled is not False:
                yield days[0].interval.start
                return
