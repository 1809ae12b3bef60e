"""Where a letter that is taken for another one, in another format, does not say the same.

Sentences that stand in both, wherever, are left out; the words of the others are laid beside each other (the fewest
words put in and taken out). A difference is told where it holds a number, a month or a denial, or a whole run of
words: hyphens, a footnote that stands elsewhere and a word read badly are no other content.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from extractors.model import Extraction, Issue
from extractors.months import MONTHS
from extractors.numbers import NUMBERS
from pipeline.failures import one_line

# Words that only one of them has and that are a difference, whatever they are.
A_RUN = 6
# Words on each side of a difference that are quoted with it, and differences that are quoted.
AROUND, QUOTED = 4, 2
_WORD = re.compile(r"\w+(?:[.,/]\d+)*")
_END = re.compile(r"(?<=[.;:?!])\s+")
_DENIALS = frozenset(("not", "no", "never", "none", "cannot", "without"))


class Difference(NamedTuple):
    """The words of the one and of the other, each with a few around it."""

    one: str
    other: str


def differences(one: Extraction, other: Extraction) -> list[Difference]:
    """Where the statements of two letters differ in what they say, in the order of the first."""
    sentences = [_sentences(letter) for letter in (one, other)]
    joined = ["".join(word.lower() for words in said for word in words) for said in sentences]
    a, b = (
        [w for words in said if not _in(words, text) for w in words]
        for said, text in zip(sentences, reversed(joined), strict=True)
    )
    was, now = ([word.lower() for word in words] for words in (a, b))
    found = []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        gone, come = was[i:i_end], now[j:j_end]
        told = max(len(gone), len(come)) >= A_RUN or _telling(gone) != _telling(come)
        if tag != "equal" and told and "".join(gone) != "".join(come):
            found.append(Difference(_quoted(a, i, i_end), _quoted(b, j, j_end)))
    return found


def quoted(found: Sequence[Difference]) -> str:
    """The first differences in words, said of the other letter."""
    some = "; ".join(f"“{d.other}” where that has “{d.one}”" for d in found[:QUOTED])
    return some + (f", and {len(found) - QUOTED} more" if len(found) > QUOTED else "")


def issue_of(one: str, other: str, found: str) -> Issue:
    """What to do about it, said of the document that is not used: ``other``; ``one`` is used."""
    return Issue(
        "renditions_differ",
        "warning",
        one_line(
            f"it is taken for {one} in another form, which alone is used, and says otherwise: {found}: "
            f"take the one that was not sent out of the folder ({one} or {other})"
        ),
    )


def _sentences(extraction: Extraction) -> list[list[str]]:
    """The words of each sentence of its statements, however these are cut."""
    said = " ".join(update.text for update in extraction.updates)
    return [_WORD.findall(sentence) for sentence in _END.split(said)]


def _in(words: Sequence[str], text: str) -> bool:
    """Whether a text without spaces holds the words together; too few of them stand anywhere."""
    return len(words) >= A_RUN and "".join(words).lower() in text


def _telling(words: Sequence[str]) -> list[str]:
    """Those of the words that change what is promised or reported."""
    return sorted(w for w in words if w[0].isdigit() or w in MONTHS or w in NUMBERS or w in _DENIALS)


def _quoted(words: Sequence[str], start: int, end: int) -> str:
    return " ".join(words[max(0, start - AROUND) : min(end, start + A_RUN) + AROUND])
