"""Grids to logical tables: joined over pages, repeated headers set aside, rows cut by a page break made whole.

A grid carries on the table before it when nothing but page furniture stands between them and its column rules
are among that table's (column count proves nothing: a page break can leave two columns of six). Whether its
first row carries on the table's last row is decided in :mod:`extractors.cut_rows`.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extractors import columns as evidence
from extractors import limits
from extractors.columns import Doubt
from extractors.cut_rows import is_cut, joined, tagged_as_cut
from extractors.fields.references import counted_title, labelled_number, names_only, parse_number
from extractors.fields.responses import is_whole_answer
from extractors.fields.undertakings import is_undertaking
from extractors.furniture import footnotes, furniture
from extractors.headers import HeaderMatch, Role, Template, letters, match_header
from extractors.layout import SAME_RULE, Cell, Grid, Layout, Line, Page, join_text
from extractors.logical import FlowLine, LogicalRow, LogicalTable
from extractors.repeated_header import header_apart, titles_again
from extractors.undrawn import undrawn, with_borders

BY_CONTENT = "by-content"  # the design of tables whose header says nothing that is known
LEAST_COLUMNS = 3  # of a table that is known by what its cells hold
PARTED = 1.8  # heights of a line from one to the next, that part two paragraphs
TITLED = 4  # columns: in a narrower table a row that leaves half of them empty is an entry
HEADER_ROWS = 3  # a header stands in one of the first rows, or of those below what the table answers
BANNER = 3  # cells, at the most, of a row that says what the table below it answers: a label, words, an answer
TAGGED = 0.9  # of a row's words that must bear its tag


@dataclass(slots=True)
class _OpenTable:
    """A table in the making: its grids in order, each with the rows that are not header."""

    match: HeaderMatch | None
    head: list[Cell]
    grids: list[tuple[Grid, int]]  # grid, and its number of leading header rows
    last_page: int
    last_bottom: float
    headless: bool = False  # it has the header of an earlier table


@dataclass(frozen=True, slots=True)
class _Shape:
    """What is known of a table when its grids are together: the header rows of each, the columns, what these say.

    ``asked`` are the rows above its header that hold a recommendation.
    """

    headers: Sequence[frozenset[int]]
    columns: tuple[tuple[float, float], ...]
    asked: frozenset[int]
    seen: Sequence[evidence.TableColumn]


def logical_tables(layout: Layout, templates: Sequence[Template]) -> tuple[LogicalTable, ...]:
    """Every table of a document in reading order, known design or not."""
    drafts: list[_OpenTable] = []
    aside = furniture(layout)
    aside |= footnotes(layout, aside)
    for page in layout.pages:
        for grid in page.grids:
            _place(grid, page, layout.pages, aside, templates, drafts)
    shapes = [_shape(draft, templates) for draft in drafts]
    for at, draft in enumerate(drafts):
        if not draft.head and (known := _design_of(at, drafts, shapes, templates)) is not None:
            draft.match, draft.head, draft.headless = known.match, known.head, True
            shapes[at] = _shape(draft, templates)
    roles = (
        _roles(draft, shape, seen, templates)
        for draft, shape, seen in zip(drafts, shapes, _seen_together(shapes), strict=True)
    )
    return tuple(
        _finish(draft, shape, told, boxed=layout.boxed)
        for draft, shape, told in zip(drafts, shapes, roles, strict=True)
    )


def _place(
    grid: Grid,
    page: Page,
    pages: Sequence[Page],
    aside: frozenset[int],
    templates: Sequence[Template],
    drafts: list[_OpenTable],
) -> None:
    """Adds a grid to the table it carries on, or opens a new one."""
    last = drafts[-1] if drafts else None
    carried = last if last and _adjacent(last, grid, page, pages, aside) and _fits(last, grid) else None
    if carried:
        grid = header_apart(grid, carried.head)
    found = _header_of(grid, templates)
    match, rows, head = found if found else (None, 0, [])
    if carried and (found is None or _said(head) == _said(carried.head)):
        _extend(carried, grid, rows)
        return
    drafts.append(_OpenTable(match, head, [(grid, rows)], grid.page, grid.bottom))


def _extend(draft: _OpenTable, grid: Grid, header_rows: int) -> None:
    draft.grids.append((grid, header_rows))
    draft.last_page, draft.last_bottom = grid.page, grid.bottom


def _said(cells: Sequence[Cell]) -> str:
    """What the cells of a row say, by which a header is known where it is printed again."""
    return "".join(letters(cell.text) for cell in cells)


def _header_of(grid: Grid, templates: Sequence[Template]) -> tuple[HeaderMatch, int, list[Cell]] | None:
    """The header at a grid's top: what it says, the row after it, its cells. None when there is none."""
    wide = len(grid.rules) - 1
    seen, asked = 0, False
    for i, row in enumerate(grid.rows):
        cells = [cell for cell in row if cell.text]
        if not cells:
            continue
        asks = _asks(grid, i)
        match = None if asks and len(cells) == 1 < wide else match_header([cell.text for cell in cells], templates)
        grouped = _grouped(grid, i, templates)
        if grouped and (match is None or grouped[0].score > match.score):
            return grouped
        if match:
            return match, i + max(cell.rowspan for cell in cells), cells
        banner = _is_banner(cells, wide)
        if not (banner or _is_title(cells, wide)):
            return None
        asked = asked or asks
        seen = 0 if asked and (asks or banner) else seen + 1
        if seen == HEADER_ROWS:
            return None
    return None


