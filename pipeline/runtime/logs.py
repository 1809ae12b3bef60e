"""The log of a run: text lines or JSON objects on stderr, and its warnings for ``run.json``."""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Literal

Format = Literal["text", "json"]
ROOT = "pipeline"
_log = logging.getLogger(ROOT)


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry |= getattr(record, "data", {})
        return json.dumps(entry, ensure_ascii=False, default=str)


def to_stderr(form: Format | None) -> None:
    """Send the log to stderr: warnings alone, or with a format asked for every step too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == "json" else logging.Formatter("%(levelname)s %(message)s"))
    _log.handlers[:] = [handler]
    _log.propagate = False
    _log.setLevel(logging.INFO if form else logging.WARNING)


class Notes(logging.Handler):
    """Remembers the warnings of a run."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Remember one."""
        self.lines.append(record.getMessage())


@contextmanager
def noted() -> Iterator[list[str]]:
    """The warnings that come while the context lasts."""
    notes = Notes()
    _log.addHandler(notes)
    try:
        yield notes.lines
    finally:
        _log.removeHandler(notes)


class Stages:
    """Measures the stages of a run, in seconds, and logs each with what it counted."""

    def __init__(self) -> None:
        self.started = datetime.now(UTC).isoformat(timespec="seconds")
        self.timings: dict[str, float] = {}
        self.counts: dict[str, int] = {}
        self._since = time.monotonic()

    def done(self, stage: str, **counts: int) -> None:
        """A stage is done."""
        now = time.monotonic()
        self.timings[stage] = round(now - self._since, 3)
        self._since = now
        self.counts |= counts
        data = {"stage": stage, "seconds": self.timings[stage], **counts}
        told = ", ".join(f"{name} {count}" for name, count in counts.items())
        _log.info("%s: %.1f s%s", stage, self.timings[stage], f", {told}" if told else "", extra={"data": data})
