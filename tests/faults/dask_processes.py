"""A Dask scheduler and its workers as processes of their own, which can be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds that scheduler and workers may take to start


@dataclass(frozen=True)
class Scheduler:
    """Its address, and the two commands that were started."""

    address: str
    process: subprocess.Popen[bytes]
    workers: subprocess.Popen[bytes]

    def kill(self) -> None:
        """The scheduler, without a word."""
        self.process.kill()
        self.process.wait()

    def kill_workers(self) -> None:
        """All workers, and what would start them again."""
        os.killpg(self.workers.pid, signal.SIGKILL)
        self.workers.wait()


@contextmanager
def scheduler(workers: int) -> Iterator[Scheduler]:
    """A scheduler on the loopback address with so many workers that have come, for as long as the context lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    from distributed import Client  # here, since it need not be installed where its tests are skipped

    address = f"tcp://127.0.0.1:{port}"
    one = _started("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    others = _started("worker", address, "--nworkers", str(workers), "--nthreads", "1", "--no-dashboard")
    made = Scheduler(address, one, others)
    try:
        with Client(address, timeout=PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=PATIENCE)
        yield made
    finally:
        if others.poll() is None:
            made.kill_workers()
        made.kill()


def _started(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *words],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
