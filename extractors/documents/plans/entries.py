"""Where an owner or a date entry begins although no white space parts it from the one above."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.documents.plans.blocks import ends_early
from extractors.fields.owners import words
from extractors.lookups import lookup
from extractors.months import MONTH_WORD
from extractors.tables import DANGLING, FlowLine

SEPARATOR = re.compile(r"\s*(,|;|/|&|\band\b)\s*")
FIRST_SEGMENT = re.compile(r"^.*?(?=\s*(?:,|;|/|&|\(|\band\b|$))")
HEAD_OF = re.compile(r"Heads?\b")
OF_HEADS = frozenset({"joint", "deputy", "interim", "acting", "assistant", "co"})
WHOLE_DATE = re.compile(
    r"(?i)^(?:by |end of |late |early |mid-?|spring |summer |autumn |winter |q[1-4] |\d{1,2}(?:st|nd|rd|th)? )*"
    rf"(?:{MONTH_WORD}\.? )?(?:\d{{4}}(?:[/–-]\d{{2,4}})?|\d{{1,2}}/\d{{1,2}}/\d{{2,4}})\.?$"
    r"|^(?:completed?|ongoing|tbc)\b.*$"
)


def opens_owner(before: str, rest: str) -> bool:
    """Whether a line begins another owner although the one above could run on into it.

    What stands above must be an owner already (its last title holds a role, or a body qualifies one after a
    comma), and the line must begin with a role, or be the name of a body.
    """
    if DANGLING.search(before) or not rest[:1].isupper():
        return False
    *_, mark, last = [",", *SEPARATOR.split(before)]
    if _is_modified(before, rest):
        return False
    titled = words.is_role(last)
    if not titled and not (mark == "," and any(words.is_role(part) for part in before.split(","))):
        return False
    first = FIRST_SEGMENT.match(rest)
    named = first.group(0) if first else rest
    if words.starts_role(named) or (len(words.words_of(named)) > 1 and words.is_role(named)):
        return True
    return titled and rest.startswith(tuple(lookup("bodies")["named"]))


def may_open_owner(before: str, line: str) -> bool:
    """Whether a line could begin another owner: it begins with a role, and what is above does not break off."""
    whole = bool(before) and not _is_modified(before, line) and not DANGLING.search(before)
    return whole and words.starts_role(line)


def _is_modified(before: str, rest: str) -> bool:
    """Whether the last word above belongs to the title that begins below ("Regional | Director of Custody")."""
    above = words.words_of(before)
    last = above[-1].casefold() if above else ""
    if HEAD_OF.match(rest):
        return last in OF_HEADS
    return last in words.known("modifiers")


def opens_date(before: str, line: str) -> bool:
    """Whether a line is a date of its own below a complete date."""
    return bool(WHOLE_DATE.match(line.strip()) and WHOLE_DATE.match(before.strip()))


def entry_text(lines: Sequence[FlowLine], right: float) -> str | None:
    """An entry's words; a line its author broke early, and not in mid-phrase, ends with a newline.

    ``right`` is how far (points) the column's longest line reaches.
    """
    out = ""
    for i, flow in enumerate(lines):
        if not i:
            out = flow.line.text
            continue
        before = lines[i - 1]
        broken = (before.part == flow.part and ends_early(before, flow, right)) or flow.line.starts
        rest = " ".join(later.line.text for later in lines[i:])
        sep = "\n" if (broken and not DANGLING.search(out)) or opens_owner(out.split("\n")[-1], rest) else " "
        out = out[:-1] + flow.line.text if out.endswith("\u00ad") else out + sep + flow.line.text
    return out.replace("\u00ad", "") or None
