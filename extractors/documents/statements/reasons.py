"""The words by which a letter explains why something is late, smaller or given up (``lookups/reasons.toml``)."""

from __future__ import annotations

import re
from functools import cache

from extractors.lookups import lookup

_SINCE = re.compile(r",\s*(?P<cue>since|as)\s+(?P<why>[^.;]+)", re.IGNORECASE)
_COLON = re.compile(r"^(?P<head>[^:;]{1,90}):\s*(?P<why>[^:]+)$")
_SO = re.compile(r"^(?P<why>[^;:]+?),\s*so\s+(?!that\b|far\b)")
_CREATING = re.compile(
    r"^(?P<why>[^;:]+?),\s*(?:creating|causing|leading to|resulting in|which (?:has )?(?:caused|created|led to))\s+"
    r"(?:a |an |some |the )?(?:\w+ )?delays?\b",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|could|cannot|did|does|do|will|would|\w{3,}ed|left|fell|took|came|went)\b",
    re.IGNORECASE,
)


def find_reason(sentence: str) -> str | None:
    """The words of a sentence that explain, without the cue ("because"); None where it explains nothing.

    Ask it only of sentences that report something late, given up or reduced: after a colon, and before "so",
    any words count.
    """
    for pattern in (_after_cue(), _SINCE, _CREATING, _SO):
        found = pattern.search(sentence)
        if found is not None and not (pattern is _SINCE and _no_clause(found)):
            return _trimmed(found.group("why"))
    colon = _COLON.search(sentence)
    troubled = colon is not None and _words("trouble", r"\b(?:%s)\b").search(colon.group("head")) is not None
    return _trimmed(colon.group("why")) if colon is not None and troubled else None


def explains(sentence: str) -> bool:
    """Does the sentence say that it explains the one before it ("This is because …")?"""
    return _words("explains", r"(?:%s)").match(sentence) is not None


@cache
def _words(key: str, form: str) -> re.Pattern[str]:
    return re.compile(form.replace("%s", "|".join(lookup("reasons")[key])), re.IGNORECASE)


def _after_cue() -> re.Pattern[str]:
    return _words("cues", r"(?:,\s*)?\b(?P<cue>%s)\s+(?P<why>[^.;]+)")


def _no_clause(found: re.Match[str]) -> bool:
    """ "Since April", "as boards", "as planned": not a clause that explains."""
    why = found.group("why")
    key = "not_since" if found.group("cue").lower() == "since" else "not_as"
    return _words(key, r"(?:%s)\b").match(why) is not None or _FINITE.search(why) is None


def _trimmed(why: str) -> str:
    """Up to a clause that no longer explains."""
    turn = _words(
        "turns", r",\s*(?:%s)\s+(?:it|we|this|they|i|the \w+)\s+(?:has|have|is|are|am|was|were|will|would|now)\b"
    ).search(why)
    no_more = re.search(r",\s*(?:and|so)\s+no\s", why)
    ends = [found.start() for found in (turn, no_more) if found is not None]
    return why[: min(ends, default=len(why))].strip(" ,.")
