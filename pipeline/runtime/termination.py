"""SIGTERM ends a run as an error does: children are ended, the lock is let go, what was published stays."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from pipeline.errors import Terminated


def _end(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough: the way out is not to be cut short
    raise Terminated("the run was asked to end (SIGTERM); what was published before stays")


@contextmanager
def terminable() -> Iterator[None]:
    """While the context lasts, SIGTERM raises :class:`~pipeline.errors.Terminated` in the main thread."""
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
