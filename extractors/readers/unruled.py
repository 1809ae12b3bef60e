"""Tables without upright rules, or without any: the rules they would have, from where their words stand.

Such a table is known by its header: a band of lines whose words, parted by white space, match a known design.
From there on,

* columns are parted where the fewest lines have words, between the middles of two header cells;
* the table goes on, over pages too, until a line runs across its columns (a short or bold one is a section row, and
  one that leaves the first column as it is a cell over several columns), or a header stands over other columns;
* rows are parted by level rules where the table has any, else where its first column has words again.

The result is a set of rulings, so that everything after this sees one kind of table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from extractors.fields.references import names_one
from extractors.furniture import running_lines
from extractors.headers import Template, letters, match_header
from extractors.layout import LARGER, Line, Word
from extractors.readers.blocked import LEAST_BLOCKS, BlockPage, below_headers, block_rules
from extractors.readers.geometry import BBox
from extractors.readers.merged import NEAR, goes_on, is_band, is_merged
from extractors.readers.spaced import PAD, by_column, crosses, is_over, spaced

HEADER_LINES = 8
LEAST_ROLES = 4
RULED_ROLES, RULED_ROWS = 2, 2  # the same, of a header on a rule, and how many more rules as long stand below
BLOCK_ROLES = 3  # the same, of a header that is printed again above each of many small tables
GUTTER = 6.0  # points of white space that part two header cells
FOOT = 0.96  # of the page height: what stands below is the page's foot
SECTION_WORDS = 14
SAME = 1.0  # points: headers whose cells begin this near to each other stand over the same columns
_APART = 0.3  # heights of a line: how much more space stands below a header than between its lines
TIGHT = 2.2  # heights of a line: the space between two parts of a table that the title of the second fills


@dataclass(frozen=True, slots=True)
class Body:
    """What one page holds outside its ruled tables: lines from top to bottom, and level rules.

    ``ruled`` tells where its ruled tables stand: the top, the column rules and the foot of each.
    """

    number: int
    height: float
    lines: tuple[Line, ...]
    levels: tuple[BBox, ...]
    ruled: tuple[tuple[float, tuple[float, ...], float], ...] = ()


@dataclass(frozen=True, slots=True)
class _Band:
    """A header: where it begins in its page's lines, how many lines it takes, and its cells' extents.

    ``asks`` is whether one of its columns is that of recommendations.
    """

    first: int
    count: int
    cells: tuple[tuple[float, float], ...]
    score: float
    asks: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    """The lines of a table on one page; ``spans`` are the indices of those that run across its columns.

    ``heads`` are its headers, each as the index of the first line and of the line after the last. The lines
    ``merged`` hold words of a cell over several columns, beside which the first columns are as they are, ``bands``
    are those of them that a number and an answer stand beside; ``joined`` go on with the row of the line above.
    """

    body: Body
    lines: tuple[Line, ...]
    spans: frozenset[int]
    heads: tuple[tuple[int, int], ...]
    merged: frozenset[int] = frozenset()
    bands: frozenset[int] = frozenset()
    joined: frozenset[int] = frozenset()


def missing_rules(bodies: Sequence[Body], templates: Sequence[Template]) -> dict[int, list[BBox]]:
    """The rules to add on each page (by number) for the tables that lack them."""
    whole = bodies = _without_furniture(bodies)
    out = {body.number: rules for body in bodies if (rules := [*header_rules(body), *_section_rules(body)])}
    out = out or _in_blocks(bodies, templates)
    left = [body for body in bodies if body.number not in out]
    while left:
        band = _header(left[0].lines, templates)
        pieces, borders = _pieces(list(_until_other(left, band, templates)), band) if band else ([], [])
        for piece in pieces:
            out.setdefault(piece.body.number, []).extend(_rules(piece, borders))
        left = _left(left, pieces)
    return out or _by_space(whole, templates) or _on_rules(whole, templates)


def _until_other(bodies: Sequence[Body], band: _Band, templates: Sequence[Template]) -> Iterator[Body]:
    """The pages up to a header whose columns stand elsewhere than those of ``band``, or the headings above it."""
    for n, body in enumerate(bodies):
        first = band.first + band.count if n == 0 else 0
        for i in range(first, len(body.lines)):
            other = _band_at(body.lines, i, templates)
            if other is None or _stands_as(other, band):
                continue
            lines = list(body.lines[:i])
            while len(lines) > first + 1 and _is_heading(lines[-1], lines[first:-1]):
                lines.pop()
            yield replace(body, lines=tuple(lines))
            return
        yield body


def _stands_as(other: _Band, band: _Band) -> bool:
    """Whether the cells of two headers begin at the same places."""
    return all(any(abs(a - b) <= SAME for b, _ in band.cells) for a, _ in other.cells)


def _left(bodies: Sequence[Body], pieces: Sequence[_Piece]) -> list[Body]:
    """What is left of pages when a table is taken from them: what stands below it, and the pages after it."""
    if not pieces:
        return list(bodies[1:])
    n = len(pieces) - 1
    foot = pieces[-1].lines[-1].top
    below = tuple(line for line in bodies[n].lines if line.top > foot)
    return [*([replace(bodies[n], lines=below)] if below else []), *bodies[n + 1 :]]


def _in_blocks(bodies: Sequence[Body], templates: Sequence[Template]) -> dict[int, list[BBox]]:
    """The same of small tables below the recommendations that they answer, one block after the other."""
    if sum(names_one(line.text) for body in bodies for line in body.lines) < LEAST_BLOCKS:
        return {}
    found = ((body, band) for body in bodies if (band := _header(body.lines, templates, BLOCK_ROLES)))
    tried = (_under_header(bodies, body, band) for body, band in found if not band.asks)
    return next(filter(None, tried), {})


def _under_header(bodies: Sequence[Body], body: Body, band: _Band) -> dict[int, list[BBox]]:
    """The same where the header of the blocks is the one of a page."""
    lines = body.lines[band.first :]
    borders = _borders([line for one in bodies for line in below_headers(one.lines, lines[: band.count])], band)
    left = min(line.x0 for one in bodies for line in one.lines) - PAD
    right = max(line.x1 for one in bodies for line in one.lines) + PAD
    borders = [left, *borders[1:-1], right]
    head = _together([_said(line, borders) for line in lines[: band.count]])
    pages = [BlockPage(one.number, one.lines, _heads(one.lines, borders, head), one.levels) for one in bodies]

    def row_starts(rows: Sequence[Line]) -> list[int]:
        return _row_starts(_Piece(body, tuple(rows), frozenset(), ()), borders)

    return block_rules(pages, borders, row_starts)


def _by_space(bodies: Sequence[Body], templates: Sequence[Template]) -> dict[int, list[BBox]]:
    """The same where no header is known: the rules of a table that its white strips tell."""
    found = spaced([(body.lines, [rule[1] for rule in body.levels]) for body in bodies], templates)
    if found is None:
        return {}
    at, first = bodies[found.page :], found.line
    first -= len(_right_above(at[0].lines, at[0].lines[first].top, found.borders))
    pieces, borders = _laid_out(at, first, _printed_again(at, first, found.borders), found.borders)
    return {piece.body.number: _rules(piece, borders) for piece in pieces}


def _printed_again(bodies: Sequence[Body], first: int, borders: Sequence[float]) -> int:
    """How many lines at the head of a table, from the line ``first`` on, the next page prints again at its head."""
    if len(bodies) < 2:
        return 0
    here, there = bodies[0].lines[first:], bodies[1].lines
    same = takewhile(
        lambda pair: _said(pair[0], borders) == _said(pair[1], borders), zip(here, there, strict=False)
    )
    return min(sum(1 for _ in same), HEADER_LINES)


def header_rules(body: Body) -> list[BBox]:
    """The rules of headers that stand, perhaps on a coloured ground, right above tables with rules in rows only.

    Their words keep to the columns of the table, with white space wherever its column rules would pass.
    """
    out: list[BBox] = []
    for begin, rules, _ in body.ruled:
        lines = _right_above(body.lines, begin, rules) if len(rules) > LEAST_ROLES else []
        words = [word for line in lines for word in line.words]
        if len({sum(x <= word.x0 for x in rules) for word in words}) > (len(rules) - 1) / 2:
            top = lines[-1].top - PAD
            out += [(rules[0], y, rules[-1], y) for y in (top, begin)]
            out += [(x, top, x, begin) for x in rules]
    return out


def _section_rules(body: Body) -> Iterator[BBox]:
    """The rules of titles, perhaps on a coloured ground, that fill the space between two tables of like columns.

    The two are parts of one table then, and the title is a row over its whole width.
    """
    for (_, rules, foot), (begin, others, _) in pairwise(body.ruled):
        alike = len(rules) == len(others) and all(abs(a - b) < PAD for a, b in zip(rules, others, strict=True))
        lines = [line for line in body.lines if foot - PAD < line.top and line.bottom < begin + PAD]
        inside = all(rules[0] - PAD <= line.x0 and line.x1 <= rules[-1] + PAD for line in lines)
        if alike and len(lines) == 1 and inside and begin - foot < TIGHT * lines[0].height:
            yield from ((rules[0], y, rules[-1], y) for y in (foot, begin))
            yield from ((x, foot, x, begin) for x in (rules[0], rules[-1]))


def _right_above(lines: Sequence[Line], begin: float, rules: Sequence[float]) -> list[Line]:
    """The lines above a height that keep to the columns, from the nearest upwards, each close to the one below."""
    out: list[Line] = []
    foot = begin
    for line in sorted((line for line in lines if line.bottom <= begin + PAD), key=lambda line: -line.bottom):
        near = foot - line.bottom <= line.height
        if not near or len(out) == HEADER_LINES or not _keeps_to(line, rules):
            break
        out.append(line)
        foot = line.top
    return out


def _keeps_to(line: Line, rules: Sequence[float]) -> bool:
    inside = rules[0] - PAD <= line.x0 and line.x1 <= rules[-1] + PAD
    return inside and not any(is_over(line, x) for x in rules[1:-1])


def _without_furniture(bodies: Sequence[Body]) -> list[Body]:
    """The pages without their running lines; a line right above others may be of a header that is printed again."""
    running = running_lines([(body.height, body.lines) for body in bodies])
    out = []
    for body, found in zip(bodies, running, strict=True):
        kept = [line for i, line in enumerate(body.lines) if i not in found]
        kept += [body.lines[i] for i in found if any(_is_close(body.lines[i], line) for line in kept)]
        out.append(replace(body, lines=tuple(sorted(kept, key=lambda line: line.top))))
    return out


def _is_close(above: Line, below: Line) -> bool:
    return 0 <= below.top - above.bottom < 0.7 * above.height


def _header(lines: Sequence[Line], templates: Sequence[Template], least: int = LEAST_ROLES) -> _Band | None:
    """The best header band of a page; of equals the first, with all lines of its cells."""
    best: _Band | None = None
    for first in range(len(lines)):
        band = _band_at(lines, first, templates, least)
        if band is None:
            continue
        apart = best is not None and first >= best.first + best.count
        if best is None or band.score > best.score or (band.score == best.score and not apart):
            best = band
    return best


def _on_rules(bodies: Sequence[Body], templates: Sequence[Template]) -> dict[int, list[BBox]]:
    """The same of a header of few columns that stands on a level rule, where others as long part the rows below."""
    found = ((n, band) for n, body in enumerate(bodies) if (band := _ruled_header(body, templates)))
    n, band = next(found, (0, None))
    pieces, borders = _pieces(bodies[n:], band) if band else ([], [])
    return {piece.body.number: _rules(piece, borders) for piece in pieces}


def _ruled_header(body: Body, templates: Sequence[Template]) -> _Band | None:
    """The first header band on a level rule, between whose like no line below runs across its columns."""
    for first in range(len(body.lines)):
        band = _band_at(body.lines, first, templates, RULED_ROLES)
        foot = _ruled_foot(body, band) if band else None
        if band and foot is not None:
            below = [line for line in body.lines[first + band.count :] if line.bottom <= foot]
            inner = _borders(below, band)[1:-1]
            if below and not any(is_over(line, x) for line in below for x in inner):
                return band
    return None


def _ruled_foot(body: Body, band: _Band) -> float | None:
    """The last of the rules as long as the one that a header stands on; None where there are too few."""
    lines = body.lines[band.first : band.first + band.count]
    foot, height = max(line.bottom for line in lines), lines[-1].height
    for x0, y, x1, _ in body.levels:
        if 0 <= y - foot <= height and x0 <= band.cells[0][0] + PAD and band.cells[-1][1] <= x1 + PAD:
            alike = (rule for rule in body.levels if abs(rule[0] - x0) < PAD and abs(rule[2] - x1) < PAD)
            below = [rule[1] for rule in alike if rule[1] > y]
            return max(below) if len(below) >= RULED_ROWS else None
    return None


def _band_at(
    lines: Sequence[Line], first: int, templates: Sequence[Template], least: int = LEAST_ROLES
) -> _Band | None:
    """The header that begins at a line; of equals the longest, which takes in all lines of its cells."""
    best: _Band | None = None
    for count in range(1, min(HEADER_LINES, len(lines) - first) + 1):
        band = lines[first : first + count]
        if count > 1 and band[-1].top - band[-2].bottom > band[-1].height:
            break
        cells = _cells([word for line in band for word in line.words])
        if len(cells) < least:
            continue
        match = match_header([" ".join(w.text for w in words) for _, words in cells], templates)
        known = sum(role is not None for role in match.roles) if match and match.kind == "plan" else 0
        if match and known >= least and (best is None or match.score >= best.score):
            asks = "recommendation" in match.roles
            best = _Band(first, count, tuple(extent for extent, _ in cells), match.score, asks)
    return replace(best, count=best.count + _more_of_header(lines, best)) if best else None


def _more_of_header(lines: Sequence[Line], band: _Band) -> int:
    """How many more lines go on in some of a header's cells, with words that no design has: close below it, under
    half of its cells at most and not the first, with more space below."""
    end = band.first + band.count
    for count, (above, line) in enumerate(pairwise(lines[end - 1 : end + HEADER_LINES])):
        under = {
            next((n for n, (x0, x1) in enumerate(band.cells) if word.x0 < x1 and x0 < word.x1), 0)
            for word in line.words
        }
        after = lines[end + count + 1] if end + count + 1 < len(lines) else None
        if not _is_close(above, line) or 0 in under or 2 * len(under) > len(band.cells):
            return 0
        if after is None or after.top - line.bottom > line.top - above.bottom + _APART * line.height:
            return count + 1
    return 0


def _cells(words: Sequence[Word]) -> list[tuple[tuple[float, float], list[Word]]]:
    """Words of a band gathered into cells: parted by white space from the band's top to its bottom."""
    cells: list[tuple[tuple[float, float], list[Word]]] = []
    for word in sorted(words, key=lambda w: w.x0):
        if cells and word.x0 - cells[-1][0][1] < GUTTER:
            (x0, x1), inside = cells[-1]
            cells[-1] = (x0, max(x1, word.x1)), [*inside, word]
        else:
            cells.append(((word.x0, word.x1), [word]))
    return [(extent, sorted(inside, key=lambda w: (round(w.bottom), w.x0))) for extent, inside in cells]


