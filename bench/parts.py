"""Groups dealt into parts, each of which is left out in its turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def parts(groups: Sequence[T], count: int) -> Iterator[Sequence[T]]:
    """The groups dealt into so many parts, as cards are."""
    yield from (groups[n::count] for n in range(min(count, len(groups))))
