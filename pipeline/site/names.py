"""File names and addresses of the pages: of our making, whatever a document calls its recommendations."""

from __future__ import annotations

import re

from pipeline.identifiers import digest
from pipeline.model import name_within

_ODD = re.compile(r"[^A-Za-z0-9.]+|\.{2,}")
# What is itself in a file name but for its slashes, so that no two such records share one.
_PLAIN = re.compile(r"[A-Za-z0-9]+(?:[./][A-Za-z0-9]+)*")
_LONGEST = 80


def slug(record_id: str) -> str:
    """A name of letters, digits, dots and dashes; a hash keeps those apart that would be one."""
    plain = _ODD.sub("-", record_id).strip("-.")[:_LONGEST]
    if len(record_id) <= _LONGEST and _PLAIN.fullmatch(record_id):
        return plain
    return f"{plain}-{digest(record_id)[:8]}"


def commitment_page(action_id: str) -> str:
    """Where the page of a commitment lies in the site."""
    return f"commitments/{slug(action_id)}.html"


def case_page(case_id: str) -> str:
    """Where the page of a case lies in the site."""
    return f"cases/{slug(case_id)}.html"


def document_page(document_id: str) -> str:
    """Where the page of a document lies in the site."""
    return f"documents/{slug(document_id)}.html"


def owner_page(key: str) -> str:
    """Where the page of an owner lies in the site; ``key`` is that of its group."""
    return f"owners/{slug(key.replace('-', '/'))}.html"


def picture(sha256: str, page: int) -> str:
    """Where the picture of a page lies in the site; it is called after the content of its document."""
    return f"pages/{sha256[:16]}-{page}.webp"


def is_web(address: str) -> bool:
    """Whether an address that a document came from is one to follow: of the web, and not a script."""
    return address.startswith(("https://", "http://"))


def anchor(record_id: str) -> str:
    """The id of a record on the page of its document."""
    return slug(short(record_id))


def short(record_id: str) -> str:
    """A record without the name of its document: ``5.01/2``."""
    return name_within(record_id) or record_id
