"""A document's layout to the extraction of an action plan: tables, cover, what stands between, and coverage."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from extractors.acronyms import find_acronyms, short_forms
from extractors.documents.document_type import DocumentType
from extractors.documents.plans import unheaded
from extractors.documents.plans.action_plan import PlanRecords, read_tables
from extractors.documents.plans.asked_above import with_asked_above
from extractors.documents.plans.asked_apart import with_asked_apart
from extractors.documents.plans.cards import with_asked
from extractors.documents.plans.counts import check_counts
from extractors.documents.plans.cover import labelled_rows, read_cover
from extractors.documents.plans.groups import answering_banners, banner_of
from extractors.documents.plans.initials import entries_of, named_in_full
from extractors.documents.plans.known_owners import parted_by_known
from extractors.documents.plans.prose_plan import looks_like_prose_plan, read_prose, tells_more
from extractors.documents.plans.recognise import parted
from extractors.documents.plans.state_key import state_key
from extractors.documents.plans.states_above import with_states_above
from extractors.documents.plans.unread import unread_issue, unread_lines
from extractors.furniture import furniture
from extractors.layout import Layout, Line, join_text, layout_text, lines_in_tables, place_of
from extractors.logical import LogicalTable
from extractors.model import DocumentFacts, Extraction, Issue, Update
from extractors.tables import BY_CONTENT

_COLOURED = re.compile(r"(?i)\b(?:b?rag|traffic light|colour)\b")  # a header of states told by colour
LEAST_COVERAGE = 0.98  # of a plan's words: below it a warning quotes what was left


def read_plan(layout: Layout, tables: Sequence[LogicalTable]) -> Extraction:
    """The records of an action plan: from its tables, or from its prose where it has none."""
    outside = [line for page in layout.pages for line in page.lines]
    aside = furniture(layout)
    text_lines = [line for line in outside if line.ordinal not in aside]
    plan, others = parted(tables)
    plan = list(with_asked_apart(answering_banners(with_asked(table)) for table in plan))
    plan = list(with_asked_above(plan, layout, aside))
    plan = list(with_states_above(plan, text_lines))
    if plan and tells_more(layout, plan):
        plan, others = [], list(tables)
    titles = [line for table in plan for line in table.title]
    cover = read_cover([*text_lines, *titles], [*labelled_rows(others), *layout.running, *_running(layout, aside)])
    records = (
        read_tables(plan, boxed=layout.boxed, dated=cover.dated) if plan else read_prose(layout, dated=cover.dated)
    )
    found = parted_by_known(named_in_full(records.recommendations, layout, others))
    records = replace(records, recommendations=found)
    text = layout_text(layout)
    issues = [
        *records.issues,
        *_without_text(records, layout),
        *_unsaid(records, layout),
        *_left_out(others, layout),
    ]
    issues += _unread_columns(plan, layout)
    issues += _columns_doubted(plan, layout)
    issues += _unprinted_states(plan, layout)
    issues += check_counts([line.text for line in outside], records.recommendations)
    issues += _outside_issues([line for line in text_lines if line.ordinal not in records.used], layout)
    facts = DocumentFacts(
        "action_plan",
        cover.subject,
        cover.establishment,
        cover.inspectorate,
        cover.inspection,
        cover.report_published,
        cover.dated,
        template=plan[0].match.template if plan and plan[0].match else "prose",
    )
    words, left = _coverage(layout, records, others, outside)
    issues += _left_words(words, left, layout)
    unread = unread_lines(layout, records.used, aside, prose=not plan)
    issues += unread_issue(unread, words, layout)
    return Extraction(
        layout.reader,
        layout.media_type,
        len(layout.pages) if layout.boxed else None,
        text,
        facts,
        records.recommendations,
        _progress_updates(records, layout, others, cover.dated),
        tuple(issues),
        words,
        words - sum(len(line.words) for line in (*left, *unread)),
        find_acronyms(text),
        short_forms(text),
    )


def _running(layout: Layout, aside: Collection[int]) -> Iterator[str]:
    """The running lines of the first page; ``aside`` are the ordinals of all."""
    return (line.text for line in layout.pages[0].lines if line.ordinal in aside)


def _progress_updates(
    records: PlanRecords, layout: Layout, others: Sequence[LogicalTable], dated: date | None
) -> tuple[Update, ...]:
    if not records.progress:
        return ()
    from extractors.documents.plans.progress import progress_update  # here, because reading sentences loads spaCy

    key = state_key(layout, others)
    return tuple(progress_update(progress, key, dated=dated, boxed=layout.boxed) for progress in records.progress)


def _without_text(records: PlanRecords, layout: Layout) -> list[Issue]:
    """Recommendations without a text: it is not told what their actions answer. An error where none has one."""
    bare = [one for one in records.recommendations if not one.text]
    if len(bare) == len(records.recommendations):
        message = (
            "no recommendation has a text, so it is not told what the actions answer: where the document has "
            "recommendations, add the header of their column to a template"
        )
        return [Issue("no_recommendation_text", "error", message, 1 if layout.boxed else None)]
    return [
        Issue(
            "no_recommendation_text",
            "warning",
            f"recommendation {one.number} has no text, so it is not told what its actions answer: see the page",
            one.place.page,
            one.place.locator,
            one.number,
        )
        for one in bare
    ]


def _unsaid(records: PlanRecords, layout: Layout) -> Iterator[Issue]:
    """What none of several actions says: so it looks where a column, or a line in a cell, was not known as one."""
    actions = [action for one in records.recommendations for action in one.actions]
    told = {issue.code for issue in records.issues}
    missing = {
        "no_owner": ("who is responsible", any(action.owner_raw for action in actions)),
        "no_date": ("by when", any(action.target_kind != "none" for action in actions)),
    }
    for code, (what, said) in missing.items():
        if len(actions) > 1 and not said and code not in told:
            message = f"no action says {what}: where the document does, add the header of that column to a template"
            yield Issue(code, "warning", message, 1 if layout.boxed else None)


def _left_out(tables: Sequence[LogicalTable], layout: Layout) -> list[Issue]:
    """Tables that hold no plan: known ones are noted, others reported with what their header says."""
    out = []
    for table in tables:
        if not table.rows:
            continue
        first = table.header_lines or [flow.line for cell in table.rows[0].cells for flow in cell]
        place = place_of(first, boxed=layout.boxed)
        page = place.page
        named = any(table.header) and not table.headless
        head = " | ".join(table.header if named else [table.rows[0].full_text])[:160]
        if table.kind == "plan" and not table.headless:
            message = f"a table with the header of a plan holds none and was left out: {head}"
            out.append(Issue("not_a_plan", "warning", message, page, place.locator))
        elif entries_of(table):
            message = f"a table that names initials is no plan: {head}"
            out.append(Issue("table_left_out", "info", message, page, place.locator))
        elif table.kind and not table.headless:
            out.append(
                Issue(
                    "table_left_out",
                    "info",
                    f"a table of {table.kind} is no plan: {head}",
                    page,
                    place.locator,
                )
            )
        elif len(table.columns) > 1:
            message = f"a table of no known design was left out: {head}; if it is a plan, add a template"
            out.append(Issue("unknown_table", "warning", message, page, place.locator))
    return out


def _unread_columns(plan: Sequence[LogicalTable], layout: Layout) -> list[Issue]:
    out = []
    for table in plan:
        rows = [row for row in table.rows if not row.span and banner_of(row, table) is None]
        for col, (role, head) in enumerate(zip(table.roles, table.header, strict=True)):
            filled = [flow.line for row in rows for flow in row.cells[col]]
            if role not in (None, "other") or not filled:
                continue
            place = place_of(filled[:1], boxed=layout.boxed)
            page = place.page
            if role == "other":
                message = f"the column {head!r} belongs to no record and was left out: {join_text(filled)[:160]}"
                out.append(Issue("other_column", "info", message, page, place.locator))
            else:
                message = f"the column {head!r} is of no known kind and was not read: add its words to a template"
                out.append(Issue("unread_column", "warning", message, page, place.locator))
    return out


def _unprinted_states(plan: Sequence[LogicalTable], layout: Layout) -> list[Issue]:
    """Columns for states by colours that hold no word: what their colours may say is not read."""
    out = []
    for table in plan:
        rows = [row for row in table.rows if not row.span]
        for col, head in enumerate(table.header):
            if rows and _COLOURED.search(head) and not any(row.cells[col] for row in rows):
                message = (
                    f"the column {head!r} holds no words, and colours are not read: see the page for its states"
                )
                place = place_of(table.header_lines, boxed=layout.boxed)
                out.append(Issue("unprinted_states", "warning", message, place.page, place.locator))
    return out


def _outside_issues(lines: Sequence[Line], layout: Layout) -> list[Issue]:
    """Running text around the tables belongs to no record: each page's is noted with how it begins."""
    out = []
    for page in layout.pages:
        prose = [line for line in lines if line.page == page.number and len(line.words) > 7]
        if prose:
            place = place_of(prose, boxed=layout.boxed)
            message = f"text outside the tables: {join_text(prose)[:160]}"
            number = page.number if layout.boxed else None
            out.append(Issue("outside_tables", "info", message, number, place.locator))
    return out