def _pieces(bodies: Sequence[Body], band: _Band) -> tuple[list[_Piece], list[float]]:
    """The table's lines page by page, and its column borders, outer ones included."""
    lines = bodies[0].lines[band.first :]
    end = next((i for i in range(band.count + 1, len(lines)) if _is_heading(lines[i], lines[:i])), len(lines))
    borders = _borders(lines[:end], band)
    if _has_rows(lines[end:], borders) or not _has_rows(lines[band.count : end], borders):
        borders = _borders(lines, band)
    return _laid_out(bodies, band.first, band.count, borders)


def _laid_out(
    bodies: Sequence[Body], first: int, count: int, borders: Sequence[float]
) -> tuple[list[_Piece], list[float]]:
    """The same, of a table whose header is ``count`` lines (0: not known) from the line ``first`` on."""
    head = _together([_said(line, borders) for line in bodies[0].lines[first : first + count]]) if count else []
    pieces: list[_Piece] = []
    for n, body in enumerate(bodies):
        lines = [line for line in body.lines[first if n == 0 else 0 :] if line.bottom < FOOT * body.height]
        heads = _heads(lines, borders, head) if head else ()
        inside = _inside(heads)
        taken: list[Line] = []
        spans: set[int] = set()
        merged: set[int] = set()
        bands: set[int] = set()
        joined: set[int] = set()
        for i, line in enumerate(lines):
            if taken and _is_heading(line, taken) and not _has_rows(lines[i + 1 :], borders):
                break
            at = len(taken)
            band = at not in inside and is_band(line, borders)
            if band or (at not in inside and is_merged(line, borders)):
                merged.add(at)
                if band:
                    bands.add(at)
                taken.append(line)
                continue
            if at - 1 in (merged | joined | spans) and at not in inside and goes_on(taken[-1], line, borders):
                joined.add(at)
                if at - 1 in spans:
                    spans.add(at)
                taken.append(line)
                continue
            if len(taken) not in inside and (crosses(line, borders[1:-1]) or _is_title(line, borders)):
                closed = len(line.words) > SECTION_WORDS and not line.words[0].bold
                if closed and not _goes_on(line, body, borders):
                    break
                spans.add(len(taken))
            taken.append(line)
        while taken and len(taken) - 1 in spans:  # a heading after the table is no section of it
            spans.discard(len(taken) - 1)
            taken.pop()
        if not taken:
            break
        kinds = (frozenset(merged), frozenset(bands), frozenset(joined))
        pieces.append(_Piece(body, tuple(taken), frozenset(spans), heads, *kinds))
        if len(taken) < len(lines):
            break
    left = min(line.x0 for piece in pieces for line in piece.lines) - PAD
    right = max(line.x1 for piece in pieces for line in piece.lines) + PAD
    drawn = [rule for piece in pieces for rule in _drawn(piece, left, right)]
    left, right = min([left, *(r[0] for r in drawn)]), max([right, *(r[2] for r in drawn)])
    return pieces, [left, *borders[1:-1], right]


