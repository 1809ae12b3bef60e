"""Other documents a letter names: the plan it reports on, earlier letters, the inspectors' report.

"We updated you in October 2019" is worth reading: where no such letter is at hand, one is missing. A date goes to
the nearest words in its sentence that send, publish or submit a document (``lookups/mentions.toml``), those before
it first; a date that opens the sentence goes to those right after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

from extractors.documents.statements.dates import DatedSentence
from extractors.lookups import lookup
from extractors.model import Mention

Kind = Literal["action_plan", "update_letter", "report"]
KINDS: tuple[Kind, ...] = ("update_letter", "action_plan", "report")
_REACH = 120  # characters between the words for a document and its date
_OPENING = 30  # characters: a date this near to the start of a sentence may belong to what follows


def document_mentions(sentences: Sequence[DatedSentence]) -> tuple[Mention, ...]:
    """The dated mentions of plans, letters and reports, in order, each kind and interval once."""
    found: dict[tuple[str, object], Mention] = {}
    for dated in sentences:
        for mention in _in_sentence(dated):
            found.setdefault((mention.kind, mention.interval), mention)
    return tuple(found.values())


def _in_sentence(dated: DatedSentence) -> Iterator[Mention]:
    text = dated.sentence.text
    cues = sorted((m.start(), m.end(), kind) for kind in KINDS for m in _cues(kind).finditer(text))
    at = 0
    for stated in dated.dates:
        start = text.find(stated.raw, at)
        if start < 0 or stated.role == "due":
            continue
        at = start + len(stated.raw)
        kind = None if _readers_own().search(text[:start]) else _kind_at(cues, text, start)
        if kind is not None:
            yield Mention(kind, text, stated.interval)


def _kind_at(cues: Sequence[tuple[int, int, Kind]], text: str, at: int) -> Kind | None:
    """The kind of the cue a date belongs to."""
    before = [(end, kind) for start, end, kind in cues if start <= at]
    if before:
        end, kind = before[-1]
        return kind if at - end < _REACH and ";" not in text[end:at] else None
    after = [(start, kind) for start, _, kind in cues if start > at]
    return after[0][1] if after and at < _OPENING and after[0][0] - at < 2 * _OPENING else None


@cache
def _cues(kind: Kind) -> re.Pattern[str]:
    pattern = "|".join(lookup("mentions")["kinds"][kind])
    for name, words in lookup("mentions")["words"].items():
        pattern = pattern.replace("{" + name + "}", "(?:" + "|".join(words) + ")")
    return re.compile(pattern)


@cache
def _readers_own() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(lookup("mentions")["readers_own"]["before_date"]) + ")$", re.IGNORECASE)
