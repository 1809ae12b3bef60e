"""``decisions.csv``: what people decided, one decision a line; a line that cannot be used is an issue.

Columns: record, field, value, reason, who, when; and, where someone wants to give them, the words the decision
was made on (``words``). ``record`` is a published identifier. A link is decided with ``update_id | action_id``
as the record, ``link`` as the field and ``accepted`` or ``rejected`` as the value. What a spreadsheet makes of the
file is read all the same (:mod:`pipeline.decisions.csv_lines`), days as 31/05/2024 (in a target too) where the
file's other days show which number is the month.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from extractors.model import Issue
from extractors.months import NAMES
from pipeline.decisions import csv_lines

COLUMNS = ("record", "field", "value", "reason", "who", "when")
OPTIONAL = ("words",)
LINK = "link"
VERDICTS = ("accepted", "rejected")
# A decision file larger than this is none.
MOST_BYTES = 64 << 20
# Fields whose value is a day, which a spreadsheet writes as it writes ``when``.
DAYS = ("dated", "report_published", "current_target_end")
# Two names of what is one thing to decide.
ALIASES = {"targets": "target", "target_raw": "target"}
# Fields whose value is a date entry, in which days may stand so too.
TARGETS = ("target", *ALIASES)
_PAIR = re.compile(r"\s*[|>;]\s*")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\s.*)?")
_WITHIN = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/.-])")
# Column names by which a line shows itself to be a header, though it is not ours.
TELLING = 2
# Which number of 04/11/2019 is the month; None where the file does not show it.
Month = Literal["first", "second"] | None


@dataclass(frozen=True, slots=True)
class Decision:
    """One line: the record and field it is about, its value, who decided it, when and why.

    ``words`` are those it was made on, where the line gives them; ``line`` counts from 1.
    """

    line: int
    record: str
    field: str
    value: str
    reason: str
    who: str
    when: date
    words: str | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it the same decision on another night, wherever its line stands."""
        return (self.record, self.field, self.value, self.who, self.when.isoformat())

    @property
    def pair(self) -> tuple[str, str] | None:
        """(update_id, action_id) of a decision about a link."""
        if self.field != LINK:
            return None
        update, action = _PAIR.split(self.record)
        return update, action


def thing(record: str, field: str) -> tuple[str, str]:
    """What is decided, as (record, field): the same for two spellings of a link or two names of one field."""
    return " | ".join(_PAIR.split(record)) if field == LINK else record, ALIASES.get(field, field)


def kept_until(day: date, kept: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str, str, date]]:
    """(record, field, value, when) of the decisions that ``run.json`` keeps and that were made by ``day``.

    ``record`` is the one it is about now; those that are about none are left out. The one made last comes last.
    """
    for row in sorted(kept, key=lambda row: str(row["key"][4])):
        _, field, value, _, made = row["key"]
        when = date.fromisoformat(made)
        if row["records"] and when <= day:
            yield row["records"][0], field, value, when


def issue(line: int, message: str, code: str = "decision_malformed") -> Issue:
    """An issue about a line of the file."""
    return Issue(code, "warning", f"decisions.csv, line {line}: {message}", locator=f"line[{line}]")


def parse(data: bytes | None) -> tuple[list[Decision], list[Issue]]:
    """The decisions in the order of the file, and an issue for each line that is none."""
    if not data:
        return [], []
    if len(data) > MOST_BYTES:
        return [], [issue(1, f"the file has more than {MOST_BYTES >> 20} MB and is not read")]
    lines = list(csv_lines.records(csv_lines.decoded(data), is_header, is_decision))
    foreign = _foreign_header(lines)
    if foreign:
        return [], [issue(lines[0][0], foreign)]
    rows = list(_rows(lines))
    month = _month([cells for _, cells in rows if isinstance(cells, dict)])
    found: list[Decision] = []
    issues: list[Issue] = []
    for line, cells in rows:
        decision = _decision(line, cells, month) if isinstance(cells, dict) else cells
        if isinstance(decision, str):
            issues.append(issue(line, decision))
        else:
            found.append(decision)
    return found, issues


def _foreign_header(lines: Sequence[tuple[int, list[str] | str]]) -> str | None:
    """What is wrong with a first line of column names that are not ours: the order of the cells is then unknown."""
    first = lines[0][1] if lines else ""
    if isinstance(first, str) or is_header(first) or is_decision(first):
        return None
    known = {*names(first)} & {*COLUMNS, *OPTIONAL}
    if len(known) < TELLING:
        return None
    lacks = [name for name in COLUMNS if name not in known]
    return f"the names of the columns lack {', '.join(lacks)}, so that no line is read: write {','.join(COLUMNS)}"


