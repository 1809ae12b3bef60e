"""Other documents a letter names: the plan it reports on, earlier letters, the inspectors' report.

"We updated you in October 2019" is worth reading: where no such letter is at hand, one is missing. A date goes to
the nearest words in its sentence that send, publish or submit a document (``lookups/mentions.toml``), those before
it first; a date that opens the sentence goes to those right after it. Letters of update are told from letters that
the reader or somebody else wrote, or that went to somebody else; of several dates behind them, those joined to the
first ("in October 2019 and April 2020") are dates of letters too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal, NamedTuple

from extractors.documents.statements.dates import DatedSentence
from extractors.fields.owners.words import is_person, is_role
from extractors.lookups import alternatives, lookup
from extractors.model import Mention, Place

Kind = Literal["action_plan", "update_letter", "report"]
KINDS: tuple[Kind, ...] = ("update_letter", "action_plan", "report")
_REACH = 120  # characters between the words for a document and its date
_OPENING = 30  # characters: a date this near to the start of a sentence may belong to what follows
_NEXT = re.compile(r"[\s,]*(?:[\w’'-]+[\s,]+){0,4}")  # between such a date and the words for a letter


class _Naming(NamedTuple):
    """Words that name a document; ``kind`` is None where they name no letter of update but look like it."""

    start: int
    end: int
    kind: Kind | None


def document_mentions(sentences: Iterable[tuple[DatedSentence, Place]]) -> tuple[Mention, ...]:
    """The dated mentions of plans, letters and reports, in order, each kind and interval once.

    Each sentence comes with its place.
    """
    found: dict[tuple[str, object], Mention] = {}
    for dated, place in sentences:
        for mention in _in_sentence(dated, place):
            found.setdefault((mention.kind, mention.interval), mention)
    return tuple(found.values())


def _in_sentence(dated: DatedSentence, place: Place) -> Iterator[Mention]:
    text = dated.sentence.text
    namings = _namings(text)
    dates: dict[_Naming, int] = {}  # where the last date of each ends
    at = 0
    for stated in dated.dates:
        start = text.find(stated.raw, at)
        if start < 0 or stated.role == "due":
            continue
        at = start + len(stated.raw)
        naming = _named(namings, text, start, at, dates)
        if naming is None:
            continue
        dates[naming] = at
        if naming.kind is not None:
            words = text[min(naming.start, start) : max(naming.end, at)]
            yield Mention(naming.kind, words, stated.interval, place)


def _namings(text: str) -> list[_Naming]:
    """The words for documents in a sentence, in order."""
    none = [_Naming(*m.span(), None) for m in _pattern("no_update", "sender").finditer(text)]
    other = [*none, *(_Naming(*m.span(), None) for m in _pattern("no_update", "recipient").finditer(text))]
    found = []
    for kind in KINDS:
        for m in _pattern("kinds", kind).finditer(text):
            naming = _Naming(*m.span(), kind)
            letter = kind == "update_letter"
            if letter and (any(_overlap(naming, o) for o in other) or not _is_name(m.groupdict().get("name"))):
                continue
            found.append(naming)
    return sorted([*none, *found], key=lambda naming: (naming.start, naming.end))


def _named(namings: list[_Naming], text: str, start: int, end: int, dates: dict[_Naming, int]) -> _Naming | None:
    """The words that a date from ``start`` to ``end`` belongs to; ``dates`` tells where their dates so far end."""
    before = [naming for naming in namings if naming.start <= start]
    for naming in reversed(before):
        own = naming.kind in ("update_letter", None)
        taken = dates.get(naming)
        if taken is not None and own and not _pattern("no_update", "joined").fullmatch(text[taken:start]):
            if naming.kind is None:
                continue
            return None
        between = text[naming.end : start]
        parted = own and taken is None and _pattern("no_update", "breaks").search(between)
        return naming if len(between) < _REACH and ";" not in between and not parted else None
    after = [naming for naming in namings if naming.start > start]
    if before or not after or start >= _OPENING or after[0].start - start >= 2 * _OPENING:
        return None
    near = after[0].kind in ("action_plan", "report") or _NEXT.fullmatch(text[end : after[0].start])
    return after[0] if near else None


def _overlap(one: _Naming, other: _Naming) -> bool:
    return one.start < other.end and other.start < one.end


def _is_name(words: str | None) -> bool:
    return words is None or (is_person(words) and not is_role(words))


@cache
def _pattern(table: str, key: str) -> re.Pattern[str]:
    flags = re.IGNORECASE if table == "no_update" else 0
    return re.compile(alternatives("mentions", lookup("mentions")[table][key]), flags)
