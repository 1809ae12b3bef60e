"""How a statement stands in its letter, and what it says is not as it was, by the words that say so."""

from __future__ import annotations

import re
from functools import cache
from typing import get_args

from extractors.lookups import lookup
from extractors.model import ClaimedChange, ClaimKind, Cue


def find_cues(text: str, section: str | None) -> tuple[Cue, ...]:
    """The cues of a statement under the heading ``section``, in the order of :data:`extractors.model.Cue`."""
    cues: tuple[Cue, ...] = get_args(Cue)
    return tuple(cue for cue in cues if _cue(cue).search((section or "") if cue == "frame" else text))


def find_changes(text: str) -> tuple[ClaimedChange, ...]:
    """The clauses in which a statement says that an owner, a method or a scope changed, one a kind.

    The first pattern of ``lookups/changes.toml`` that is found gives the clause.
    """
    kinds: tuple[ClaimKind, ...] = get_args(ClaimKind)
    found = ((kind, next(filter(None, (p.search(text) for p in _changes(kind))), None)) for kind in kinds)
    return tuple(ClaimedChange(kind, match[0].strip(" ,;.")) for kind, match in found if match)


@cache
def _cue(name: Cue) -> re.Pattern[str]:
    return re.compile(lookup("cues")[name], re.IGNORECASE)


@cache
def _changes(kind: ClaimKind) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in lookup("changes")[kind])
