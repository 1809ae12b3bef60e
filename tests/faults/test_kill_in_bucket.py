"""Killed at any moment of fetching, reading and publishing in a bucket, nothing is lost and nothing half published."""

from __future__ import annotations

import json
import random
import signal
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.publish import checksums
from tests.faults import nights, object_store
from tests.faults.object_store import ObjectStore
from tests.fetch.server import Told, serving
from tests.pipeline.test_run import LETTER

pytestmark = pytest.mark.slow

POINTS, SIDE_BY_SIDE, TRIES = 100, 3, 12
# What tells that a part of the night has begun, and which share of a night it may take: kills fall at random moments
# after each of these, since publishing is too short to be met often by chance.
BEGUN = (("", 1.0), ("raw/.fetched/lock", 0.2), ("out/state/lock", 1.0), ("out/state/publishing", 0.3))


def text(words: str) -> Told:
    return Told(words.encode(), headers={"Content-Type": "text/plain"}, tagged=True)


def tables(objects: dict[str, bytes]) -> dict[str, bytes]:
    """The tables of the latest run, of which every file must be what was published."""
    below = f"out/runs/{json.loads(objects['out/latest.json'])['run_id']}/"
    run = {name.removeprefix(below): data for name, data in objects.items() if name.startswith(below)}
    hashes = {name: sha256(data).hexdigest() for name, data in run.items()}
    assert checksums.damaged(checksums.parse(run[checksums.NAME]), hashes.get, run) == []
    return {name: data for name, data in run.items() if name.endswith(".parquet")}


def whole_runs(objects: dict[str, bytes]) -> set[str]:
    return {name.split("/")[2] for name in objects if name.startswith("out/runs/") and name.endswith("/run.json")}


def stage(there: dict[str, bytes], before: str) -> str:
    """Where a night was killed, by what it left."""
    pointed = json.loads(there["out/latest.json"])["run_id"] != before
    if "out/state/publishing" in there:
        return "pointed, and not tidied" if pointed else "publishing"
    if json.loads(there["out/state/last.json"])["outcome"] == "running":
        return "pruning" if pointed else "running"
    if there.get("out/state/lock"):
        return "ending" if pointed else "beginning the run"
    return "fetching" if there.get("raw/.fetched/lock") else "beginning or between"


def completed(sources: list[str], bucket: ObjectStore) -> int | None:
    one = nights.fetching(sources, bucket.address)
    one.start()
    one.join(120)
    return one.exitcode


def test_a_hundred_kills_each_repaired_by_the_next_night(bucket: ObjectStore, tmp_path: Path) -> None:
    for path in nights.raw_folder(tmp_path).iterdir():
        if path.name != "letter.txt":
            bucket.put(f"raw/{path.name}", path.read_bytes())
    with serving() as web:
        sources = [f"{web.address}/letter.txt", f"{web.address}/second.txt", f"{web.address}/third.txt"]
        web.pages["/letter.txt"] = text(LETTER)
        assert completed(sources, bucket) == 0
        first = bucket.keys()
        before, (run,) = tables(first), whole_runs(first)
        web.pages["/letter.txt"] = text(LETTER.replace("June 2019", "August 2019"))
        web.pages["/second.txt"] = text(LETTER.replace("2019", "2018"))
        web.pages["/third.txt"] = text(LETTER.replace("June 2019", "May 2019"))
        start = time.monotonic()
        assert completed(sources, bucket) == 0
        span = time.monotonic() - start
        after = bucket.keys()
        expected = tables(after)
        documents = {name: data for name, data in after.items() if name.startswith("raw/") and "lock" not in name}
        chance = random.Random(20)
        shares = [chance.uniform(0.0, 1.0) for _ in range(POINTS)]
        met: Counter[str] = Counter()

        def killed(point: int) -> bool:
            begun, part = BEGUN[point % len(BEGUN)]
            reach = 2 * part * span
            for _ in range(TRIES):
                other = object_store.made(bucket.endpoint, f"kill-{uuid.uuid4().hex[:12]}", first)
                one = nights.fetching(sources, other.address)
                one.start()
                while begun and one.is_alive() and not other.has(begun):
                    time.sleep(0.005)
                time.sleep(shares[point] * reach)
                one.kill()
                one.join()
                left = other.keys()
                assert tables(left) in (before, expected), point
                if one.exitcode == -signal.SIGKILL:
                    met[stage(left, run)] += 1
                    assert completed(sources, other) == 0
                    there = other.keys()
                    assert tables(there) == expected, point
                    assert {name.split("/")[2] for name in there if name.startswith("out/runs/")} == whole_runs(
                        there
                    )
                    assert len(whole_runs(there)) == 2
                    assert {name: there.get(name) for name in documents} == documents
                    assert (there["out/state/lock"], there["raw/.fetched/lock"]) == (b"", b"")
                    return True
                reach *= 0.7  # it had ended before: aim earlier
            return False

        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            assert list(pool.map(killed, range(POINTS))) == [True] * POINTS
    print(f"killed while {dict(met)}")
    assert {"fetching", "running", "publishing"} <= set(met)
