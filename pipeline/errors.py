"""Errors made for the person who must act: one line that says what is wrong and what to do, and an exit code.

The command line turns them into a line on stderr; everything else that is raised is a fault of the program.
"""

from __future__ import annotations

import os


def reason(error: OSError) -> str:
    """What the system says, in its own few words: also where a library wraps them into more."""
    return os.strerror(error.errno) if error.errno else error.strerror or str(error) or type(error).__name__


class PipelineError(Exception):
    """Something the person at the keyboard can put right; the command ends with ``exit_code``."""

    exit_code = 1


class NothingReadable(PipelineError):
    """Not one document of the folder could be read; the published data stays as it was."""

    exit_code = 2


class ChecksFailed(PipelineError):
    """The new tables break a promise of the data model; the published data stays as it was."""

    exit_code = 3


class DatasetNotFound(PipelineError):
    """There is no published dataset at the given place."""


class DatasetVersion(PipelineError):
    """A published dataset follows an older or a newer version of the data model."""


class DatasetDamaged(PipelineError):
    """A published dataset is there and cannot be read."""


class SuddenLoss(ChecksFailed):
    """Far fewer documents or actions than last night; the published data stays as it was."""


class Locked(PipelineError):
    """Another run is at work on the same published data."""

    exit_code = 5


class Stale(PipelineError):
    """The published data is older than it should be, the last run failed, or new files could not be read."""

    exit_code = 6


class SiteFailed(PipelineError):
    """The run is published, and the pages for people could not be brought up to date."""

    exit_code = 7


class Ended(BaseException):
    """Someone ended the command; the published data stays as it was.

    No :class:`Exception`: a library that goes on without what it could not import or write does not swallow it.
    """

    exit_code = 1


def exit_code(error: BaseException) -> int:
    """The exit code of a command that ends with an error: 1 for a fault of the program."""
    return error.exit_code if isinstance(error, PipelineError | Ended) else 1


class Terminated(Ended):
    """Someone asked the command to end (SIGTERM)."""

    exit_code = 143


class Interrupted(Ended):
    """Someone pressed Ctrl-C."""

    exit_code = 130
