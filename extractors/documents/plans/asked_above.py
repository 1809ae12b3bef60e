"""Recommendations that stand in running text above the tables of what will be done about them.

A table that has no column for them is answered to the text between it and the table before: from a line that names
one ("Recommendation 4") on. That text is put into the table, as a row over its whole width. A title that only
numbers it ("C1 Values and behaviours", in other type than the text that asks below) could be any heading of a
report, and so could a reference alone on its line ("AFI 3") or a title that counts something ("Breach 2"): they
count where most tables of the document have one above, and titles that count where all count the same. Where such
text, or a table that says itself what it answers, begins a new part, its heading comes with it. What is named below
the last table has none of its own, and stands at its end. In formats without printed pages headings name them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.documents.plans.cards import as_banner
from extractors.documents.plans.lead_in import OBLIGATION
from extractors.documents.plans.replies import with_replies, without_entries
from extractors.documents.plans.spans import read_banner, read_span, titled_number
from extractors.fields.references import (
    ASKING,
    counted_head,
    labelled_number,
    names_one,
    parse_number,
    titled_words,
)
from extractors.layout import LARGER, Layout, Line, join_text, part_of_line
from extractors.logical import FlowLine, LogicalRow, LogicalTable

REFERENCE = re.compile(r"[A-Z](?:[a-z]?[A-Z])*[ .-]?\d")  # as a number that stands alone begins
LEADERS = re.compile(r"\.{4}|…{2}|(?:\. ){4}")  # of a table of contents
_ASKING = re.compile(rf"\b{ASKING}\b", re.IGNORECASE)
Where = tuple[int, float]  # a page, and how far down it


def with_asked_above(
    tables: Sequence[LogicalTable], layout: Layout, aside: Collection[int]
) -> tuple[LogicalTable, ...]:
    """The tables of a plan in reading order; ``aside`` are the ordinals of lines that are page furniture."""
    if any(table.column("recommendation") is not None for table in tables):
        return tuple(tables)
    above, starts = _starts(tables, list(_outside(layout)), aside) if layout.boxed else _headed(tables, layout)
    if not any(starts) and not layout.boxed:
        return tuple(tables)
    boxed = frozenset(line.ordinal for line in _boxed(layout))
    heading: Sequence[Line] = ()
    first = next(iter(above[0]), None) if above else None  # the title of the document is none of a part
    out = []
    for table, lines, begins in zip(tables, above, starts, strict=True):
        opens = [] if begins else _banner(table)
        if begins and not OBLIGATION.search(join_text(lines[begins[0] :])) and (asks := _band(table)):
            begins, opens = [], asks  # "Priority 2: Care" is the title of a part, since the table says what it asks
        found = _heading([*lines, *opens], begins[0] if begins else len(lines)) if begins or opens else ()
        found = () if found and _is_of_another(found[-1], opens, layout) else found
        heading = heading if not found or found[0] is first else found
        asked = [
            row
            for begin, end in pairwise([*begins, len(lines)])
            for row in _as_rows(lines[begin:end], table, boxed)
        ]
        part = [titled_row(heading, table)] if heading and (asked or opens) else []
        out.append(replace(table, rows=(*part, *asked, *table.rows)))
    below = [
        row for lines in _below(tables, starts, above, layout, aside) for row in _as_rows(lines, tables[-1], boxed)
    ]
    return (*out[:-1], *(replace(table, rows=(*table.rows, *below)) for table in out[-1:]))


def _as_rows(block: Sequence[Line], table: LogicalTable, boxed: Collection[int]) -> Iterator[LogicalRow]:
    """What is asked, and what replies to it, each as a row."""
    return (_as_row(part, table) for part in with_replies(without_entries(block), boxed))


def _below(
    tables: Sequence[LogicalTable],
    starts: Sequence[Sequence[int]],
    above: Sequence[Sequence[Line]],
    layout: Layout,
    aside: Collection[int],
) -> Iterator[Sequence[Line]]:
    """What is asked below the last table, so that none says what will be done about it.

    Each goes up to larger type, or to a heading like its name.

    A name that stands above a table is told again there, and asks for nothing more.
    """
    asked = {_number(lines[i]) for lines, begins in zip(above, starts, strict=True) for i in begins} - {None}
    if not asked:
        return
    end = max(map(_where, _lines(tables[-1])), default=(0, 0.0))
    lines = [line for line in _outside(layout) if _where(line) > end and line.ordinal not in aside]
    lines.sort(key=_where)
    for begin, following in pairwise([*_named(lines), len(lines)]):
        size = lines[min(begin + 1, following - 1)].size
        level = lines[begin].heading
        larger = (
            i for i in range(begin + 1, following) if lines[i].size > size + LARGER or 0 < lines[i].heading <= level
        )
        block = lines[begin : next(larger, following)]
        if _number(block[0]) not in asked and OBLIGATION.search(join_text(block)):
            yield block


def _number(line: Line) -> str | None:
    """The number in the name that a line opens with."""
    return parse_number(
        " ".join(line.text.split()[: labelled_number(line.text) or titled_words(line.text) or None])
    )


def _banner(table: LogicalTable) -> list[Line]:
    """The first line of a table that opens by saying what it answers, if it does."""
    opens = read_banner(table.rows[0]) if table.rows else None
    return [opens.number[0].line] if opens and opens.kind == "asked" else []


def _band(table: LogicalTable) -> list[Line]:
    """The first line of a table whose first row, over its whole width, says by its number what it answers."""
    opens = read_span(table.rows[0]) if table.rows and table.rows[0].span else None
    return [opens.number[0].line] if opens and opens.kind == "asked" and opens.number else []


def _starts(
    tables: Sequence[LogicalTable], outside: Sequence[Line], aside: Collection[int]
) -> tuple[list[list[Line]], list[list[int]]]:
    """What stands above each table, and where in it recommendations begin."""
    above = list(lines_above(tables, [line for line in outside if line.ordinal not in aside]))
    named = [_named(lines) for lines in above]
    if any(named):
        return above, named
    # references at the head of several pages look like furniture
    referring = [line for line in outside if line.ordinal not in aside or _is_reference(line)]
    all_above = list(lines_above(tables, referring))
    for lines, starts in (
        (above, [_titled(each) for each in above]),
        (all_above, [_referred(each) for each in all_above]),
        (above, _counted(above)),
    ):
        if 2 * sum(map(bool, starts)) > len(tables) > 1:
            return lines, starts
    return above, named


def _headed(tables: Sequence[LogicalTable], layout: Layout) -> tuple[list[list[Line]], list[list[int]]]:
    """The same where no page is printed, whose places are estimates: headings name them, and the text asks."""
    above = list(lines_above(tables, list(_outside(layout))))
    starts = [[i for i in _named(lines) if lines[i].heading and _ASKING.search(lines[i].text)] for lines in above]
    blocks = [
        join_text(lines[begin:end])
        for lines, begins in zip(above, starts, strict=True)
        for begin, end in pairwise([*begins, len(lines)])
    ]
    asking = sum(OBLIGATION.search(block) is not None for block in blocks)
    return above, starts if 2 * asking > len(blocks) else [[] for _ in above]


def _outside(layout: Layout) -> Iterator[Line]:
    """The lines of running text, those in a box of their own among them."""
    yield from (line for page in layout.pages for line in page.lines)
    yield from _boxed(layout)


def _boxed(layout: Layout) -> Iterator[Line]:
    """The lines in boxes of their own."""
    grids = (grid for page in layout.pages for grid in page.grids if len(grid.cells) == 1)
    return (line for grid in grids for line in grid.cells[0].lines)


def lines_above(tables: Sequence[LogicalTable], outside: Sequence[Line]) -> Iterator[list[Line]]:
    """What stands between each table and the one before it, from top to bottom."""
    end: Where = (0, 0.0)
    for table in tables:
        lines = list(_lines(table))
        begin = min(map(_where, lines), default=end)
        yield sorted((line for line in outside if end < _where(line) < begin), key=_where)
        end = max(map(_where, lines), default=end)


def _where(line: Line) -> Where:
    return line.page, line.top


def _lines(table: LogicalTable) -> Iterator[Line]:
    yield from table.title
    yield from table.header_lines
    yield from (flow.line for row in table.rows for cell in row.cells for flow in cell)


def _named(lines: Sequence[Line]) -> list[int]:
    return [i for i, line in enumerate(lines) if names_one(line.text) and not LEADERS.search(line.text)]


def _titled(lines: Sequence[Line]) -> list[int]:
    return [i for i in range(len(lines)) if titled_number(lines[i:])]


def _referred(lines: Sequence[Line]) -> list[int]:
    return [i for i, line in enumerate(lines[:-1]) if _is_reference(line)]


def _counted(above: Sequence[Sequence[Line]]) -> list[list[int]]:
    """Where titles stand that count the same, whatever it is; of those with one number the last is the title."""
    heads = [
        (n, i, head)
        for n, lines in enumerate(above)
        for i, line in enumerate(lines)
        if (head := _head_of(line)) and not LEADERS.search(line.text)
    ]
    what = Counter(counted for counted, _ in {(head[0], n) for n, _, head in heads})
    most = next(iter(what.most_common(1)), ("", 0))[0]
    last = {number: (n, i) for n, i, (counted, number) in heads if counted == most}
    return [sorted(i for at, i in last.values() if at == n) for n in range(len(above))]


def _head_of(line: Line) -> tuple[str, str] | None:
    """What the title that a line begins with counts, and its number."""
    count = counted_head(line.text)
    counted, _, number = " ".join(line.text.split()[:count]).rstrip(" .:–—-").rpartition(" ")
    return (counted.casefold(), number) if count else None


def _is_reference(line: Line) -> bool:
    """Whether a line is a reference and nothing else."""
    return REFERENCE.match(line.text) is not None and parse_number(line.text) is not None


def _heading(lines: Sequence[Line], first: int) -> Sequence[Line]:
    """The lines right above the first recommendation that are set in larger type than its name: a part begins."""
    begin = first
    while begin and lines[begin - 1].size > lines[first].size + LARGER:
        if begin < first and not _is_near(lines[begin - 1], lines[begin]):
            break
        begin -= 1
    return lines[begin:first]


def _is_of_another(heading: Line, opens: Sequence[Line], layout: Layout) -> bool:
    """Whether another table stands between a heading and the table that opens by saying what it answers."""
    between = (
        grid
        for page in layout.pages
        for grid in page.grids
        if len(grid.cells) > 1 and _where(heading) < (grid.page, grid.top) and opens
    )
    return any((grid.page, grid.bottom) <= _where(opens[0]) for grid in between)


def _is_near(above: Line, below: Line) -> bool:
    return above.page == below.page and below.top - above.bottom < below.height


def _as_row(block: Sequence[Line], table: LogicalTable) -> LogicalRow:
    """A block as a row: over the whole width, or its number in a cell of its own where only a title counts it."""
    first, *others = block
    count = counted_head(first.text)
    count = count if parse_number(" ".join(first.text.split()[:count])) is None else 0  # it is a name as it stands
    words = [*([part_of_line(first, count, len(first.words))] if count < len(first.words) else []), *others]
    if not (count and words):
        return titled_row(block, table)
    named = count if any(map(str.isdigit, first.words[count - 1].text)) else count - 1  # a dash may stand apart
    title = titled_row([part_of_line(first, 0, named)], table)
    return as_banner(title.cells[0], titled_row(words, table), table)


def titled_row(block: Sequence[Line], table: LogicalTable) -> LogicalRow:
    """Lines as a row over the whole width of a table."""
    top = block[0].top
    flows = tuple(FlowLine(line, line.top - top, line.page - block[0].page) for line in block)
    cells = (flows, *((),) * (len(table.columns) - 1))
    pages = tuple(dict.fromkeys(line.page for line in block))
    return LogicalRow(cells, True, pages, block[-1].bottom - top, (0, 0))
