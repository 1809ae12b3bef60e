"""Lead-ins: "The Governor should ensure that:" once, above the recommendations it governs.

A lead-in is what comes before the first colon of a recommendation, when it says who should do something and no
list follows. It governs the following recommendations of its section too, until another lead-in, or a
recommendation that carries an obligation of its own, takes over.
"""

from __future__ import annotations

import re

from extractors.documents.plans.blocks import BULLET, MARKER

OBLIGATION = re.compile(r"(?i)\b(?:should|must|shall|needs? to|(?:is|are) (?:required|asked|expected) to)\b")
MOST_WORDS = 45


def split_lead_in(text: str) -> tuple[str | None, str]:
    """(lead-in with its colon or None, the rest) of a recommendation."""
    head, colon, rest = text.partition(":")
    rest = rest.strip()
    if not colon or not rest or len(head.split()) > MOST_WORDS or not OBLIGATION.search(head):
        return None, text
    first = rest.split()[0]
    listed = BULLET.match(first) or MARKER.match(first)
    return (None, text) if listed else (f"{head.strip()}:", rest)


class LeadIns:
    """Carries a lead-in from one recommendation to the next, in reading order."""

    def __init__(self) -> None:
        self._current: str | None = None

    def reset(self) -> None:
        """A new section ends what the lead-in before it governs."""
        self._current = None

    def governing(self, own: str | None, text: str) -> str | None:
        """The lead-in that governs a recommendation with this text and (or None) a lead-in of its own."""
        if own:
            self._current = own
        elif OBLIGATION.search(text):
            self._current = None
        return self._current


def addressee_of(lead_in: str | None, section: str | None, text: str) -> str | None:
    """Whom a recommendation addresses: the subject of its obligation, else the section that names one."""
    for source in (lead_in, text):
        found = OBLIGATION.search(source) if source else None
        if source and found:
            subject = source[: found.start()].strip(" ,:")
            if 0 < len(subject.split()) <= 12 and subject[:1].isupper():
                return subject
    named = re.search(r"(?i)\brecommendations? (?:to|for) (?:the )?([^:]+)", section or "")
    return named.group(1).strip() if named else None
