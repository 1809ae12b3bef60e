"""Figures by owner, year, establishment or case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

import pandas as pd

from pipeline.errors import PipelineError
from pipeline.measures.typed_frames import NUMBER, TEXT, WHOLE, rows, typed
from pipeline.outcomes.figures import Answer, Figure, median_of, share_of

if TYPE_CHECKING:
    from pipeline.dataset import Dataset

By = Literal["owner", "year", "establishment", "case"]
T = TypeVar("T")
_COLUMN = {"owner": "owners", "year": "original_target_end", "establishment": "establishment", "case": "case_id"}


def groups_of(ds: Dataset, by: By) -> Mapping[str, list[Any]]:
    """The groups that each commitment counts in, by action_id; None where it has no owner, date, ….

    ``owner``: every owner that the plan names for it, as it is written there, so that a commitment of two owners
    counts in both and the groups add up to more than the whole; ``year``: that of the last day of the plan's
    target. Raises :class:`~pipeline.errors.PipelineError` for any other grouping.
    """
    if by not in get_args(By):
        raise PipelineError(f"there is no grouping by {by!r}; take one of {', '.join(get_args(By))}")
    found = {row["action_id"]: row[_COLUMN[by]] for row in rows(ds.commitments, "action_id", _COLUMN[by])}
    if by == "owner":
        return {key: list(dict.fromkeys(owners)) or [None] for key, owners in found.items()}
    if by == "year":
        return {key: [end.year if end else None] for key, end in found.items()}
    return {key: [value] for key, value in found.items()}


def split(ds: Dataset, by: By, answers: Iterable[Answer[T]]) -> dict[Any, list[Answer[T]]]:
    """The answers of each group; an answer's key is an action_id.

    Years come in order, other groups with the most answers first; those without one come last.
    """
    groups = groups_of(ds, by)
    out: dict[Any, list[Answer[T]]] = defaultdict(list)
    for answer in answers:
        for group in groups[answer.key]:
            out[group].append(answer)
    named = sorted((g for g in out if g is not None), key=lambda g: g if by == "year" else (-len(out[g]), g))
    return {group: out[group] for group in (*named, *([None] if None in out else []))}


def shares(ds: Dataset, by: By, answers: Iterable[Answer[bool]]) -> pd.DataFrame:
    """A row a group: yes of known, with Wilson's interval, unknown, n (both) and outside (see ``Figure``)."""
    found = {group: share_of("", own) for group, own in split(ds, by, answers).items()}
    return typed(
        (
            {by: group, "yes": s.yes, **_counts(s), "share": s.share, **_interval(s.interval)}
            for group, s in found.items()
        ),
        {by: kind(by), "yes": WHOLE, **_COUNTS, "share": NUMBER, **_INTERVAL},
    )


def medians(ds: Dataset, by: By, answers: Iterable[Answer[tuple[int, int, int]]]) -> pd.DataFrame:
    """A row a group: the median in days, with its interval, between least and most, and what it rests on."""
    found = {group: median_of("", own) for group, own in split(ds, by, answers).items()}
    return typed(
        (
            {
                by: group,
                "median": d.median,
                **_interval(d.interval),
                "least": d.least,
                "most": d.most,
                **_counts(d),
            }
            for group, d in found.items()
        ),
        {by: kind(by), "median": NUMBER, **_INTERVAL, "least": NUMBER, "most": NUMBER, **_COUNTS},
    )


_COUNTS = {"known": WHOLE, "unknown": WHOLE, "n": WHOLE, "outside": WHOLE}
_INTERVAL = {"low": NUMBER, "high": NUMBER}


def kind(by: By) -> Any:
    """The type of the column that holds the groups."""
    return WHOLE if by == "year" else TEXT


def _counts(figure: Figure) -> dict[str, int]:
    return {
        "known": figure.known,
        "unknown": figure.unknown,
        "n": figure.n,
        "outside": sum(figure.outside.values()),
    }


def _interval(found: tuple[float, float] | None) -> dict[str, float | None]:
    return dict(zip(_INTERVAL, found or (None, None), strict=True))
