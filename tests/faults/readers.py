"""Tasks that behave as badly as a reader can: for processes of their own, never for this one."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from pipeline.failures import Failure
from pipeline.ingest.document_reader import read_bytes
from pipeline.storage import serialization


def echo(text: str) -> bytes:
    return text.encode()


def cannot_start() -> None:
    raise ImportError("no such library")


def killed_once() -> None:
    """Prepares a process, but is killed the first time: while the file that a variable names is not there."""
    mark = Path(os.environ["KILLED_ONCE"])
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def misbehave(data: bytes, suffix: str) -> bytes:
    """Does what the document says; any other document is read as it should be."""
    word = data[:200].split(b"\n")[0].decode("ascii", "replace")
    if word == "hang":
        time.sleep(600)
    if word == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if word == "bomb":
        return b"".join([bytes(1 << 20) for _ in range(1 << 14)])
    if word == "lie":
        return b"\x80\x04cos\nsystem\n."
    if word.startswith("once "):
        mark = Path(word.removeprefix("once "))
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    if word.startswith("fail"):
        return serialization.encode(Failure("fiction", word))
    return read_bytes(data, suffix)
