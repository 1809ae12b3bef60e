"""One full date out of a short text. The only door to dateparser."""

from __future__ import annotations

import re
from datetime import date

from extractors.fields.dates.scan import scan


def parse_date(raw: str) -> date | None:
    """The one full date of a short text, day first ("Submitted 22/05/2019", "15th February 2019"); else None.

    None too where the text holds several dates, a mistake, or no day.
    """
    text = " ".join(raw.split())
    dates = scan(text, cell=True)
    spans = [d.of(d.year) for d in dates if d.of is not None and d.year is not None and d.kind == "day"]
    if len(dates) == 1 and len(spans) == 1:
        only = spans[0]
        return only.start if only is not None and only.start == only.end else None
    return None if any(d.kind == "day" for d in dates) else _other_forms(text)


def _other_forms(text: str) -> date | None:
    """What dateparser reads, held to its words: an English day, month name and year, all of them in the text."""
    if len(text) > 40 or not re.search(r"[A-Za-z]{3}", text) or not re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", text):
        return None
    import dateparser  # slow to load, and hardly ever needed

    read = dateparser.parse(
        text,
        languages=["en"],
        settings={
            "DATE_ORDER": "DMY",
            "REQUIRE_PARTS": ["day", "month", "year"],
            "STRICT_PARSING": True,
            "PARSERS": ["absolute-time"],
        },
    )
    if read is None or not {str(read.year), str(read.day)} <= {n.lstrip("0") for n in re.findall(r"\d+", text)}:
        return None
    found: date = read.date()
    return found
