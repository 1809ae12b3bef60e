"""How the nights go: the age of the data, the last run, the files it could not read, and whether to worry."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.errors import DatasetNotFound, PipelineError, reason
from pipeline.failures import one_line
from pipeline.publish import journal, runs, workspace
from pipeline.publish.journal import Night
from pipeline.publish.unread import UnreadFile, unread
from pipeline.storage import cache, lock
from pipeline.storage.cache import Trouble
from pipeline.storage.stores import is_remote
from pipeline.tables.parquet import rows_with


@dataclass(frozen=True, slots=True)
class Health:
    """The last run, the last good one, the documents that ended their readers, and what is wrong if anything.

    ``unread`` are the files that the published run could not read, None where it cannot be asked.
    """

    last: Night | None
    good: Night | None
    troubles: tuple[Trouble, ...]
    unread: tuple[UnreadFile, ...] | None
    worry: str | None


def health(processed: str | os.PathLike[str], now: datetime, max_age: timedelta, *, verify: bool = False) -> Health:
    """The state of a published dataset; it worries where the last good run is older than ``max_age``.

    A night on which nothing had changed is a good one: the data is then that of its folder. A run that has
    failed since worries too, and one that ended without a word; a published run that cannot be asked, and files
    that it could not read and the one before it could, or had not; with ``verify`` also a published file that is
    not what it was. Raises :class:`PipelineError` where the state cannot be read.
    """
    place = os.fspath(processed)
    if not is_remote(place) and Path(place).exists() and not Path(place).is_dir():
        raise PipelineError(f"{place} is not a folder: name the folder of the published runs, e.g. data/processed")
    state = workspace.state_of(place)
    try:
        last, good = journal.last(state), journal.last(state, journal.GOOD)
        troubles = tuple(cache.troubles(state))
        at_work = lock.is_held(state)
    except OSError as error:
        raise PipelineError(
            f"{error.filename or place} cannot be read ({reason(error)}): ask as the user who runs the nights"
        ) from error
    files, lost = _unread(place)
    worry = (
        _worry(last, good, now, max_age, at_work=at_work)
        or (_damage(place) if verify else None)
        or lost
        or _new(files or ())
    )
    return Health(last, good, troubles, files, worry)


def _unread(place: str) -> tuple[tuple[UnreadFile, ...] | None, str | None]:
    """The files that the published run could not read; where it cannot be asked, why not."""
    try:
        run = runs.find(place)
        first = run.run.get("previous") is None
        documents = list(rows_with(run.tables, "changes", "table", {"documents"}))
        return unread(run.tables, documents, first=first), None
    except DatasetNotFound:  # the journal tells whether there should be one
        return (), None
    except PipelineError as error:
        return None, str(error)
    except (OSError, ValueError, KeyError) as error:  # pyarrow's errors are ValueErrors
        return None, f"the published run cannot be read ({one_line(str(error))}): the next run publishes it anew"


def _new(files: Sequence[UnreadFile]) -> str | None:
    """What is said of files that are new among those that could not be read."""
    new = [file for file in files if file.new]
    if not new:
        return None
    more = f" and {len(new) - 1} more" if len(new) > 1 else ""
    return f"a new file could not be read: {one_line(new[0].file_name)}{more}"


def _damage(place: str) -> str | None:
    try:
        runs.find(place, verify=True)
    except PipelineError as error:
        return f"{error}; the next run publishes it anew"
    return None


def _worry(
    last: Night | None, good: Night | None, now: datetime, max_age: timedelta, *, at_work: bool
) -> str | None:
    wrong = _wrong(last, at_work=at_work) if last else None
    if good is None or last is None:
        return f"no run has succeeded yet{f'; {wrong}' if wrong else ''}"
    age = now - _when(good.finished or good.started)
    if age > max_age:
        why = wrong or ("one is at work" if at_work else "is the night still started?")
        return f"the last good run ended {_hours(age)} ago, more than {_hours(max_age)}: {why}"
    return wrong


def _wrong(last: Night, *, at_work: bool) -> str | None:
    """What was wrong with the last run, None where it was good or is at work."""
    if last.outcome != "running":
        return None if last.good else f"the last run {last.outcome}: {one_line(last.error or 'no reason given')}"
    lost = "it was killed, or memory or power was gone; the next run goes on"
    return None if at_work else f"the run started {last.started} ended without a word: {lost}"


def _when(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _hours(span: timedelta) -> str:
    return f"{span.total_seconds() / 3600:.1f} hours"


def lines(found: Health, now: datetime) -> Iterator[str]:
    """The state as lines for a person."""
    good, last = found.good, found.last
    if good is not None:
        age = now - _when(good.finished or good.started)
        yield f"latest      {good.run_id}, confirmed {_hours(age)} ago ({good.outcome})"
    else:
        yield "latest      none"
    if last is not None:
        code = f", exit code {last.exit_code}" if last.exit_code else ""
        yield f"last run    {last.started}: {last.outcome}{code}"
        if last.error:
            yield f"  {one_line(last.error)}"
    kept = [t for t in found.troubles if t.quarantined]
    yield f"quarantine  {len(kept)}"
    for t in found.troubles:
        note = "left alone until it or the code changes" if t.quarantined else "tried again on the next run"
        yield f"  {one_line(t.file_name)}: {t.code} on {t.nights} night{'' if t.nights == 1 else 's'}, {note}"
    yield from _unread_lines(found.unread)
    yield f"state       {found.worry or 'good'}"


def _unread_lines(files: Sequence[UnreadFile] | None) -> Iterator[str]:
    if files is None:
        yield "unread      not known: the published run cannot be read"
        return
    new = sum(file.new for file in files)
    yield f"unread      {len(files)}{f', {new} of them new' if new else ''}"
    for file in files:
        yield f"  {'new: ' if file.new else ''}{one_line(file.file_name)}: {one_line(file.error)}"


def as_row(found: Health) -> dict[str, object]:
    """The state as JSON-ready values, for monitors."""
    return {
        "good": found.worry is None,
        "worry": found.worry,
        "last": _row(found.last),
        "last_good": _row(found.good),
        "quarantine": [t.file_name for t in found.troubles if t.quarantined],
        "to_be_tried_again": [t.file_name for t in found.troubles if not t.quarantined],
        "unread": None if found.unread is None else [asdict(file) for file in found.unread],
    }


def _row(night: Night | None) -> dict[str, object] | None:
    if night is None:
        return None
    return {
        name: getattr(night, name) for name in ("outcome", "started", "finished", "run_id", "error", "exit_code")
    }
