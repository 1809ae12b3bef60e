"""Owners whose names hold the signs that part owners, told by cells of the same document that hold one alone.

Of "Heads of Unit, Performance and Quality Manager" nothing tells where the second begins, unless another action is
owned by a "Performance and Quality Manager" and nobody else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from extractors.documents.plans.initials import with_owners
from extractors.fields.owners import split_owners
from extractors.model import Action, Recommendation

_SIGN = re.compile(r"[,/&]|\band\b")
_PARTS = r"(?:[,;/&\n]|\band\b)"


def parted_by_known(recommendations: Sequence[Recommendation]) -> tuple[Recommendation, ...]:
    """The recommendations, the owners of their actions parted where one stands alone in another cell."""
    alone = {
        action.owners[0]
        for each in recommendations
        for action in each.actions
        if len(action.owners) == 1 and action.owner_raw == action.owners[0] and _SIGN.search(action.owners[0])
    }
    if not alone:
        return tuple(recommendations)
    return tuple(
        replace(each, actions=tuple(_parted(action, alone) for action in each.actions)) for each in recommendations
    )


def _parted(action: Action, alone: Collection[str]) -> Action:
    """An action of several owners, parted so that one of them is one that stands alone."""
    raw = action.owner_raw or "" if len(action.owners) > 1 else ""
    for name in sorted((name for name in alone if name in raw), key=len, reverse=True):
        found = re.search(
            rf"(?P<before>^|.*{_PARTS}\s*){re.escape(name)}(?P<after>\s*{_PARTS}.*|$)", raw, re.DOTALL
        )
        if found and name not in action.owners:
            owners = (*split_owners(found["before"]), name, *split_owners(found["after"]))
            return with_owners(action, tuple(dict.fromkeys(owners)))
    return action
