"""Why a document could not be read, in a form that travels between processes and is kept from night to night."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import reason

CRASHED, TOO_LONG, TOO_MUCH = "reader_crashed", "took_too_long", "too_much_memory"
# A task ended with an exception: a fault of the program or of the machine, and none of the document.
FAULT = "worker_fault"
# What may have been bad luck: tried again on another night, then put into quarantine.
UNSTEADY = (CRASHED, TOO_LONG, TOO_MUCH)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document could not be read: a code, and one line that says what to do."""

    code: str
    message: str


def crashed() -> Failure:
    """Reading it ended the process that read it."""
    return Failure(CRASHED, "reading it ended the reading process: open it in its own program and save it anew")


def too_long(seconds: float) -> Failure:
    """It was not read within the deadline."""
    return Failure(TOO_LONG, f"it could not be read within {seconds:g} seconds: save it anew, or in smaller parts")


def too_much(megabytes: int) -> Failure:
    """Reading it needs more memory than a reader may have."""
    return Failure(
        TOO_MUCH, f"reading it needs more than {megabytes} MB of memory: save it anew, or in smaller parts"
    )


def fault(error: BaseException) -> Failure:
    """A fault of this program, with its place."""
    text = (
        f"could not be read, through a fault of this program ({type(error).__name__}{place_of(error)}: {error}): "
        "please report it together with the file"
    )
    return Failure("reader_fault", one_line(text)[:1000])


def place_of(error: BaseException) -> str:
    """Where in the code it was raised, for a message: " at file.py:12"."""
    frames = traceback.extract_tb(error.__traceback__)
    return f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


def cannot_open(error: OSError) -> Failure:
    """The file is there and cannot be opened."""
    return Failure("cannot_open", f"cannot be opened ({reason(error)}): check the file and who may read it")


def one_line(text: str) -> str:
    """A text without line breaks and other characters that would move a terminal's cursor."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))
