"""One fold over the letters of a case: link a letter, apply what people decided, advance the ledger, go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.decisions.links import overruled
from pipeline.ledger.accounts import Account, opened
from pipeline.ledger.entries import told_by
from pipeline.ledger.new_commitments import new_commitments
from pipeline.linking.link_letter import Earlier, link_letter
from pipeline.linking.weights import Weights
from pipeline.model import (
    Case,
    Concluded,
    Document,
    DocumentIssue,
    LedgerEntry,
    Link,
    NewCommitment,
    document_of,
)


def conclude(case: Case, decided: Sequence[Link] = (), weights: Weights | None = None) -> Concluded:
    """What the letters of a case tell about its plan, in date order.

    What people ``decided`` of links wins over the machine, and is what the next letter builds on. ``weights`` are
    those of the links (by default the fitted ones).
    """
    links: list[Link] = []
    entries: list[LedgerEntry] = []
    promises: list[NewCommitment] = []
    issues: list[DocumentIssue] = []
    accounts = opened(case.plan, _of(case.plan, decided))
    for n, letter in enumerate(case.letters):
        found = link_letter(case.plan, letter, _earlier(accounts) if n else None, weights)
        own = overruled(found, _of(letter, decided))
        told = list(told_by(letter, case.plan, own, accounts))
        accounts = {each.entry.action_id: each.account for each in told}
        links += own
        promises += new_commitments(letter, own, told)
        entries += (each.entry for each in told)
        issues += ((letter.document_id, each.issue) for each in told if each.issue is not None)
    return Concluded(tuple(links), tuple(entries), tuple(promises), tuple(issues))


def _earlier(accounts: Mapping[str, Account]) -> Earlier:
    """What the letters so far reported, and the state they left."""
    heard = {name: account for name, account in accounts.items() if account.heard}
    return Earlier(
        {name: account.passages for name, account in heard.items()},
        {name: account.status for name, account in heard.items()},
    )


def _of(letter: Document, decided: Sequence[Link]) -> list[Link]:
    return [link for link in decided if document_of(link.update_id) == letter.document_id]
