"""What the system tells of processes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest


def children(pid: int) -> list[int]:
    """The processes that any thread of a process has begun."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    if sys.platform != "linux" or not found.exists():
        pytest.skip("this system does not list the children of a process")
    return [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]


def runs(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
