"""The names of the months, and the words that begin as one does."""

from __future__ import annotations

NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
# Every name and usual short form in lower case, with the number of its month from 1.
MONTHS = {name: number for number, name in enumerate(NAMES, start=1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9, "febr": 2}
# A pattern for any word that begins as the name of a month, in lower case: "jan", "sept", "october".
MONTH_WORD = rf"(?:{'|'.join(name[:3] for name in NAMES)})[a-z]*"
