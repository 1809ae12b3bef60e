"""Which row of a later edition is the row of which account, and the links that say so.

Rows are matched to those of the edition before (:mod:`pipeline.editions.matching`). What people decided of the
links of their progress cells wins: a rejected link parts two rows, an accepted one joins them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.decisions.links import overruled
from pipeline.editions.matching import RowPair, matched
from pipeline.editions.rows import PlanRow, rows_of
from pipeline.ledger.accounts import Account
from pipeline.linking.tokens import shortened
from pipeline.model import Document, Link, Signal


@dataclass(frozen=True, slots=True)
class EditionRows:
    """The rows of a later edition: those of accounts, by action_id, with how sure each is (0 to 1); those that no
    account has; and the links of the progress cells of the former."""

    known: Mapping[str, tuple[PlanRow, float]]
    new: tuple[PlanRow, ...]
    links: tuple[Link, ...]


def edition_rows(edition: Document, accounts: Mapping[str, Account], decided: Sequence[Link]) -> EditionRows:
    """The rows of an edition beside the accounts before it; ``decided`` are the links of it that people decided."""
    rows, before = rows_of(edition), list(accounts.values())
    pairs = matched([account.row for account in before], rows)
    ruled = [link for link in decided if link.action_id in accounts]
    links = overruled(
        [link for pair in pairs for link in _links(pair, before[pair.before], rows[pair.after])], ruled
    )
    known = {before[p.before].commitment.action_id: (rows[p.after], p.probability) for p in pairs}
    _rule(known, rows, ruled)
    taken = {row.commitment.action_id for row, _ in known.values()}
    return EditionRows(known, tuple(row for row in rows if row.commitment.action_id not in taken), links)


def _rule(known: dict[str, tuple[PlanRow, float]], rows: Sequence[PlanRow], ruled: Sequence[Link]) -> None:
    """Put what people decided in the place of what was matched."""
    of_update = {key: row for row in rows for key, _ in row.updates}
    for link in ruled:
        row = of_update.get(link.update_id)
        if row is None:
            continue
        mine = known.get(link.action_id)
        if link.judgement == "accepted":
            for other in [name for name, (held, _) in known.items() if held is row]:
                del known[other]
            known[link.action_id] = (row, link.score)
        elif mine is not None and mine[0] is row:
            del known[link.action_id]


def _links(pair: RowPair, account: Account, row: PlanRow) -> list[Link]:
    quotes = (shortened(row.commitment.action.text), shortened(account.row.commitment.action.text))
    signals = tuple(Signal(name, bits, *quotes) for name, bits in pair.reasons)
    target = account.commitment.action_id
    return [
        Link(key, target, "matched", pair.probability, "accepted", signals, "edition") for key, _ in row.updates
    ]
