"""What the styles of an OpenDocument text say: emphasis, sizes, white space, column widths, list marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from extractors.readers.list_marks import counted

SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
}
POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "pc": 12.0, "px": 0.75}
DEEPEST = 20  # styles that stand on each other; more is a circle
LEVELS = 10  # of lists inside lists, as the format has them


def name(short: str) -> str:
    """A name as lxml has it: ``text:p`` with its namespace."""
    space, _, local = short.partition(":")
    return f"{{{SPACES[space]}}}{local}"


def number(element: Any, attribute: str, default: int = 1) -> int:
    """A whole number of an attribute. Raises ValueError where it is none."""
    return int(element.get(name(attribute)) or default)


def points(length: str | None) -> float | None:
    """A length ("0.5cm") in points; None where there is none, or it is a share ("120%")."""
    found = re.fullmatch(r"(-?\d*\.?\d+)(pt|in|cm|mm|pc|px)", length or "")
    return float(found[1]) * POINTS[found[2]] if found else None


class OpenStyles:
    """The styles of a document: those that its user sees and those that its program made."""

    def __init__(self, roots: Iterable[Any]) -> None:
        self._styles: dict[tuple[str, str], Any] = {}
        self._lists: dict[str, dict[int, Any]] = {}
        for root in roots:
            for style in root.iter(name("style:style")):
                self._styles[style.get(name("style:family")) or "", style.get(name("style:name")) or ""] = style
            for style in root.iter(name("text:list-style")):
                levels = {number(level, "text:level"): level for level in style if isinstance(level.tag, str)}
                self._lists[style.get(name("style:name")) or ""] = levels

    def _chain(self, family: str, style_name: str | None) -> Iterator[Any]:
        for _ in range(DEEPEST):
            style = self._styles.get((family, style_name or ""))
            if style is None:
                return
            yield style
            style_name = style.get(name("style:parent-style-name"))

    def said(self, family: str, style_name: str | None, attribute: str) -> str | None:
        """What a style, or the nearest of those it stands on, says of an attribute of its text or shape."""
        for style in self._chain(family, style_name):
            for properties in style:
                value: str | None = properties.get(name(attribute))
                if value is not None:
                    return value
        return None

    def heading(self, style_name: str | None) -> int:
        """The heading level (1 = top) that a style of paragraphs declares, else 0."""
        for style in self._chain("paragraph", style_name):
            level = style.get(name("style:default-outline-level"))
            if level is not None:
                return int(level or 0)
            if style.get(name("style:name")) == "Title":
                return 1
        return 0

    def list_of(self, style_name: str | None) -> str | None:
        """The list style that a style of paragraphs names."""
        for style in self._chain("paragraph", style_name):
            found: str | None = style.get(name("style:list-style-name"))
            if found is not None:
                return found or None
        return None

    def level(self, list_style: str | None, depth: int) -> Any | None:
        """The element that says how a list marks its items at a depth (from 1)."""
        return self._lists.get(list_style or "", {}).get(depth)


@dataclass(slots=True)
class Counters:
    """The numbers that the lists of a document have come to, by list style and depth."""

    styles: OpenStyles
    _reached: dict[tuple[str, int], int] = field(default_factory=dict)

    def restart(self, list_style: str | None, depth: int) -> None:
        """A list begins that carries on no other."""
        for deeper in range(depth, LEVELS + 1):
            self._reached.pop((list_style or "", deeper), None)

    def mark(self, list_style: str | None, depth: int, start: str | None) -> tuple[str | None, bool]:
        """The next item's (number or None, whether it has a bullet); ``start`` is a number it is given."""
        level = self.styles.level(list_style, depth)
        if level is None or level.tag == name("text:list-level-style-bullet"):
            return None, level is not None
        form = level.get(name("style:num-format"))
        if level.tag != name("text:list-level-style-number") or not form:
            return None, False
        key = (list_style or "", depth)
        first = int(start or number(level, "text:start-value"))
        self._reached[key] = first if start or key not in self._reached else self._reached[key] + 1
        self.restart(list_style, depth + 1)
        shown = min(number(level, "text:display-levels"), depth)
        numbers = [self._number(list_style, at) for at in range(depth - shown + 1, depth + 1)]
        before, after = level.get(name("style:num-prefix")) or "", level.get(name("style:num-suffix")) or ""
        return f"{before}{'.'.join(n for n in numbers if n)}{after}", False

    def _number(self, list_style: str | None, depth: int) -> str:
        level = self.styles.level(list_style, depth)
        form = level.get(name("style:num-format")) if level is not None else None
        return counted(form, self._reached.get((list_style or "", depth), 1)) if form else ""
