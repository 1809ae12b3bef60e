"""An action plan's tables to recommendations with their actions, owners and dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from math import exp
from statistics import median

from extractors.documents.plans.alignment import MOST_MARGIN, Aligned, align, atoms_of
from extractors.documents.plans.answer_lines import answer_above, answered_within
from extractors.documents.plans.blocks import CellBlock, Pitch, blocks_of, is_bullet, pitch_of
from extractors.documents.plans.columns_of_role import Extents, by_column, extents_of, owner_text, shared_out
from extractors.documents.plans.entries import is_dated, may_open_owner, opens_date
from extractors.documents.plans.explanations import without_explanation
from extractors.documents.plans.groups import (
    LIKE_AN_OWNER,
    Cells,
    Group,
    banner_of,
    bare,
    cells_of,
    explains,
    groups_of,
)
from extractors.documents.plans.headed_dates import with_headed_dates
from extractors.documents.plans.labelled_entries import with_labelled_entries
from extractors.documents.plans.lead_in import OBLIGATION, LeadIns, addressee_of, split_lead_in
from extractors.documents.plans.marked import by_marks, mark_of, without_marks
from extractors.documents.plans.numbering import (
    check_numbers,
    have_codes,
    leading_code,
    leading_number,
    named,
    whole_of,
)
from extractors.documents.plans.pieces import between, text_of
from extractors.documents.plans.progress_cells import ActionStart, progress_text, shared_among
from extractors.documents.records import Progress, Said, Sink, facts_of, make_action, place_in
from extractors.fields.owners import is_owner_like
from extractors.fields.references import find_references, parse_number
from extractors.fields.responses import leading_answer, parse_progress, parse_response, section_state
from extractors.fields.undertakings import is_prose
from extractors.layout import Line, join_text
from extractors.logical import FlowLine, LogicalTable
from extractors.model import Action, Issue, Recommendation, Response, Status

SURE, UNSURE = 0.995, 0.5  # the most confidence a record is given, and that of one whose number is missing
LEVEL, SLOPE = 0.42, 0.47  # of the curve from an alignment's margin to the share right (bench/calibration.py)
DOUBTED = 0.7  # confidence of records whose row the two witnesses cut differently
# A name in the column of numbers that is none: "25/01", "AUD-2024-03"; and what it must not be.
_CODE = re.compile(r"(?=\D*\d)[A-Za-z\d]{1,8}(?:[-/.][A-Za-z\d]{1,8}){1,4}")
_DAY = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}")
LEADING_WORDS = re.compile(r"^([A-Z][A-Za-z]*(?: [a-z]+){0,3})\s*(?:[.:–—-]|$)")
DATE_LEAD = re.compile(r"\b(?:from|by|until|till|to|in|of|before|after|early|late|mid)$", re.IGNORECASE)
RESPONSE_WORDS = 6  # the most words of a response that is a word and not prose


@dataclass(frozen=True, slots=True)
class PlanRecords:
    """What a plan's tables hold, and the ordinals of the lines that ended in a record or an issue."""

    recommendations: tuple[Recommendation, ...]
    progress: tuple[Progress, ...]
    issues: tuple[Issue, ...]
    used: frozenset[int]


def read_tables(tables: Sequence[LogicalTable], *, boxed: bool, dated: date | None) -> PlanRecords:
    """The recommendations of a document's plan tables, in reading order.

    ``boxed`` tells whether places are boxes; ``dated`` resolves relative deadlines.
    """
    sink = Sink(boxed, dated, any(table.column("progress") is not None for table in tables))
    lead_ins = LeadIns()
    out: list[Recommendation] = []
    used: set[int] = set()
    for table in map(with_headed_dates, map(with_labelled_entries, map(with_prose_response, tables))):
        extents = extents_of(table)
        used |= {line.ordinal for line in (*table.title, *table.header_lines, *table.repeated)}
        groups = list(groups_of(table, sink))
        asked = [text_of(group.rows[0].get("recommendation", ())) for group in groups if group]
        coded = have_codes(asked if len(asked) > 1 else [*asked, *_coded_beside(table, tables)])
        for group in groups:
            if group is None:
                lead_ins.reset()
                continue
            read = _recommendation(group, len(out) + 1, coded, lead_ins, extents, sink)
            used |= {flow.line.ordinal for cells in group.rows for cell in cells.values() for flow in cell}
            out.append(_doubted(read, group, sink) if group.doubted else read)
        for row in table.rows:
            cells = row.cells if row.span or banner_of(row, table) else tuple(cells_of(row, table).values())
            used |= {flow.line.ordinal for cell in cells for flow in cell}
    check_numbers(out, sink)
    return PlanRecords(tuple(out), tuple(sink.progress), tuple(sink.issues), frozenset(used))


