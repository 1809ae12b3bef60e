"""The state that several statements about one commitment add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from extractors.model import Interval, Update
from pipeline.ledger import LedgerStatus


def combined_state(
    statements: Sequence[Update], *, revised: bool = False, due: Interval | None = None, dated: date | None = None
) -> LedgerStatus:
    """The state of a commitment from the statements about it, in reading order.

    What replaces it outweighs all; a new date, or a statement that it is late, makes it late; else what is done
    counts unless as much is still under way or to come. ``due`` is the target in force, ``dated`` the letter's day.
    """
    said = Counter(update.status for update in statements)
    if not statements:
        return "not_mentioned"
    if said["superseded"] and said["superseded"] >= said["completed"]:
        return "superseded"
    others = said["in_progress"] + said["planned"] + said["delayed"]
    telling = [update.status for update in statements if update.status != "none"]
    moved = revised and due is not None
    if said["completed"] > others and not (moved and telling[-1] != "completed"):
        return "completed"
    if moved or said["delayed"]:
        return "delayed"
    if said["completed"] and not said["planned"] and said["completed"] >= said["in_progress"]:
        return "completed"
    if said["completed"] or said["in_progress"]:
        return "in_progress"
    return "planned" if said["planned"] else "in_progress"
