"""The rows of a plan's table by the recommendation that they answer.

A row that says a number or a recommendation opens a group, and so does a row over the whole width that asks for
something. Titles of sections end one, notes between the rows do not. Where numbers count the actions beside one
recommendation (1.1, 1.2, 1.3), only a recommendation opens one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeGuard

from extractors.documents.plans.blocks import STOP
from extractors.documents.plans.lead_in import OBLIGATION
from extractors.documents.plans.numbering import leading_number, whole_of
from extractors.documents.plans.pieces import put_below, text_of
from extractors.documents.plans.spans import Span, is_bare_answer, read_banner, read_span, stands_as_title
from extractors.documents.records import Sink
from extractors.fields.dates import parse_target
from extractors.fields.owners import is_owner_like
from extractors.fields.references import parse_number
from extractors.fields.responses import section_state
from extractors.fields.undertakings import is_undertaking
from extractors.headers import Role
from extractors.logical import FlowLine, LogicalRow, LogicalTable

LIKE_AN_OWNER = 0.5  # the least of what is an owner
ASKED_WORDS = 8  # the fewest of a row over the whole width that is more than a title
Cells = Mapping[Role, tuple[FlowLine, ...]]


@dataclass(slots=True)
class Group:
    """The rows that answer one recommendation: the first holds its number and text."""

    section: str | None
    rows: list[Cells] = field(default_factory=list)
    doubted: bool = False
    headed: tuple[FlowLine, ...] = ()  # the lines of its section's title
    explained: tuple[FlowLine, ...] = ()  # what its answer says in explanation, in a row of its own
    block: bool = False  # the rows below say what will be done, whatever their numbers
    wide: set[int] = field(default_factory=set)  # rows whose action leaves no room for an owner and a date
    counted: bool = False  # its number is that of its first action, as 1.1 of 1


def cells_of(row: LogicalRow, table: LogicalTable) -> dict[Role, tuple[FlowLine, ...]]:
    """A row's lines by role; columns that share a role follow each other."""
    cells: dict[Role, tuple[FlowLine, ...]] = {}
    for role, lines in zip(table.roles, row.cells, strict=True):
        if role and lines:
            cells[role] = cells.get(role, ()) + lines
    return cells


def answering_banners(table: LogicalTable) -> LogicalTable:
    """A table whose banners ask for something: what its other rows say in their only words is what will be done.

    What the header calls a column ("Description") does not tell what is asked from what is done.
    """
    col = table.column("recommendation")
    if col is not None and table.column("action") is not None:
        return table
    banners = [read_span(row) if row.span else banner_of(row, table) for row in table.rows]
    asked = [banner.text for banner in banners if banner and banner.kind == "asked" and banner.number]
    if 2 * sum(is_undertaking(text_of(lines)) for lines in asked) <= len(asked):
        return table
    roles: tuple[Role | None, ...] = tuple("action" if i == col else role for i, role in enumerate(table.roles))
    told = ("action", "recommendation")
    return replace(table, roles=roles, doubts=tuple(doubt for doubt in table.doubts if doubt.other not in told))


def _awaits(group: Group | None) -> TypeGuard[Group]:
    """Whether a recommendation is asked by its number, and nothing yet is said of what will be done."""
    if group is None or not group.block or len(group.rows) > 1:
        return False
    return {"number", "recommendation"} <= group.rows[0].keys()


def banner_of(row: LogicalRow, table: LogicalTable) -> Span | None:
    """What a row says as a banner: its words, or an answer, stand where other rows have owners and dates."""
    answered = {i for i in _entries(table) if is_bare_answer(row.text(i)) or _is_wide(row, i)}
    open_to = _entries(table) - {*row.covered} - answered
    stands = not open_to or (bool(answered) and not any(row.cells[i] for i in open_to))
    return read_banner(row) if stands and _entries(table) else None


def _is_wide(row: LogicalRow, col: int) -> bool:
    """Whether words that are read in a column reach over all others but that of a label, and are no entry of it."""
    filled = {i for i, cell in enumerate(row.cells) if cell}
    if row.span or len(filled) != 2 or max(filled) != col or len(filled | {*row.covered}) < len(row.cells):
        return False
    said = row.text(col)
    return is_owner_like(said) < LIKE_AN_OWNER and parse_target(said).kind == "none"


