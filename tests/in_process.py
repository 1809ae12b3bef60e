"""Runs a task in this process, without any limit: for tests whose fictions live here only."""

from __future__ import annotations

from pipeline.runtime.worker import Task


def here(task: Task) -> bytes:
    """The task's bytes, computed in this process."""
    return task.function(*task.arguments)
