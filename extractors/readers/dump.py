"""A text dump of a plan's table, column by column, back to cells.

A converter that walks a page's cells writes them one below the other: number and recommendation, response
word, response text, owners, dates, then the next row. What is left of the layout is the order of the columns
(known from the header), the widths of the lines, and the counts of blank printed lines (a space and a line
end), which keep every entry at its height. Empty lines without a space only part paragraphs; three of them in
a row end a page.

Blank lines between two columns may belong to the foot of the one or to the head of the other: they are shared
out so that the entries stand beside the beginnings of paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.fields.responses import parse_response
from extractors.headers import Role, Template, best_role, letters
from extractors.layout import LINE_HEIGHT, Cell, Grid, Layout, Line, Page, Word
from extractors.readers.dump_labels import NUMBER, label, number_after

GLYPH = 5.0  # points: the estimated width of a character
COLUMN = 1000.0  # points from column to column: only their order is known
HEADER_LINES = 40  # the most a header takes
PAGE_END = 3  # empty lines in a row
BULLET = re.compile(r"^[•▪●◦]\s")


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed line: its text ('' for a blank one) and its number in the file, from 1."""

    text: str
    number: int


Columns = dict[Role, list[Printed]]
Header = list[tuple[Role, list[Printed]]]


def read_dump(text: str, media_type: str, templates: Sequence[Template]) -> Layout | None:
    """The Layout of a dumped plan, by page and without boxes; None when the text holds no plan's header."""
    pages = pages_of(text)
    for index, page in enumerate(pages):
        found = _header(page, templates)
        if found:
            start, end, header = found
            before = [*pages[:index], page[:start]]
            return _layout(before, header, [page[end:], *pages[index + 1 :]], media_type)
    return None


def pages_of(text: str) -> list[list[Printed]]:
    """The printed lines of each page, blank ones included."""
    pages: list[list[Printed]] = [[]]
    empty = 0
    for number, raw in enumerate(text.split("\n"), 1):
        for i, line in enumerate(raw.split("\f")):
            if (i or empty >= PAGE_END) and pages[-1]:
                pages.append([])
            if line:
                pages[-1].append(Printed(line.strip(), number))
            empty = 0 if line else empty + 1
    return pages


def _header(page: Sequence[Printed], templates: Sequence[Template]) -> tuple[int, int, Header] | None:
    """Where the header words stand: first line, line after the last, and each column's role and lines."""
    filled = [i for i, line in enumerate(page) if line.text]
    for begin in range(len(filled)):
        columns: Header = []
        at = begin
        while at < min(len(filled), begin + HEADER_LINES):
            lines = [page[i] for i in filled[at : at + 8]]
            step = _column_head(lines, templates, {role for role, _ in columns})
            if step is None:
                break
            columns.append((step[0], lines[: step[1]]))
            at += step[1]
        roles = {role for role, _ in columns}
        if len(roles) >= 4 and {"recommendation", "action"} <= roles and roles & {"owner", "date"}:
            return filled[begin], filled[at - 1] + 1, columns
    return None


def _column_head(
    lines: Sequence[Printed], templates: Sequence[Template], taken: set[Role]
) -> tuple[Role, int] | None:
    """The role of the column head that begins at the first line, and how many lines it takes."""
    best: tuple[float, int, Role] | None = None
    for count in range(1, len(lines) + 1):
        if count > 1 and re.match(r"^\d\.\s*", lines[count - 1].text):
            break
        found = best_role(" ".join(line.text for line in lines[:count]), templates)
        if found and found[0] not in taken and (best is None or found[1] >= best[0]):
            best = found[1], count, found[0]
    return (best[2], best[1]) if best else None


def _layout(
    before: Sequence[Sequence[Printed]], header: Header, pages: Sequence[Sequence[Printed]], media_type: str
) -> Layout:
    out = [Page(n, 0.0, 0.0, tuple(_lines(lines, 0.0, 0.0, n)), ()) for n, lines in enumerate(before, 1)]
    roles = [role for role, _ in header]
    last: str | None = None
    said = letters("".join(line.text for _, lines in header for line in lines))
    for n, page in enumerate(pages):
        body, again = _without_header(page, said)
        parts, last = _parts(body, roles, last)
        if again:
            parts.insert(0, {roles[0]: again})
        rows = [{role: list(lines) for role, lines in header}, *parts] if n == 0 else parts
        number = len(before) + n
        grid = _grid(rows, roles, number, n + 1)
        if n == 0:
            out[-1] = Page(number, 0.0, grid.bottom, out[-1].lines, (grid,))
        elif rows:
            out.append(Page(number, 0.0, grid.bottom, (), (grid,)))
    return Layout("text", media_type, tuple(out), boxed=False)


def _without_header(page: Sequence[Printed], said: str) -> tuple[list[Printed], list[Printed]]:
    """A page's lines without those that say again what the header says, and those lines."""
    body, again = list(page), list[Printed]()
    begin = 0
    while begin < len(body):
        text, end = "", begin
        while end < len(body) and body[begin].text and said.startswith(text) and text != said:
            text += letters(body[end].text)
            end += 1
        if text == said:
            again += [line for line in body[begin:end] if line.text]
            del body[begin:end]
        else:
            begin += 1
    return body, again


def _parts(page: Sequence[Printed], roles: Sequence[Role], last: str | None) -> tuple[list[Columns], str | None]:
    """The row parts of a page (what it holds of each row), and the last recommendation number seen."""
    runs: list[tuple[str | None, list[Printed]]] = [(None, [])]
    for line in page:
        number = number_after(last, line.text)
        if number:
            runs.append((number, []))
            last = number
        runs[-1][1].append(line)
    return [_part(number, run, roles) for number, run in runs if any(line.text for line in run)], last