def _is_title(line: Line, borders: Sequence[float]) -> bool:
    """Whether a line in bold runs from the first column into the next, and nothing stands beside it."""
    over = [x for x in borders[1:-1] if is_over(line, x)]
    return bool(over) and all(word.bold for word in line.words) and line.x0 < borders[1]


def _is_heading(line: Line, above: Sequence[Line]) -> bool:
    """Whether a line is in larger type than all lines of the table above it."""
    return line.size > max(each.size for each in above) + LARGER


def _has_rows(lines: Sequence[Line], borders: Sequence[float]) -> bool:
    """Whether a line keeps to the columns and says something in most of them, as the first line of a row does."""
    most = (len(borders) - 1) / 2
    return any(not crosses(line, borders[1:-1]) and _filled(line, borders) > most for line in lines)


def _goes_on(line: Line, body: Body, borders: Sequence[float]) -> bool:
    """Whether level rules over the whole width stand above and below a line, so that it is inside the table."""
    wide = [r[1] for r in body.levels if r[2] - r[0] > 0.9 * (borders[-1] - borders[0])]
    return any(y < line.top for y in wide) and any(y > line.top for y in wide)


def _drawn(piece: _Piece, left: float, right: float) -> list[BBox]:
    """The level rules of the page that belong to the table."""
    top, foot = piece.lines[0].top - 12, max(line.bottom for line in piece.lines) + 12
    return [r for r in piece.body.levels if r[2] - r[0] > 0.6 * (right - left) and top < r[1] < foot]