def groups_of(table: LogicalTable, sink: Sink) -> Iterator[Group | None]:
    """Rows by the recommendation they answer; None where a section begins."""
    group: Group | None = None
    section: str | None = None
    headed: tuple[FlowLine, ...] = ()
    counted = _counts_actions(table)
    for n, row in enumerate(table.rows):
        following = table.rows[n + 1] if n + 1 < len(table.rows) else None
        cells = cells_of(row, table)
        if counted and not row.span:
            cells = _without_action_number(cells)
        span = read_span(row) if row.span and len(table.columns) > 1 else None
        if span and span.kind != "answered" and not span.number and _is_note(row) and _awaits(group):
            group.explained += span.text
            continue
        if span and span.kind == "section" and _asks(row, following, table):
            span = replace(span, kind="asked")
        elif span and span.kind == "asked" and _heads_others(row, table.rows[n + 1 :], table):
            span = Span("section")
        elif span is None and _heads_block(cells, following, table):
            span = Span("asked", cells["number"], cells["action"], answer=cells.get("response", ()))
        elif span is None and (_heads_part(row, following, table) or stands_as_title(row, following)):
            span = Span("section")
        elif span is None and table.column("recommendation") is None:
            span = banner_of(row, table)
            if span and span.kind == "explained":
                if _awaits(group):
                    group.explained += span.explained
                    continue
                span = None
        if span and span.kind == "section" and _is_note(row):
            lines = [flow.line for cell in row.cells for flow in cell]
            sink.issue("note_in_table", f"a note between the rows: {row.full_text[:160]}", lines, severity="info")
            continue
        if span and span.kind == "asked":
            parts: Cells = {"number": span.number, "recommendation": span.text, "response": span.answer}
            cells = {role: lines for role, lines in parts.items() if lines}
        elif span and span.kind == "answered" and group and not group.rows[0].get("response"):
            group.rows[0] = {**group.rows[0], "response": span.answer}
            group.explained += span.explained
            continue
        elif span or _is_heading(cells):
            if span and span.kind == "answered":
                lines = [flow.line for flow in span.answer]
                message = f"an answer stands below no recommendation, or a second below one: {row.full_text[:120]}"
                sink.issue("unplaced_answer", message, lines)
            if group:
                yield group
            yield None
            group, section = None, row.full_text
            headed = tuple(flow for cell in row.cells for flow in cell)
            continue
        if group and not span and _goes_on(group.rows[0], cells):
            asked = group.rows[0]["recommendation"]
            rest = put_below(asked, cells.pop("recommendation"))
            group.rows[0] = {**group.rows[0], "recommendation": asked + rest}
        if group and group.block and not span:
            group.rows.append({role: lines for role, lines in cells.items() if role != "number"})
        elif group is None or cells.get("number") or cells.get("recommendation"):
            if group:
                yield group
            block = span is not None and table.column("recommendation") is None
            title = text_of(span.title) if span else ""
            group = Group(
                section or title or None,
                [cells],
                headed=headed,
                explained=span.explained if span else (),
                block=block,
                counted=counted,
            )
        else:
            group.rows.append(cells)
        if group and row.doubted:
            group.doubted = True
        if group and not span and _leaves_no_entry(row, table):
            group.wide.add(len(group.rows) - 1)
    if group:
        yield group


def _goes_on(first: Cells, cells: Cells) -> bool:
    """Whether a row without a number says the rest of a recommendation that the page cut in mid-sentence."""
    asked, rest = first.get("recommendation"), cells.get("recommendation")
    if not (asked and rest) or cells.get("number"):
        return False
    return text_of(rest)[:1].islower() and not STOP.search(text_of(asked))


def _counts_actions(table: LogicalTable) -> bool:
    """Whether numbers count actions: rows go on with that of the recommendation above, or it bears their whole."""
    col, asked = table.column("number"), table.column("recommendation")
    if col is None or asked is None or table.column("action") is None:
        return False
    rows = [row for row in table.rows if not row.span and (row.cells[col] or row.cells[asked])]
    wholes = [whole_of(parse_number(row.text(col))) for row in rows]
    if not rows or None in wholes:
        return False
    goes_on = [a == b for (a, b), row in zip(pairwise(wholes), rows[1:], strict=True) if not row.cells[asked]]
    leads = [
        (leading_number(row.text(asked)) or ("",))[0] == whole
        for whole, row in zip(wholes, rows, strict=True)
        if row.cells[asked]
    ]
    return all(goes_on) and (bool(goes_on) or all(leads))


def _without_action_number(cells: dict[Role, tuple[FlowLine, ...]]) -> dict[Role, tuple[FlowLine, ...]]:
    """A row without the number of its action, but for one that tells what number its recommendation has."""
    asked = text_of(cells.get("recommendation", ()))
    kept = bool(asked) and leading_number(asked) is None
    return {role: lines for role, lines in cells.items() if role != "number" or kept}


