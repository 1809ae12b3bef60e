"""What people decided about links wins over what the machine found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.model import Link


def overruled(links: Iterable[Link], decided: Sequence[Link]) -> tuple[Link, ...]:
    """The links with each decided one in the place of the machine's, or after all others.

    The machine's reasons are kept, and its score, where a model gave one.
    """
    by_pair = {(link.update_id, link.action_id): link for link in decided}
    out = []
    for link in links:
        ours = by_pair.pop((link.update_id, link.action_id), None)
        out.append(link if ours is None else replace(ours, signals=link.signals, machine_score=_score(link)))
    return (*out, *by_pair.values())


def _score(link: Link) -> float | None:
    return None if link.method == "same_row" else link.score
