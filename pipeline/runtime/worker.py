"""Runs a task in a process of its own kind, with a deadline and a memory limit, and tries once more if it dies.

A thread owns one child process, which works off one task after the other and is replaced when it dies, hangs
or grows too large. So any executor of threads (:mod:`pipeline.runtime.executors`), here or on a cluster,
isolates what it runs. The child is a plain subprocess: the workers of a cluster may not start any other.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import failures
from pipeline.errors import PipelineError
from pipeline.failures import Failure
from pipeline.runtime import worker_main
from pipeline.runtime.framing import SIZE, framed
from pipeline.storage import scratch, serialization

# Seconds for the child to start and import the readers, on a busy machine.
START = 120.0
# A child is one worker: libraries that would use every processor for one product of matrices do not.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may take: wall-clock ``seconds`` and ``megabytes`` of memory."""

    seconds: float = 180.0
    megabytes: int = 2048


def nothing() -> None:
    """A process that needs no preparation."""


@dataclass(frozen=True, slots=True)
class Task:
    """``function`` returns bytes, ``warm`` prepares a new process for it; both are functions of a module."""

    function: Callable[..., bytes]
    arguments: tuple[Any, ...]
    limits: Limits = Limits()
    warm: Callable[[], None] = nothing


def run(task: Task) -> bytes | Failure:
    """The task's bytes, or why there are none after two tries. Raises what is no fault of the task."""
    first = _try(task)
    return _try(task) if isinstance(first, Failure) and not _ended.is_set() else first


class _Dead(Exception):
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def _try(task: Task) -> bytes | Failure:
    child = getattr(_own, "child", None)
    if child is None or child.limits.megabytes != task.limits.megabytes or not child.alive():
        if child is not None:
            child.end()
            _own.child = None
        child = _own.child = _started(task.limits, task.warm)
    try:
        return child.call(task)
    except _Dead as dead:
        child.end()
        _own.child = None
        return dead.failure


def _started(limits: Limits, warm: Callable[[], None]) -> _Child:
    """A child that is ready for tasks; one that ends without a word while it starts is started once more.

    What keeps it from that is no fault of the task, and ends the run: raises :class:`PipelineError`.
    """
    child = _Child(limits, warm)
    told = child.begin()
    if told is not None and told.code == failures.CRASHED and not _ended.is_set():
        child.end()
        child = _Child(limits, warm)
        told = child.begin()
    if told is not None:
        child.end()
        raise PipelineError(f"a reading process could not be started: {told.message}")
    return child


class _Child:
    """One child process and the pipes to it."""

    def __init__(self, limits: Limits, warm: Callable[[], None]) -> None:
        self.limits, self.warm = limits, warm
        self.scratch = scratch.made(_scratch[0])
        command = [sys.executable, "-P", worker_main.__file__, str(limits.megabytes)]
        modules = _joined([path or str(Path.cwd()) for path in sys.path])
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | ONE_THREAD | {"TMPDIR": str(self.scratch.folder), "PYTHONPATH": modules},
            start_new_session=True,  # a Ctrl-C is for the parent, which then ends the child
        )
        with _lock:
            _children.add(self)
            if _ended.is_set():
                self.process.kill()  # it was started while all others were ended
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.to, self.back = self.process.stdin.fileno(), self.process.stdout.fileno()

    def alive(self) -> bool:
        return self.process.poll() is None

    def call(self, task: Task) -> bytes:
        deadline = time.monotonic() + task.limits.seconds
        data = serialization.dumps((task.function, task.arguments, task.limits.seconds))
        self._send(data, deadline, task.limits.seconds)
        answer = self._answer(deadline, task.limits.seconds)
        kind, body = answer[:1], answer[1:]
        if kind == b"m":
            raise _Dead(failures.too_much(self.limits.megabytes))
        if kind == b"e":
            raise _Dead(Failure(failures.FAULT, body.decode("utf-8", "replace")))
        return body

    def begin(self) -> Failure | None:
        """Wait until the child is ready; why it will never be, where it will not."""
        deadline = time.monotonic() + START
        try:
            self._send(serialization.dumps(self.warm), deadline, START)
            told = self._answer(deadline, START).decode("utf-8", "replace")
        except _Dead as dead:
            return dead.failure
        return Failure(failures.FAULT, told) if told else None

    def _send(self, data: bytes, deadline: float, seconds: float) -> None:
        rest = memoryview(framed(data))
        os.set_blocking(self.to, False)
        while rest:
            if not select.select([], [self.to], [], max(0.0, deadline - time.monotonic()))[1]:
                raise _Dead(failures.too_long(seconds))
            try:
                rest = rest[os.write(self.to, rest) :]
            except OSError as error:
                raise _Dead(failures.crashed()) from error

    def _answer(self, deadline: float, seconds: float) -> bytes:
        size = SIZE.unpack(self._receive(SIZE.size, deadline, seconds))[0]
        return self._receive(size, deadline, seconds)

    def _receive(self, size: int, deadline: float, seconds: float) -> bytes:
        parts, missing = [], size
        while missing:
            if not select.select([self.back], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise _Dead(failures.too_long(seconds))
            part = os.read(self.back, min(missing, 1 << 20))
            if not part:
                raise _Dead(failures.crashed())
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def end(self) -> None:
        """Kill it, with what it has started, and wait for it; the pipes are closed."""
        with _lock:
            if self not in _children:
                return  # another thread ends it
            _children.discard(self)
        with suppress(ProcessLookupError):  # it has ended, and nothing that it started is left
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            try:
                pipe.close()
            except OSError:
                continue  # what it had not read is of no use to anyone
        self.scratch.remove()


def _joined(folders: Sequence[str]) -> str:
    """The folders of modules for the child.

    Raises :class:`PipelineError` where one cannot be handed over: the child would run other code than its parent.
    """
    for folder in folders:
        if os.pathsep in folder:
            raise PipelineError(f"{folder} has a {os.pathsep!r} in its name: put the program elsewhere")
    return os.pathsep.join(folders)


_own = threading.local()
# Where children keep the file they read; None is the system's folder for temporary files.
_scratch: list[Path | None] = [None]
_lock = threading.Lock()
_children: set[_Child] = set()
# Set once all children were ended: what they were doing is not begun again.
_ended = threading.Event()


@contextmanager
def at_work() -> Iterator[None]:
    """While the context lasts, tasks are run; when it ends, in whatever way, so do all children of this process,
    and what they were doing fails."""
    _ended.clear()
    try:
        yield
    finally:
        _ended.set()
        with _lock:
            children = list(_children)
        for child in children:
            child.end()


@contextmanager
def scratch_in(folder: Path | None) -> Iterator[None]:
    """While the context lasts, children keep the file they read below ``folder``, which is made and removed."""
    before = _scratch[0]
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    _scratch[0] = folder
    try:
        yield
    finally:
        _scratch[0] = before
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
