"""How parent and child of :mod:`pipeline.runtime.worker` talk: a length, then that many bytes."""

from __future__ import annotations

import struct

SIZE = struct.Struct(">Q")


def framed(data: bytes) -> bytes:
    """The bytes behind their length."""
    return SIZE.pack(len(data)) + data