def _grouped(grid: Grid, i: int, templates: Sequence[Template]) -> tuple[HeaderMatch, int, list[Cell]] | None:
    """The header at a grid's row whose cells name groups of columns, each with its own name in the row below."""
    groups = [cell for cell in grid.rows[i] if cell.text]
    whole = sum(cell.colspan for cell in groups) == len(grid.rules) - 1
    if not whole or len(groups) < 2 or i + 1 == len(grid.rows) or all(cell.colspan == 1 for cell in groups):
        return None
    own = [cell for cell in groups if cell.rowspan > 1]
    below = [cell for cell in grid.rows[i + 1] if cell.text]
    cells = sorted([*own, *below], key=lambda cell: cell.x0)
    if any(cell.colspan > 1 for cell in cells) or len(below) < 2:
        return None
    match = match_header([cell.text for cell in cells], templates)
    return (match, i + 2, cells) if match else None


def _is_banner(cells: Sequence[Cell], wide: int) -> bool:
    """Whether a row is a label and words over what is left of the width, but perhaps for an answer to them."""
    if wide < TITLED or not 1 < len(cells) <= BANNER or cells[1].colspan == 1:
        return False
    return sum(cell.colspan for cell in cells) == wide and (len(cells) < BANNER or is_whole_answer(cells[-1].text))


def _asks(grid: Grid, r: int) -> bool:
    """Whether a row above a header says by its number what the table below will answer."""
    cells, wide = [cell for cell in grid.rows[r] if cell.text], len(grid.rules) - 1
    if _is_whole(cells, wide) and (names_only(cells[0].text) or _names_below(grid, r)):
        return True
    return any(labelled_number(cell.text) for cell in cells) or (
        _is_banner(cells, wide) and parse_number(cells[0].text) is not None
    )


def _names_below(grid: Grid, r: int) -> bool:
    """Whether a row numbers what the next one, over the whole width as well, asks for."""
    below = [cell for cell in grid.rows[r + 1] if cell.text] if r + 1 < len(grid.rows) else []
    asks = _is_whole(below, len(grid.rules) - 1) and is_undertaking(below[0].text)
    return asks and counted_title(join_text(line for cell in grid.rows[r] for line in cell.lines))


def _is_whole(cells: Sequence[Cell], wide: int) -> bool:
    """Whether a row is one cell over the whole width of several columns."""
    return len(cells) == 1 and cells[0].colspan == wide > 1


def _is_title(cells: Sequence[Cell], wide: int) -> bool:
    """Whether a row may stand above a header: one cell over the whole width, or cells that leave half empty."""
    return (len(cells) == 1 and cells[0].colspan == wide) or (
        wide >= TITLED and 2 * sum(cell.colspan for cell in cells) <= wide
    )


def _adjacent(last: _OpenTable, grid: Grid, page: Page, pages: Sequence[Page], aside: frozenset[int]) -> bool:
    """Whether nothing but furniture and footnotes stands between a table so far and a grid."""
    if grid.page == last.last_page:
        between = [ln for ln in page.lines if last.last_bottom <= ln.top and ln.bottom <= grid.top]
    elif grid.page == last.last_page + 1:
        before = pages[last.last_page - 1].lines
        between = [ln for ln in before if ln.top > last.last_bottom]
        between += [ln for ln in page.lines if ln.bottom < grid.top]
    else:
        return False
    return all(line.ordinal in aside for line in between)


