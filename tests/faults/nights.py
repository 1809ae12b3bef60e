"""Nights that can be killed: each run in a process of its own, forked from one that has everything imported."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from datetime import date
from multiprocessing.process import BaseProcess
from pathlib import Path

import pyarrow.parquet as pq

from pipeline import refresh
from pipeline.refresh import Settings
from pipeline.runtime import worker
from tests.in_process import here
from tests.pipeline.test_run import LETTER, PLAN

AS_OF = date(2019, 7, 1)
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.faults.warm"])


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
    return _context.Process(target=_run, args=(raw, out, apart))


def _run(raw: str | Path, out: str | Path, apart: bool) -> None:
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
