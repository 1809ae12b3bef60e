"""Small things made of each document, kept between runs so that a night need not load every document again.

Each is named after the content it was made of and lies, with others, in one of a few values of the store. A value
that is damaged, or was written by other code, counts as none: what was in it is made again.
"""

from __future__ import annotations

from typing import Any

from pipeline.storage import serialization
from pipeline.storage.stores import Store

# Values that hold all things of one kind: enough that a new document rewrites little, few enough for a far store.
SHARDS = "0123456789abcdef"


class Memo:
    """Things by key (a hash in hexadecimal): records, texts, numbers, bytes and tuples of them.

    ``name`` is the folder of the store they lie in, ``code`` the fingerprint of the code that makes them.
    """

    def __init__(self, store: Store, name: str, code: str) -> None:
        self._store, self._name, self._code = store, name, code
        self._held: dict[str, dict[str, Any]] = {}
        self._new: set[str] = set()
        self._used: set[str] = set()

    def get(self, key: str) -> Any:
        """The thing of that key, None where it is not known."""
        self._used.add(key)
        return self._shard(key[0]).get(key)

    def put(self, key: str, thing: Any) -> None:
        """Remember the thing of that key."""
        self._used.add(key)
        self._new.add(key[0])
        self._shard(key[0])[key] = thing

    def save(self) -> None:
        """Keep what was asked for, or put, since the memo was made, and nothing else; then let go of it."""
        for name in SHARDS:
            shard = self._shard(name)
            left = {key: shard[key] for key in sorted(shard) if key in self._used}
            if name in self._new or len(left) < len(shard):
                self._store.put(f"{self._name}/{name}", serialization.encode((self._code, left)))
        self._held, self._new, self._used = {}, set(), set()

    def _shard(self, name: str) -> dict[str, Any]:
        if name not in self._held:
            self._held[name] = self._read(name)
        return self._held[name]

    def _read(self, name: str) -> dict[str, Any]:
        data = self._store.get(f"{self._name}/{name}")
        if data is None:
            return {}
        try:
            code, shard = serialization.decode(data)
        except ValueError:
            return {}
        return shard if code == self._code else {}