def _said(line: Line, borders: Sequence[float]) -> list[str]:
    """What a line says in each column, down to its letters."""
    return ["".join(letters(word.text) for word in words) for words in by_column(line, borders)]


def _together(said: Sequence[Sequence[str]]) -> list[str]:
    """What lines say in each column: the same wherever the lines of a cell were broken."""
    return ["".join(column) for column in zip(*said, strict=True)]


def _heads(lines: Sequence[Line], borders: Sequence[float], head: list[str]) -> tuple[tuple[int, int], ...]:
    """Where lines say what the header ``head`` says."""
    said = [_said(line, borders) for line in lines]
    found: list[tuple[int, int]] = []
    for begin in range(len(lines)):
        for end in range(begin + 1, min(begin + HEADER_LINES, len(lines)) + 1):
            columns = _together(said[begin:end])
            if columns == head:
                found.append((begin, end))
            if not all(map(str.startswith, head, columns)) or columns == head:
                break
    return tuple(found)


def _inside(heads: Sequence[tuple[int, int]]) -> frozenset[int]:
    """The indices of the lines of headers."""
    return frozenset(i for begin, end in heads for i in range(begin, end))


def _borders(lines: Sequence[Line], band: _Band) -> list[float]:
    """Column borders: in the widest clear strip between the middles of two header cells, at its right end."""
    out = [band.cells[0][0]]
    for (a0, a1), (b0, b1) in pairwise(band.cells):
        low, high = (a0 + a1) / 2, (b0 + b1) / 2
        marks = sorted({low, high, *(w.x0 for ln in lines for w in ln.words if low < w.x0 <= high)})
        crossing = {x: sum(w.x0 < x - 1 < w.x1 for ln in lines for w in ln.words) for x in marks}
        starts = {x: sum(abs(w.x0 - x) < 1 for ln in lines for w in ln.words) for x in marks}
        best = min(marks, key=lambda x: (crossing[x] - 0.5 * starts[x], x))
        out.append(best - PAD)
    return [*out, band.cells[-1][1]]


