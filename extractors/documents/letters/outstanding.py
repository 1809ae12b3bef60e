"""Whether a letter says that it reports on outstanding actions only, or leaves out those that are done.

What such a letter does not mention may long be done: its silence tells less than that of others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from extractors.documents.statements.dates import DatedSentence
from extractors.lookups import alternatives, lookup
from extractors.model import Place


def outstanding_only(sentences: Iterable[tuple[DatedSentence, Place]]) -> tuple[str, Place] | None:
    """The words that first say so, and the place of their sentence; None where none do."""
    for dated, place in sentences:
        found = _pattern().search(dated.sentence.text)
        if found is not None:
            return found.group(), place
    return None


@cache
def _pattern() -> re.Pattern[str]:
    patterns = lookup("outstanding")["patterns"]
    return re.compile(alternatives("outstanding", (*patterns["about"], *patterns["without"])), re.IGNORECASE)
