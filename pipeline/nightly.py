"""One night by one command: what is new is fetched, read, published, shown and told, in steps that go on.

A step that fails is said at once, and the night goes on without it: documents that could not be fetched do not keep
those at hand from being read. Only where the run itself fails is there nothing to show; then it ends there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline.errors import PipelineError

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class NightStep:
    """A part of the night: what it is called, and what it does, which gives the lines to say.

    ``needed`` is True where nothing that follows has a meaning without it.
    """

    name: str
    act: Callable[[], Iterable[str]]
    needed: bool = False


def through(steps: Sequence[NightStep], say: Say, warn: Say) -> int:
    """Take the steps in their order. Returns the exit code: 0, or the highest of those that failed.

    Raises what a needed step raises, and what ends the command (SIGTERM, Ctrl-C).
    """
    codes = [0]
    for step in steps:
        try:
            for line in step.act():
                say(line)
        except PipelineError as error:
            if step.needed:
                raise
            warn(f"{step.name}: {error}")
            codes.append(error.exit_code)
    return max(codes)