def _fits(last: _OpenTable, grid: Grid) -> bool:
    """Whether a grid's column rules are among the table's, and its width is the table's."""
    known = [x for earlier, _ in last.grids for x in earlier.rules]
    inside = all(any(abs(x - k) <= SAME_RULE for k in known) for x in grid.rules)
    wide = grid.x1 - grid.x0 >= 0.9 * (max(known) - min(known))
    return inside and wide


def _shape(draft: _OpenTable, templates: Sequence[Template]) -> _Shape:
    if draft.match is None:
        _match_by_content(draft, templates)
    headers = [_headers(grid, above, _said(draft.head)) for grid, above in draft.grids]
    asked = _asked_above(draft)
    headers = [
        headers[0] - asked,
        *(rows - _new_titles(draft, g, rows, asked) for g, rows in enumerate(headers[1:], start=1)),
    ]
    _part_undrawn(draft, [headers[0] | asked, *headers[1:]])
    columns = _columns(draft, headers)
    if draft.match is None or draft.match.kind != "plan":
        return _Shape(headers, columns, asked, ())
    few = evidence.FEW if draft.match.template != BY_CONTENT else evidence.ROWS
    return _Shape(headers, columns, asked, _seen(draft, draft.head, headers, columns, few))


def _design_of(
    at: int, drafts: Sequence[_OpenTable], shapes: Sequence[_Shape], templates: Sequence[Template]
) -> _OpenTable | None:
    """The plan above a table without a header that has the same columns, where the first row is one of entries."""
    own = shapes[at]
    n = next((n for n in reversed(range(at)) if len(shapes[n].columns) == len(own.columns) >= LEAST_COLUMNS), None)
    if n is None or not shapes[n].seen or not drafts[n].head:
        return None
    rules = zip(itertools.chain(*own.columns), itertools.chain(*shapes[n].columns), strict=True)
    if any(abs(a - b) > SAME_RULE for a, b in rules):
        return None
    known = (drafts[n].match or HeaderMatch((), "", "plan", 0.0)).template != BY_CONTENT
    roles = evidence.assigned(shapes[n].seen, templates, known=known).roles
    seen = _seen(drafts[at], drafts[n].head, own.headers, own.columns)
    return drafts[n] if evidence.is_entry_row([next(iter(c.openings), "") for c in seen], roles) else None


def _seen_together(shapes: Sequence[_Shape]) -> Iterator[Sequence[evidence.TableColumn]]:
    """What the columns of each table say, together with those of the same header in all tables like it."""
    heads = [tuple(letters(column.head) for column in shape.seen) for shape in shapes]
    headed: dict[tuple[str, ...], list[int]] = {}
    for at, head in enumerate(heads):
        headed.setdefault(head, []).append(at)
    together = {head: _with_like(head, headed, shapes) for head in headed if _are_like(head, head)}
    return (together.get(head, shape.seen) for head, shape in zip(heads, shapes, strict=True))


def _with_like(
    own: tuple[str, ...], headed: Mapping[tuple[str, ...], Sequence[int]], shapes: Sequence[_Shape]
) -> list[evidence.TableColumn]:
    """The columns under one header with those of the same names in tables like it, in the document's order."""
    like = sorted((at, head) for head, places in headed.items() if _are_like(own, head) for at in places)
    return [
        evidence.together([shapes[at].seen[i] for at, head in like if head[i] == name])
        for i, name in enumerate(own)
    ]


