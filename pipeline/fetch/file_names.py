"""File names of our making: a server says what a document is, never where it is written."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

LONGEST = 60


def name_of(url: str, title: str | None, sha256: str, ending: str) -> str:
    """``host/slug-hash.ext``: the slug of the title, else of the address; the hash is of the bytes."""
    parts = urlsplit(url)
    slug = slug_of(title or "") or slug_of(PurePosixPath(unquote(parts.path)).stem) or "document"
    host = re.sub(r"[^a-z0-9.-]+", "-", (parts.hostname or "").lower()).strip(".-") or "host"
    return f"{host[:LONGEST]}/{slug}-{sha256[:12]}{ending}"


def slug_of(text: str) -> str:
    """A text as small letters, digits and single hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = re.sub(r"['’]", "", plain.lower())
    return re.sub(r"[^a-z0-9]+", "-", plain)[: LONGEST + 1].strip("-")[:LONGEST].strip("-")
