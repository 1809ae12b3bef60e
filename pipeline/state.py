"""The state that several statements about one commitment add up to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from extractors.model import Interval, Status, Update
from pipeline.ledger import LedgerStatus

SURE, HALF = 0.6, 0.5  # the link score above which a statement counts in full, and what it counts else


def combined_state(
    statements: Sequence[Update],
    scores: Sequence[float] = (),
    *,
    revised: bool = False,
    due: Interval | None = None,
) -> LedgerStatus:
    """The state of a commitment from the statements about it, in reading order.

    What replaces it outweighs all; a new date, or a statement that it is late, makes it late; else what is done
    counts unless as much is still under way or to come (twice as much, where nothing is only planned: work that is
    done goes on). A statement whose link is unsure counts half. ``due`` is the target in force.
    """
    said: dict[Status, float] = dict.fromkeys(get_args(Status), 0.0)
    for update, score in zip(statements, scores or [1.0] * len(statements), strict=True):
        said[update.status] += 1.0 if score > SURE else HALF
    if not statements:
        return "not_mentioned"
    if said["superseded"] and said["superseded"] >= said["completed"]:
        return "superseded"
    others = said["in_progress"] + said["planned"] + said["delayed"]
    telling = [update.status for update in statements if update.status != "none"]
    moved = revised and due is not None
    if said["completed"] > others and not (moved and telling[-1] != "completed"):
        return "completed"
    if moved or said["delayed"] > HALF:
        return "delayed"
    if said["completed"] and not said["planned"] and 2 * said["completed"] >= said["in_progress"]:
        return "completed"
    if said["completed"] or said["in_progress"]:
        return "in_progress"
    return "planned" if said["planned"] else "in_progress"
