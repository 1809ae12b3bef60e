"""HTML to Layout (the only door to lxml): headings, paragraphs, lists and tables with row and column spans.

Nothing is fetched and nothing is run: scripts, styles, forms and navigation are left out, entities beyond the
character ones are not resolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree, html

from extractors import limits
from extractors.layout import LINE_HEIGHT, Grid, Layout, Line, Page
from extractors.model import DocumentError
from extractors.readers import damage
from extractors.readers.flow import FlowCell, Paragraph, StyledText, grid_of, lines_of, shared_widths

MEDIA_TYPE = "text/html"
PAGE_WIDTH = 480.0
ENTRY_LINE = 60  # characters: longer source lines are wrapped prose
LEFT_OUT = {
    "script",
    "style",
    "nav",
    "header",
    "footer",
    "noscript",
    "form",
    "template",
    "head",
    "svg",
    "button",
}
BLOCKS = {
    "p", "div", "li", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "address",
    "caption", "section", "article", "main", "ul", "ol", "dl", "figure", "figcaption", "table", "tr", "td",
    "th", "body",
}  # fmt: skip
_OPENED = re.compile(rb"<(!doctype html|html|head|body|meta)\b", re.IGNORECASE)
BOLD, ITALIC = {"b", "strong", "th"}, {"i", "em"}


def read(path: Path) -> Layout:
    """The Layout of an HTML file. Raises DocumentError when nothing can be made of it."""
    return of_bytes(path.read_bytes())


def of_bytes(data: bytes, encoding: str | None = None) -> Layout:
    """The Layout of a page, in an encoding or in the one it declares. Raises as :func:`read`."""
    limits.at_most(len(data), limits.CHARACTERS, "too_large", "bytes")
    try:
        root = html.document_fromstring(data, parser=_parser(data, encoding))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError("unreadable", "the HTML file is damaged: save the page again") from error
    body = root.find("body")
    page = _Writer()
    if body is not None:
        main = body.find(".//main")
        page.walk(main if main is not None else body)
    pages = (Page(1, PAGE_WIDTH, page.y, tuple(page.lines), tuple(page.grids)),)
    return Layout(
        "html", MEDIA_TYPE, pages, boxed=False, issues=damage.of_html(data), running=tuple(_running(root))
    )


def _running(root: Any) -> Iterator[str]:
    """What the headers and footers of a page say, block by block."""
    for part in root.iter("header", "footer"):
        for block in _blocks(part):
            if isinstance(block, Paragraph) and (text := " ".join("".join(run.text for run in block.runs).split())):
                yield text


def is_page(data: bytes) -> bool:
    """Whether bytes begin as a web page does, whatever the file is called."""
    return _OPENED.search(data[:1024]) is not None


def _parser(data: bytes, encoding: str | None) -> html.HTMLParser:
    """A parser that fetches nothing; UTF-8 unless the file declares another encoding."""
    declared = re.search(rb"charset=[\"']?([\w-]+)", data[:2048], re.IGNORECASE)
    return html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, encoding=encoding or (None if declared else "utf-8")
    )


class _Writer:
    """Writes blocks one below the other."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.grids: list[Grid] = []
        self.y = 0.0
        self.count = 0

    def walk(self, element: Any) -> None:
        """Writes the paragraphs and tables below an element."""
        for item in _blocks(element):
            if isinstance(item, Paragraph):
                self.count += 1
                placed = Paragraph(
                    item.runs,
                    f"block[{self.count}]",
                    item.size,
                    item.bullet,
                    item.heading,
                    LINE_HEIGHT,
                )
                lines, self.y = lines_of([placed], 0.0, self.y, PAGE_WIDTH)
                self.lines += lines
            else:
                self.grids.append(_grid(item, self.y, len(self.grids) + 1))
                self.y = self.grids[-1].bottom + LINE_HEIGHT


def _blocks(element: Any, bullet: bool = False, heading: int = 0) -> Iterator[Any]:
    """The paragraphs and (as elements) tables below an element, in order. A line break parts a paragraph,
    and two leave a blank line.
    """
    runs: list[StyledText] = []
    fresh = True

    def flush() -> Iterator[Paragraph]:
        if any(run.text.strip() for run in runs):
            yield Paragraph(tuple(runs), "", bullet=bullet and fresh, heading=heading)
        runs.clear()

    for kind, value in _inline(element):
        if kind == "text":
            runs.append(value)
        elif kind == "break":
            if not runs:
                yield Paragraph((), "")
            yield from flush()
            fresh = False
        else:
            yield from flush()
            fresh = True
            if value.tag == "table":
                yield value
            elif value.tag == "dl":
                yield from _named_entries(value)
            else:
                level = int(value.tag[1]) if re.fullmatch(r"h[1-6]", value.tag) else heading
                yield from _blocks(value, value.tag == "li" or (bullet and value.tag in ("p", "div")), level)
    yield from flush()


