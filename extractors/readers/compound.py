"""Compound files, in which programs of old kept documents: how one is known, and what parts it lists."""

from __future__ import annotations

HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def holds(data: bytes, *names: str) -> bool:
    """Whether it is a compound file that lists a part of one of the names."""
    return data.startswith(HEAD) and any(name.encode("utf-16-le") in data for name in names)
