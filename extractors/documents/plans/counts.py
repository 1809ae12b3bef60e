"""What a plan says of its own numbers ("Rejected: 1", "12 of 14 agreed"), against what was read from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extractors.fields.responses import parse_response
from extractors.model import Issue, Recommendation

LABELLED = re.compile(r"^(?P<label>[A-Za-z][A-Za-z /-]{2,40}?)\s*[:–-]\s*(?P<count>\d{1,3})\.?$")
OF = re.compile(
    r"\b(?P<count>\d{1,3}) of (?:the )?(?P<total>\d{1,3})(?: recommendations)?(?: (?:were|are|have been))? "
    r"(?P<label>(?:partly |partially |not )?(?:agreed|accepted|rejected))\b",
    re.IGNORECASE,
)
TOTAL = re.compile(r"(?i)^(?:grand )?total(?: (?:number of )?recommendations)?$|^(?:number of )?recommendations$")


def check_counts(lines: Sequence[str], recommendations: Sequence[Recommendation]) -> list[Issue]:
    """An issue for every stated number that is not the number read. ``lines`` are those outside the tables."""
    got: Counter[str | None] = Counter(r.response for r in recommendations)
    stated: Counter[str] = Counter()
    words: dict[str, list[str]] = {}
    out = []
    for line in lines:
        labelled = LABELLED.match(line.strip())
        if labelled:
            label, count = labelled["label"], int(labelled["count"])
            response = parse_response(label).response
            if TOTAL.match(label):
                out += _differs(f"{label}: {count}", count, len(recommendations), "recommendations")
            elif response:
                stated[response] += count
                words.setdefault(response, []).append(line.strip())
        for found in OF.finditer(line):
            response = parse_response(found["label"]).response
            if response:
                out += _differs(found.group(), int(found["count"]), got[response], f"{response} recommendations")
                out += _differs(found.group(), int(found["total"]), len(recommendations), "recommendations")
    for named, count in stated.items():
        out += _differs("; ".join(words[named]), count, got[named], f"{named} recommendations")
    return out


def _differs(said: str, stated: int, read: int, what: str) -> list[Issue]:
    if stated == read:
        return []
    message = f"the document says {said!r}, {read} {what} were read: look for a row that was missed or split"
    return [Issue("count_mismatch", "warning", message)]