def _rules(piece: _Piece, borders: Sequence[float]) -> list[BBox]:
    """Level rules at the row starts and upright rules between them, none through a section row.

    A rule that is drawn from a later column on cuts no cell to its left: that goes on over the rows beside it.
    """
    left, right = borders[0], borders[-1]
    tops = [line.top for line in piece.lines]
    foot = max(line.bottom for line in piece.lines) + PAD
    begins = {rule[1]: _first_cut(rule[0], borders) for rule in _drawn(piece, left, right)}
    drawn = sorted(begins)
    if len(drawn) >= 2:
        full = [tops[i] - PAD for i in _full_rows(piece, borders)]
        full += [tops[i] - PAD for head in piece.heads for i in head if i < len(tops)]
        edges = (*_titles(piece, borders, drawn), *_band_edges(piece), *_merged_edges(piece, borders))
        full += [tops[i] - PAD for i in edges]
        levels = sorted({min(drawn[0], tops[0] - PAD), *drawn, *full, max(drawn[-1], foot)})
    else:
        levels = [tops[0] - PAD, *(tops[i] - PAD for i in _row_starts(piece, borders)), foot]
    spans = [(piece.lines[i].top, piece.lines[i].bottom) for i in piece.spans]
    rules: list[BBox] = [(begins.get(y, left), y, right, y) for y in levels]
    merged = [piece.lines[i] for i in sorted(piece.merged)]
    for y0, y1 in pairwise(levels):
        over = [line for line in merged if y0 <= (line.top + line.bottom) / 2 <= y1]
        reach = max((line.x1 for line in piece.lines if over and y0 <= line.top <= y1), default=right)
        inner = [x for x in borders[1:-1] if x < reach and not any(is_over(line, x) for line in over)]
        inner = [] if any(y0 <= (a + b) / 2 <= y1 for a, b in spans) else inner
        rules += [(x, y0, x, y1) for x in [left, *inner, right]]
    return rules


