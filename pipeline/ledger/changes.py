"""What else a letter changes in a commitment: an amount, an owner, the method or the scope, with both quotes.

Amounts are compared by what is counted: a letter that counts places where the commitment counts places, with
another number, changes it, unless it counts a part of them ("26 of the 40 managers"). That an owner, the method or
the scope is not as it was is what a statement claims.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

from extractors.model import Action, ClaimKind, Update
from pipeline.model import Change


def changes(statements: Sequence[tuple[str, Update]], action: Action) -> Iterator[Change]:
    """The changes of amount, owner, method and scope, at most one a kind and statement, in reading order."""
    kinds: tuple[ClaimKind, ...] = get_args(ClaimKind)
    for update_id, update in statements:
        amount = _amount(update, action)
        if amount:
            yield Change("quantity", *amount, update_id)
        claimed = {claim.kind: claim.raw for claim in update.changes}
        if update.status == "superseded":
            claimed.setdefault("method", update.text)
        for kind in kinds:
            if kind in claimed:
                before = "; ".join(action.owners) if kind == "owner" else action.text
                yield Change(kind, before, claimed[kind], update_id)


def _amount(update: Update, action: Action) -> tuple[str, str] | None:
    """(what the commitment counts, what the statement counts) where the two numbers differ."""
    for quantity in update.quantities:
        held = [count for count in action.counts if count.noun == quantity.noun]
        if quantity.part or not held or any(abs(count.value - quantity.value) < 1e-9 for count in held):
            continue
        known = [count for count in held if count.value in update.numbers]
        if known and "contrast" not in update.cues:
            continue  # a part of what was promised, or a step towards it
        return (known or held)[0].raw, quantity.raw
    return None
