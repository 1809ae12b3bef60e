"""Recommendation numbers over a whole document: each given once, and none left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.documents.records import Sink
from extractors.model import Issue, Recommendation


def renumbered(read: Recommendation, before: Sequence[Recommendation], sink: Sink) -> Recommendation:
    """A number that was given before gets a mark, so that every record has a name of its own; and is reported."""
    times = sum(earlier.number.split(" (again")[0] == read.number for earlier in before)
    if not times:
        return read
    name = f"{read.number} (again {times + 1})"
    message = f"number {read.number} appears again: the later one is named {name!r}"
    sink.issues.append(Issue("number_twice", "error", message, record=name))
    return replace(read, number=name)


def check_numbers(recommendations: Sequence[Recommendation], sink: Sink) -> None:
    """Reports gaps in a plain run of numbers 1, 2, 3, …"""
    plain = sorted(int(r.number) for r in recommendations if r.number.isdecimal())
    missing = sorted(set(range(1, plain[-1] + 1)) - set(plain)) if plain else []
    if missing and len(missing) < len(plain):
        numbers = ", ".join(map(str, missing))
        sink.issues.append(Issue("number_missing", "warning", f"no recommendation numbered {numbers} was found"))
