"""SIGTERM and Ctrl-C end a command as an error does: children end, the lock is let go, what was published stays.

An error that a signal raises may come anywhere, also where the interpreter drops it (in a finalizer) or a library
goes on in spite of it (``except:`` around an import). Where it is not on its way out a moment later, it is raised
again.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from pipeline.errors import Ended, Interrupted, Terminated

AGAIN = 0.2  # seconds until a look at whether the error is on its way
_ERRORS: dict[int, Ended] = {
    signal.SIGTERM: Terminated("asked to end (SIGTERM); what was published before stays"),
    signal.SIGINT: Interrupted("interrupted (Ctrl-C); what was published before stays"),
}


def _end(number: int, _frame: FrameType | None) -> None:
    for each in _ERRORS:
        signal.signal(each, signal.SIG_IGN)  # once is enough: the way out is not to be cut short
    signal.signal(signal.SIGALRM, lambda *_: _remind(number))
    signal.setitimer(signal.ITIMER_REAL, AGAIN, AGAIN)
    raise _ERRORS[number]


def _remind(number: int) -> None:
    handled = sys.exc_info()[1]
    while handled is not None and not isinstance(handled, Ended):
        handled = handled.__context__
    if handled is None:
        raise _ERRORS[number]


@contextmanager
def end_on_signals() -> Iterator[None]:
    """While the context lasts either signal raises :class:`~pipeline.errors.Terminated` or
    :class:`~pipeline.errors.Interrupted` in the main thread. Once is enough: later ones are ignored."""
    told = sys.unraisablehook
    sys.unraisablehook = lambda dropped: None if isinstance(dropped.exc_value, Ended) else told(dropped)
    for number in _ERRORS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup, and jobs in the background, keep Ctrl-C away
            signal.signal(number, _end)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
