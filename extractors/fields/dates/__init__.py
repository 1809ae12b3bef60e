"""Words → intervals with their precision; the only door to dateparser."""

from __future__ import annotations

from extractors.fields.dates.full import parse_date
from extractors.fields.dates.prose import Found, find_dates
from extractors.fields.dates.target import Target, parse_target, says_undated

__all__ = ["Found", "Target", "find_dates", "parse_date", "parse_target", "says_undated"]
