"""Where the command begins: signals are minded before anything is imported that takes time."""

from __future__ import annotations

import sys

from pipeline.errors import Ended
from pipeline.runtime.termination import end_on_signals


def main() -> None:
    """Run the command line; a signal ends it with one line and its exit code, from the first moment on."""
    try:
        with end_on_signals():
            from pipeline.cli import main as command

            command()
    except Ended as error:  # while the command line was imported
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
