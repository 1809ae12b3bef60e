"""Running text, plain or Markdown, to Layout (the only door to markdown-it-py): a Line a paragraph.

A converter's Markdown is read for what it says, not for how it would look: emphasis, headings, list items and
hard line breaks count, HTML tags are dropped with their words kept, indented text is no code. A heading may follow
its marks without a space, as before CommonMark, and a line that only gives attributes to the one above, or asks the
site to put something in, is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from extractors.layout import LINE_HEIGHT, Layout, Line, Page, Word

GLYPH = 5.0  # points: the estimated width of a character
TAG = re.compile(r"<[^>]*>")
CLOSE_HEADING = re.compile(r"^( {0,3}#{2,6})(?=[^#\s])", re.MULTILINE)
DIRECTIVE = re.compile(r"^[ \t]*\{[^{}\n]*(?:\{[^{}\n]*\})?[^{}\n]*\}[ \t]*$", re.MULTILINE)


@dataclass(slots=True)
class _Pen:
    """The words of the line being written, with the emphasis in force."""

    words: list[Word]
    text: str = ""
    bold: bool = False
    italic: bool = False
    begun: tuple[bool, bool] = (False, False)

    def write(self, text: str) -> None:
        """Adds text to the line, a word ending at white space."""
        for piece in re.split(r"(\s+)", text):
            if not piece:
                continue
            if piece.isspace():
                self.flush()
            else:
                if not self.text:
                    self.begun = self.bold, self.italic
                self.text += piece

    def flush(self) -> None:
        """Ends the word, with the emphasis its first letter was written in."""
        if self.text:
            at = self.words[-1].x1 + GLYPH if self.words else 0.0
            end = at + GLYPH * len(self.text)
            self.words.append(Word(self.text, at, 0.0, end, LINE_HEIGHT, 10.0, *self.begun))
            self.text = ""


def read_markdown(text: str, media_type: str) -> Layout:
    """A Layout of one page without boxes: a Line is a whole paragraph (or a line of an address block)."""
    parser = MarkdownIt("commonmark").disable(["code", "lheading", "html_block"])
    lines: list[Line] = []
    depth = level = 0
    for token in parser.parse(DIRECTIVE.sub("", CLOSE_HEADING.sub(r"\1 ", text))):
        depth += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "inline" and token.map:
            first = token.map[0] + 1
            for number, words in _printed(token, first):
                lines.append(_line(words, number, len(lines), bullet=depth > 0, heading=level))
    height = LINE_HEIGHT * (len(lines) + 1)
    return Layout("text", media_type, (Page(1, 0.0, height, tuple(lines), ()),), boxed=False)


def _printed(token: Token, first: int) -> Iterator[tuple[tuple[int, int], list[Word]]]:
    """The parts of a paragraph between hard breaks, each with its first and last line number."""
    pen = _Pen([])
    begin = at = first
    for child in token.children or ():
        if child.type in ("strong_open", "em_open", "strong_close", "em_close"):
            _emphasis(pen, child.type)
        elif child.type in ("text", "code_inline", "text_special"):
            pen.write(child.content)
        elif child.type == "softbreak":
            at += 1
            pen.flush()
        elif child.type == "hardbreak":
            pen.flush()
            yield (begin, at), pen.words
            at += 1
            begin, pen.words = at, []
        elif child.type == "html_inline":
            pen.write(TAG.sub("", child.content))
    pen.flush()
    yield (begin, at), pen.words


def _emphasis(pen: _Pen, kind: str) -> None:
    """Emphasis holds for the words that end while it is in force: **TTG**) keeps its bracket."""
    if kind.startswith("strong"):
        pen.bold = kind.endswith("open")
    else:
        pen.italic = kind.endswith("open")


def _line(words: list[Word], numbers: tuple[int, int], index: int, *, bullet: bool, heading: int) -> Line:
    top = LINE_HEIGHT * 1.5 * index
    placed = tuple(Word(w.text, w.x0, top, w.x1, top + LINE_HEIGHT, w.size, w.bold, w.italic) for w in words)
    end = placed[-1].x1 if placed else 0.0
    locator = f"line[{numbers[0]}:{numbers[1]}]"
    return Line(placed, 1, 0.0, top, end, top + LINE_HEIGHT, locator, bullet, heading, True)