def _coded_beside(table: LogicalTable, tables: Sequence[LogicalTable]) -> list[str]:
    """What the other tables ask that have the header of one with a single row, and begin each with a code."""
    alike = [other for other in tables if other.header == table.header and other is not table]
    columns = [(other, other.column("recommendation")) for other in alike]
    asked = [[row.text(col) for row in other.rows if row.cells[col]] for other, col in columns if col is not None]
    return [text for texts in asked if have_codes(texts) for text in texts]


def with_prose_response(table: LogicalTable) -> LogicalTable:
    """A table whose only answer is a "Response" column of prose: that column is the action."""
    col = table.column("response")
    if col is None or table.column("action") is not None:
        return table
    sizes = [len(row.text(col).split()) for row in table.rows if not row.span and row.cells[col]]
    if not sizes or median(sizes) <= RESPONSE_WORDS:
        return table
    return replace(table, roles=tuple("action" if i == col else role for i, role in enumerate(table.roles)))


def _leading_response(text: str) -> str | None:
    """The response word that an answer opens with: "Accepted. We will …"."""
    found = LEADING_WORDS.match(text)
    return found.group(1) if found and parse_response(found.group(1)).known else None


def _doubted(read: Recommendation, group: Group, sink: Sink) -> Recommendation:
    """Reports that print and tags disagree about where a row ends, and lowers the confidence of its actions."""
    lines = [flow.line for cell in group.rows[0].values() for flow in cell]
    message = (
        f"the print and the tags of the PDF disagree on whether a page break cuts a row of recommendation "
        f"{read.number}: the tags were followed, compare it with the page"
    )
    sink.issue("tags_disagree", message, lines, read.number)
    actions = tuple(replace(action, confidence=min(action.confidence, DOUBTED)) for action in read.actions)
    return replace(read, actions=actions, confidence=min(read.confidence, DOUBTED))


def _recommendation(
    group: Group, ordinal: int, coded: bool, lead_ins: LeadIns, extents: Extents, sink: Sink
) -> Recommendation:
    """One of the recommendations of a table; ``coded`` tells whether all of them begin with a code."""
    below: tuple[FlowLine, ...] = ()
    if "response" not in extents:
        group.rows[0], below = answered_within(group.rows[0])
    first = group.rows[0]
    head = [flow.line for role in ("number", "recommendation", "response") for flow in first.get(role, ())]
    printed, asked = _number(first, text_of(first.get("recommendation", ())), ordinal, coded, sink)
    if group.counted:
        printed = whole_of(printed) or printed
    number = named(printed, head, sink)
    own, text = split_lead_in(asked)
    section = group.section or ""
    if section.endswith(":") and OBLIGATION.search(section) and not (own or OBLIGATION.search(text)):
        own = section
    lead_in = lead_ins.governing(own, text)
    answer, reasons = _parted_answer(first.get("response", ()), pitch_of([*first.values()]))
    if reasons and not is_prose(text_of(reasons)):
        beside = [flow.line for flow in reasons]
        sink.issue(
            "beside_answer", f"{join_text(beside)!r} beside an answer explains nothing", beside, number, "info"
        )
        reasons = ()
    raw = text_of(answer) or None
    if raw is None and "response" not in extents:
        raw = _leading_response(text_of(first.get("action", ())))
    read = parse_response(raw) if raw else None
    if read and not read.known:
        sink.issue("unknown_response", f"{raw!r} is no known response: add it to the lookup", head, number)
    response = read.response if read else None
    actions: list[Action] = []
    asides: list[tuple[FlowLine, ...]] = [lines for lines in (reasons, below, group.explained) if lines]
    of_section = section_state(section)
    for row, cells in enumerate(group.rows):
        reasons_first = row == 0 and response == "partly_agreed" and "action" in cells and bare(cells)
        if (row in group.wide or reasons_first) and explains(cells, group):
            asides.append(cells["action"])
            continue
        found, starts, extra = _row_actions(cells, extents, sink, number, printed, response)
        if cells.get("progress"):
            for n, told in shared_among(starts, cells["progress"]).items():
                said = progress_text(told)
                record = f"{number}/{len(actions) + n + 1}"
                state = of_section or _state_by_date(found[n : n + 1])
                sink.progress.append(Progress(record, said, _printed([*chain(*told)]), state))
                found = [replace(one, progress_raw=said) if i == n else one for i, one in enumerate(found)]
        elif of_section and group.headed:
            records = (f"{number}/{len(actions) + n}" for n in range(1, len(found) + 1))
            sink.progress += (Progress(record, section, _printed(group.headed)) for record in records)
        actions += found
        asides += extra
    explanation = "\n".join(_paragraphs(lines) for lines in asides) or None
    if not actions and response != "not_agreed":
        sink.issue("no_action", f"recommendation {number} has no action", head, number)
    place = place_in([head, *[[flow.line for flow in aside] for aside in asides]], boxed=sink.boxed)
    confidence = SURE if first.get("number") or "number" not in extents or group.counted else UNSURE
    facts = facts_of(
        (("number", printed, None), ("text", text, text), ("response", response, raw)),
        place,
        "table",
        confidence,
    )
    return Recommendation(
        number,
        group.section,
        lead_in,
        addressee_of(lead_in, group.section, text),
        text,
        find_references(text),
        response,
        raw,
        explanation,
        tuple(actions),
        place,
        confidence,
        facts,
    )


