"""What a plan says of itself outside its table: subject, inspectorate, establishment and its dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain, takewhile

from extractors.documents.plans.own_day import own_day, says_own_day
from extractors.fields.dates import find_dates, parse_date
from extractors.layout import Line, join_text
from extractors.logical import LogicalTable
from extractors.lookups import lookup
from extractors.model import Interval

SUBMITTED = re.compile(r"(?i)\b(?:action )?(?:plan )?submitted\b|\bdate of (?:submission|plan)\b|\bplan dated\b")
PUBLISHED = re.compile(r"(?i)\b(?:report|inspection report) published\b|\bpublication date\b|\bpublished on\b")
RESPONSE_TO = re.compile(
    r"(?i)^(?:an? )?(?:action plan )?(?:in )?response to:?\s*(?:the )?"
    r"|^(?:the )?(?:[A-Z][\w’'&-]*,? (?:(?:and|of|for|the) )*){1,6}response to:?\s*(?:the )?"
)
ESTABLISHMENT = re.compile(r"^(?:ESTABLISHMENT|Establishment|PRISON|Prison)\s*:\s*(?P<labelled>.+)$")
PRISON = re.compile(r"\b(?:HMP/?(?:YOI)?|HMYOI|YOI|IRC|HMPYOI)(?: and YOI)?((?: [A-Z][\w’'-]+)+)")
# Other places of detention go by what they are, behind their name.
DETENTION = re.compile(
    r"(?:[A-Z][\w’'-]+ ){1,4}(?:Immigration Removal Centre|Young Offender Institution|Secure Training Centre"
    r"|Residential Short-Term Holding Facility)\b"
)
# What follows "action plan:" and says only which of several it is.
WHICH = re.compile(
    r"(?i)^(?:(?:\w+[- ]months?|monthly|quarterly|annual|progress|interim|final|first|second|third|latest|revised)"
    r"\W+)*(?:update|report|review|version|position|progress)s?\W*$"
)
SENTENCE = re.compile(r"(?<=[a-z]{3})\.\s+(?=[A-Z])")
PLAN_TITLE = re.compile(r"(?i)^(?:the )?(?:\w+ )*action plan\b\s*[:–-]\s*")
# What the title of a log or plan that is sent again calls it; the day that it is of ends the title.
EDITION = re.compile(r"(?i)\bactions? (?:log|plan|tracker|report|register)\b")
AS_OF = re.compile(r"(?i)[\s:–—-]+(?:as (?:of|at|on)|as|at|of|to|on|updated)?[\s:–—-]*$")
BELOW = 3  # lines below a title among which its day may stand
TITLE = 12  # words: a longer line that names a plan is a sentence about it
# What parts a day from the inspection that it came after: "published in July 2023 after our inspection".
AFTERWARDS = re.compile(r"(?i)^[^.;]{0,20}\b(?:after|following|since|further\s+to)\b[^.;]*\binspect")
INSPECTED = re.compile(r"(?i)inspect|visit|fieldwork|report on")


@cache
def _bodies() -> dict[str, str]:
    """Each inspectorate's name and the pattern of the words it goes by."""
    return {name: "|".join(patterns) for name, patterns in lookup("inspectorates").items()}


@dataclass(frozen=True, slots=True)
class Cover:
    """Facts of a plan's front; None where it does not say."""

    subject: str | None
    establishment: str | None
    inspectorate: str | None
    inspection: Interval | None
    report_published: date | None
    dated: date | None


def read_cover(lines: Sequence[Line], beside: Sequence[str] = ()) -> Cover:
    """The facts on the lines outside a plan's tables, in reading order (the cover comes first).

    ``beside`` are texts that say something of the document too: rows of a table of labels, running lines.
    """
    paragraphs = _paragraphs(lines)
    texts = [text for text, _ in paragraphs]
    big = [text for text, size in paragraphs if size >= 1.3 * _body_size(lines)] or texts[:8]
    subject = _subject(big, texts)
    establishment = _establishment([*big, *texts, *beside])
    if subject and establishment and establishment.lower() not in subject.lower() and len(subject.split()) < 4:
        subject = f"{subject}: {establishment}"
    days = (_labelled([*texts, *beside], SUBMITTED), own_day([*beside, *texts], lines, beside))
    return Cover(
        subject,
        establishment,
        _inspectorate(big, texts),
        _inspection([*big, *(text for text in beside if INSPECTED.search(text.partition(":")[0]))]),
        _labelled([*texts, *beside], PUBLISHED),
        _edition_day(texts) or max(filter(None, days), default=None),
    )


def labelled_rows(tables: Sequence[LogicalTable]) -> Iterator[str]:
    """What the rows of tables of two columns say, "label: value": some fronts are such a table."""
    for table in tables:
        if len(table.columns) == 2:
            yield from (f"{row.text(0).rstrip(':')}: {row.text(1)}" for row in table.rows if all(row.cells))


