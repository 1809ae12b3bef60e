"""Forms: a label and what it names in each row, a form for each recommendation.

Such a table is a plan's table on its side: its labels are the headers of columns. So it is turned, and read as any
other. Two labels may stand side by side. A number, or a label of what is asked where something was asked already,
begins the next form; the label of an action begins a row of it, and what stands below is about that action. A
reason stands below the answer, as in a cell of answers that goes on. What a label names that no column is called
has a column of its own, which is told; so has each label of what is reported. What such columns hold may tell that
they are of answers ("Our position"). Above what is asked may stand what was found, below
it a table of what will be done (:mod:`within_forms`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from extractors import columns as evidence
from extractors.documents.plans.pieces import between, put_below, text_of, words_in
from extractors.documents.plans.within_forms import with_rows_as_labels
from extractors.fields.references import labelled_number, parse_number
from extractors.headers import (
    REPEATED,
    HeaderMatch,
    Role,
    load_templates,
    match_header,
    named_role,
    stems,
    tells_form,
)
from extractors.layout import Line
from extractors.logical import FlowLine, LogicalRow, LogicalTable

Lines = tuple[FlowLine, ...]
DESIGN = "form"  # of a form whose labels are no known design's header
MOST_COLUMNS = 4  # of a form: two labels side by side
APART = 3.0  # heights of a line: from an answer to the reason that is put below it
_REASON = re.compile(r"\b(?:reasons?|reasoning|rationale|explanation|justification)\b", re.IGNORECASE)
_TOLD = frozenset({"recommendation", "response", "action", "owner", "date"})  # where none is, what is asked comes
_HEAD: tuple[Role, ...] = ("number", "recommendation", "response")  # what is said once of a form


@dataclass(slots=True)
class _FormRow:
    """A row of the turned table in the making: what it was made of, and its lines by what names them."""

    rows: list[LogicalRow]
    said: dict[str, Lines] = field(default_factory=dict)  # by role, or by the label where that tells more
    titled: bool = False  # whether what it asks so far stands behind its number, and may be its title only

    def add(self, name: str, lines: Lines) -> None:
        """Lines below what is said already by the same name."""
        above = self.said.get(name, ())
        self.said[name] = above + (put_below(above, lines, APART) if above and lines else lines)


def with_forms(tables: Sequence[LogicalTable]) -> Iterator[LogicalTable]:
    """The tables of a document, forms turned into tables of a plan: one of all that follow each other."""
    told = [with_rows_as_labels(table) for table in tables]
    forms = [_is_form(table) for table in told]
    run: list[LogicalTable] = []
    for table, is_form in zip(told if any(forms) else tables, forms, strict=True):
        if any(forms) and (is_form or _is_alike(table, run[-1] if run else None)):
            run.append(table)
            continue
        if run:
            yield _turned(run)
            run = []
        yield table
    if run:
        yield _turned(run)


def _is_form(table: LogicalTable) -> bool:
    return _may_be(table) and tells_form(_labels(table), load_templates())


def _is_alike(table: LogicalTable, last: LogicalTable | None) -> bool:
    """Whether a table among forms is one that holds no action, or the rest of ``last`` that a page break cut."""
    roles = {_role(label) for label in _labels(table)}
    goes_on = last is not None and (not table.pages or table.pages[0] <= last.pages[-1] + 1)
    return _may_be(table) and None not in roles and (goes_on or "recommendation" in roles)


def _may_be(table: LogicalTable) -> bool:
    return 2 <= len(table.columns) <= MOST_COLUMNS and table.kind != "plan" and bool(_labels(table))


def _labels(table: LogicalTable) -> list[str]:
    """The labels of a table, but for numbers, which name a recommendation, and those of reasons."""
    found = (text_of(label) for row in table.rows for label, _ in _pairs(row))
    return [label for label in found if _role(label) != "number" and not _REASON.search(label)]


def _pairs(row: LogicalRow) -> list[tuple[Lines, Lines]]:
    """The labels of a row, each with what it names: one, or two side by side, of which one may name nothing."""
    filled = [cell for cell in row.cells if cell]
    if row.span or len(filled) < 2:
        return []
    if len(filled) == 3 and _role(text_of(filled[1])) is not None and _role(text_of(filled[2])) is None:
        filled = filled[1:]
    return list(zip(filled[::2], filled[1::2], strict=False))


def _role(label: str) -> Role | None:
    """What a label names; a number with nothing else, or behind the word for a recommendation, names one."""
    role = named_role(label, load_templates())
    return "number" if role is None and parse_number(label) is not None else role


def _turned(forms: Sequence[LogicalTable]) -> LogicalTable:
    """Forms as one table of a plan."""
    rows, labels = list(chain.from_iterable(form.rows for form in forms)), dict[str, str]()
    found = _found_above(rows)
    entries: list[_FormRow] = []
    named: list[Line] = []
    for row in rows:
        pairs = _pairs(row)
        if not pairs and _is_title(row):
            entries.append(_titled(row, named))
            continue
        for label, lines in pairs:
            _take(row, label, lines, entries, named, found)
            labels.setdefault(_name(text_of(label), found), text_of(label))
        taken = [cell for pair in pairs for cell in pair]
        named += [flow.line for cell in row.cells if cell not in taken for flow in cell]  # labels of nothing
    labels.pop("number", None)
    return _as_table(forms, entries, labels, named, found)


def _found_above(rows: Sequence[LogicalRow]) -> frozenset[str]:
    """Labels that would name what is asked, but stand above one that says so: "Finding" above "Recommendation"."""
    labels = [text_of(label) for row in rows for label, _ in _pairs(row)]
    asking = [each for each in labels if _role(each) == "recommendation" and parse_number(each) is None]
    first = next((i for i, label in enumerate(asking) if "recommendation" in stems(label)), 0)
    return frozenset(asking[:first])


def _is_title(row: LogicalRow) -> bool:
    """Whether a row of one text is no label behind which nothing stands."""
    return row.span or _role(row.full_text) in (None, "number")


def _name(label: str, found: Collection[str]) -> str:
    """What an entry is kept by: its role, or its label where that names none, or one that others may name too."""
    role = _role(label) if label not in found else None
    if role is None and _REASON.search(label):
        return "response"
    return label if role is None or role in REPEATED else role


def _take(
    row: LogicalRow,
    label: Lines,
    lines: Lines,
    entries: list[_FormRow],
    named: list[Line],
    found: Collection[str],
) -> None:
    """Puts what a label names into the entry it belongs to; ``named`` gets what names only."""
    said, name = text_of(label), _name(text_of(label), found)
    if name == "number":
        number, title = (label, lines) if parse_number(said) is not None else (lines, label)  # or the label "Ref"
        entries.append(_FormRow([row], {"number": number}))
        named += [flow.line for flow in title]
        return
    named += [flow.line for flow in label]
    last = entries[-1] if entries and "section" not in entries[-1].said else None
    numbered = name == "recommendation" and parse_number(said) is not None
    if last is not None and last.titled and name == "recommendation" and not numbered:
        named += [flow.line for flow in last.said.pop("recommendation")]
    elif last is None or _begins(name, entries, found):
        last = _FormRow([])
        entries.append(last)
        if numbered:
            last.said["number"] = _number_of(label)
    last.titled = numbered
    last.rows.append(row)
    last.add(name, lines)


def _begins(name: str, entries: Sequence[_FormRow], found: Collection[str]) -> bool:
    """Whether what a label names begins a row: the next form, or a further action of this one."""
    last = entries[-1].said
    if name == "recommendation":
        return bool(last.keys() & _TOLD)
    if name in found:
        return "recommendation" in last
    return name == "action" and "action" in last


def _number_of(label: Lines) -> Lines:
    """The last word of a label that bears a number ("Recommendation 4")."""
    return tuple(between(label, words_in(label) - 1))


def _titled(row: LogicalRow, named: list[Line]) -> _FormRow:
    """A row of one text: the name of a recommendation, whose title is no part of it, or the title of a section."""
    lines = tuple(chain.from_iterable(row.cells))
    text = row.full_text
    count = labelled_number(text) or int(parse_number(lines[0].line.words[0].text) is not None)
    number = lines if parse_number(text) is not None else tuple(between(lines, 0, count))
    if not number:
        return _FormRow([row], {"section": lines})
    named += [flow.line for flow in lines]
    return _FormRow([row], {"number": number})


def _as_table(
    forms: Sequence[LogicalTable],
    entries: Sequence[_FormRow],
    labels: dict[str, str],
    named: Sequence[Line],
    found: Collection[str],
) -> LogicalTable:
    numbered = any("number" in entry.said for entry in entries)
    names = [*(["number"] if numbered else []), *sorted(labels, key=lambda name: name not in _HEAD)]
    header = tuple(labels.get(name, "Number") for name in names)
    rows = tuple(_row(entry, names) for entry in entries)
    roles = _roles(names, header, rows, found)
    match = match_header(header, load_templates())
    first = forms[0]
    return replace(
        first,
        pages=tuple(dict.fromkeys(page for form in forms for page in form.pages)),
        header=header,
        roles=roles,
        match=HeaderMatch(roles, match.template if match else DESIGN, "plan", match.score if match else 1.0),
        rows=rows,
        columns=(first.columns[1],) * len(names),
        header_lines=tuple(named[:1]),
        repeated=(*chain.from_iterable(form.repeated for form in forms), *named[1:]),
        doubts=(),
    )


def _roles(
    names: Sequence[str], header: Sequence[str], rows: Sequence[LogicalRow], found: Collection[str]
) -> tuple[Role | None, ...]:
    """What each column is by its label; where that leaves it open and no other is one, whether it is of answers."""
    roles: list[Role | None] = [
        "number" if name == "number" else "other" if name in found else _role(head)
        for name, head in zip(names, header, strict=True)
    ]
    if "response" in roles:
        return tuple(roles)
    said = [tuple(row.text(i) for row in rows if row.cells[i] and not row.span) for i in range(len(names))]
    seen = [evidence.TableColumn(head, cells, cells) for head, cells in zip(header, said, strict=True)]
    told = evidence.assigned(seen, load_templates()).roles
    if "response" in told and roles[told.index("response")] in (None, *REPEATED):
        roles[told.index("response")] = "response"
    return tuple(roles)


def _row(entry: _FormRow, names: Sequence[str]) -> LogicalRow:
    first = entry.rows[0]
    section = entry.said.get("section")
    cells = (section, *((),) * (len(names) - 1)) if section else tuple(entry.said.get(name, ()) for name in names)
    parts = tuple(dict.fromkeys(part for row in entry.rows for part in row.parts))
    return replace(
        first,
        cells=cells,
        span=section is not None,
        parts=parts,
        height=sum(row.height for row in entry.rows),
        tag=None,
        doubted=any(row.doubted for row in entry.rows),
        covered=(),
    )
