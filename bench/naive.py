"""What any user of a table library would write: its tables to records, the same help for every peer.

Header rows are matched to roles by meaning; a table without one goes on in the columns before it; a first row
with an empty number cell carries on the row before the page break, a later one is an entry of its own under the
same number; a cell with several entries is cut at blank lines, bullets and complete dates, and the entries are
put side by side. Where a peer keeps the blank lines of a
cell (``aligned``), line n of one cell stands beside line n of the next, and entries go by where they begin;
where it does not, they go by their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bench.plans import Record
from extractors.documents.plans.entries import may_open_owner
from extractors.fields.references import parse_number
from extractors.headers import Role, load_templates, match_header

Table = list[list[str]]  # rows of cell texts
Row = dict[Role, list[str]]  # a role's lines
Piece = tuple[int, str]  # line it begins on, text
BULLET = re.compile(r"^\s*[•▪●◦‣○·\uf0b7\uf0a7-](?:\s|$)")
YEAR_ENDS = re.compile(r"(?:\d{4}(?:/\d\d)?|\d/\d\d)[.;]?$")
WORD_ENDS = re.compile(r"(?i)(?:completed?|ongoing)[.;]?$")
NUMBERED = re.compile(r"^(\d{1,3}(?:\.\d{1,3})*)\.?\s+(?=\S)")
HEADER_ROWS = 3


def records(tables: Sequence[Table], *, aligned: bool) -> list[Record]:
    """The actions of a document's plan tables, in reading order."""
    return [record for row in _joined(tables, aligned=aligned) for record in _actions(row, aligned=aligned)]


def _joined(tables: Sequence[Table], *, aligned: bool) -> list[Row]:
    """Logical rows: what a row without a number says belongs to the row before it."""
    roles: tuple[Role | None, ...] = ()
    out: list[Row] = []
    for table in tables:
        cut = True
        for i, cells in enumerate(table):
            match = match_header([" ".join(cell.split()) for cell in cells], load_templates())
            if match and i < HEADER_ROWS:
                roles = match.roles if match.kind == "plan" else ()
                continue
            row = _row(cells, roles, aligned=aligned)
            if not row or _is_section(row):
                continue
            key: Role = "number" if "number" in roles else "recommendation"
            if not out or _said(row, key):
                out.append(row)
            elif cut:
                _carry_on(out[-1], row, aligned=aligned)
            else:  # an entry of its own under the same recommendation
                out.append({**row, "number": out[-1].get("number", [])})
            cut = False
    return out


def _row(cells: Sequence[str], roles: Sequence[Role | None], *, aligned: bool) -> Row:
    """Lines by role. A row of other width is set against the right edge; a number may begin the next cell."""
    cells = list(cells)
    if len(cells) > len(roles):
        cells = [cell for cell in cells if cell.strip()] if sum(map(bool, cells)) <= len(roles) else cells
    cells = [""] * (len(roles) - len(cells)) + cells
    row: Row = {role: cell.split("\n") for role, cell in zip(roles, cells, strict=False) if role}
    asked = " ".join(row.get("recommendation", []))
    numbered = NUMBERED.match(asked)
    if numbered and not _said(row, "number"):
        row["number"], row["recommendation"] = [numbered[1]], [asked[numbered.end() :]]
    height = max((len(lines) for lines in row.values()), default=0)
    if aligned:
        row = {role: lines + [""] * (height - len(lines)) for role, lines in row.items()}
    return row if any(_said(row, role) for role in row) else {}


def _said(row: Row, role: Role) -> str:
    return " ".join(" ".join(row.get(role, [])).split())


def _is_section(row: Row) -> bool:
    """A row of one cell that is no number: a heading inside the table."""
    filled = [role for role in row if _said(row, role)]
    return filled == ["number"] and parse_number(_said(row, "number")) is None


def _carry_on(above: Row, row: Row, *, aligned: bool) -> None:
    """The first row of a page carries on the one before it."""
    for role, lines in row.items():
        if any(line.strip() for line in lines) or aligned:
            above[role] = [*above.get(role, []), *lines]