def _paragraphs(lines: Sequence[Line]) -> list[tuple[str, float]]:
    """Lines joined where the next one carries on (same size, close below), each with its font size."""
    runs: list[list[Line]] = []
    for line in lines:
        before = runs[-1][-1] if runs else None
        size = line.words[0].size
        if (
            before is not None
            and not line.starts
            and before.page == line.page
            and abs(before.words[0].size - size) < 0.6
            and 0 < line.top - before.top < 1.55 * size
        ):
            runs[-1].append(line)
        else:
            runs.append([line])
    return [(join_text(run), max(line.words[0].size for line in run)) for run in runs]


def _body_size(lines: Sequence[Line]) -> float:
    sizes = sorted(word.size for line in lines for word in line.words)
    return sizes[len(sizes) // 2] if sizes else 10.0


def _subject(big: Sequence[str], texts: Sequence[str]) -> str | None:
    for text in (*big, *texts):
        if RESPONSE_TO.match(text):
            return RESPONSE_TO.sub("", text).strip() or None
    for text in big:
        if re.match(
            r"(?i)(?:an? )?(?:report|thematic|joint|full|inspection|unannounced|announced)\b", text
        ) and not PUBLISHED.search(text):
            return text
    for text in (*texts, *big):
        title = PLAN_TITLE.sub("", text)
        if title != text and title and not WHICH.match(about := SENTENCE.split(title)[0]):
            return about
    return next((name for text in texts if _is_edition(text) and (name := _undated(text))), None)


def _is_edition(text: str) -> bool:
    """Whether it is the title of a log or plan that is sent again."""
    return len(text.split()) <= TITLE and EDITION.search(text) is not None and not _is_label(text)


def _is_label(text: str) -> bool:
    """Whether it says of what the day is that stands in it or below it."""
    return any(label.search(text) for label in (SUBMITTED, PUBLISHED, INSPECTED))


def _undated(text: str) -> str | None:
    """A title without the day that it is of; None where it names nothing beside its kind."""
    days = find_dates(text)
    name = AS_OF.sub("", text[: text.rindex(days[-1].raw)] if days else text).strip(" :–—-")
    return name if re.search(r"\w", EDITION.sub("", name)) else None


def _establishment(texts: Sequence[str]) -> str | None:
    for text in texts:
        labelled = ESTABLISHMENT.match(text)
        if labelled:
            return _title(labelled["labelled"].strip())
    for text in texts:
        named = PRISON.search(text) or DETENTION.search(text)
        if named:
            return named.group(0)
    return None


def _title(name: str) -> str:
    """A name printed in capitals in its usual form: HMP FENBROOK to HMP Fenbrook."""
    short = {"HMP", "YOI", "HMYOI", "HMP/YOI", "IRC", "STC"}
    return " ".join(w if w in short else w.capitalize() for w in name.split()) if name.isupper() else name


def _inspectorate(big: Sequence[str], texts: Sequence[str]) -> str | None:
    for pool in (big, texts[:20]):
        joined = "\n".join(pool)
        found = [(m.start(), name) for name, pattern in _bodies().items() if (m := re.search(pattern, joined))]
        if found:
            first = joined[min(found)[0] :]
            together = re.match(r"(?s).{0,120}", first)
            near = together.group(0) if together else ""
            names = [name for start, name in sorted(found) if re.search(_bodies()[name], near)]
            return " and ".join(names[:2]) if names else min(found)[1]
    return None


def _labelled(texts: Sequence[str], label: re.Pattern[str]) -> date | None:
    """The day behind a label, or the one that the next text begins with: a value in a column of its own."""
    for n, text in enumerate(texts):
        found = label.search(text)
        if found:
            behind = text[found.end() : found.end() + 40].strip(" :–-")
            stated = parse_date(behind) if behind else _first_day("".join(texts[n + 1 : n + 2]))
            if stated:
                return stated
    return None


def _first_day(text: str) -> date | None:
    """The day that a text begins with."""
    days = find_dates(text)
    return parse_date(days[0].raw) if days and text.startswith(days[0].raw) else None


def _edition_day(texts: Sequence[str]) -> date | None:
    """The day that ends the title of an edition ("Action log as of 2 March 2011") or stands alone below it."""
    for n, text in enumerate(texts):
        if not _is_edition(text):
            continue
        for line in (text, *takewhile(lambda below: not _is_label(below), texts[n + 1 : n + 1 + BELOW])):
            days = [found for found in find_dates(line) if found.interval.precision == "day"]
            ends = len(days) == 1 and line.rstrip(" .)").endswith(days[0].raw)
            if ends and (line is text or line.startswith(days[0].raw)):
                return days[0].interval.start
    return None


def _inspection(big: Sequence[str]) -> Interval | None:
    for text in chain.from_iterable(map(SENTENCE.split, big)):
        if INSPECTED.search(text) and not (PUBLISHED.search(text) or SUBMITTED.search(text) or says_own_day(text)):
            days = [each for each in find_dates(text) if each.interval.precision in ("day", "month", "period")]
            found = [each.interval for each in days if not AFTERWARDS.search(text[each.end :])]
            if found:
                return Interval(min(i.start for i in found), max(i.end for i in found), found[0].precision)
    return None
