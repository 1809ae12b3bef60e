"""Two runs at a time, a lock left behind, a full disk, and a status that tells."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipeline import refresh
from pipeline.errors import Locked, PipelineError, SuddenLoss
from pipeline.publish import health
from pipeline.runtime import worker
from pipeline.storage import lock
from pipeline.storage.remote import RemoteStore
from pipeline.storage.stores import LocalStore, write_whole
from tests.faults import nights
from tests.in_process import here
from tests.pipeline.test_cli import command
from tests.pipeline.test_run import LETTER, PLAN


@pytest.mark.slow
def test_of_two_runs_one_works_and_the_other_says_who(tmp_path: Path) -> None:
    raw = nights.raw_folder(tmp_path)
    out = tmp_path / "out"
    runs = [nights.process(raw, out) for _ in range(3)]
    for one in runs:
        one.start()
    for one in runs:
        one.join(60)
    codes = sorted(one.exitcode or 0 for one in runs)
    assert codes[0] == 0
    assert set(codes) <= {0, Locked.exit_code}
    assert len(list((out / "runs").iterdir())) == 1
    with lock.held(out / "state"):
        done = command("run", "--raw", raw, "--processed", out)
    assert done.returncode == 5
    assert f"process {os.getpid()} on " in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_lock_left_behind_is_taken_over_with_a_word(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "lock").write_text(json.dumps({"pid": 999999, "host": "h", "since": "2024-01-01T00:00:00+00:00"}))
    with lock.held(tmp_path):
        pass
    assert "process 999999 on h" in caplog.text
    assert "taken over" in caplog.text
    assert (tmp_path / "lock").read_bytes() == b""


def test_a_lock_object_keeps_others_out_until_its_lease_or_its_process_ends() -> None:
    store = RemoteStore("memory://lock-of-a-run")
    with lock.held_remotely(store, "memory://x"), pytest.raises(Locked), lock.held_remotely(store, "memory://x"):
        pass
    assert store.get(lock.NAME) == b""
    now = datetime.now(UTC)
    for holder, held in (
        ({"pid": 1, "host": "elsewhere", "since": now.isoformat()}, True),
        ({"pid": 1, "host": "elsewhere", "since": (now - timedelta(days=2)).isoformat()}, False),
        ({"pid": 2**22 + 1, "host": os.uname().nodename, "since": now.isoformat()}, False),
        ("nonsense", False),
    ):
        store.put(lock.NAME, json.dumps(holder).encode())
        if held:
            with pytest.raises(Locked, match="elsewhere"), lock.held_remotely(store, "memory://x"):
                pass
        else:
            with lock.held_remotely(store, "memory://x"):
                pass


def test_cases_that_need_more_memory_say_how_to_give_it(tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    out.mkdir()
    (raw / "plan.html").write_text(PLAN, encoding="utf-8")
    (raw / "letter.txt").write_text(LETTER, encoding="utf-8")
    settings = refresh.Settings(limits=worker.Limits(megabytes=160))
    with pytest.raises(
        SuddenLoss, match=r"1 of 1 cases could not be concluded.* more than 160 MB .*raise --memory"
    ):
        refresh.run(raw, out, date(2019, 7, 1), settings=settings)
    assert not (out / "latest").exists()


@pytest.mark.parametrize(
    "room", [3, 900, *(pytest.param(n, marks=pytest.mark.slow) for n in (40, 400, 1500, 2200))]
)
def test_a_full_disk_keeps_what_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int, request: pytest.FixtureRequest
) -> None:
    """On a file system of its own that fills up, where this process may mount one."""
    monkeypatch.setattr("pipeline.runtime.worker.run", here)
    raw = nights.raw_folder(tmp_path)
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small file system is not allowed here")
    request.addfinalizer(lambda: subprocess.run(["umount", "-l", str(disk)], check=True))
    refresh.run(raw, disk / "out", nights.AS_OF)
    good = nights.published(disk / "out")
    (raw / "letter.txt").write_text(LETTER + "\nPS.\n", encoding="utf-8")
    filler = disk / "filler"
    _fill(filler, leave=room << 10)
    with pytest.raises(PipelineError, match=r"No space left|could not be|latest is as before"):
        refresh.run(raw, disk / "out", nights.AS_OF)
    assert nights.published(disk / "out") == good
    filler.unlink()
    assert refresh.run(raw, disk / "out", nights.AS_OF).published
    assert len(list((disk / "out" / "runs").iterdir())) == 2


def _fill(filler: Path, leave: int) -> None:
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 16))
        except OSError:  # full
            pass
        file.truncate(max(0, file.tell() - leave))


@pytest.mark.parametrize("after", [0, 1, 3, 5])
def test_a_disk_that_fills_while_the_cache_is_written_is_an_error_with_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr("pipeline.runtime.worker.run", here)
    raw, out = nights.raw_folder(tmp_path), tmp_path / "out"
    left = [after]

    def full(path: Path, data: bytes, *, durable: bool = False) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        write_whole(path, data, durable=durable)

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.storage.stores.write_whole", full)
        with pytest.raises(PipelineError, match=r"No space left on device.*free some space"):
            refresh.run(raw, out, nights.AS_OF)
    assert not (out / "latest").exists()
    assert refresh.run(raw, out, nights.AS_OF).published


@pytest.mark.slow
def test_status_tells_age_last_failure_and_staleness(tmp_path: Path) -> None:
    raw, out = nights.raw_folder(tmp_path), tmp_path / "out"
    none = command("status", "--processed", out)
    assert (none.returncode, "no run has succeeded yet" in none.stdout) == (6, True)
    assert nights.completed(tmp_path / "nowhere", out) == 1
    told_why = command("status", "--processed", out)
    assert "error: no run has succeeded yet; the last run failed: " in told_why.stderr
    assert "nowhere is not a folder" in told_why.stderr
    (raw / "broken.pdf").unlink()
    assert nights.completed(raw, out) == 0
    good = command("status", "--processed", out)
    assert good.returncode == 0, good.stdout
    assert "published" in good.stdout
    assert "state       good" in good.stdout
    time.sleep(0.01)
    stale = command("status", "--processed", out, "--max-age", "0")
    assert stale.returncode == 6
    assert stale.stderr.endswith("more than 0.0 hours: is the night still started?\n")
    for path in raw.iterdir():
        path.write_bytes(b"")
    assert nights.completed(raw, out) == 2
    failed = command("status", "--processed", out, "--json")
    told = json.loads(failed.stdout)
    assert failed.returncode == 6
    assert told["last"]["outcome"] == "failed"
    assert told["last"]["exit_code"] == 2
    assert "could be read" in told["worry"]
    assert told["last_good"]["run_id"] == (out / "latest").resolve().name
    both = command("status", "--processed", out, "--max-age", "0")
    assert "more than 0.0 hours: the last run failed: none of the" in both.stderr


def test_a_run_that_was_killed_is_told(tmp_path: Path) -> None:
    raw, out = nights.raw_folder(tmp_path), tmp_path / "out"
    assert nights.completed(raw, out) == 0
    # Its process has the number of one that lives, as the first process of every container has.
    night = {"outcome": "running", "started": "2024-01-01T00:00:00+00:00", "pid": 1}
    LocalStore(out / "state").put("last.json", json.dumps(night).encode())
    found = health.health(out, datetime.now(UTC), timedelta(hours=1))
    assert (found.worry or "").startswith("the run started 2024-01-01T00:00:00+00:00 ended without a word: it was")


def test_a_run_at_work_is_no_worry_also_where_its_process_cannot_be_seen(tmp_path: Path) -> None:
    raw, out = nights.raw_folder(tmp_path), tmp_path / "out"
    assert nights.completed(raw, out) == 0
    (raw / "broken.pdf").unlink()
    with lock.held(out / "state"):
        night = {"outcome": "running", "started": "2024-01-01T00:00:00+00:00", "pid": 2**22 + 1}
        LocalStore(out / "state").put("last.json", json.dumps(night).encode())
        worry = health.health(out, datetime.now(UTC), timedelta(hours=1)).worry
        assert worry == "a new file could not be read: broken.pdf"


def test_a_look_at_the_state_costs_no_run_its_night(tmp_path: Path) -> None:
    raw, out = nights.raw_folder(tmp_path), tmp_path / "out"
    assert nights.completed(raw, out) == 0
    state, looks = LocalStore(out / "state"), 0

    def look_on() -> None:
        nonlocal looks
        while not ended.is_set():
            lock.is_held(state)
            looks += 1
            time.sleep(0.0005)

    ended = threading.Event()
    looker = threading.Thread(target=look_on)
    looker.start()
    try:
        for _ in range(1000):
            with lock.held(out / "state"):
                pass
    finally:
        ended.set()
        looker.join()
    assert looks > 10


@pytest.mark.slow
def test_the_log_is_json_where_asked_for(tmp_path: Path) -> None:
    raw, out = nights.raw_folder(tmp_path), tmp_path / "out"
    done = command("run", "--raw", raw, "--processed", out, "--as-of", "2019-07-01", "--log-format", "json")
    entries = [json.loads(line) for line in done.stderr.splitlines()]
    assert done.returncode == 0
    *stages, unread = entries
    assert [e["stage"] for e in stages] == ["listing", "reading", "cases", "concluding", "building", "publishing"]
    assert all(e["level"] == "info" and e["seconds"] >= 0 for e in stages)
    assert unread["file"] == "broken.pdf"
