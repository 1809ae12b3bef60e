"""Pages that were read before, so that a server need not send again what has not changed.

A library that caches HTTP would keep every document a second time. What is needed is less: documents are
remembered by the manifest, and of the pages that name them the last state is kept in ``.fetched/pages``.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from pipeline.fetch.addresses import RefusedError
from pipeline.fetch.visits import Visitor
from pipeline.identifiers import digest
from pipeline.storage.stores import Store


class PageReader:
    """Reads pages; ``store`` keeps those whose server can say that they are unchanged, None keeps none."""

    def __init__(self, visitor: Visitor, store: Store | None) -> None:
        self.visitor, self.store = visitor, store

    def read(self, url: str, valid: Callable[[bytes], object] = bytes, *, keep: bool = True) -> bytes:
        """The bytes of a page as it is now.

        ``valid`` raises where they are none of use, so that these are never kept; a page that is asked for
        otherwise every time is not to be kept. Raises :class:`~pipeline.fetch.addresses.RefusedError` where it
        cannot be had.
        """
        name = f"pages/{digest(url)[:32]}.json"
        kept = self._kept(name, url)
        visit = self.visitor.get(url, kept.get("etag"), kept.get("last_modified"))
        if visit.unchanged:
            return kept["body"].encode("latin-1")
        body = visit.reply.body
        valid(body)
        if keep and self.store is not None and (visit.etag or visit.last_modified):
            row = {
                "url": url,
                "etag": visit.etag,
                "last_modified": visit.last_modified,
                "body": body.decode("latin-1"),
            }
            self.store.put(name, json.dumps(row).encode())
        return body

    def _kept(self, name: str, url: str) -> dict[str, str]:
        """What was kept of a page; {} where nothing was, or it is damaged: then it is asked for as if new."""
        try:
            row = json.loads((self.store.get(name) if self.store else None) or b"{}")
        except (ValueError, RecursionError):
            return {}
        whole = isinstance(row, dict) and row.get("url") == url and isinstance(row.get("body"), str)
        return {key: value for key, value in row.items() if isinstance(value, str)} if whole else {}


def read_json(reader: PageReader, url: str, *, keep: bool = True) -> dict[str, object]:
    """A page that is a JSON object. Raises :class:`~pipeline.fetch.addresses.RefusedError` where it is none."""
    return as_object(reader.read(url, as_object, keep=keep))


def as_object(data: bytes) -> dict[str, object]:
    """Bytes as a JSON object. Raises :class:`~pipeline.fetch.addresses.RefusedError` where they are none."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise RefusedError("what came is no JSON") from error
    if not isinstance(found, dict):
        raise RefusedError("what came is no JSON object")
    return found