def _parted_answer(cell: tuple[FlowLine, ...], pitch: Pitch) -> tuple[tuple[FlowLine, ...], tuple[FlowLine, ...]]:
    """The answer of a response cell, and what it goes on to say in explanation."""
    text = text_of(cell)
    count = answer_above(cell, pitch)
    if not count and len(text.split()) <= RESPONSE_WORDS and parse_response(text).known:
        return cell, ()
    count = count or leading_answer(text)
    return (tuple(between(cell, 0, count)), tuple(between(cell, count))) if count else (cell, ())


def _state_by_date(found: Sequence[Action]) -> Status | None:
    """The state that its date entry gives an action: "Completed" or "On hold" outweigh what sentences beside it
    report."""
    if any(action.target_kind == "completed" for action in found):
        return "completed"
    told = (parse_progress(action.target_raw) for action in found if action.target_raw and not action.targets)
    return next((state for state in told if state in ("delayed", "superseded")), None)


def _number(cells: Cells, text: str, ordinal: int, coded: bool, sink: Sink) -> tuple[str, str]:
    """The recommendation's number and its text without one: from its own cell, else from the text's beginning."""
    raw = text_of(cells.get("number", ()))
    number = parse_number(raw) if raw else None
    if number is not None:
        return number, text
    leading = leading_number(text) or (leading_code(text) if coded else None)
    if leading:
        return leading
    if _CODE.fullmatch(raw) and not _DAY.fullmatch(raw):
        return raw, text
    if raw:
        lines = [flow.line for flow in cells["number"]]
        sink.issue("unread_number", f"{raw!r} is no recommendation number: {ordinal} stands in", lines)
    return str(ordinal), text


def _row_actions(
    cells: Cells, extents: Extents, sink: Sink, number: str, printed: str, response: Response | None
) -> tuple[list[Action], list[ActionStart], list[tuple[FlowLine, ...]]]:
    """A row's actions, where each begins, and the lines that explain instead (introductions, reasons of a refusal).

    ``number`` names the recommendation, which is answered by ``response``; ``printed`` stands in its number cell.
    """
    action, owner, due = cells.get("action", ()), cells.get("owner", ()), cells.get("date", ())
    if response == "not_agreed":
        return [], [], [lines for lines in (action, owner, due) if lines]
    if not action:
        return _entry_only(cells, extents, sink, number), [ActionStart(0.0)], []
    pitch = pitch_of([action, owner, due])
    beside = max(len(blocks_of(cell, pitch)) for cell in (owner, due))
    partly = response == "partly_agreed" and beside < len(blocks_of(action, pitch))  # not each has an entry
    explained, rest = without_explanation(action, pitch, partly=partly)
    if not rest and not (owner or due):
        return [], [], [explained]
    action = rest or action
    preface, blocks = _before_markers(blocks_of(action, pitch), printed)
    first, *further = [column for column in by_column(owner, extents.get("owner", ())) if column] or [()]
    owners, dates = atoms_of(first, pitch, may_open_owner), atoms_of(due, pitch, opens_date)
    intro, divided = by_marks(blocks, owners, dates) or align(blocks, owners, dates, pitch)
    divided = shared_out(divided, further, blocks, pitch)
    asides = [
        lines for lines in (explained if rest else (), *(block.lines for block in (*preface, *intro))) if lines
    ]
    out = []
    for n, aligned in enumerate(without_marks(divided)):
        body, tail = _without_introduction(
            aligned.action, blocks, divided[n + 1].first if n + 1 < len(divided) else None
        )
        if tail:
            asides.append(tail)
        out.append(_action(_entry_parted(replace(aligned, action=body), extents), extents, sink, number))
    firsts = [blocks[aligned.first] for aligned in divided]
    return out, [ActionStart(block.y, mark_of(block)) for block in firsts], asides