def _are_like(own: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two tables have as many columns, and most of them the same header."""
    return len(own) == len(other) and 2 * sum(a == b != "" for a, b in zip(own, other, strict=True)) > len(own)


def _finish(
    draft: _OpenTable, shape: _Shape, told: tuple[tuple[Role | None, ...], tuple[Doubt, ...]], *, boxed: bool
) -> LogicalTable:
    headers, columns, (roles, doubts) = shape.headers, shape.columns, told
    rows: list[LogicalRow] = []
    repeated: list[Line] = []
    for g, (grid, above) in enumerate(draft.grids):
        again = headers[g] if g else headers[g] - set(range(above))
        repeated += [line for cell in grid.cells if cell.row in again for line in cell.lines]
        fresh = list(_rows(grid, headers[g], columns, roles))
        new_page = g > 0 and grid.page != draft.grids[g - 1][0].page
        if new_page:
            said = ([row.full_text if row.span else None for row in each] for each in (rows, fresh))
            titles = titles_again(*said)
            repeated += [flow.line for row in fresh[:titles] for cell in row.cells for flow in cell]
            fresh = fresh[titles:]
        if new_page and rows and fresh:
            cut = is_cut(rows, fresh, roles)
            tagged = tagged_as_cut(rows[-1], fresh[0])
            if tagged is not None and tagged != cut:
                cut = tagged
                rows[-1] = replace(rows[-1], doubted=True)
            if cut:
                rows[-1] = joined(rows[-1], fresh.pop(0))
        rows += fresh
    header = tuple(_header_text(draft.head, span) for span in columns)
    pages = tuple(dict.fromkeys(grid.page for grid, _ in draft.grids)) if boxed else ()
    lines = () if draft.headless else tuple(line for cell in draft.head for line in cell.lines)
    title = tuple(_title(draft, shape.asked)) if lines else ()
    return LogicalTable(
        pages, header, roles, draft.match, tuple(rows), columns, lines, tuple(repeated), title, doubts
    )


def _part_undrawn(draft: _OpenTable, headers: Sequence[Container[int]]) -> None:
    """Parts the cells below a header where only the header has rules, and they have white space."""
    below = [
        cell
        for (grid, _), rows in zip(draft.grids, headers, strict=True)
        for cell in grid.cells
        if cell.row not in rows and cell.colspan < len(grid.rules) - 1
    ]
    borders = undrawn(draft.head, below)
    draft.grids = [(with_borders(grid, borders), above) for grid, above in draft.grids]


def _title(draft: _OpenTable, asked: Container[int]) -> Iterator[Line]:
    """The lines of the rows above the header, but for those ``asked`` in."""
    grid, _ = draft.grids[0]
    first = min(cell.row for cell in draft.head)
    return (
        line
        for cell in grid.cells
        if cell.row < first and cell.row not in asked
        for line in cell.lines
        if line.words
    )


def _asked_above(draft: _OpenTable) -> frozenset[int]:
    """The rows above a header that hold a recommendation, of which the table below says what will be done."""
    grid, _ = draft.grids[0]
    first = 0 if draft.headless else min((cell.row for cell in draft.head), default=0)
    said = (r for r in range(first) if _asks(grid, r))
    return frozenset(range(next(said, first), first))


def _headers(grid: Grid, above: int, said: str) -> frozenset[int]:
    """The rows of a grid that are header: those at its top, and those that say again what the header says."""
    out = set(range(above))
    for r, row in enumerate(grid.rows):
        if said and _said(row) == said:
            out |= set(range(r, r + max(cell.rowspan for cell in row)))
    return frozenset(out)


def _new_titles(draft: _OpenTable, g: int, rows: frozenset[int], asked: Container[int]) -> frozenset[int]:
    """The rows above the header of a later grid that say what no title above the first header says: a part begins.

    What is ``asked`` above the first header is no title: words of it may be said again of another recommendation.
    """
    grid, above = draft.grids[g]
    said = _said(draft.head)
    begins = next((r for r, row in enumerate(grid.rows) if r < above and _said(row) == said), 0)
    top, height = draft.grids[0]
    first = {_said(row) for r, row in enumerate(top.rows[:height]) if r not in asked}
    return frozenset(r for r in rows if r < begins and _said(grid.rows[r]) and _said(grid.rows[r]) not in first)


def _columns(draft: _OpenTable, headers: Sequence[Container[int]]) -> tuple[tuple[float, float], ...]:
    """The columns that data cells use: rules where some data cell begins or ends, outer edges included."""
    marks: list[float] = []
    for (grid, _), rows in zip(draft.grids, headers, strict=True):
        wide = len(grid.rules) - 1
        for cell in grid.cells:
            if cell.row not in rows and (cell.colspan < wide or wide == 1):
                marks += [cell.x0, cell.x1]
    if not marks:
        marks = [x for grid, _ in draft.grids for x in grid.rules]
    merged: list[float] = []
    for x in sorted(marks):
        if not merged or x - merged[-1] > SAME_RULE:
            merged.append(x)
    limits.at_most(len(merged), limits.COLUMNS, "too_many_columns", "columns in a table")
    return tuple(itertools.pairwise(merged)) or ((min(marks), max(marks)),)


def _overlap(a: tuple[float, float], b: tuple[float, float]) -> float:
    return max(0.0, min(a[1], b[1]) - max(a[0], b[0]))


def _over(head: Sequence[Cell], span: tuple[float, float]) -> Cell | None:
    """The header cell that stands over a column, where header and data columns need not be the same."""
    best = max(head, key=lambda cell: _overlap((cell.x0, cell.x1), span), default=None)
    return best if best is not None and _overlap((best.x0, best.x1), span) > 0 else None


def _header_text(head: Sequence[Cell], span: tuple[float, float]) -> str:
    cell = _over(head, span)
    return join_text(cell.lines) if cell else ""


def _match_by_content(draft: _OpenTable, templates: Sequence[Template]) -> None:
    """Gives a table of no known design one, where its cells tell by themselves that it holds a plan's columns."""
    columns = _columns(draft, [()] * len(draft.grids))
    if len(columns) < LEAST_COLUMNS or not draft.grids[0][0].rows:
        return
    grid, _ = draft.grids[0]
    wide = len(grid.rules) - 1
    filled = ([cell for cell in row if cell.text] for row in grid.rows)
    top = next((r for r, row in enumerate(filled) if len(row) > 1 and not _is_banner(row, wide)), None)
    if top is None:
        return
    head = [cell for cell in grid.rows[top] if cell.text]
    below = top + max(cell.rowspan for cell in head)
    said = _said(head)
    above = [_headers(one, below if one is grid else 0, said) for one, _ in draft.grids]
    seen = _seen(draft, head, above, columns)
    found = evidence.assigned(seen, templates, known=False)
    if not evidence.tells_plan(seen, found.roles):
        return
    if evidence.is_entry_row([column.head for column in seen], found.roles):
        head, below = [], top
    roles = tuple(found.roles[_column_of(cell, columns)] for cell in head)
    draft.match = HeaderMatch(roles, BY_CONTENT, "plan", found.score)
    draft.head, draft.grids[0] = head, (grid, below)


def _column_of(cell: Cell, columns: Sequence[tuple[float, float]]) -> int:
    return max(range(len(columns)), key=lambda i: (_overlap((cell.x0, cell.x1), columns[i]), -i))


def _seen(
    draft: _OpenTable,
    head: Sequence[Cell],
    headers: Sequence[Container[int]],
    columns: Sequence[tuple[float, float]],
    count: int = evidence.ROWS,
) -> list[evidence.TableColumn]:
    """What the columns of a table say, by their headers and in their first rows."""
    rows = (
        row for (grid, _), above in zip(draft.grids, headers, strict=True) for row in _rows(grid, above, columns)
    )
    told = (row for row in rows if not row.span and not _is_label_and_words(row))
    first = list(itertools.islice(told, count))
    over = [_over(head, span) for span in columns]
    reached = _only_reached(over, itertools.chain(first, told))
    wide = columns[-1][1] - columns[0][0]
    return [
        evidence.TableColumn(
            "" if i in reached or (cell := over[i]) is None else join_text(cell.lines),
            tuple(row.text(i) for row in first if row.cells[i]),
            tuple(join_text(_opening(row.cells[i])) for row in first if row.cells[i]),
            (span[1] - span[0]) / wide if wide else 0.0,
        )
        for i, span in enumerate(columns)
    ]


def _only_reached(over: Sequence[Cell | None], rows: Iterable[LogicalRow]) -> frozenset[int]:
    """The columns that stand empty, with a header over another that does not: labels of banners stand in them.

    ``over`` is the header of each column. Rows are looked at only where two have one.
    """
    shared = [i for i, cell in enumerate(over) if cell is not None and sum(other is cell for other in over) > 1]
    filled = {i for row in rows for i in shared if row.cells[i]} if shared else set()
    return frozenset(i for i in shared if i not in filled and any(over[j] is over[i] for j in filled))


def _is_label_and_words(row: LogicalRow) -> bool:
    """Whether a row is a label and words over all other columns, and so says nothing of what the columns hold.

    A number in the place of the label does: it tells the column of numbers.
    """
    filled = [i for i, cell in enumerate(row.cells) if cell]
    whole = len(row.cells) >= TITLED and len({*filled, *row.covered}) == len(row.cells)
    return whole and len(filled) == 2 and parse_number(row.text(filled[0])) is None


def _opening(cell: Sequence[FlowLine]) -> list[Line]:
    """The lines of a cell's first paragraph."""
    parted = (
        i
        for i, (a, b) in enumerate(itertools.pairwise(cell), start=1)
        if b.line.starts or b.y - a.y > PARTED * a.line.height
    )
    return [flow.line for flow in cell[: next(parted, len(cell))]]


def _roles(
    draft: _OpenTable, shape: _Shape, seen: Sequence[evidence.TableColumn], templates: Sequence[Template]
) -> tuple[tuple[Role | None, ...], tuple[Doubt, ...]]:
    """Each column's role: by header and cells where it is a plan, else the widest under a header cell has it."""
    columns = shape.columns
    if draft.match is None:
        return (None,) * len(columns), ()
    if draft.match.kind == "plan":
        found = evidence.assigned(seen, templates, known=draft.match.template != BY_CONTENT)
        return found.roles, found.doubts
    roles: list[Role | None] = [None] * len(columns)
    for cell, role in zip(draft.head, draft.match.roles, strict=True):
        under = [i for i, span in enumerate(columns) if _over(draft.head, span) is cell]
        if under and role:
            roles[max(under, key=lambda i: columns[i][1] - columns[i][0])] = role
    return tuple(roles), ()


def _rows(
    grid: Grid,
    headers: Container[int],
    columns: Sequence[tuple[float, float]],
    roles: Sequence[Role | None] = (),
) -> Iterator[LogicalRow]:
    """The rows of a grid below its headers; with ``roles`` an owner or date of several rows stands in each."""
    for r, row in enumerate(grid.rows):
        if r in headers or not any(cell.text for cell in row):
            continue
        cells: list[list[FlowLine]] = [[] for _ in columns]
        top = min(cell.top for cell in row)
        for cell in row:
            cells[_column_of(cell, columns)] += [
                FlowLine(line, line.top - top, 0) for line in cell.lines if line.words
            ]
        filled = [cell for cell in row if cell.text]
        wide = len(grid.rules) - 1
        span = len(columns) > 1 and len(filled) == 1 and filled[0].colspan >= min(wide, len(columns))
        if not span:
            for col, lines in _shared(grid, r, row, columns, roles):
                cells[col] = cells[col] or lines
        height = max((cell.bottom for cell in row if cell.rowspan == 1), default=max(c.bottom for c in row)) - top
        at = (grid.index, r + 1)
        covered = () if span else tuple(i for cell in filled for i in _also_covered(cell, columns))
        yield LogicalRow(tuple(map(tuple, cells)), span, (grid.page,), height, at, _tag_of(row), covered=covered)


def _shared(
    grid: Grid, r: int, row: Sequence[Cell], columns: Sequence[tuple[float, float]], roles: Sequence[Role | None]
) -> Iterator[tuple[int, list[FlowLine]]]:
    """The owner and the date of a row that says something of its own, from cells that begin in a row above it."""
    own = {_column_of(cell, columns) for cell in row if cell.text}
    if not any(roles[col] in ("action", "recommendation") for col in own if roles):
        return
    for cell in grid.cells:
        col = _column_of(cell, columns)
        if roles[col] in ("owner", "date") and cell.row < r < cell.row + cell.rowspan and _is_one(cell):
            yield col, [FlowLine(line, line.top - cell.top, 0) for line in cell.lines if line.words]


def _is_one(cell: Cell) -> bool:
    """Whether no white space parts the lines of a cell: else each could be of the row that it stands in."""
    lines = [line for line in cell.lines if line.words]
    return all(b.top - a.bottom < a.height for a, b in itertools.pairwise(lines))


def _also_covered(cell: Cell, columns: Sequence[tuple[float, float]]) -> Iterator[int]:
    """The columns that a cell reaches over, but for the one in which it is read."""
    own = _column_of(cell, columns)
    for i, (x0, x1) in enumerate(columns):
        if i != own and cell.x0 <= x0 + SAME_RULE and x1 - SAME_RULE <= cell.x1:
            yield i


def _tag_of(row: Sequence[Cell]) -> tuple[int, ...] | None:
    """The row that at least TAGGED of a grid row's words are tagged as."""
    tags = Counter(word.row_tag for cell in row for line in cell.lines for word in line.words)
    tag, count = tags.most_common(1)[0]
    return tag if count >= TAGGED * tags.total() else None