def _leaves_no_entry(row: LogicalRow, table: LogicalTable) -> bool:
    """Whether what stands in the action column of a row reaches over all columns of owners and dates."""
    action = table.column("action")
    return action is not None and bool(row.cells[action]) and _covers_entries(row, table)


def _covers_entries(row: LogicalRow, table: LogicalTable) -> bool:
    """Whether words of other columns reach over all columns of owners and dates."""
    entries = _entries(table)
    return bool(entries) and entries <= {*row.covered}


def _entries(table: LogicalTable) -> set[int]:
    """The columns of owners and dates."""
    return {i for i, role in enumerate(table.roles) if role in ("owner", "date")}


def _heads_others(row: LogicalRow, below: Sequence[LogicalRow], table: LogicalTable) -> bool:
    """Whether a row that bears a number asks for nothing, and the next row says a recommendation.

    That one says it in its column, or is called something else: "Priority 2: …" above "Recommendation 4: …".
    """
    if OBLIGATION.search(row.full_text):
        return False
    if below and below[0].span and (label := _label(row)) and (other := _label(below[0])):
        return label != other
    asked = table.column("recommendation")
    following = next((one for one in below if not one.span), None)
    return asked is not None and following is not None and bool(following.cells[asked])


def _label(row: LogicalRow) -> str:
    """What a row over the whole width is called before its number, if it asks for something."""
    span = read_span(row)
    name, _, _ = text_of(span.number).rpartition(" ") if span.kind == "asked" else ("", "", "")
    return name.casefold()


def _heads_block(cells: Cells, following: LogicalRow | None, table: LogicalTable) -> bool:
    """Whether a row of a number, words and perhaps an answer says what the rows below will do, by their numbers."""
    if cells.keys() - {"response"} != {"number", "action"} or table.column("recommendation") is not None:
        return False
    return _is_counted_on(cells["number"], following, table)


def _heads_part(row: LogicalRow, following: LogicalRow | None, table: LogicalTable) -> bool:
    """Whether a banner names what the recommendations below, whose numbers are parts of its own, have in common."""
    banner = banner_of(row, table) if table.column("recommendation") is not None else None
    asks = banner is None or banner.kind != "asked" or is_undertaking(text_of(banner.text))
    return banner is not None and not asks and _is_counted_on(banner.number, following, table)


def _is_counted_on(number: tuple[FlowLine, ...], following: LogicalRow | None, table: LogicalTable) -> bool:
    """Whether the number of the next row is a part of a number, as 5.1 of 5, or the first letter below it."""
    col = table.column("number")
    whole = parse_number(text_of(number))
    below = parse_number(following.text(col)) if following and col is not None and following.cells[col] else None
    if not whole or not below:
        return False
    return below.startswith(f"{whole}.") or (whole[-1].isdigit() and below in ("a", f"{whole}a"))


def _is_note(row: LogicalRow) -> bool:
    """Whether a row over the whole width is a sentence, as no title of a section is."""
    text = row.full_text
    return (
        len(text.split()) >= ASKED_WORDS
        and STOP.search(text) is not None
        and not text.endswith(":")
        and (not section_state(text))
    )


def _asks(row: LogicalRow, following: LogicalRow | None, table: LogicalTable) -> bool:
    """Whether a row over the whole width is what those below answer: no column says it, and it says much.

    Above a banner that asks it is the title of a part.
    """
    alone = table.column("recommendation") is None and table.column("action") is not None
    answered = following is not None and not following.span
    banner = banner_of(following, table) if following and alone else None
    if banner and banner.kind == "asked":
        return False
    return alone and answered and len(row.full_text.split()) >= ASKED_WORDS and not section_state(row.full_text)


def _is_heading(cells: Cells) -> bool:
    """Whether a row is a heading that stands in the first columns, or opens the notes: "Theme | 2: Health"."""
    raw, asked = text_of(cells.get("number", ())), text_of(cells.get("recommendation", ()))
    if raw and cells.keys() == {"number", "action"} and parse_number(raw) is None:
        return True
    if cells.keys() - {"number", "recommendation"} or OBLIGATION.search(asked):
        return False
    if raw:
        return parse_number(raw) is None
    bold = all(word.bold for flow in cells.get("recommendation", ()) for word in flow.line.words)
    return bool(asked) and bold and not STOP.search(asked)


def bare(cells: Cells) -> bool:
    """Whether a row names neither an owner nor a date."""
    return not cells.get("owner") and not cells.get("date")


def explains(wide: Cells, group: Group) -> bool:
    """Whether what has no owner and no date explains: it promises nothing, or other rows do."""
    others = any(not bare(cells) for cells in group.rows if cells is not wide)
    return others or not is_undertaking(text_of(wide["action"]))
