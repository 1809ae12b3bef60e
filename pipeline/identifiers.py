"""Names that outlive a new file name, a second download and the next run: documents and their records."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

from extractors.model import Extraction, Issue, Recommendation


def normalised(text: str) -> str:
    """Text as it is compared: Unicode NFKC, every run of white space one space."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def digest(*parts: str | bytes) -> str:
    """SHA-256 of the parts in order, as 64 hexadecimal digits; their borders count."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return total.hexdigest()


def text_hash(extraction: Extraction) -> str | None:
    """SHA-256 of the normalised text; None where there is no text to tell documents apart by."""
    text = normalised(extraction.text)
    return digest(text) if text else None


def document_id(media_type: str | None, text_sha256: str | None, sha256: str) -> str:
    """12 hexadecimal digits from the format and the text, or from the bytes where no text was read."""
    if text_sha256 is None:
        return digest("bytes", sha256)[:12]
    return digest("text", media_type or "", text_sha256)[:12]


def with_distinct_numbers(extraction: Extraction) -> Extraction:
    """The extraction with every recommendation number used once: a repeat becomes ``5~2`` and an issue.

    Identifiers are made from the numbers, so two recommendations under one number would be one record. A
    progress statement that names an action of a repeated number could mean either and loses its row.
    """
    counts = Counter(r.number for r in extraction.recommendations)
    repeated = sorted(number for number, n in counts.items() if n > 1)
    if not repeated:
        return extraction
    return replace(
        extraction,
        recommendations=_renumbered(extraction.recommendations, set(counts)),
        updates=tuple(
            replace(u, same_row=None) if u.same_row and u.same_row.rsplit("/", 1)[0] in repeated else u
            for u in extraction.updates
        ),
        issues=(*extraction.issues, *(_repeated(number, counts[number]) for number in repeated)),
    )


def _renumbered(recommendations: tuple[Recommendation, ...], taken: set[str]) -> tuple[Recommendation, ...]:
    seen: set[str] = set()
    out = []
    for recommendation in recommendations:
        number, n = recommendation.number, 1
        while number in seen or (n > 1 and number in taken):
            n += 1
            number = f"{recommendation.number}~{n}"
        seen.add(number)
        out.append(replace(recommendation, number=number))
    return tuple(out)


def _repeated(number: str, times: int) -> Issue:
    return Issue(
        "repeated_number",
        "warning",
        f"the number {number} stands beside {times} recommendations; the later ones are called {number}~2 "
        "and so on: compare with the document",
        record=number,
    )


def as_text(value: Any) -> str | None:
    """A value of a record as text: lists and structs as JSON, days as ISO 8601, null as None."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=date.isoformat)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
