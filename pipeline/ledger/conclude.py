"""One fold over the letters of a case: link a letter, apply what people decided, advance the ledger, go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.decisions.links import overruled
from pipeline.ledger.accounts import Account, opened
from pipeline.ledger.edition import told_by_edition
from pipeline.ledger.edition_rows import edition_rows
from pipeline.ledger.entries import Told, told_by
from pipeline.ledger.new_commitments import new_commitments
from pipeline.linking.link_letter import Earlier, link_letter
from pipeline.linking.weights import Weights
from pipeline.model import Case, Concluded, Document, Link, document_of, is_edition


def conclude(case: Case, decided: Sequence[Link] = (), weights: Weights | None = None) -> Concluded:
    """What the letters of a case tell about its plan, in date order; so do its later editions, row by row.

    What people ``decided`` of links wins over the machine, and is what the next letter builds on. ``weights`` are
    those of the links (by default the fitted ones).
    """
    accounts = opened(case.plan, _of(case.plan, decided))
    out = Concluded()
    for n, letter in enumerate(case.letters):
        if is_edition(letter):
            accounts, found = _edition(letter, accounts, _of(letter, decided))
        else:
            earlier = _earlier(accounts) if n else None
            accounts, found = _letter(case.plan, letter, accounts, earlier, _of(letter, decided), weights)
        out = _joined(out, found)
    return out


def _letter(
    plan: Document,
    letter: Document,
    accounts: Mapping[str, Account],
    earlier: Earlier | None,
    decided: Sequence[Link],
    weights: Weights | None,
) -> tuple[dict[str, Account], Concluded]:
    """The accounts after a letter, and what it tells."""
    added = [
        account.commitment for account in accounts.values() if account.commitment.document_id != plan.document_id
    ]
    links = overruled(link_letter(plan, letter, earlier, weights, added), decided)
    told = list(told_by(letter, plan, links, accounts))
    issues = tuple((letter.document_id, each.issue) for each in told if each.issue is not None)
    promises = tuple(new_commitments(letter, links, told))
    return _accounts(told), Concluded(links, tuple(each.entry for each in told), promises, issues)


def _edition(
    edition: Document, accounts: Mapping[str, Account], decided: Sequence[Link]
) -> tuple[dict[str, Account], Concluded]:
    """The accounts after an edition, with those of its new rows, and what it tells."""
    rows = edition_rows(edition, accounts, decided)
    told = list(told_by_edition(edition, rows, accounts))
    new = {row.commitment.action_id for row in rows.new}
    fresh = {name: account for name, account in opened(edition, decided).items() if name in new}
    entries = tuple(each.entry for each in told)
    issues = tuple((edition.document_id, each.issue) for each in told if each.issue is not None)
    return _accounts(told) | fresh, Concluded(rows.links, entries, (), issues, tuple(fresh))


def _accounts(told: Sequence[Told]) -> dict[str, Account]:
    return {each.entry.action_id: each.account for each in told}


def _joined(one: Concluded, other: Concluded) -> Concluded:
    return Concluded(
        (*one.links, *other.links),
        (*one.entries, *other.entries),
        (*one.new_commitments, *other.new_commitments),
        (*one.issues, *other.issues),
        (*one.added, *other.added),
    )


def _earlier(accounts: Mapping[str, Account]) -> Earlier:
    """What the letters so far reported, and the state they left."""
    heard = {name: account for name, account in accounts.items() if account.heard}
    return Earlier(
        {name: account.passages for name, account in heard.items()},
        {name: account.status for name, account in heard.items()},
    )


def _of(letter: Document, decided: Sequence[Link]) -> list[Link]:
    return [link for link in decided if document_of(link.update_id) == letter.document_id]