def _actions(row: Row, *, aligned: bool) -> Iterator[Record]:
    """The actions of a logical row; one without owner or date promises nothing."""
    raw = _said(row, "number")
    figures = re.search(r"\d[\d.]*", raw)
    number = parse_number(raw) or (figures[0] if figures else raw)
    loose = not aligned
    texts = _paragraphs(row.get("action") or row.get("recommendation", []), loose=loose)
    owners = _owners(row.get("owner", []), loose=loose)
    dates = _dates(row.get("date", []), loose=loose)
    count = max(len(owners), len(dates))
    if not count:
        return
    split = _beside if aligned else _in_order
    for text, owner, day in split(texts, owners, dates):
        yield Record(number, text, owner or None, day or None)


def _pieces(lines: Sequence[str]) -> list[list[tuple[int, str]]]:
    """Runs of lines that no blank line parts, each line with its number."""
    out: list[list[tuple[int, str]]] = [[]]
    for n, line in enumerate(lines):
        if line.strip():
            out[-1].append((n, line.strip()))
        elif out[-1]:
            out.append([])
    return [run for run in out if run]


def _split(run: Sequence[tuple[int, str]], begins: Sequence[bool]) -> list[Piece]:
    out: list[Piece] = []
    for (n, line), new in zip(run, begins, strict=True):
        if new or not out:
            out.append((n, line))
        else:
            out[-1] = (out[-1][0], f"{out[-1][1]} {line}")
    return out


def _paragraphs(lines: Sequence[str], *, loose: bool) -> list[Piece]:
    """Paragraphs and bullets; where the peer drops blank lines, also what follows a short last line."""
    longest = max((len(line.strip()) for line in lines), default=0)
    out: list[Piece] = []
    for run in _pieces(lines):
        begins = [bool(BULLET.match(line)) for _, line in run]
        for i in range(1, len(run) if loose else 0):
            before, line = run[i - 1][1], run[i][1]
            begins[i] |= before[-1] in ".:;" and len(before) < 0.85 * longest and line[0].isupper()
        out += _split(run, begins)
    return out


def _owners(lines: Sequence[str], *, loose: bool) -> list[Piece]:
    out: list[Piece] = []
    for run in _pieces(lines):
        begins = [False] * len(run)
        if loose:
            begins = [i > 0 and may_open_owner(run[i - 1][1], line) for i, (_, line) in enumerate(run)]
        out += _split(run, begins)
    return out


def _dates(lines: Sequence[str], *, loose: bool) -> list[Piece]:
    """Entries; one also begins below a complete date (or "Completed", where blank lines are lost)."""
    out: list[Piece] = []
    for run in _pieces(lines):
        begins = [False] * len(run)
        for i in range(1, len(run)):
            before, line = run[i - 1][1], run[i][1]
            ended = YEAR_ENDS.search(before) or (loose and WORD_ENDS.search(before))
            begins[i] = bool(ended) and (line[0].isupper() or line[0].isdecimal())
        out += _split(run, begins)
    return out


def _beside(texts: list[Piece], owners: list[Piece], dates: list[Piece]) -> Iterator[tuple[str, str, str]]:
    """Entries beside each other: a paragraph belongs to the last entry that begins no later than it does."""
    anchors = [n for n, _ in (dates if len(dates) >= len(owners) else owners)]
    parts: list[tuple[list[str], list[str], list[str]]] = [([], [], []) for _ in anchors]
    for n, text in texts:
        parts[max([i for i, at in enumerate(anchors) if at <= n + 1], default=0)][0].append(text)
    for column, pieces in ((1, owners), (2, dates)):
        for n, text in pieces:
            parts[min(range(len(anchors)), key=lambda i: abs(anchors[i] - n))][column].append(text)
    for action, owner, day in parts:
        yield "\n".join(action), "\n".join(owner), " ".join(day)


def _in_order(texts: list[Piece], owners: list[Piece], dates: list[Piece]) -> Iterator[tuple[str, str, str]]:
    """Entries in order: as many actions as entries, bullets put to their paragraph where that makes it even."""
    count = max(len(owners), len(dates))
    whole: list[str] = []
    for _, text in texts:
        if whole and BULLET.match(text) and len(texts) != count:
            whole[-1] += "\n" + text
        else:
            whole.append(text)
    if len(whole) < count <= len(texts):
        whole = [text for _, text in texts]
    whole = [*whole[: count - 1], "\n".join(whole[count - 1 :])]
    for i, text in enumerate(whole):
        yield text, owners[i][1] if i < len(owners) else "", dates[i][1] if i < len(dates) else ""
