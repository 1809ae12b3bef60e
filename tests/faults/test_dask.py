"""The engine dask on real clusters of two and of four worker processes: the same bytes as here, also over an object
store and when a worker is killed at its work; and what is said where the scheduler or all workers are lost."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline import refresh
from pipeline.errors import PipelineError
from pipeline.publish import health
from pipeline.refresh import Settings
from pipeline.runtime import executors
from pipeline.runtime.executors import Engine
from tests.faults import dask_processes as processes
from tests.faults import nights
from tests.faults.object_store import ObjectStore

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with local(2) as made:
        yield made


def local(workers: int) -> Any:
    return distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    )


def settings(cluster: Any) -> Settings:
    return Settings(Engine("dask", scheduler=cluster.scheduler_address))


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven plans, five of them with a letter: enough that something is at work when something else is lost."""
    raw = nights.raw_folder(tmp_path_factory.mktemp("many"))
    for n, place in enumerate(("Alderwick", "Birchfield", "Cedarbury", "Dornford", "Elmgate")):
        for name in ("plan.html", "letter.txt")[: 1 if n == 4 else 2]:
            text = (raw / name).read_text(encoding="utf-8").replace("Larkhill Moor", place)
            (raw / f"{place}-{name}").write_text(text.replace("apples", f"{place} apples"), encoding="utf-8")
    return raw


@pytest.fixture(scope="module")
def undisturbed(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The tables as the local engine publishes them."""
    out = tmp_path_factory.mktemp("here")
    assert refresh.run(raw, out, nights.AS_OF).fresh == (13, 5)
    return nights.published(out)


def test_both_engines_give_the_same_bytes(
    tmp_path: Path, cluster: Any, raw: Path, undisturbed: dict[str, bytes]
) -> None:
    there = refresh.run(raw, tmp_path / "there", nights.AS_OF, settings=settings(cluster))
    assert there.fresh == (13, 5)
    assert nights.published(tmp_path / "there") == undisturbed


def test_four_workers_give_the_same_bytes_over_an_object_store(
    bucket: ObjectStore, raw: Path, undisturbed: dict[str, bytes]
) -> None:
    for path in raw.iterdir():
        bucket.put(f"raw/{path.name}", path.read_bytes())
    with local(4) as cluster:
        done = refresh.run(
            f"{bucket.address}/raw", f"{bucket.address}/out", nights.AS_OF, settings=settings(cluster)
        )
    put = bucket.keys(f"out/runs/{done.folder.name}/")
    assert {Path(name).name: data for name, data in put.items() if name.endswith(".parquet")} == undisturbed


@pytest.mark.parametrize("seen", [3, 13], ids=["reads", "concludes"])
def test_a_worker_killed_while_it_reads_or_concludes_costs_nothing(
    seen: int, tmp_path: Path, cluster: Any, raw: Path, undisturbed: dict[str, bytes]
) -> None:
    """Whichever is at work: after the third document one that reads, after the last one that concludes."""
    killed: list[int] = []

    def kill_one() -> None:
        until = time.monotonic() + 30
        while not killed and time.monotonic() < until:
            at_work = {address for address, found in tuple(cluster.scheduler.workers.items()) if found.processing}
            for worker in tuple(cluster.workers.values()):
                if worker.worker_address in at_work and not killed:
                    os.kill(worker.pid, signal.SIGKILL)
                    killed.append(worker.pid)
            time.sleep(0.002)

    killer = threading.Thread(target=kill_one)

    def tell(what: str, done: int, _total: int) -> None:
        if what == "reading" and done == seen:
            killer.start()

    refresh.run(raw, tmp_path / "there", nights.AS_OF, tell, settings(cluster))
    killer.join()
    assert killed
    assert nights.published(tmp_path / "there") == undisturbed


def test_a_scheduler_that_is_lost_ends_the_run_with_one_line_and_the_next_goes_on(
    tmp_path: Path, raw: Path, undisturbed: dict[str, bytes], capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "there"
    (out / "runs").mkdir(parents=True)
    lost: list[int] = []
    with processes.scheduler(workers=2) as first:

        def lose(what: str, done: int, _total: int) -> None:
            if done == 6 and not lost:
                first.kill()
                lost.append(done)

        with pytest.raises(PipelineError, match="the Dask scheduler was lost") as ended:
            refresh.run(raw, out, nights.AS_OF, lose, Settings(Engine("dask", scheduler=first.address)))
    assert ended.value.exit_code == 1
    assert capfd.readouterr().err == ""  # nothing beside the line that the command line makes of it
    assert not (out / "latest").exists()
    worry = health.health(out, datetime.now(UTC), timedelta(hours=1)).last
    assert worry is not None
    assert worry.outcome == "failed"
    with processes.scheduler(workers=2) as second:
        again = refresh.run(raw, out, nights.AS_OF, settings=Settings(Engine("dask", scheduler=second.address)))
    assert 0 < again.fresh[0] <= 13 - 5  # what was read before is not read again
    assert nights.published(out) == undisturbed


def test_a_run_whose_workers_are_all_gone_says_so(
    tmp_path: Path, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executors, "SILENCE", 1.0)
    lost: list[int] = []
    with processes.scheduler(workers=1) as made:

        def lose(what: str, done: int, _total: int) -> None:
            if not lost:
                made.kill_workers()
                monkeypatch.setattr(executors, "CONNECT", 1.0)
                lost.append(done)

        with pytest.raises(PipelineError, match="has no worker: start one"):
            refresh.run(raw, tmp_path / "out", nights.AS_OF, lose, Settings(Engine("dask", scheduler=made.address)))


def test_no_scheduler_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "CONNECT", 1.0)
    with pytest.raises(PipelineError, match="--scheduler ADDRESS"), executors.started(Engine("dask")):
        pass
    with (
        pytest.raises(PipelineError, match="no Dask scheduler answers"),
        executors.started(Engine("dask", scheduler="tcp://127.0.0.1:9")),
    ):
        pass


def test_a_cluster_without_workers_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "CONNECT", 1.0)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=":0", silence_logs=50) as empty,
        pytest.raises(PipelineError, match="has no worker: start one"),
        executors.started(Engine("dask", scheduler=empty.scheduler_address)),
    ):
        pass
