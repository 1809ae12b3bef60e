"""The child's side of :mod:`pipeline.runtime.worker`: takes tasks from stdin, answers on stdout."""

from __future__ import annotations

import gc
import os
import pickle
import resource
import select
import signal
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO

from pipeline.runtime.framing import SIZE, framed

# Seconds after which a child ends itself, past the deadline at which its parent should have ended it.
ALONE = 5.0
# Bytes of the stack of the thread that waits for the parent's end; the usual one counts against the memory.
SMALL_STACK = 256 << 10


def serve(megabytes: int) -> None:
    """Work off tasks until stdin ends. First comes a function that prepares the process, and the first answer is
    empty: ready; or says why it will never be.

    An answer is ``r`` and the result, ``e`` and the error, or ``m`` for want of memory, after which the
    process ends. Whatever a library prints goes nowhere.
    """
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    take = sys.stdin.buffer
    _end_with_parent()
    try:
        pickle.loads(_taken(take))()
        gc.freeze()  # what was imported stays: the collector need not look at it again
        _limit(megabytes)
    except Exception as error:  # noqa: BLE001  the parent raises it again
        _answer(out, f"{type(error).__name__}: {error}".encode("utf-8", "replace"))
        os._exit(1)
    _answer(out, b"")
    while True:
        function, arguments, seconds = pickle.loads(_taken(take))
        # Where even the thread below cannot run, an orphan ends here, by the default action of the alarm.
        signal.setitimer(signal.ITIMER_REAL, seconds + ALONE)
        _work(out, function, arguments)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _end_with_parent() -> None:
    """End this process, with what it has started, as soon as its parent is gone, also in the midst of a task: the
    pipe from it hangs up."""
    hangs_up = select.poll()
    hangs_up.register(0, 0)

    def wait() -> None:
        hangs_up.poll()
        if os.getpgrp() == os.getpid():  # as the parent starts it
            os.killpg(0, signal.SIGKILL)
        os._exit(0)

    threading.stack_size(SMALL_STACK)
    threading.Thread(target=wait, daemon=True).start()
    threading.stack_size(0)


def _taken(take: BinaryIO) -> bytes:
    """What the parent sends next; without a parent the process ends."""
    head = take.read(SIZE.size)
    if len(head) < SIZE.size:
        os._exit(0)
    return take.read(SIZE.unpack(head)[0])


def _work(out: BinaryIO, function: Callable[..., bytes], arguments: tuple[object, ...]) -> None:
    try:
        answer = b"r" + function(*arguments)
    except MemoryError:
        _answer(out, b"m")
        os._exit(3)
    except Exception as error:  # noqa: BLE001  the parent raises it again
        answer = b"e" + f"{type(error).__name__}: {error}".encode("utf-8", "replace")
    _answer(out, answer)


def _limit(megabytes: int) -> None:
    """Bound the data of this process; no core dumps, and no files larger than the memory.

    Where the system allows less already, that stays.
    """
    size = megabytes << 20
    for limit, most in ((resource.RLIMIT_DATA, size), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, size)):
        _, hard = resource.getrlimit(limit)
        lower = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (lower, lower))


def _answer(out: BinaryIO, data: bytes) -> None:
    out.write(framed(data))
    out.flush()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
