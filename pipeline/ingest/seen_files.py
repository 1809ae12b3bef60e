"""What the files at an address were found to be on earlier nights, so that one that has not changed is not fetched
again only to be hashed.

A run is made of hashes of contents, and these stay what counts: what is remembered is which hash belongs to which
state of an object. A state is told by size, ETag and time of last change together, as the store itself lists them.
An ETag is another as soon as the content is, in every S3 store; where it is the MD5 of the content, two documents
could be made to share one, but not the second in which the store says they were put. The listing of an S3 store
shows every write that ended before it. What is read of a document afterwards is hashed again, and one that is not
what was remembered is not used. Where a store lists no ETag nothing is remembered.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pipeline.storage.remote import Listed
from pipeline.storage.stores import Store

NAME = "seen.json"
Row = list[Any]


class SeenFiles:
    """What is remembered in ``store``; of what lies in bundles what the code of this fingerprint found."""

    def __init__(self, store: Store, code: str) -> None:
        self.store, self.code = store, code
        kept = _kept(store.get(NAME))
        self._before = kept
        self._hashes: dict[str, Row] = kept.get("hashes", {})
        self._inside: dict[str, Row] = kept.get("inside", {}) if kept.get("code") == code else {}
        self._now: dict[str, dict[str, Row]] = {"hashes": {}, "inside": {}}

    def sha256(self, listed: Listed) -> str | None:
        """The hash of a file in the state in which it is listed, None where it has to be read."""
        row = self._hashes.get(listed.name)
        known = row is not None and listed.stamp is not None and row[:2] == [listed.size, listed.stamp]
        return str(row[2]) if row is not None and known else None

    def note(self, listed: Listed, sha256: str) -> None:
        """Remember the hash of a file, unless its store does not tell its states apart."""
        if listed.stamp is not None and sha256:
            self._now["hashes"][listed.name] = [listed.size, listed.stamp, sha256]

    def inside(self, name: str, sha256: str) -> list[Row] | None:
        """What was found in a file of these bytes, None where it has to be opened."""
        row = self._inside.get(name)
        return row[1] if row is not None and row[0] == sha256 else None

    def note_inside(self, name: str, sha256: str, found: Iterable[Row]) -> None:
        """Remember what was found in a file."""
        self._now["inside"][name] = [sha256, list(found)]

    def save(self) -> None:
        """Keep what was noted, and nothing of files that were not listed now."""
        after = {"code": self.code, **self._now}
        if after != self._before and any(self._now.values()):
            self.store.put(NAME, json.dumps(after, ensure_ascii=False).encode())


def _kept(data: bytes | None) -> dict[str, Any]:
    """What was kept; {} where nothing was or it is damaged: then all is read again."""
    try:
        kept = json.loads(data or b"{}")
    except (ValueError, RecursionError):
        return {}
    whole = isinstance(kept, dict) and all(
        isinstance(kept.get(part, {}), dict) and all(isinstance(row, list) for row in kept.get(part, {}).values())
        for part in ("hashes", "inside")
    )
    return kept if whole else {}