def _before_markers(blocks: list[CellBlock], number: str) -> tuple[list[CellBlock], list[CellBlock]]:
    """Takes off what stands before a row's first lettered sub-action, "(3a)" of recommendation 3."""
    mark = re.compile(rf"^\(?{re.escape(number)}\.?[a-z]\)?[.):]?$")
    for i, block in enumerate(blocks):
        if mark.match(block.lines[0].line.words[0].text):
            return blocks[:i], blocks[i:]
    return [], blocks


def _entry_only(cells: Cells, extents: Extents, sink: Sink, number: str) -> list[Action]:
    """A row whose response cell is empty: where the design has none, what is asked is what will be done."""
    if "action" in extents:
        lines = [flow.line for cell in cells.values() for flow in cell]
        if cells.get("owner") or cells.get("date"):
            sink.issue(
                "entry_without_action",
                f"an owner or date without an action: {join_text(lines)[:120]!r}",
                lines,
                number,
            )
        return []
    asked = cells.get("recommendation", ())
    if not asked or not (cells.get("owner") or cells.get("date")):
        return []
    whole = Aligned(asked, cells.get("owner", ()), cells.get("date", ()), 0, MOST_MARGIN)
    return [_action(whole, extents, sink, number)]


def _without_introduction(
    lines: tuple[FlowLine, ...], blocks: Sequence[CellBlock], nxt: int | None
) -> tuple[tuple[FlowLine, ...], tuple[FlowLine, ...]]:
    """Takes off a last paragraph that ends in a colon and introduces the bullet the next action begins with."""
    if nxt is None:
        return lines, ()
    last = blocks[nxt - 1].lines
    introduces = blocks[nxt].bullet and last[-1].line.text.rstrip().endswith(":") and not is_bullet(last[0])
    return (lines[: -len(last)], last) if introduces and len(last) < len(lines) else (lines, ())


def _entry_parted(aligned: Aligned, extents: Extents) -> Aligned:
    """An action whose owner and date stand in one cell, on lines of their own: each in its place."""
    if ("owner" in extents) == ("date" in extents):
        return aligned
    lines = aligned.owner or aligned.date
    dated = tuple(flow for i, flow in enumerate(lines) if is_dated(flow.line) or _leads_to_date(lines, i))
    named = tuple(flow for flow in lines if flow not in dated)
    if not dated or not named or is_owner_like(text_of(named)) < LIKE_AN_OWNER:
        return aligned
    return replace(aligned, owner=named, date=dated)


def _leads_to_date(lines: Sequence[FlowLine], at: int) -> bool:
    """Whether a line breaks off before a date that stands below it ("Half-termly from | October 2022")."""
    leads = DATE_LEAD.search(lines[at].line.text) is not None
    return leads and at + 1 < len(lines) and is_dated(lines[at + 1].line)


def _action(aligned: Aligned, extents: Extents, sink: Sink, number: str) -> Action:
    said = Said(
        _paragraphs(aligned.action),
        owner_text(aligned.owner, extents.get("owner", ())),
        text_of(aligned.date) or None,
        (_printed(aligned.action), _printed(aligned.owner), _printed(aligned.date)),
    )
    confidence = round(min(SURE, 1 / (1 + exp(LEVEL - SLOPE * aligned.margin))), 3)
    return make_action(said, sink, number, confidence, expected=set(extents))


def _printed(lines: Sequence[FlowLine]) -> tuple[Line, ...]:
    return tuple(flow.line for flow in lines)


def _paragraphs(lines: Sequence[FlowLine]) -> str:
    """Lines as text, a paragraph or bullet a line; every bullet mark becomes "• "."""
    pitch = pitch_of([lines])
    out = []
    for block in blocks_of(lines, pitch):
        text = text_of(block.lines)
        if block.bullet:
            bare = text if block.lines[0].line.bullet else text.split(" ", 1)[1]
            text = f"• {bare}"
        out.append(text)
    return "\n".join(out)
