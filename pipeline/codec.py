"""Records as bytes, for the cache and between processes; reading them back runs no code.

The bytes are a pickle behind a checksum. Only the records of :mod:`extractors.model` and
:mod:`pipeline.ledger`, days and :class:`~pipeline.failures.Failure` are let in, so that neither a damaged cache
nor a reader that a hostile document has taken over can make this process do anything.
"""

from __future__ import annotations

import io
import pickle
from dataclasses import is_dataclass
from hashlib import sha256
from importlib import import_module
from typing import Any

MODULES = ("extractors.model", "pipeline.ledger", "pipeline.failures")
CHECKSUM = 16  # bytes of the SHA-256 before the payload


class _Records(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("datetime", "date"):
            return super().find_class(module, name)
        found = getattr(import_module(module), name, None) if module in MODULES else None
        if not (isinstance(found, type) and is_dataclass(found)):
            raise pickle.UnpicklingError(f"{module}.{name} is no record")
        return found


def encode(value: Any) -> bytes:
    """Records (and tuples, texts, numbers of them) as bytes with a checksum."""
    payload = pickle.dumps(value, protocol=5)
    return sha256(payload).digest()[:CHECKSUM] + payload


def decode(data: bytes) -> Any:
    """The value of :func:`encode`. Raises ValueError where the bytes are damaged or hold anything else."""
    payload = data[CHECKSUM:]
    if sha256(payload).digest()[:CHECKSUM] != data[:CHECKSUM]:
        raise ValueError("the stored record is damaged")
    try:
        return _Records(io.BytesIO(payload)).load()
    except (
        pickle.UnpicklingError,
        EOFError,
        AttributeError,
        TypeError,
        ImportError,
        IndexError,
        KeyError,
    ) as error:
        raise ValueError(f"the stored record cannot be read: {error}") from error
