"""Times as servers write them, as one text that sorts: ISO 8601 in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def utc(given: object) -> str | None:
    """``2026-11-29T20:23:04Z``, or ``2026-11-29`` where only the day is told; None where it is no time."""
    if not isinstance(given, str):
        return None
    text = given.strip()
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        try:
            when = parsedate_to_datetime(text)  # as RSS has it
        except (ValueError, TypeError, OverflowError):
            return None
    if not 1900 <= when.year < 2200:
        return None
    return text if _DAY.fullmatch(text) else stamp(when if when.tzinfo else when.replace(tzinfo=UTC))


def stamp(when: datetime) -> str:
    """A time as it is kept."""
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
