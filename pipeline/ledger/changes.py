"""What else a letter changes in a commitment: an amount, an owner, the method or the scope, with both quotes.

Amounts are compared by what is counted: a letter that counts places where the commitment counts places, with
another number, changes it, unless it counts a part of them ("26 of the 40 managers"). Owner, method and scope are
told by the words that say so (``lookups/change_words.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from extractors.model import Action, Quantity, Update
from pipeline.ledger.amounts import counted, noun_of, numbers_in
from pipeline.lookups import lookup
from pipeline.model import Change, ChangeKind

CONTRAST = re.compile(
    r"(?i)\b(?:and not|but not|rather than|instead of|not the|as against|fewer than|more than|down from|up from)\b"
)


def changes(statements: Sequence[tuple[str, Update]], action: Action) -> Iterator[Change]:
    """The changes of amount, owner, method and scope, at most one a kind and statement, in reading order."""
    for update_id, update in statements:
        amount = _amount(update, action)
        if amount:
            yield Change("quantity", *amount, update_id)
        for kind in ("owner", "method", "scope"):
            words = _said(update.text, kind)
            if words or (kind == "method" and update.status == "superseded"):
                before = "; ".join(action.owners) if kind == "owner" else action.text
                yield Change(kind, before, words or update.text, update_id)


def _said(text: str, kind: ChangeKind) -> str | None:
    """The clause in which a statement says that something of this kind is not as it was."""
    for pattern in _patterns(kind):
        found = pattern.search(text)
        if found:
            return found.group(0).strip(" ,;.")
    return None


@cache
def _patterns(kind: ChangeKind) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in lookup("change_words")[kind])


def _is_part(quantity: Quantity, text: str) -> bool:
    """Whether a quantity is a share of another one ("18" of "18 of the 25 places")."""
    return (
        re.search(rf"\b{re.escape(quantity.raw)} (?:out )?of (?:(?:the|our|those|these|all) )?\w", text) is not None
    )


def _amount(update: Update, action: Action) -> tuple[str, str] | None:
    """(what the commitment counts, what the statement counts) where the two numbers differ."""
    contrast = CONTRAST.search(update.text)
    for quantity in update.quantities:
        noun = noun_of(quantity)
        if not noun or _is_part(quantity, update.text):
            continue
        held = counted(action.text, noun)
        if not held:
            continue
        if any(abs(value - quantity.value) < 1e-9 for value, _ in held):
            continue
        said = {q.value for q in update.quantities} | numbers_in(update.text)
        known = [(value, raw) for value, raw in held if value in said]
        if known and not contrast:
            continue  # a part of what was promised, or a step towards it
        return (known or held)[0][1], quantity.raw
    return None