def _coverage(
    layout: Layout, records: PlanRecords, others: Sequence[LogicalTable], outside: Sequence[Line]
) -> tuple[int, list[Line]]:
    """The number of words of the document, and the lines that ended in no record, heading, furniture or issue."""
    used = set(records.used)
    for table in others:
        used |= {flow.line.ordinal for row in table.rows for cell in row.cells for flow in cell}
        used |= {line.ordinal for line in (*table.header_lines, *table.repeated)}
    in_tables = list(lines_in_tables(layout))
    total = sum(len(line.words) for line in (*outside, *in_tables))
    left = [line for line in in_tables if line.ordinal not in used]
    return total, left


def _left_words(words: int, left: Sequence[Line], layout: Layout) -> list[Issue]:
    """A warning that quotes what was left, where it is more than a stray word."""
    missing = sum(len(line.words) for line in left)
    if not words or missing / words <= 1 - LEAST_COVERAGE:
        return []
    place = place_of(left, boxed=layout.boxed)
    page = place.page
    share = 1 - missing / words
    message = f"{missing} words ended in no record (coverage {share:.3f}): {join_text(left)[:200]}"
    return [Issue("low_coverage", "warning", message, page, place.locator)]


def _columns_doubted(plan: Sequence[LogicalTable], layout: Layout) -> list[Issue]:
    """Columns whose role the cells alone tell, or tell otherwise than the header: a person should look."""
    out = []
    for table in plan:
        first = table.header_lines or [flow.line for cell in table.rows[0].cells for flow in cell]
        place = place_of(first, boxed=layout.boxed)
        if table.headless:
            begins = table.rows[0].full_text[:120]
            message = f"a table without a header was read in the columns of the one above: {begins}"
            out.append(Issue("headless_table", "info", message, place.page, place.locator))
        elif table.match and table.match.template == BY_CONTENT:
            found = ", ".join(f"{head or 'no header'!r} is {role}" for head, role in _named(table))
            message = f"no design has this header, its columns were told by what they hold: {found}"
            out.append(Issue("columns_by_content", "warning", message, place.page, place.locator))
        for doubt in table.doubts if not table.headless else ():
            head, role = table.header[doubt.column], table.roles[doubt.column]
            other = doubt.other or "none of a record"
            message = (
                f"the column {head!r} was read as {role}, and could as well be {other}: compare it with the page"
            )
            out.append(Issue("unsure_column", "warning", message, place.page, place.locator))
    return out


def _named(table: LogicalTable) -> list[tuple[str, str]]:
    return [(head, role) for head, role in zip(table.header, table.roles, strict=True) if role]


def _known_by_header(tables: Sequence[LogicalTable]) -> bool:
    return any(table.match and table.match.template != BY_CONTENT for table in parted(tables)[0])


IN_TABLES = DocumentType("an action plan", lambda _, tables: _known_by_header(tables), read_plan)
IN_PROSE = DocumentType("an action plan", lambda layout, _: looks_like_prose_plan(layout), read_plan)
IN_BARE_TABLES = DocumentType(
    "an action plan",
    lambda _, tables: bool(parted(unheaded.with_roles(tables))[0]),
    lambda layout, tables: read_plan(layout, unheaded.with_roles(tables)),
)