def _first_cut(x: float, borders: Sequence[float]) -> float:
    """The column border that a level rule begins at, or the left edge."""
    return next((border for border in reversed(borders[:-1]) if border <= x + 2 * PAD), borders[0])


def _titles(piece: _Piece, borders: Sequence[float], drawn: Sequence[float]) -> list[int]:
    """Where titles begin and end that no rule parts from the rows around them."""
    rows = [line.top for i, line in enumerate(piece.lines) if i not in piece.spans and _filled(line, borders) > 2]
    out = []
    for i in sorted(piece.spans):
        top = piece.lines[i].top
        low = max((y for y in drawn if y <= top), default=float("-inf"))
        high = min((y for y in drawn if y > top), default=float("inf"))
        if any(low < y < high for y in rows):
            out += [n for n in (i, i + 1) if n < len(piece.lines) and n not in piece.joined]
    return out


def _band_edges(piece: _Piece) -> Iterator[int]:
    """Where bands begin, and the lines after them."""
    for i in sorted(piece.bands):
        yield i
        end = next(n for n in range(i + 1, len(piece.lines) + 1) if n not in piece.joined)
        if end < len(piece.lines):
            yield end


def _merged_edges(piece: _Piece, borders: Sequence[float]) -> Iterator[int]:
    """Where white space parts a row of merged cells that leaves the first column empty from those around it."""
    wide = piece.merged | piece.joined
    for i, (above, line) in enumerate(pairwise(piece.lines), start=1):
        one = above if i - 1 in wide else line
        if (i in wide) != (i - 1 in wide) and one.x0 > borders[1] and line.top - above.bottom > NEAR * line.height:
            yield i


