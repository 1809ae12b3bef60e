"""Documents whose extraction stays in the cache until it is asked for: a large folder needs little memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import fields
from typing import Any

from extractors.model import Extraction
from pipeline.model import Document

Load = Callable[[], Extraction | None]
# Extractions held at a time: those of one case.
HELD = 8


class StoredDocument(Document):
    """A :class:`Document` whose extraction is loaded at each use; it travels between processes as a plain one."""

    __slots__ = ("_given", "_load")

    def _get(self) -> Extraction | None:
        return self._load() if self._load is not None else self._given

    def _set(self, extraction: Extraction | None) -> None:
        object.__setattr__(self, "_given", extraction)
        object.__setattr__(self, "_load", None)

    extraction = property(_get, _set)
    _given: Extraction | None
    _load: Load | None

    def __reduce__(self) -> Any:
        return Document, tuple(getattr(self, field.name) for field in fields(Document))


def stored(document: Document, load: Load) -> Document:
    """The document with its extraction left where ``load`` finds it."""
    values = {field.name: getattr(document, field.name) for field in fields(Document) if field.name != "extraction"}
    out = StoredDocument(**values, extraction=None)
    object.__setattr__(out, "_load", load)
    return out


class Recent:
    """Remembers the last few values that were made."""

    def __init__(self, most: int = HELD) -> None:
        self.most = most
        self._values: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The value of ``key``, made where it is not among the last ones."""
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key]
        value = self._values[key] = make()
        if len(self._values) > self.most:
            self._values.popitem(last=False)
        return value
