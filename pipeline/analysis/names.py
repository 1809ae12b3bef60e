"""What a record is called for short: "5.01/2" or "u7" where a person need not say which document."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import PipelineError
from pipeline.model import name_within

# Records that the message about an ambiguous or unknown name lists.
LISTED = 5


def called(name: str, names: Sequence[str], what: str) -> str:
    """The one of ``names`` that ``name`` means: itself, else its name inside its document, else the end of it.

    Raises :class:`PipelineError` where no or several records, which are called ``what``, are so called.
    """
    for found in (
        [key for key in names if key == name],
        [key for key in names if name_within(key) == name],
        [key for key in names if f"/{key}".endswith(f"/{name}")],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            listed = ", ".join(found[:LISTED])
            raise PipelineError(f"{len(found)} {what}s are called {name}; say which one: {listed}")
    listed = ", ".join(names[:LISTED]) or "none yet"
    raise PipelineError(f"no {what} is called {name}; there are for instance {listed}")