def _rows(lines: Iterable[tuple[int, list[str] | str]]) -> Iterator[tuple[int, dict[str, str] | str]]:
    """(line number, cells by column, or what is wrong with the line)."""
    header: Sequence[str] = COLUMNS
    first = True
    for line, cells in lines:
        if first and not isinstance(cells, str) and is_header(cells):
            header = names(cells)
        else:
            yield line, cells if isinstance(cells, str) else _by_column(header, cells)
        first = False


def names(cells: Sequence[str]) -> tuple[str, ...]:
    """Cells as the names of columns."""
    return tuple(cell.strip().lower() for cell in cells)


def is_header(cells: Sequence[str]) -> bool:
    """Whether cells are names of our columns."""
    return {"record", "field", "value"} <= set(names(cells))


def is_decision(cells: Sequence[str]) -> bool:
    """Whether cells look like a whole decision, in whatever order the columns are."""
    whole = len(COLUMNS) <= len(cells) <= len(COLUMNS) + len(OPTIONAL)
    return whole and any(_iso(cell) or _SLASHED.fullmatch(cell.strip()) for cell in cells)


def _by_column(header: Sequence[str], cells: Sequence[str]) -> dict[str, str] | str:
    if len(cells) != len(header) and not (header == COLUMNS and len(cells) == len(COLUMNS) + len(OPTIONAL)):
        return f"it has {len(cells)} cells, not {len(header)}"
    columns = (*header, *OPTIONAL) if len(cells) > len(header) else header
    return dict(zip(columns, map(csv_lines.unguarded, cells), strict=True))


def _month(rows: Sequence[Mapping[str, str]]) -> Month:
    """Which number is the month, where some day of the file has one above 12 and none says otherwise."""
    written = [
        (int(m[1]), int(m[2]))
        for row in rows
        for name in ("when", "value")
        if (m := _SLASHED.fullmatch(row.get(name, "").strip()))
    ]
    entries = (row.get("value", "") for row in rows if row.get("field", "").strip() in TARGETS)
    written += [(int(m[1]), int(m[3])) for entry in entries for m in _WITHIN.finditer(entry)]
    said: set[Month] = {"second" for first, _ in written if first > 12}
    said |= {"first" for _, second in written if second > 12}
    return said.pop() if len(said) == 1 else None


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def _day(text: str, month: Month) -> date | str:
    """A day as 2024-05-31 or 31/05/2024, or why it is none."""
    slashed = _SLASHED.fullmatch(text)
    if slashed is None:
        return _iso(text) or f"{text!r}: write the day as 2024-05-31"
    first, second, year = (int(part) for part in slashed.groups())
    if month is None and first != second:
        one, other = f"{year}-{second:02}-{first:02}", f"{year}-{first:02}-{second:02}"
        return f"{text!r}, and no other day of the file shows which number is the month: write {one} or {other}"
    day, number = (second, first) if month == "first" else (first, second)
    return _iso(f"{year}-{number:02}-{day:02}") or f"{text!r}: write the day as 2024-05-31"


def _entry(text: str, month: Month) -> tuple[str, str | None]:
    """A date entry with its days in figures written in words, and why one of them is none."""
    wrong: list[str] = []

    def written(match: re.Match[str]) -> str:
        year = match[4] if len(match[4]) == 4 else f"20{match[4]}"
        day = _day(f"{match[1]}/{match[3]}/{year}", month)
        if isinstance(day, str):
            wrong.append(day)
            return match[0]
        return f"{day:%-d} {NAMES[day.month - 1].title()} {day.year}"

    return _WITHIN.sub(written, text), wrong[0] if wrong else None


def _decision(line: int, cells: Mapping[str, str], month: Month) -> Decision | str:
    given = {name: cells.get(name, "").strip() for name in (*COLUMNS, *OPTIONAL)}
    missing = [name for name in ("record", "field", "who", "when") if not given[name]]
    if missing:
        return f"it gives no {' and no '.join(missing)}"
    when = _day(given["when"], month)
    if isinstance(when, str):
        return f"when is {when}"
    if given["field"] in DAYS and _SLASHED.fullmatch(given["value"]):
        value = _day(given["value"], month)
        if isinstance(value, str):
            return f"{given['field']} is {value}"
        given["value"] = value.isoformat()
    if given["field"] in TARGETS:
        given["value"], wrong = _entry(given["value"], month)
        if wrong:
            return f"{given['field']} is {wrong}"
    if given["field"] == LINK:
        pair = [part for part in _PAIR.split(given["record"]) if part]
        if len(pair) != 2:
            return "the record of a link is written: update_id | action_id"
        if given["value"] not in VERDICTS:
            return f"a link is accepted or rejected, not {given['value']!r}"
        given["record"], _ = thing(given["record"], LINK)
    return Decision(
        line,
        given["record"],
        given["field"],
        given["value"],
        given["reason"],
        given["who"],
        when,
        given["words"] or None,
    )