def _filled(line: Line, borders: Sequence[float]) -> int:
    return sum(bool(said) for said in _said(line, borders))


def _full_rows(piece: _Piece, borders: Sequence[float]) -> list[int]:
    """Lines that fill the first column and most others, below one that fills the last of a header or a row.

    Right below another that fills the first column it goes on with what stands there.
    """
    many = max(LEAST_ROLES, (len(borders) - 1) * 0.6)
    if piece.heads:
        return []
    lines = piece.lines
    filled = (i for i in range(1, len(lines)) if _filled(lines[i], borders) >= many)
    return [i for i in filled if lines[i].x0 < borders[1] and not _goes_on_first(lines[i - 1], lines[i], borders)]


def _goes_on_first(above: Line, line: Line, borders: Sequence[float]) -> bool:
    """Whether a line is close below one that fills the first column too."""
    return above.x0 < borders[1] and line.top - above.bottom < NEAR * line.height


def _row_starts(piece: _Piece, borders: Sequence[float]) -> list[int]:
    """Lines at which a row begins: around headers and sections, and where the first column fills again."""
    out = []
    first = borders[1]
    inside = _inside(piece.heads)
    edges = {*_merged_edges(piece, borders), *(i for head in piece.heads for i in head)}
    for i, line in enumerate(piece.lines):
        if i == 0 or i in piece.joined:
            continue
        fills = line.x0 < first and i not in inside
        filled = _goes_on_first(piece.lines[i - 1], line, borders)
        around = i in piece.spans or i - 1 in piece.spans
        if i in edges or around or (fills and not (filled and i - 1 not in inside)):
            out.append(i)
    return out
