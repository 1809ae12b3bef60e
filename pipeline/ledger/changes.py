"""What else a letter changes in a commitment: an amount, or the way it is done, with both quotes.

An amount is judged pair by pair (:mod:`pipeline.ledger.amounts`). How likely the method, the owner or the scope is
no longer as the plan has it, a logistic regression says; only where it was right more than six times in ten on
authors left out is it published as a change: that is so of the method, not of owner and scope.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from extractors.learned.logistic import Facts
from extractors.model import Update
from pipeline.ledger.amounts import changed_amount
from pipeline.ledger.fitted import fitted
from pipeline.ledger.reported import Reported, all_said, as_facts, likely, meaning
from pipeline.linking.embeddings import embed
from pipeline.model import Change, ChangeKind

NAME = "kind_of_change"
KINDS = ("none", "quantity", "method", "owner", "scope")
# The probability from which each is right more than .6 of the time on authors left out; the others never are.
LEAST: Mapping[ChangeKind, float] = {"method": 0.3}
_MEANING, _ALIKE = 2.0, 3.0


def changes(reported: Reported) -> Iterator[Change]:
    """The changes that a letter makes to a commitment, but for its date."""
    action = reported.account.commitment.action
    amount = changed_amount(reported)
    if amount is not None:
        yield Change("quantity", amount.old_raw, amount.new_raw, amount.update_id)
    chances = fitted(NAME).probabilities(facts(reported))
    for kind, least in LEAST.items():
        if chances[kind] >= least:
            key, update = max(reported.statements, key=lambda said: _telling(said[1], kind))
            claimed = next((claim.raw for claim in update.changes if claim.kind == kind), update.text)
            yield Change(kind, action.text, claimed, key)


def _telling(update: Update, kind: ChangeKind) -> tuple[bool, float]:
    """How well a statement shows a change: that it claims one, that it speaks of something replaced."""
    return any(claim.kind == kind for claim in update.changes), likely(update)["superseded"]


def facts(reported: Reported) -> Facts:
    """What tells which part of a commitment is no longer as the plan has it."""
    action = reported.account.commitment.action
    found = all_said(reported)
    names = ["plan counts"] if action.counts else []
    known = {count.value for count in action.counts}
    for _, update in reported.statements:
        names += [f"claims {claim.kind}" for claim in update.changes] + [f"cue {cue}" for cue in update.cues]
        numbers = set(update.numbers)
        names += ["plan's number"] if numbers & known else []
        names += ["other number"] if numbers - known else []
        names += ["a part"] if any(quantity.part for quantity in update.quantities) else []
        names += ["owner named"] if any(o.lower() in update.text.lower() for o in action.owners) else []
        names += ["actors"] if update.actors else []
    mean = meaning(reported)
    found["alike"] = float(_ALIKE * (mean @ embed([action.text])[0]))
    return found | dict.fromkeys(names, 1.0) | as_facts(mean, _MEANING)
