"""Killed at any moment, the next run ends as if nothing had been, and `latest` is never half a run."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.publish import journal, run_folder
from pipeline.storage.stores import LocalStore
from tests.faults import nights, processes
from tests.pipeline.test_cli import COMMAND
from tests.pipeline.test_run import LETTER

pytestmark = pytest.mark.slow

POINTS, SIDE_BY_SIDE, TRIES = 50, 3, 12


@pytest.fixture
def quick() -> Iterator[Path]:
    """A folder in memory where there is one, so that the kills fall on work and not on waiting for a disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


def test_fifty_kills_at_random_points_each_repaired_by_the_next_run(quick: Path) -> None:
    raw = nights.raw_folder(quick)
    first, undisturbed = quick / "first", quick / "undisturbed"
    assert nights.completed(raw, first) == 0  # the first run also waits for the fork server to import
    (raw / "letter.txt").write_text(LETTER.replace("June 2019", "August 2019"), encoding="utf-8")
    nights.copied(first, undisturbed)
    start = time.monotonic()
    assert nights.completed(raw, undisturbed) == 0
    span = time.monotonic() - start
    expected, before = nights.published(undisturbed), nights.published(first)
    chance = random.Random(20)
    shares = [chance.uniform(0.0, 1.0) for _ in range(POINTS)]

    def killed(point: int) -> bool:
        """Kill one run while it is at work, and let the next one put all right; False where none could be hit."""
        reach = SIDE_BY_SIDE * span
        for attempt in range(TRIES):
            out = nights.copied(first, quick / f"out-{point}-{attempt}")
            one = nights.process(raw, out)
            one.start()
            time.sleep(shares[point] * reach)
            one.kill()
            one.join()
            assert run_folder.is_whole(out / "latest")
            assert nights.published(out) in (before, expected), point
            if one.exitcode == -signal.SIGKILL:
                assert nights.completed(raw, out) == 0
                assert nights.published(out) == expected, point
                assert len(list((out / "runs").iterdir())) == 2
                assert not list((out / "runs").glob(".*"))
                return True
            reach *= 0.7  # it had ended before: aim earlier
        return False

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        assert list(pool.map(killed, range(POINTS))) == [True] * POINTS


@pytest.mark.parametrize("moment", ["beside", "moved", "pointed", "dangling", "damaged"])
def test_what_a_kill_can_leave_is_put_right(tmp_path: Path, moment: str) -> None:
    raw = nights.raw_folder(tmp_path)
    out = tmp_path / "out"
    assert nights.completed(raw, out) == 0
    good, latest = nights.published(out), (out / "latest").resolve()
    if moment == "beside":
        (out / "runs" / ".half.1").mkdir()
        (out / "runs" / ".half.1" / "actions.parquet").write_bytes(b"PAR1")
        (out / ".latest.1").symlink_to("runs/nowhere")
        (out / "state" / "read" / ".tmp-x").write_bytes(b"half")
    if moment in ("moved", "pointed"):
        nights.copied(latest, out / "runs" / "99999999T000000Z-0")
        (out / "state" / run_folder.MOVING).write_text("99999999T000000Z-0")
    if moment == "pointed":
        (out / "latest").unlink()
        (out / "latest").symlink_to("runs/99999999T000000Z-0")
    if moment == "dangling":
        (out / "latest").unlink()
        (out / "latest").symlink_to("runs/gone")
    if moment == "damaged":
        nights.copied(latest, out / "runs" / "99999999T000000Z-0")
        (out / "runs" / "99999999T000000Z-0" / "links.parquet").write_bytes(b"half")
        (out / "latest").unlink()
        (out / "latest").symlink_to("runs/99999999T000000Z-0")
    assert nights.completed(raw, out) == 0
    assert nights.published(out) == good
    assert not list(out.glob(".*"))
    assert not list((out / "runs").glob(".*"))
    assert not (out / "state" / run_folder.MOVING).exists()
    assert not list((out / "state").rglob(".tmp-*"))


def test_sigterm_ends_the_run_at_once_with_its_children_and_keeps_latest(tmp_path: Path) -> None:
    raw = nights.raw_folder(tmp_path)
    out = tmp_path / "out"
    assert nights.completed(raw, out) == 0
    good = nights.published(out)
    (raw / "letter.txt").write_text(LETTER + "\nPS.\n", encoding="utf-8")
    run = subprocess.Popen(
        [*COMMAND, "run", "--raw", str(raw), "--processed", str(out), "--log-format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert run.stderr is not None
    assert '"stage": "listing"' in run.stderr.readline()
    time.sleep(0.3)
    children = processes.children(run.pid)
    run.send_signal(signal.SIGTERM)
    _, told = run.communicate(timeout=20)
    assert run.returncode == 143
    assert "SIGTERM" in told.splitlines()[-1]
    assert nights.published(out) == good
    assert [pid for pid in children if processes.runs(pid)] == []
    last = journal.last(LocalStore(out / "state"))
    assert last is not None
    assert (last.outcome, last.exit_code) == ("interrupted", 143)
    assert (out / "state" / "lock").read_bytes() == b""
