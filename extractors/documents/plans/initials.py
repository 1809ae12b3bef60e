"""Owners printed as initials, named by a key of the same document: "PSW – Principal Social Worker".

A key is a table of two columns, of which one holds initials and the other roles, or a list in running text. An
owner cell is read by it only where the key names all initials of the cell; what is printed stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from extractors.fields.owners import words
from extractors.layout import Layout
from extractors.logical import LogicalTable
from extractors.model import Action, Fact, Recommendation
from extractors.prose.blocks import blocks

LEAST, MOST = 2, 12  # characters of initials
LEAST_ROWS, NAMED = 3, 0.8  # rows of a table that is a key, and the least share of them that name initials
_BETWEEN = re.compile(r"\s*(?:[,;/&+\n]|\band\b)\s*")
_MARK = re.compile(r"(?<!\S)(?P<short>[A-Z][\w&/-]{1,11})\s*(?:[–—=:]|\s-\s)\s*")
_ENDS = re.compile(r"[;•▪●|\n]|\.(?:\s|$)")

Key = Mapping[str, str]


def named_in_full(
    recommendations: Sequence[Recommendation], layout: Layout, tables: Iterable[LogicalTable]
) -> tuple[Recommendation, ...]:
    """The recommendations with the owners of their actions by their roles, where a key tells these."""
    printed = {one for each in recommendations for action in each.actions for one in _parts(action.owner_raw or "")}
    initials = set(filter(_is_short, printed))
    if not initials:
        return tuple(recommendations)
    key = {short: role for table in tables for short, role in entries_of(table)}
    key = {**dict(_listed(layout, initials)), **key}
    if not key:
        return tuple(recommendations)
    return tuple(
        replace(each, actions=tuple(_in_full(action, key) for action in each.actions)) for each in recommendations
    )


def entries_of(table: LogicalTable) -> list[tuple[str, str]]:
    """The initials that a table names, each with its role; none where it is no key."""
    rows = [[row.text(i) for i, cell in enumerate(row.cells) if cell] for row in table.rows if not row.span]
    found = [_entry(row) for row in rows]
    named = [one for one in found if one]
    below = found[1:] if found and found[0] is None else found  # the first row may be a header
    return named if len(named) >= LEAST_ROWS and len(named) >= NAMED * len(below) else []


def _entry(row: Sequence[str]) -> tuple[str, str] | None:
    """The initials and the role of a row of two cells, in either order."""
    ways = (row, row[::-1]) if len(row) == 2 else ()
    return next(((short, role) for short, role in ways if _is_short(short) and words.is_role(role)), None)


def _listed(layout: Layout, initials: Collection[str]) -> Iterator[tuple[str, str]]:
    """The initials that running text explains by a dash, a colon or an equals sign and the role that fits them.

    None where none of those wanted stands before such a sign.
    """
    lines = " ".join(line.text for page in layout.pages for line in page.lines)
    marked = any(found["short"] in initials for found in _MARK.finditer(lines))
    for block in blocks(layout) if marked else ():
        marks = list(_MARK.finditer(block.text))
        for n, found in enumerate(marks):
            end = marks[n + 1].start() if n + 1 < len(marks) else len(block.text)
            role = _ENDS.split(block.text[found.end() : end])[0].strip(" ,")
            if _is_short(found["short"]) and words.is_role(role) and _stands_for(found["short"], role):
                yield found["short"], role


def _in_full(action: Action, key: Key) -> Action:
    """An action with the owners that its initials stand for; as it is where the key lacks some of them."""
    parts = _parts(action.owner_raw or "")
    owners = parts if parts and all(part in key for part in parts) else list(action.owners)
    short = [owner for owner in owners if _is_short(owner)]
    if not short or any(owner not in key for owner in short):
        return action
    return with_owners(action, tuple(dict.fromkeys(key.get(owner, owner) for owner in owners)))


def with_owners(action: Action, owners: tuple[str, ...]) -> Action:
    """An action with other owners than were read from their cell alone; what is printed stays as it is."""
    return replace(action, owners=owners, facts=tuple(_fact(fact, owners) for fact in action.facts))


def _fact(fact: Fact, owners: Sequence[str]) -> Fact:
    return replace(fact, value="; ".join(owners)) if fact.field == "owners" else fact


def _parts(raw: str) -> list[str]:
    return [part for part in _BETWEEN.split(raw.strip()) if part]


def _is_short(text: str) -> bool:
    """Whether a text is initials: one word, of which at least half the letters are capitals."""
    capitals = sum(map(str.isupper, text))
    return LEAST <= len(text) <= MOST and " " not in text and capitals >= max(2, sum(map(str.islower, text)))


def _stands_for(short: str, role: str) -> bool:
    """Whether the letters of initials stand in a role, in their order."""
    letters = iter(role.lower())
    return all(letter in letters for letter in short.lower() if letter.isalnum())
