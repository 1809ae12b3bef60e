"""Which tables hold a plan? The header proposes it, and what stands in the columns must bear it out.

Many tables have a column called "Action", "Issue" or "Date". In a plan something is asked for or will be done, in
some words; it is answered by words of a closed set; owners are roles, bodies or people, and target dates are
dates. Tables of measurements are full of figures. Tables of one design in a document are judged together: one of
them may hold a single row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from extractors.columns import balance, share
from extractors.documents.plans import cards, forms, unheaded
from extractors.documents.plans.action_plan import with_prose_response
from extractors.documents.plans.groups import answering_banners, banner_of
from extractors.documents.plans.pieces import text_of
from extractors.fields.dates import parse_target
from extractors.fields.owners import is_owner_like
from extractors.fields.responses import parse_progress, parse_response
from extractors.fields.undertakings import is_prose, is_undertaking
from extractors.headers import Role, letters, stems
from extractors.logical import LogicalRow, LogicalTable

LIKE_ENOUGH = 0.65  # likeness from which tables are read as a plan
LIKE_A_PART = 0.5  # the same, where half of the headers of a plan of the document are those of the table too
_ASKED, _DONE, _UNDERTAKEN, _ANSWERED, _ENTRY, _FIGURES = 0.3, 0.2, 0.4, 0.2, 0.1, -0.5
_NAMED = 0.5  # of the weight of undertakings, where the header says "recommendation": no list of verbs is whole
_ROWS = 15  # rows of a table, and of a design, that are looked at
_OWNER = 0.5  # the least likeness of an owner
_DAY_WORDS = 3  # of a bare day
_RESOLVED = re.compile(r"That\s+\S+\s+\S+")
_FIGURE = re.compile(r"\W{0,2}\d[\d.,\s]*\W{0,2}")


def parted(tables: Sequence[LogicalTable]) -> tuple[list[LogicalTable], list[LogicalTable]]:
    """The tables that hold a plan, and all others, each in reading order."""
    tables = list(cards.with_design(list(forms.with_forms(tables))))
    designs: dict[tuple[Role | None, ...], list[LogicalTable]] = {}
    for table in tables:
        if table.match and table.kind == "plan" and not table.headless:
            designs.setdefault(table.match.roles, []).append(table)
    likeness = {roles: looks_like_plan(alike) for roles, alike in designs.items()}
    held = {roles for roles, score in likeness.items() if score >= LIKE_ENOUGH}
    named = {_named(table) for roles in held for table in designs[roles]}
    held |= {
        roles
        for roles, alike in designs.items()
        if likeness[roles] >= LIKE_A_PART and any(2 * len(_named(alike[0]) & one) >= len(one) for one in named)
    }
    sides: tuple[list[LogicalTable], list[LogicalTable]] = ([], [])
    for table in tables:
        is_held = table.match is not None and table.kind == "plan" and table.match.roles in held
        if is_held and table.headless:  # columns prove nothing: what stands in them must
            is_held = looks_like_plan([table]) >= LIKE_ENOUGH
        sides[not is_held and not unheaded.is_known(table)].append(table)
    return sides


def _named(table: LogicalTable) -> frozenset[str]:
    """The headers of a table's columns, down to their letters."""
    return frozenset(filter(None, map(letters, table.header)))


def looks_like_plan(tables: Sequence[LogicalTable]) -> float:
    """How much tables of one design hold what a plan holds: about 1 for a whole plan, below 0 for figures.

    Recommendations and actions in some words count by their share, and so do rows that ask for something or
    undertake it, of which half are enough. Answers of the closed set, owners and dates count for it where most
    cells are such, and against it where most are not. Columns of figures count against it, and so does progress
    that is told neither in some words nor by a state; a state counts nothing, since many tables have one.
    """
    told = (answering_banners(cards.with_asked(with_prose_response(table))) for table in tables)
    rows = [cells for table in told for cells in _rows(table)][:_ROWS]
    asked, done = _column(rows, "recommendation"), _column(rows, "action")
    score = _ASKED * share(asked, is_prose) + _DONE * share(done, is_prose)
    named = any(role == "recommendation" and role in stems(head) for head, role in _heads(tables))
    score += _UNDERTAKEN * max(min(1.0, 2 * share(_promises(rows), _undertakes)), _NAMED if named else 0.0)
    score += _ANSWERED * balance(_column(rows, "response"), lambda text: parse_response(text).known)
    score += _ENTRY * balance(_column(rows, "owner"), lambda text: is_owner_like(text) >= _OWNER)
    columns = _columns(tables)
    score += _ENTRY * (balance(_column(rows, "date"), _is_dated) or float(any(map(_is_of_days, columns))))
    score += _ENTRY * min(0.0, balance(_column(rows, "progress"), _tells_progress))
    return score + _FIGURES * share(columns, _is_of_figures)


def _heads(tables: Sequence[LogicalTable]) -> Iterator[tuple[str, Role | None]]:
    return (head for table in tables for head in zip(table.header, table.roles, strict=True))


def _rows(table: LogicalTable) -> Iterator[Mapping[Role, str]]:
    """What each row says, by role; what a banner asks is a recommendation."""
    for row in _whole(table):
        banner = banner_of(row, table) if table.column("recommendation") is None else None
        if banner is None:
            yield {role: row.text(i) for i, role in enumerate(table.roles) if role and row.cells[i]}
        elif banner.kind == "asked":
            yield {"recommendation": text_of(banner.text)}


def _whole(table: LogicalTable) -> Iterator[LogicalRow]:
    """Its first rows that are no sections."""
    return islice((row for row in table.rows if not row.span), _ROWS)


def _column(rows: Iterable[Mapping[Role, str]], role: Role) -> list[str]:
    return [cells[role] for cells in rows if role in cells]


def _promises(rows: Iterable[Mapping[Role, str]]) -> list[list[str]]:
    """What each row says in words of what is asked and of what is done."""
    said = ([cells[role] for role in ("recommendation", "action") if role in cells] for cells in rows)
    return [texts for texts in said if texts]


def _columns(tables: Sequence[LogicalTable]) -> list[list[str]]:
    """The filled cells of each column in which a plan would have words."""
    return [
        filled
        for table in tables
        for i, role in enumerate(table.roles)
        if role not in ("number", "date")
        and not _is_share(table, i)
        and (filled := [row.text(i) for row in _whole(table) if row.cells[i]])
    ]


def _is_dated(text: str) -> bool:
    return parse_target(text).kind != "none"


def _is_of_days(cells: Sequence[str]) -> bool:
    """Whether the cells are bare days, as of a column that says when each action was closed."""
    return all(len(cell.split()) <= _DAY_WORDS and parse_target(cell).targets for cell in cells)


def _is_share(table: LogicalTable, column: int) -> bool:
    """Whether a column tells how much of each action is done ("% complete")."""
    return table.roles[column] == "progress" and "%" in table.header[column]


def _tells_progress(text: str) -> bool:
    return is_prose(text) or parse_progress(text) is not None


def _is_of_figures(cells: Sequence[str]) -> bool:
    return 2 * sum(_FIGURE.fullmatch(cell) is not None for cell in cells) > len(cells)


def _undertakes(texts: Sequence[str]) -> bool:
    """Whether one of the texts asks for something (a committee resolves "That the …"), or undertakes it."""
    return any(is_prose(text) and (is_undertaking(text) or _RESOLVED.match(text)) for text in texts)