def _part(number: str | None, run: Sequence[Printed], roles: Sequence[Role]) -> Columns:
    """A row part's columns. With ``number`` its first line holds that beside the recommendation."""
    columns: Columns = {}
    lines = list(run)
    if number:
        columns["number"] = [Printed(number, lines[0].number)]
        lines[0] = Printed(NUMBER.sub("", lines[0].text), lines[0].number)
    flowing = [role for role in roles if role not in ("number", "response")]
    filled = [i for i, line in enumerate(lines) if line.text]
    if not filled:
        return columns
    labels = dict(zip(filled, label([lines[i].text for i in filled], flowing, whole=bool(number)), strict=True))
    here: Role | None = None
    blanks: list[Printed] = []
    for i, line in enumerate(lines):
        if i not in labels:
            blanks.append(line)
            continue
        if labels[i] != here:
            entry = [ln for j, ln in enumerate(lines) if j >= i and labels.get(j, labels[i]) == labels[i]]
            lead = _lead(labels[i], blanks, entry, columns) if here else len(blanks)
            if here:
                columns[here] += blanks[: len(blanks) - lead]
            here = labels[i]
            columns[here] = blanks[len(blanks) - lead :]
        else:
            columns[labels[i]] += blanks
        columns[labels[i]].append(line)
        blanks = []
    if here:
        columns[here] += blanks
    if "response" in roles and number:
        _take_response(columns)
    return columns


def _lead(role: Role, blanks: Sequence[Printed], entries: Sequence[Printed], columns: Columns) -> int:
    """How many of the blank lines above a column stand at its own head."""
    prose = columns.get("action", [])
    if role not in ("owner", "date") or not prose or not blanks:
        return 0
    widest = max(len(line.text) for line in prose)
    starts = [i for i in range(1, len(prose)) if _begins(prose[i - 1], prose[i], widest)]
    if "number" in columns or not starts:
        starts.insert(0, 0)  # a paragraph that runs on from the page before has its entries there
    places = [i for i, line in enumerate(entries) if line.text and (i == 0 or not entries[i - 1].text)]

    def drift(lead: int) -> int:
        return sum(min(abs(place + lead - start) for start in starts) for place in places)

    return min(range(len(blanks) + 1), key=lambda lead: (drift(lead), lead))


def _begins(before: Printed, line: Printed, widest: int) -> bool:
    if not line.text:
        return False
    ends = before.text.endswith((".", ":", ";")) and len(before.text) < 0.85 * widest
    return not before.text or bool(BULLET.match(line.text)) or ends


def _take_response(columns: Columns) -> None:
    """Parts the response word from the line it shares with the beginning of the response text."""
    asked, prose = columns.get("recommendation", []), columns.get("action", [])
    held = [i for i, line in enumerate(asked) if line.text][-1:]
    above = asked[held[0]].text if held else ""
    if above and parse_response(above).known and not _leading_response(prose, ""):
        columns["response"] = [asked.pop(held[0])]
        return
    if not prose:
        return
    taken = _leading_response(prose, above)
    if taken is None:
        return
    raw, rest, whole = taken
    first = next(i for i, line in enumerate(prose) if line.text)
    columns["response"] = [Printed(raw, prose[first].number)]
    prose[first] = Printed(rest, prose[first].number)
    if not rest:
        prose.pop(first)
    if whole:
        asked.pop(held[0])


def _leading_response(prose: Sequence[Printed], above: str) -> tuple[str, str, bool] | None:
    """(response words, what follows them, whether the line above holds their beginning)."""
    words = next((line.text for line in prose if line.text), "").split()
    for begin in ([above.split()] if 0 < len(above.split()) <= 2 else []) + [[]]:
        taken, response = 0, None
        for count in range(1, min(4, len(words)) + 1):
            read = parse_response(" ".join([*begin, *words[:count]]))
            if read.known and (not taken or read.response != response):
                taken, response = count, read.response
        if taken:
            return " ".join([*begin, *words[:taken]]), " ".join(words[taken:]), bool(begin)
    return None


def _grid(rows: Sequence[Columns], roles: Sequence[Role], page: int, index: int) -> Grid:
    cells: list[Cell] = []
    top = 0.0
    for r, columns in enumerate(rows):
        height = LINE_HEIGHT * max((len(lines) for lines in columns.values()), default=1)
        for c, role in enumerate(roles):
            x0 = c * COLUMN
            lines = tuple(_lines(columns.get(role, ()), x0, top, page))
            cells.append(Cell(r, c, 1, 1, lines, x0, top, x0 + COLUMN, top + height))
        top += height
    rules = tuple(c * COLUMN for c in range(len(roles) + 1))
    return Grid(page, index, tuple(cells), rules, 0.0, 0.0, rules[-1], top)


def _lines(printed: Sequence[Printed], x0: float, top: float, page: int) -> list[Line]:
    out = []
    for n, item in enumerate(printed):
        if not item.text:
            continue
        y = top + n * LINE_HEIGHT
        words: list[Word] = []
        for text in item.text.split():
            left = words[-1].x1 + GLYPH if words else x0
            words.append(Word(text, left, y, left + GLYPH * len(text), y + LINE_HEIGHT))
        locator = f"line[{item.number}:{item.number}]"
        out.append(Line(tuple(words), page, x0, y, words[-1].x1, y + LINE_HEIGHT, locator))
    return out
