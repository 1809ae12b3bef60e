"""What was read and concluded on earlier nights, by the content it was made of and the code that made it.

An entry is named after everything it depends on, so it is never out of date: other content or other code has
another name. A damaged entry counts as none.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple, dataclass, replace
from types import MappingProxyType
from typing import Any

from extractors.model import Extraction
from extractors.readers import programs
from pipeline import failures
from pipeline.failures import Failure
from pipeline.identifiers import digest
from pipeline.storage import serialization
from pipeline.storage.stores import Store

READ, CONCLUDED, TROUBLE = "read", "cases", "quarantine.json"
# Nights on which a document may end its reader before it is left alone.
NIGHTS = 2
# Bytes beyond which an entry is an extraction and no failure, whose message has at most 1,000 characters.
LARGE = 5000


@dataclass(frozen=True, slots=True)
class Trouble:
    """A document that ended its reader: on how many nights, how, and what it is called.

    ``allowed`` is what it had of what it lacked, seconds or megabytes; 0 where it lacked neither.
    """

    file_name: str
    code: str
    nights: int
    allowed: float = 0

    @property
    def quarantined(self) -> bool:
        """Whether it is left alone until the file or the code changes."""
        return self.nights >= NIGHTS


class Cache:
    """Extractions and conclusions by name; ``reading`` is the fingerprint of the code that reads.

    ``allowed`` is what a document may take now, by the code of the failure for want of it: one that failed with
    less is tried again as if it had not been.
    """

    def __init__(self, store: Store, reading: str, allowed: Mapping[str, float] = MappingProxyType({})) -> None:
        self.store, self.reading, self.allowed = store, reading, allowed
        self.used: set[str] = set()
        self.trouble = {
            key: replace(t, nights=0) if t.allowed < allowed.get(t.code, 0) else t
            for key, t in _troubles(store.get(TROUBLE)).items()
        }

    def key(self, sha256: str, suffix: str) -> str:
        """The name of what is read from these bytes under this ending, here and now."""
        return digest(self.reading, sha256, suffix, *programs.depends_on(suffix))[:40]

    def gather(self, folder: str, keys: Iterable[str]) -> None:
        """Bring entries near that will be asked for, where the store is far."""
        self.store.gather(folder, (f"{folder}/{key}" for key in keys))

    def bytes_of(self, folder: str, key: str) -> bytes | None:
        """The encoded entry, None where there is none."""
        self.used.add(f"{folder}/{key}")
        return self.store.get(f"{folder}/{key}")

    def entry(self, folder: str, key: str) -> Any:
        """The entry, None where there is none or it is damaged."""
        data = self.bytes_of(folder, key)
        if data is None:
            return None
        try:
            return serialization.decode(data)
        except ValueError:
            return None

    def has_read(self, key: str) -> bool:
        """Whether :meth:`read` has something; a large entry is not taken apart to see."""
        data = self.bytes_of(READ, key)
        if data is not None and len(data) > LARGE:
            return serialization.is_intact(data)
        return data is not None and self.read(key) is not None

    def has_concluded(self, key: str) -> bool:
        """Whether there is an intact conclusion; it is not taken apart to see."""
        data = self.bytes_of(CONCLUDED, key)
        return data is not None and serialization.is_intact(data)

    def read(self, key: str) -> Extraction | Failure | None:
        """What was read; a failure that may have been bad luck only where it is in quarantine."""
        value = self.entry(READ, key)
        if isinstance(value, Failure) and value.code in failures.UNSTEADY:
            trouble = self.trouble.get(key)
            return value if trouble is not None and trouble.quarantined else None
        return value if isinstance(value, Extraction | Failure) else None

    def keep(self, folder: str, key: str, data: bytes) -> None:
        """Keep an encoded entry."""
        self.used.add(f"{folder}/{key}")
        self.store.put(f"{folder}/{key}", data)

    def keep_failure(self, key: str, file_name: str, failure: Failure) -> None:
        """Keep why a document could not be read, and count the nights of one that ended its reader."""
        self.keep(READ, key, serialization.encode(failure))
        if failure.code in failures.UNSTEADY:
            nights = self.trouble[key].nights + 1 if key in self.trouble else 1
            self.trouble[key] = Trouble(file_name, failure.code, nights, self.allowed.get(failure.code, 0))
            self._write_trouble()

    def forgive(self, key: str) -> None:
        """Forget the trouble of a document that was read after all."""
        if self.trouble.pop(key, None) is not None:
            self._write_trouble()

    def prune(self, keys: Collection[str]) -> None:
        """Drop every entry that this run did not use, and the trouble of documents that are gone."""
        for folder in (READ, CONCLUDED):
            for name in self.store.names(folder):
                if name not in self.used:
                    self.store.delete(name)
        gone = [key for key in self.trouble if key not in keys]
        for key in gone:
            del self.trouble[key]
        if gone:
            self._write_trouble()

    def _write_trouble(self) -> None:
        rows = {k: astuple(t) for k, t in sorted(self.trouble.items())}
        self.store.put(TROUBLE, (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode())


def troubles(store: Store) -> list[Trouble]:
    """The documents that ended their readers, by name."""
    return sorted(_troubles(store.get(TROUBLE)).values(), key=lambda t: t.file_name)


def _troubles(data: bytes | None) -> dict[str, Trouble]:
    try:
        rows = json.loads(data or b"{}")
        return {str(k): _trouble(*row) for k, row in rows.items()}
    except (ValueError, TypeError, AttributeError):
        return {}  # a damaged list costs one more try of those documents


def _trouble(file_name: object, code: object, nights: Any, allowed: Any = 0) -> Trouble:
    return Trouble(str(file_name), str(code), int(nights), float(allowed))
