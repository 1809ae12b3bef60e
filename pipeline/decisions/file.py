"""``decisions.csv``: what people decided, one decision a line; a line that cannot be used is an issue.

Columns: record, field, value, reason, who, when; and, where someone wants to give them, the words the decision
was made on (``words``). ``record`` is a published identifier. A link is decided with ``update_id | action_id``
as the record, ``link`` as the field and ``accepted`` or ``rejected`` as the value.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from extractors.model import Issue

COLUMNS = ("record", "field", "value", "reason", "who", "when")
OPTIONAL = ("words",)
LINK = "link"
VERDICTS = ("accepted", "rejected")
# A decision file larger than this is none.
MOST_BYTES = 64 << 20
_PAIR = re.compile(r"\s*[|>;]\s*")


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


def kept_until(day: date, kept: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str, str, date]]:
    """(record, field, value, when) of the decisions that ``run.json`` keeps and that were made by ``day``.

    ``record`` is the one it is about now; those that are about none are left out.
    """
    for row in kept:
        _, field, value, _, made = row["key"]
        when = date.fromisoformat(made)
        if row["records"] and when <= day:
            yield row["records"][0], field, value, when


def issue(line: int, message: str, code: str = "decision_malformed") -> Issue:
    """An issue about a line of the file."""
    return Issue(code, "warning", f"decisions.csv, line {line}: {message}", locator=f"line[{line}]")


def parse(data: bytes | None) -> tuple[list[Decision], list[Issue]]:
    """The decisions in the order of the file, and an issue for each line that is none.

    Of several decisions about one field of one record the one made last counts, then the later line.
    """
    if not data:
        return [], []
    if len(data) > MOST_BYTES:
        return [], [issue(1, f"the file has more than {MOST_BYTES >> 20} MB and is not read")]
    found: dict[tuple[str, str], Decision] = {}
    issues: list[Issue] = []
    for line, cells in _rows(data):
        decision = _decision(line, cells) if isinstance(cells, dict) else cells
        if isinstance(decision, str):
            issues.append(issue(line, decision))
            continue
        place = (decision.record, decision.field)
        if place not in found or found[place].when <= decision.when:
            found[place] = decision
    return sorted(found.values(), key=lambda d: d.line), issues


def _rows(data: bytes) -> Iterator[tuple[int, dict[str, str] | str]]:
    """(line number, cells by column, or what is wrong with the line)."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    reader = csv.reader(io.StringIO(text.replace("\x00", "\N{REPLACEMENT CHARACTER}"), newline=""), strict=True)
    header: tuple[str, ...] = COLUMNS
    first, line = True, 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield line, f"it is no CSV ({error})"
            line, first = reader.line_num + 1, False
            continue
        if cells is None:
            return
        names = tuple(cell.strip().lower() for cell in cells)
        if first and {"record", "field", "value"} <= set(names):
            header = names
        elif any(cell.strip() for cell in cells):
            yield line, _by_column(header, cells)
        line, first = reader.line_num + 1, False


def _by_column(header: tuple[str, ...], cells: list[str]) -> dict[str, str] | str:
    if len(cells) != len(header) and not (header == COLUMNS and len(cells) == len(COLUMNS) + len(OPTIONAL)):
        return f"it has {len(cells)} cells, not {len(header)}"
    return dict(zip((*header, *OPTIONAL) if len(cells) > len(header) else header, cells, strict=True))


def _decision(line: int, cells: Mapping[str, str]) -> Decision | str:
    given = {name: cells.get(name, "").strip() for name in (*COLUMNS, *OPTIONAL)}
    missing = [name for name in ("record", "field", "who", "when") if not given[name]]
    if missing:
        return f"it gives no {' and no '.join(missing)}"
    try:
        when = date.fromisoformat(given["when"][:10])
    except ValueError:
        return f"when is {given['when']!r}: write the day as 2024-05-31"
    if given["field"] == LINK:
        if len([part for part in _PAIR.split(given["record"]) if part]) != 2:
            return "the record of a link is written: update_id | action_id"
        if given["value"] not in VERDICTS:
            return f"a link is accepted or rejected, not {given['value']!r}"
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
