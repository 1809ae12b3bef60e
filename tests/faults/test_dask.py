"""The engine dask on a real cluster of two worker processes: the same bytes as here, also when one is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline import refresh
from pipeline.errors import PipelineError
from pipeline.refresh import Settings
from pipeline.runtime import executors
from pipeline.runtime.executors import Engine
from tests.faults import nights

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as made:
        yield made


def settings(cluster: Any) -> Settings:
    return Settings(Engine("dask", scheduler=cluster.scheduler_address))


def test_both_engines_give_the_same_bytes(tmp_path: Path, cluster: Any) -> None:
    raw = nights.raw_folder(tmp_path)
    here = refresh.run(raw, tmp_path / "here", nights.AS_OF)
    there = refresh.run(raw, tmp_path / "there", nights.AS_OF, settings=settings(cluster))
    assert there.fresh == here.fresh == (4, 1)
    assert nights.published(tmp_path / "there") == nights.published(tmp_path / "here")


def test_a_worker_killed_in_mid_run_costs_nothing(tmp_path: Path, cluster: Any) -> None:
    raw = nights.raw_folder(tmp_path)
    for n in range(8):
        text = (raw / "plan.html").read_text(encoding="utf-8").replace("apples", f"apples no {n}")
        (raw / f"plan-{n}.html").write_text(text.replace("HMP Larkhill Moor", f"HMP Moor {n}"), encoding="utf-8")
    refresh.run(raw, tmp_path / "here", nights.AS_OF)
    killed: list[int] = []

    def kill_one(_what: str, done: int, _total: int) -> None:
        if done == 3 and not killed:
            pids = [worker.pid for worker in cluster.workers.values()]
            os.kill(pids[0], signal.SIGKILL)
            killed.append(pids[0])

    refresh.run(raw, tmp_path / "there", nights.AS_OF, kill_one, settings(cluster))
    assert killed
    assert nights.published(tmp_path / "there") == nights.published(tmp_path / "here")
    assert not [d for d in nights.file_names(tmp_path / "there") if d not in nights.file_names(tmp_path / "here")]


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
