"""Recommendation numbers over a whole document: each given once, and none left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.documents.records import Sink
from extractors.layout import Line
from extractors.model import Issue, Recommendation

_CODES = 2  # recommendations of a table that tell that what they begin with is a code
_LEADING = re.compile(r"^\(?([A-Z]?\d{1,3}(?:\.\d{1,3})*)(?:[.)]\s+(?=[a-z])|[.):]?\s+(?=[A-Z‘“'\"]))")
# The same with letters, which may begin a sentence too: "AFI 1 Ensure that …", "MD2 The trust must …".
_CODED = re.compile(r"^([A-Z]{2,5} ?\d{1,3}(?:\.\d{1,3})*)[.:)]?\s+(?=[A-Z‘“'\"])")


def have_codes(texts: Sequence[str]) -> bool:
    """Whether several recommendations each begin with a code, and no two with the same."""
    codes = [found.group(1) for text in texts if (found := _CODED.match(text))]
    return len(codes) >= _CODES and len({*codes}) == len(texts)


def leading_code(text: str) -> tuple[str, str] | None:
    """The code that a recommendation begins with, and its text without it; only of those that have_codes."""
    found = _CODED.match(text)
    return (found.group(1), text[found.end() :]) if found else None


def leading_number(text: str) -> tuple[str, str] | None:
    """The number that a recommendation begins with, and its text without it."""
    found = _LEADING.match(text)
    return (found.group(1), text[found.end() :]) if found else None


def whole_of(number: str | None) -> str | None:
    """The number that another is a part of: 5 of 5.1 and of 5a."""
    head = re.match(r"(.*\d)(?:\.\d+|[a-z])$", number or "")
    return head.group(1) if head else None


def named(printed: str, lines: Sequence[Line], sink: Sink) -> str:
    """The name of a recommendation: its printed number, and a mark where that was given before.

    Actions, progress and issues go by the name, so it is asked for before any of them is read. A number that is
    given again is reported at the place of ``lines``.
    """
    sink.numbers[printed] += 1
    if sink.numbers[printed] == 1:
        return printed
    name = f"{printed} (again {sink.numbers[printed]})"
    message = f"number {printed} appears again: the later one is named {name!r}"
    sink.issue("number_twice", message, lines, name, severity="error")
    return name


def check_numbers(recommendations: Sequence[Recommendation], sink: Sink) -> None:
    """Reports gaps in a plain run of numbers 1, 2, 3, …"""
    plain = sorted(int(r.number) for r in recommendations if r.number.isdecimal())
    missing = sorted(set(range(1, plain[-1] + 1)) - set(plain)) if plain else []
    if missing and len(missing) < len(plain):
        numbers = ", ".join(map(str, missing))
        sink.issues.append(Issue("number_missing", "warning", f"no recommendation numbered {numbers} was found"))
