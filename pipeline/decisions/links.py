"""What people decided about links wins over what the machine found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.model import Case, Link, updates_of

if TYPE_CHECKING:
    from pipeline.linking.link_letter import Reconciled


def overruled(reconciled: Reconciled, case: Case, decided: Sequence[Link]) -> Reconciled:
    """The links with those that people accepted or rejected in the place of the machine's.

    A statement that a person links to a commitment is no new promise.
    """
    if not decided:
        return reconciled
    letters = {key for letter in case.letters for key, _ in updates_of(letter)}
    links = tuple(replaced(reconciled.links, [link for link in decided if link.update_id in letters]))
    taken = {link.update_id for link in links if link.method == "human" and link.judgement == "accepted"}
    promises = tuple(p for p in reconciled.new_commitments if p.update_id not in taken)
    return replace(reconciled, links=links, new_commitments=promises)


def replaced(links: Iterable[Link], decided: Sequence[Link]) -> list[Link]:
    """The links with each decided one in the place of the machine's, or after all others; reasons are kept."""
    by_pair = {(link.update_id, link.action_id): link for link in decided}
    out = []
    for link in links:
        ours = by_pair.pop((link.update_id, link.action_id), None)
        out.append(link if ours is None else replace(ours, signals=link.signals))
    return [*out, *by_pair.values()]
