"""What the last run came to, for ``status`` and for whoever wonders in the morning."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Literal

from pipeline.storage.stores import LocalStore, Store

NAME = "last.json"
GOOD = "good.json"
# Bytes of a record, filled up with blanks: on a full disk the next is written over it, and needs no space.
SIZE = 4096
State = Literal["running", "published", "unchanged", "failed", "interrupted"]


@dataclass(frozen=True, slots=True)
class Night:
    """One run: when it began and ended (ISO 8601, UTC), how, and why not."""

    outcome: State
    started: str
    finished: str | None = None
    pid: int | None = None
    run_id: str | None = None
    error: str | None = None
    exit_code: int | None = None

    @property
    def good(self) -> bool:
        """Whether the published data is that of this run's inputs."""
        return self.outcome in ("published", "unchanged")


def now() -> str:
    """The time, in UTC to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def begin(store: Store) -> Night:
    """Write down that a run has begun."""
    night = Night("running", now(), pid=os.getpid())
    _write(store, NAME, night)
    return night


def end(store: Store, night: Night) -> None:
    """Write down how a run ended; a good end is kept beside later failures."""
    _write(store, NAME, night)
    if night.good:
        _write(store, GOOD, night)


def last(store: Store, name: str = NAME) -> Night | None:
    """The last run, or the last good one; None where there is none, or its record is damaged."""
    data = store.get(name)
    try:
        return Night(**json.loads(data)) if data else None
    except (ValueError, TypeError):
        return None


def _write(store: Store, name: str, night: Night) -> None:
    data = json.dumps(asdict(night), ensure_ascii=False, indent=1).encode().ljust(SIZE - 1) + b"\n"
    try:
        store.put(name, data)
    except OSError:
        if not (isinstance(store, LocalStore) and store.overwrite(name, data)):
            raise
