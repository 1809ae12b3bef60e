"""Opens files that someone names. Only regular ones: a pipe would be waited for, and a device has no end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO


class NotRegularError(OSError):
    """There is something of that name, and it is no regular file."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EINVAL, "it is no regular file, but a folder, a pipe or a device", str(path))


def opened(path: Path) -> BinaryIO:
    """The file, open for reading. Raises :class:`NotRegularError`, or OSError where it cannot be opened."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotRegularError(path)
    return os.fdopen(handle, "rb")


def read(path: Path) -> bytes:
    """The bytes of a file. Raises as :func:`opened`."""
    with opened(path) as file:
        return file.read()


def read_text(path: Path) -> str:
    """The text of a UTF-8 file. Raises as :func:`opened`, and ValueError where it is no UTF-8."""
    return read(path).decode("utf-8")
