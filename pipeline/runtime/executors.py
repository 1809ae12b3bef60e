"""Where tasks run: threads with a child process each, here (``local``) or on a Dask cluster (``dask``).

Both are executors of concurrent.futures, and both run :func:`pipeline.runtime.worker.run`, so that the same bytes
come out of either.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path
from typing import Any, Literal

from pipeline import failures
from pipeline.errors import PipelineError
from pipeline.failures import Failure
from pipeline.runtime import worker
from pipeline.runtime.worker import Task
from pipeline.storage import code_fingerprint

Name = Literal["local", "dask"]
# How often Dask starts a task again whose worker is gone.
RETRIES = 3
# Seconds to wait for the scheduler.
CONNECT = 15.0
# Seconds without a result after which is asked whether anyone is still at work.
SILENCE = 60.0


@dataclass(frozen=True, slots=True)
class Engine:
    """Which engine, how many local workers (None: one a processor), and the address of Dask's scheduler."""

    name: Name = "local"
    workers: int | None = None
    scheduler: str | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """An engine at work. ``slots`` is how many tasks it can do at a time.

    ``ask`` raises :class:`PipelineError` where nobody is left to do any; it is called where no result comes.
    """

    executor: Executor
    slots: int
    ask: Callable[[], None] = worker.nothing


@contextmanager
def started(engine: Engine, scratch: Path | None = None) -> Iterator[Running]:
    """The engine at work; its processes end with the context, also when that ends with an error.

    Local processes keep the file they read below ``scratch``.

    Raises :class:`PipelineError` where Dask is not installed or the scheduler cannot be reached.
    """
    if engine.name == "local":
        workers = max(1, engine.workers or cpu_count() or 1)
        with worker.scratch_in(scratch), ThreadPoolExecutor(workers, "reader") as executor, worker.at_work():
            try:
                yield Running(executor, workers)
            finally:
                executor.shutdown(wait=False, cancel_futures=True)
        return
    with _client(engine.scheduler) as client:
        threads = sum(info["nthreads"] for info in client.scheduler_info(n_workers=-1)["workers"].values())
        executor = client.get_executor(pure=False, retries=RETRIES)
        yield Running(executor, max(1, threads), lambda: _has_workers(client, engine.scheduler))


@contextmanager
def _client(scheduler: str | None) -> Iterator[Any]:
    if not scheduler:
        raise PipelineError("the engine dask needs --scheduler ADDRESS, e.g. tcp://scheduler:8786")
    try:
        from distributed import Client
    except ImportError as error:
        raise PipelineError("the engine dask needs an extra: in the checkout, pip install '.[cluster]'") from error
    # What it says of a connection that is lost, over many lines, is said by the one line that the run ends with.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    try:
        client = Client(scheduler, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise PipelineError(f"no Dask scheduler answers at {scheduler}: {error}") from error
    with client:
        _has_workers(client, scheduler)
        _same_code(client, scheduler)
        yield client


def _has_workers(client: Any, scheduler: str | None) -> None:
    """Raises :class:`PipelineError` where there is no worker, and none comes."""
    try:
        client.wait_for_workers(1, timeout=CONNECT)
    except TimeoutError as error:
        raise PipelineError(f"the Dask scheduler {scheduler} has no worker: start one and run again") from error


def _same_code(client: Any, scheduler: str) -> None:
    """Raises :class:`PipelineError` where a worker runs other code: the same bytes could not come out of it."""
    mine = _code()
    others = sorted(worker for worker, code in client.run(_code).items() if code != mine)
    if others:
        raise PipelineError(f"the workers {', '.join(others)} of {scheduler} run another version: install this one")


def _code() -> str:
    return code_fingerprint.code_fingerprint(code_fingerprint.package_versions())


def run_all(
    running: Running, tasks: Iterable[tuple[str, Task]], done: Callable[[str, bytes | Failure], None]
) -> None:
    """Run named tasks and hand each result to ``done`` as it comes.

    Tasks are taken from the iterable as there is room for them, so that their arguments do not pile up.
    """
    names: dict[Future[bytes | Failure], str] = {}
    for name, task in tasks:
        names[running.executor.submit(_work, task)] = name
        while len(names) > 2 * running.slots:
            _collect(running, names, done)
    while names:
        _collect(running, names, done)


def _work(task: Task) -> bytes | Failure:
    return worker.run(task)


def _collect(
    running: Running,
    names: dict[Future[bytes | Failure], str],
    done: Callable[[str, bytes | Failure], None],
) -> None:
    """Hand on what has come, at least one result, unless none comes for :data:`SILENCE`."""
    came = wait(names, SILENCE, FIRST_COMPLETED).done
    if not came:
        running.ask()
    for future in came:
        name = names.pop(future)
        try:
            error = future.exception()
        except CancelledError as lost:  # Dask's word for results that nobody knows of any more
            raise PipelineError(
                "the Dask scheduler was lost, and with it what it had given out: start it and its workers and run "
                "again, what was read until then is kept; what was published stays"
            ) from lost
        if error is None:
            done(name, future.result())
        elif type(error).__name__ == "KilledWorker":  # of distributed, which need not be installed
            done(name, failures.crashed())
        else:
            raise error