def _named_entries(element: Any) -> Iterator[Any]:
    """A list of terms and what they name: each term stands, in bold, before the first paragraph that it names."""
    term: list[StyledText] = []
    for child in element:
        if child.tag == "dd":
            items = list(_blocks(child))
            yield from _behind(term, items)
            term = [] if items else term
            continue
        yield from _behind(term, [])
        term = []
        if child.tag == "div":
            yield from _named_entries(child)
        elif child.tag == "dt" and all(kind == "text" for kind, _ in _inline(child)):
            term = [value for _, value in _inline(child, bold=True) if value.text.strip()]
        elif isinstance(child.tag, str) and child.tag not in LEFT_OUT:
            yield from _blocks(child)
    yield from _behind(term, [])


def _behind(term: Sequence[StyledText], items: Sequence[Any]) -> Iterator[Any]:
    """A term before what it names: in the first paragraph, or above what is none."""
    first = items[0] if items else None
    if term and isinstance(first, Paragraph) and first.runs and not first.bullet:
        yield replace(first, runs=(*term, StyledText(" "), *first.runs))
        yield from items[1:]
        return
    if term:
        yield Paragraph(tuple(term), "")
    yield from items


def _inline(element: Any, bold: bool = False, italic: bool = False) -> Iterator[tuple[str, Any]]:
    """("text", StyledText), ("break", None) and ("block", element) in order."""
    if element.text:
        yield "text", StyledText(_folded(element.text), bold, italic)
    for child in element:
        if not isinstance(child.tag, str) or child.tag in LEFT_OUT:
            pass
        elif child.tag == "br":
            yield "break", None
        elif child.tag in BLOCKS:
            yield "block", child
        else:
            yield from _inline(child, bold or child.tag in BOLD, italic or child.tag in ITALIC)
        if child.tail:
            yield "text", StyledText(_folded(child.tail), bold, italic)


def _folded(text: str) -> str:
    """White space as one space, but a line end of the source stays one (:func:`_source_lines`)."""
    return re.sub(r"[^\S\n]+", " ", re.sub(r"\s*\n\s*", "\n", text))


def _grid(table: Any, top: float, index: int) -> Grid:
    boxes: list[FlowCell] = []
    taken: set[tuple[int, int]] = set()
    rows = [tr for tr in table.iter("tr") if next(tr.iterancestors("table")) is table]
    for r, tr in enumerate(rows):
        c = 0
        for n, cell in enumerate((x for x in tr if x.tag in ("td", "th")), 1):
            while (r, c) in taken:
                c += 1
            wide, high = _span(cell, "colspan", 1000), min(_span(cell, "rowspan", 65534), len(rows) - r)
            limits.at_most(len(taken) + wide * high, limits.CELLS, "too_many_cells", "table cells")
            taken |= {(r + i, c + j) for i in range(high) for j in range(wide)}
            locator = f"table[{index}]/row[{r + 1}]/cell[{n}]"
            paragraphs = tuple(
                Paragraph(p.runs, locator, p.size, p.bullet, starts=p.starts) for p in _cell_paragraphs(cell)
            )
            boxes.append(FlowCell(r, c, high, wide, paragraphs))
            c += wide
    count = max((box.col + box.colspan for box in boxes), default=1)
    return grid_of(boxes, shared_widths(boxes, count), top, index)


def _cell_paragraphs(cell: Any) -> Iterator[Paragraph]:
    for item in _blocks(cell):
        if isinstance(item, Paragraph):
            yield from _source_lines(item)
        else:
            for inner in item.iter("td", "th"):
                yield from _cell_paragraphs(inner)


def _source_lines(paragraph: Paragraph) -> list[Paragraph]:
    """A short entry whose source stands in several lines, as those lines: its author may have meant them."""
    pieces = "".join(run.text for run in paragraph.runs).strip().split("\n")
    if len(paragraph.runs) > 1 or len(pieces) < 2 or max(map(len, pieces)) > ENTRY_LINE:
        return [paragraph]
    style = paragraph.runs[0]
    return [
        Paragraph(
            (StyledText(piece, style.bold, style.italic),), "", bullet=paragraph.bullet and not n, starts=not n
        )
        for n, piece in enumerate(pieces)
    ]


def _span(cell: Any, name: str, most: int) -> int:
    value = cell.get(name) or "1"
    return min(max(int(value), 1), most) if value.isdecimal() else 1
