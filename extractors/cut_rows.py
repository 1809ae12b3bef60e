"""Rows on either side of a page break: whether the break cuts one, and one made whole of two.

What the two rows say decides, and the row tags of a tagged PDF, which are the second witness.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.fields.responses import leading_answer
from extractors.headers import Role, load_templates, named_role
from extractors.logical import FlowLine, LogicalRow
from extractors.months import MONTH_WORD

_CLOSED = re.compile(r"[.!?:;)\]’”\"']\s*$")
_LEFTOVER = re.compile(r"^[a-z&,;]|^\d+[%.,]?\s[a-z]")
_CONNECTING = re.compile(r"^(?:[,;&/]|(?:and|or|of)\b)")
_MONTH_END = re.compile(rf"(?i)\b{MONTH_WORD}$")
_YEAR = re.compile(r"\d{2,4}\b")
_LEADING = re.compile(r"(\d{1,3})[.):]?\s+(?=\D)")
_PROSE = 60  # characters: a longer cell without a closing stop breaks off
DANGLING = re.compile(r"(?:[-,/&(]|\b(?:and|or|of|the|to|for|a|an|in|with|by|on|at|from|that))$")


def tagged_as_cut(last: LogicalRow, first: LogicalRow) -> bool | None:
    """What the tags say of two rows on either side of a page break; None where they say nothing.

    Some programs tag what each page holds of a table as a table of its own: then they do not tell.
    """
    if last.tag is None or first.tag is None or last.tag[:-1] != first.tag[:-1]:
        return None
    return last.tag == first.tag


def joined(first: LogicalRow, rest: LogicalRow) -> LogicalRow:
    """One row of two, the flow positions of the second counted on from the height of the first."""
    part = len(first.parts)
    cells = tuple(
        a + tuple(FlowLine(flow.line, flow.y + first.height, part) for flow in b)
        for a, b in zip(first.cells, rest.cells, strict=True)
    )
    return replace(
        first,
        cells=cells,
        parts=first.parts + rest.parts,
        height=first.height + rest.height,
        doubted=first.doubted or rest.doubted,
    )


def is_cut(rows: Sequence[LogicalRow], fresh: Sequence[LogicalRow], roles: Sequence[Role | None]) -> bool:
    """Whether the first row after a page break carries on the last one before it.

    A number opens a new row, and so do words where the last row has a cell over several columns. Else an
    unfinished cell (no closing stop before the break, or a lower-case or dangling start after it) means a cut.
    Else, where rows within pages always carry a number (or, in a table without one, always fill every column), a
    row that does not is a cut one.
    """
    last, first = rows[-1], fresh[0]
    number = roles.index("number") if "number" in roles else None
    if last.span != first.span or any(first.cells[i] for i in last.covered):
        return False
    if number is not None and first.cells[number]:
        return False
    if any(begins(last, first, roles) for begins in (_answers_anew, _asks_anew, _counts_on, _is_labelled)):
        return False
    cells = range(len(first.cells))
    if any(last.cells[i] and first.cells[i] and _unfinished(last.text(i), first.text(i), roles[i]) for i in cells):
        return True
    if first.span:
        return False
    whole = [row for row in (*rows, *fresh[1:]) if not row.span]
    if number is not None and all(row.cells[number] for row in whole):
        return True
    usual = [sum(bool(row.cells[i]) for row in whole) > 0.8 * len(whole) for i in cells]
    return any(usual[i] and not first.cells[i] for i in cells)


def _answers_anew(last: LogicalRow, first: LogicalRow, roles: Sequence[Role | None]) -> bool:
    """Whether a row says a recommendation and its answer, which no page break divides, below a finished one."""
    if "response" not in roles or "recommendation" not in roles:
        return False
    asked, answer = roles.index("recommendation"), roles.index("response")
    if not first.cells[asked] or not leading_answer(first.text(answer)) or not first.text(asked)[:1].isupper():
        return False
    return not last.cells[asked] or bool(_CLOSED.search(last.text(asked)))


def _asks_anew(last: LogicalRow, first: LogicalRow, roles: Sequence[Role | None]) -> bool:
    """Whether a row asks for something below one of a further action, which is finished."""
    if "recommendation" not in roles or "action" not in roles:
        return False
    asked, done = roles.index("recommendation"), roles.index("action")
    opens = (
        not last.cells[asked] and first.text(asked)[:1].isupper() and bool(last.cells[done] and first.cells[done])
    )
    return opens and not _unfinished(last.text(done), first.text(done), "action")


def _is_labelled(last: LogicalRow, first: LogicalRow, roles: Sequence[Role | None]) -> bool:
    """Whether each of two rows of a table without known columns begins with a label of its own, as in a form."""
    labels = {row.text(0) for row in (last, first)} if not any(roles) else set()
    return len(labels) == 2 and all(named_role(label, load_templates()) for label in labels)


def _counts_on(last: LogicalRow, first: LogicalRow, roles: Sequence[Role | None]) -> bool:
    """Whether two rows begin what they ask with a number and the next ("7. work with", "8. ensure that")."""
    if "recommendation" not in roles:
        return False
    asked = roles.index("recommendation")
    before, after = (_LEADING.match(row.text(asked)) for row in (last, first))
    return before is not None and after is not None and int(after[1]) == int(before[1]) + 1


def _unfinished(before: str, after: str, role: Role | None) -> bool:
    """Whether a text breaks off: a short cell (owner, date) is judged by what dangles, prose also by its case."""
    if DANGLING.search(before) or _CONNECTING.match(after):
        return True
    if role == "date":
        return bool(_MONTH_END.search(before) and _YEAR.match(after))
    if role in ("owner", "response", "number"):
        return False
    return not _CLOSED.search(before) and (len(before) > _PROSE or bool(_LEFTOVER.match(after)))
