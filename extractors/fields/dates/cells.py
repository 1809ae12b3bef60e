"""The text of a narrow table cell as it was meant: names and years that a line break cut are whole again."""

from __future__ import annotations

import re
import unicodedata

from extractors.months import MONTHS

LONG = [name for name in MONTHS if len(name) > 4]
CUT = r"(?:-?\s)?"
NAMES = re.compile("|".join(rf"\b{CUT.join(name)}\b" for name in LONG), re.IGNORECASE)
YEAR = re.compile(r"((?:[a-z]{3}|/)\s?)(20)\s(\d\d)(?![\d/])", re.IGNORECASE)


def healed(raw: str) -> str:
    """The text in one line, compatibility characters and hyphens plain, "Septem- ber 20 19" as "September 2019"."""
    text = " ".join(unicodedata.normalize("NFKC", raw).replace("\u00ad", "").replace("\u2010", "-").split())
    return YEAR.sub(r"\1\2\3", NAMES.sub(lambda found: re.sub(r"[-\s]", "", found.group()), text))
