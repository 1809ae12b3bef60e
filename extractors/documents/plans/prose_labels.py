"""Labelled lines of a response in prose: "Owner: …", "Lead: Head of Care | When: May 2021".

Labels are known by the words of the table headers; "By" and "To be done by" name the date or the person that stands
behind them. They may stand in brackets at the end of what they are about: "(Lead: Head of Care; date: May 2021)".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.documents.plans.blocks import SENTENCE_END
from extractors.documents.plans.labels_apart import labels_apart
from extractors.fields.dates import parse_target
from extractors.fields.owners import is_owner_like, words
from extractors.fields.undertakings import is_undertaking
from extractors.headers import Role, best_role, load_templates
from extractors.layout import Line, part_of_line
from extractors.prose.model import Block, BlockKind, Draft
from extractors.prose.paragraphs import has_room
from extractors.prose.text import block_of

LABEL = re.compile(r"^(?P<label>[^:.]{2,70}):\s*(?P<value>.+)$", re.S)
_BY = re.compile(r"(?i)^(?:to be )?(?:(?:done|completed?|delivered|achieved|finished|implemented) )?by$")
_BY_AT_END = re.compile(
    r"(?:[|;]\s*(?P<label>(?i:to be (?:\w+ )?)?[Bb]y)|[.,]\s*(?P<capital>(?:To be (?:\w+ )?)?By))$"
)
_PARTED = re.compile(r"[|;]\s*$")  # where the next label may begin small
_BRACKETS = re.compile(r"\s*\((?P<said>(?:[^()]|\([^()]*\))+)\)\.?$")
_INNER = re.compile(r":\s+")  # behind a label within a line
_WORD = re.compile(r"\S+")
_LIKE_AN_OWNER = 0.5
_FEW = 4  # the most words behind a label that need not look like an owner or a date ("Clerk", "Not yet known")
_LABEL_WORDS = 4  # the most words of such a label
LABEL_FIT = 0.6  # likeness to a header phrase from which a label counts


@dataclass(frozen=True, slots=True)
class Label:
    """A label that is a known column head of owners or dates, what stands behind it, and the body it names."""

    role: Role
    value: str
    named: str | None = None


def labels_of(text: str) -> tuple[Label, ...]:
    """The labels of a line "Label: value", or of several in one line ("Lead: Head of Care Timescale: May 2021")."""
    in_brackets = _BRACKETS.fullmatch(text)
    found = LABEL.match(in_brackets["said"] if in_brackets else text.lstrip("| "))
    first = _labelled(found["label"], found["value"]) if found else None
    if found is None or first is None:
        return ()
    *values, last = _INNER.split(found["value"])
    heads: list[tuple[Role, str | None]] = [first]
    said: list[str] = [""]
    for value, behind in pairwise([*values, last]):
        role, at = _label_at_end(value, behind)
        said[-1] += value[:at] if role else f"{value}: "
        if role:
            heads.append((role, None))
            said.append("")
    said[-1] += last
    return tuple(
        Label(role, value.strip(" ;|").rstrip("."), before if before and words.is_body(before) else None)
        for (role, before), value in zip(heads, said, strict=True)
    )


def labels_in(block: Block, at: int = 0) -> tuple[Label, ...]:
    """The labels of a block from ``at`` on, which a colon or type alone sets apart from what they name."""
    found = labels_of(block.text[at:])
    if found:
        return found
    apart = [
        (_role_of(one.words, one.value), one.value.strip(" ;|").rstrip(".")) for one in labels_apart(block, at)
    ]
    told = tuple(Label(role, value) for role, value in apart if role and _is_entry(role, value))
    return told if len(told) == len(apart) else ()


def _is_entry(role: Role, text: str) -> bool:
    """Whether words behind a label without a colon are an owner or a date, or so few that they are no sentence."""
    if text[:1].isalnum() and not text[:1].islower() and len(text.split()) <= _FEW:
        return True
    if role == "date":
        return parse_target(text).kind != "none"
    return not is_undertaking(text) and is_owner_like(text) >= _LIKE_AN_OWNER


def _role_of(label: str, value: str) -> Role | None:
    """The role of a whole label of owners or dates."""
    if _BY.match(label):
        return _role_behind_by(value)
    found = best_role(label, load_templates())
    return found[0] if found and found[0] in ("owner", "date") and found[1] >= LABEL_FIT else None


def _role_behind_by(value: str) -> Role:
    return "owner" if parse_target(value).kind == "none" and is_owner_like(value) >= _LIKE_AN_OWNER else "date"


def _label_at_end(text: str, behind: str) -> tuple[Role | None, int]:
    """The role of the label of owners or dates that a text ends with, and where it begins."""
    by = _BY_AT_END.search(text)
    if by is not None:
        label = by["label"] or by["capital"]
        return _role_of(label, behind.split("|")[0]), by.end() - len(label)
    best: tuple[float, int, Role | None] = (0.0, 0, None)
    for word in list(_WORD.finditer(text))[-_LABEL_WORDS:]:
        opens = word[0][:1].isupper() or _PARTED.search(text[: word.start()])
        found = best_role(text[word.start() :], load_templates()) if opens else None
        if found and word.start() and found[0] in ("owner", "date") and found[1] >= LABEL_FIT:
            best = max(best, (found[1], -word.start(), found[0]), key=lambda one: one[:2])
    return best[2], -best[1]


def _labelled(label: str, value: str) -> tuple[Role, str | None] | None:
    """The role of a label that ends with a known column head of owners or dates, and the words before that."""
    if _BY.match(label):
        return _role_behind_by(value), None
    parts = label.split()
    roles = [(best_role(" ".join(parts[i:]), load_templates()), -i) for i in range(len(parts))]
    likeness, start, role = max(((r[1], i, r[0]) for r, i in roles if r), default=(0.0, 0, "other"))
    if role not in ("owner", "date") or likeness < LABEL_FIT:
        return None
    return role, " ".join(parts[:-start]) or None


def parted_at_labels(found: Sequence[Block]) -> Iterator[Block]:
    """The blocks of a text; a labelled line below a whole sentence, or below another, is one of its own.

    It may stand as near to what is above as the lines of a paragraph do.
    """
    lines = [line for block in found for line in block.lines]
    for block in (part for one in found for part in _parted_at_brackets(one)):
        begins = list(_entries(block, lines)) if block.kind in ("paragraph", "bullet") else []
        if not begins:
            yield block
            continue
        drafts = [Draft(block.lines[: begins[0]], block.kind, block.level, block.mark)]
        drafts += [Draft(block.lines[i:j]) for i, j in pairwise([*begins, len(block.lines)])]
        yield from (replace(block_of(draft), paragraph=block.paragraph) for draft in drafts)


def _parted_at_brackets(block: Block) -> Iterator[Block]:
    """A paragraph or list item, and as a block of its own the labelled entries that it ends with in brackets."""
    # The last item of a list may have passed for a heading.
    listed = block.mark is not None or block.lines[0].bullet
    kind: BlockKind = "bullet" if listed else block.kind
    said = _BRACKETS.search(block.text) if kind in ("paragraph", "bullet") else None
    begins = said.start("said") - 1 if said else 0
    if said is None or begins == 0 or not labels_of(said[0].strip()):
        yield block
        return
    sides: list[list[Line]] = [[], []]
    for line in block.lines:
        placed = [one.start for one in block.words if one.line is line]
        hidden = len(line.words) - len(placed)  # the mark of a list item
        cut = hidden + sum(start < begins for start in placed)
        for side, (start, end) in zip(sides, ((0, cut), (cut, len(line.words))), strict=True):
            if start < end:
                side.append(part_of_line(line, start, end))
    for lines, what, mark in ((sides[0], kind, block.mark), (sides[1], "paragraph", None)):
        yield replace(block_of(Draft(tuple(lines), what, 0, mark)), paragraph=block.paragraph)


def _entries(block: Block, lines: Sequence[Line]) -> Iterator[int]:
    """The lines of a block, but for the first, that begin with the label of owners or dates."""
    labelled = bool(labels_of(block.lines[0].text))
    for at, (above, line) in enumerate(pairwise(block.lines), start=1):
        whole = labelled or SENTENCE_END.search(above.text) is not None
        if whole and _opens(above, line, lines):
            labelled = True
            yield at


def _opens(above: Line, line: Line, lines: Sequence[Line]) -> bool:
    """Whether a line opens with a label.

    What stands before the words of a column head is a body, or a word of the label where the line was begun anew:
    else it may be the end of what is said above.
    """
    found = LABEL.match(line.text)
    labelled = _labelled(found["label"], found["value"]) if found else None
    if found is None or labelled is None:
        return False
    before = labelled[1]
    if before is None or words.is_body(before):
        return True
    right = max(one.x1 for one in lines if one.page == above.page and one.x0 < above.x1)
    return len(found["label"].split()) <= _LABEL_WORDS and has_room(above, line, right)
