"""Labelled lines of a response in prose: "Owner: …", "Lead: Head of Care | When: May 2021".

Labels are known by the words of the table headers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.documents.plans.blocks import SENTENCE_END
from extractors.fields.owners import words
from extractors.headers import Role, best_role, load_templates
from extractors.layout import Line
from extractors.prose.model import Block, Draft
from extractors.prose.paragraphs import has_room
from extractors.prose.text import block_of

LABEL = re.compile(r"^(?P<label>[^:.]{3,70}):\s*(?P<value>.+)$", re.S)
_INNER = re.compile(r":\s+")  # behind a label within a line
_WORD = re.compile(r"\S+")
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
    found = LABEL.match(text)
    first = _labelled(found["label"]) if found else None
    if found is None or first is None:
        return ()
    *values, last = _INNER.split(found["value"])
    heads: list[tuple[Role, str | None]] = [first]
    said: list[str] = [""]
    for value in values:
        role, at = _label_at_end(value)
        said[-1] += value[:at] if role else f"{value}: "
        if role:
            heads.append((role, None))
            said.append("")
    said[-1] += last
    return tuple(
        Label(role, value.strip(" ;|").rstrip("."), before if before and words.is_body(before) else None)
        for (role, before), value in zip(heads, said, strict=True)
    )


def _label_at_end(text: str) -> tuple[Role | None, int]:
    """The role of the label of owners or dates that a text ends with, and where it begins."""
    best: tuple[float, int, Role | None] = (0.0, 0, None)
    for word in list(_WORD.finditer(text))[-_LABEL_WORDS:]:
        found = best_role(text[word.start() :], load_templates()) if word[0][:1].isupper() else None
        if found and word.start() and found[0] in ("owner", "date") and found[1] >= LABEL_FIT:
            best = max(best, (found[1], -word.start(), found[0]), key=lambda one: one[:2])
    return best[2], -best[1]


def _labelled(label: str) -> tuple[Role, str | None] | None:
    """The role of a label that ends with a known column head of owners or dates, and the words before that."""
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
    for block in found:
        begins = list(_entries(block, lines)) if block.kind in ("paragraph", "bullet") else []
        if not begins:
            yield block
            continue
        drafts = [Draft(block.lines[: begins[0]], block.kind, block.level, block.mark)]
        drafts += [Draft(block.lines[i:j]) for i, j in pairwise([*begins, len(block.lines)])]
        yield from (replace(block_of(draft), paragraph=block.paragraph) for draft in drafts)


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
    labelled = _labelled(found["label"]) if found else None
    if found is None or labelled is None:
        return False
    before = labelled[1]
    if before is None or words.is_body(before):
        return True
    right = max(one.x1 for one in lines if one.page == above.page and one.x0 < above.x1)
    return len(found["label"].split()) <= _LABEL_WORDS and has_room(above, line, right)
