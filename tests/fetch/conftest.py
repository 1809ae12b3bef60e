from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.fetch.config import FetchConfig, GovukSource, LinkSource, Manners
from pipeline.fetch.fetching import Fetched, fetch
from pipeline.fetch.visits import Pause
from pipeline.ingest import manifest
from pipeline.ingest.manifest import Provenance
from tests.fetch.server import Web, serving


class Guest:
    """Fetches into a folder without waiting; ``slept`` are the seconds it would have waited for."""

    def __init__(self, raw: Path) -> None:
        self.raw = raw
        self.slept: list[float] = []
        self.time = datetime(2024, 6, 1, 2, 0, tzinfo=UTC)
        self.manners: dict[str, Any] = {"allow_private": True, "delay": 0.0, "seconds": 5.0}

    def fetch(
        self, *sources: GovukSource | LinkSource, since: date | None = None, dry: bool = False
    ) -> list[Fetched]:
        pause = Pause(sleep=self.slept.append, now=lambda: self.time)
        config = FetchConfig("ann@example.org", sources, Manners(**self.manners))
        return list(fetch(config, self.raw, since, dry=dry, pause=pause))

    def documents(self, *addresses: str) -> Fetched:
        """What came of these addresses of documents."""
        (came,) = self.fetch(LinkSource("here", documents=addresses))
        return came

    def why(self, address: str) -> str:
        """Why an address gave nothing."""
        came = self.documents(address)
        assert (came.new, came.changed, came.unchanged) == ([], [], 0)
        assert self.files() == []
        (one,) = came.refused
        return one.why

    def files(self) -> list[str]:
        found = (path.relative_to(self.raw) for path in self.raw.rglob("*") if path.is_file())
        return sorted(str(path) for path in found if not str(path).startswith("."))

    def entries(self) -> tuple[Provenance, ...]:
        return manifest.decoded((self.raw / manifest.NAME).read_bytes())


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as one:
        yield one


@pytest.fixture
def guest(tmp_path: Path) -> Guest:
    raw = tmp_path / "raw"
    raw.mkdir()
    return Guest(raw)
