"""Nights that can be killed: each run in a process of its own, forked from one that has everything imported."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import threading
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path

import pyarrow.parquet as pq

from pipeline import refresh
from pipeline.fetch.config import FetchConfig, LinkSource, Manners
from pipeline.fetch.fetching import Fetched, fetch
from pipeline.fetch.visits import Pause
from pipeline.refresh import Settings
from pipeline.runtime import worker
from tests.in_process import here
from tests.pipeline.test_run import LETTER, PLAN

AS_OF = date(2019, 7, 1)
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.faults.warm"])
_ONE_AT_A_TIME = threading.RLock()


class _Night(_context.Process):  # type: ignore[name-defined,misc]
    """A process that several threads may start and wait for beside others.

    Whenever one starts, all others are polled, and where two threads poll one that has just ended, the second finds
    nothing to read and calls its exit code 255.
    """

    def start(self) -> None:
        with _ONE_AT_A_TIME:
            super().start()

    def is_alive(self) -> bool:
        with _ONE_AT_A_TIME:
            return bool(super().is_alive())

    def join(self, timeout: float | None = None) -> None:
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while self.is_alive() and time.monotonic() < end:
            time.sleep(0.005)
        with _ONE_AT_A_TIME:
            super().join(0)


def raw_folder(folder: Path) -> Path:
    """A raw folder with a plan, its letter, a second plan and a file that is no document."""
    raw = folder / "raw"
    raw.mkdir()
    (raw / "plan.html").write_text(PLAN, encoding="utf-8")
    (raw / "letter.txt").write_text(LETTER, encoding="utf-8")
    (raw / "other.html").write_text(PLAN.replace("HMP Larkhill Moor", "HMP Ashcombe Vale"), encoding="utf-8")
    (raw / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing else")
    return raw


def process(raw: str | Path, out: str | Path, *, apart: bool = False) -> BaseProcess:
    """A run that has not started yet; ``apart`` reads documents in processes of their own, as it should be."""
    return _Night(target=_run, args=(raw, out, apart, dict(os.environ)))


def fetching(sources: Sequence[str], address: str) -> BaseProcess:
    """A night at an address that has not started yet: what lies at ``sources`` is fetched, then the run."""
    return _Night(target=_fetch_and_run, args=(tuple(sources), address, dict(os.environ)))


def _fetch_and_run(sources: tuple[str, ...], address: str, env: dict[str, str]) -> None:
    os.environ.update(env)
    fetched(sources, f"{address}/raw")
    _run(f"{address}/raw", f"{address}/out", False, env)


def fetched(sources: Sequence[str], raw: str) -> list[Fetched]:
    """Fetch, at a time that is the same in every night."""
    pause = Pause(now=lambda: datetime(2024, 6, 1, 2, 0, tzinfo=UTC))
    config = FetchConfig(
        "ann@example.org", (LinkSource("here", documents=tuple(sources)),), Manners(allow_private=True, delay=0.0)
    )
    return list(fetch(config, raw, pause=pause))


def _run(raw: str | Path, out: str | Path, apart: bool, env: dict[str, str]) -> None:
    os.environ.update(env)  # the fork server knows only what was there when it began
    if not apart:
        worker.run = here
    try:
        refresh.run(raw, out, AS_OF, settings=Settings())
    except refresh.PipelineError as error:
        os._exit(error.exit_code)


def completed(raw: str | Path, out: str | Path) -> int:
    """Run to the end; the exit code."""
    one = process(raw, out)
    one.start()
    one.join(60)
    assert one.exitcode is not None
    return one.exitcode


def published(out: Path) -> dict[str, bytes]:
    """The bytes of every table of the latest run."""
    return {path.name: path.read_bytes() for path in sorted((out / "latest").glob("*.parquet"))}


def copied(out: Path, to: Path) -> Path:
    """A published dataset, copied with its links."""
    shutil.copytree(out, to, symlinks=True)
    return to


def file_names(out: Path) -> list[str]:
    """The documents of the latest run."""
    names: list[str] = pq.read_table(out / "latest" / "documents.parquet")["file_name"].to_pylist()
    return names
