"""SIGTERM and Ctrl-C end a command as an error does: children end, the lock is let go, what was published stays."""

from __future__ import annotations

import signal
from types import FrameType

from pipeline.errors import Ended, Interrupted, Terminated

_ERRORS: dict[int, Ended] = {
    signal.SIGTERM: Terminated("asked to end (SIGTERM); what was published before stays"),
    signal.SIGINT: Interrupted("interrupted (Ctrl-C); what was published before stays"),
}


def _end(number: int, _frame: FrameType | None) -> None:
    for each in _ERRORS:
        signal.signal(each, signal.SIG_IGN)  # once is enough: the way out is not to be cut short
    raise _ERRORS[number]


def end_on_signals() -> None:
    """From now on either signal raises :class:`~pipeline.errors.Terminated` or
    :class:`~pipeline.errors.Interrupted` in the main thread."""
    for number in _ERRORS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup, and jobs in the background, keep Ctrl-C away
            signal.signal(number, _end)
