"""Adds one decision to ``decisions.csv``, and takes it away again: whole or not at all, and as it will be read.

What is written is first read by the code that reads the file on every run. A decision that another person made
otherwise is never overruled in passing: it is refused with what that person decided, and written beside it only
where that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from extractors import regular_files
from extractors.model import Issue
from pipeline.decisions import csv_lines, shape
from pipeline.decisions.file import Decision, parse, thing
from pipeline.errors import PipelineError, reason
from pipeline.storage import lock
from pipeline.storage.stores import write_whole


class DecisionConflict(PipelineError):
    """Another person decided the same thing otherwise; ``other`` is that decision. Nothing was written."""

    def __init__(self, other: Decision) -> None:
        record, field = thing(other.record, other.field)
        super().__init__(
            f"{other.who} decided {other.value!r} on {other.when} of {field} of {record}: agree, or say "
            "that yours is to stand beside it"
        )
        self.other = other


def append(path: Path, *decisions: Decision, beside: bool = False) -> tuple[Decision, ...]:
    """Add decisions as the last lines of the file, which is made where there is none: all of them or none.

    Their ``line`` is not looked at. Returns those that were written, as they will be read, each with its line: days
    and names in their usual spelling, ``words`` where the file has a column for them. One that its person has made
    already, and that still counts, is not written again. Raises :class:`DecisionConflict` where another person
    decided otherwise and they are not to stand ``beside`` that, and :class:`~pipeline.errors.PipelineError` where
    one is no decision, the file cannot be written, or would not read as it did before with these more.
    """
    path = path.resolve()  # a link to the file stays one
    with lock.awaited(_lock(path)):
        data = _read(path)
        added, made = data, list[Decision]()
        for decision in decisions:
            added, line = _added(path, added, decision, beside=beside)
            made += [] if line is None else [line]
        if made and added is not None:
            _write(path, added)
    return tuple(made)


def _added(
    path: Path, data: bytes | None, decision: Decision, *, beside: bool
) -> tuple[bytes | None, Decision | None]:
    """The file with the decision as its last line, and that line; None where it says so already."""
    own = shape.shape_of(data)
    settled = _alone(decision, with_words="words" in own.columns)
    before, problems = parse(data)
    counts = standing(before, settled.record, settled.field)
    if counts is not None and _said(counts) == _said(settled):
        return data, None
    other = conflict(before, settled)
    if other is not None and not beside:
        raise DecisionConflict(other)
    added = (data or b"") + _lines(path, own, settled, unfinished=_unfinished(data))
    after, now = parse(added)
    made = replace(settled, line=after[-1].line if after else 0)
    if (after, now) != ([*before, made], problems):
        raise _refused(_why(path, now, problems))
    return added, made


def _said(decision: Decision) -> tuple[str, str, str]:
    return decision.who, decision.value, decision.reason


def standing(decisions: Iterable[Decision], record: str, field: str) -> Decision | None:
    """The decision that counts of a field of a record, if any: of several the one that was made last."""
    return next(reversed(_about(decisions, record, field)), None)


def _about(decisions: Iterable[Decision], record: str, field: str) -> list[Decision]:
    """The decisions about a field of a record, in the order in which they were made."""
    about = thing(record, field)
    same = (each for each in decisions if thing(each.record, each.field) == about)
    return sorted(same, key=lambda each: (each.when, each.line))


def conflict(decisions: Iterable[Decision], new: Decision) -> Decision | None:
    """What another person decided last about the same thing, where that differs from ``new``.

    None where nobody did, and where ``new`` is what counts already: then it changes nothing.
    """
    same = _about(decisions, new.record, new.field)
    others = [each for each in same if each.who != new.who]
    if not others or same[-1].value == new.value or others[-1].value == new.value:
        return None
    return others[-1]


def undo(path: Path, decision: Decision) -> None:
    """Take a decision away: its line is gone from the file, and every other is as it was.

    Raises :class:`~pipeline.errors.PipelineError` where it is not, or not any more, the last line that this person
    has in the file, or where the other lines would not be read as before.
    """
    path = path.resolve()
    with lock.awaited(_lock(path)):
        data = _read(path) or b""
        before, problems = parse(data)
        own = [each for each in before if each.who == decision.who]
        if not own or _unplaced(own[-1]) != _unplaced(decision):
            raise PipelineError(
                f"the decision of {decision.who} on {decision.record} is not the last that {decision.who} has in "
                f"{path.name}: take its line out by hand"
            )
        last = own[-1]
        wanted = [_unplaced(each) for each in before if each is not last], _told(problems)
        lines = shape.cut(data)
        at = last.line - 1
        # the fewest lines without which the others are read as before
        for span in range(1, csv_lines.MOST_LINES + 1):
            left = b"".join((*lines[:at], *lines[at + span :]))
            after, now = parse(left)
            if ([_unplaced(each) for each in after], _told(now)) == wanted:
                return _write(path, left)
    raise PipelineError(f"{path.name} is not changed: without line {last.line} other lines would be read otherwise")


def _alone(decision: Decision, *, with_words: bool) -> Decision:
    """The decision as it is read from a file of its own."""
    words = decision.words if with_words else None
    cells = _cells(replace(decision, words=words))
    found, problems = parse(_encoded(shape.NEW, "decisions.csv", shape.HEADER, cells))
    if problems or len(found) != 1:
        raise _refused(_told(problems)[0] if problems else "it is not one line")
    return found[0]


def _cells(decision: Decision) -> dict[str, str]:
    return {
        "record": decision.record,
        "field": decision.field,
        "value": decision.value,
        "reason": decision.reason,
        "who": decision.who,
        "when": decision.when.isoformat(),
        "words": decision.words or "",
    }


def _lines(path: Path, own: shape.FileShape, decision: Decision, *, unfinished: bool) -> bytes:
    """What is put behind the file: the end of its last line, column names where there is no line yet, the line."""
    rows = (shape.HEADER, _cells(decision)) if own.empty else (_cells(decision),)
    return (own.line_end.encode(own.encoding) if unfinished else b"") + _encoded(own, path.name, *rows)


def _encoded(own: shape.FileShape, name: str, *rows: Mapping[str, str]) -> bytes:
    try:
        return own.lines(*rows)
    except UnicodeEncodeError as error:
        missing = error.object[error.start]
        raise _refused(
            f"{name} cannot hold {missing!r} as it is saved ({own.encoding}): save it as UTF-8"
        ) from error


def _unfinished(data: bytes | None) -> bool:
    """Whether the last line of the file has no end."""
    text = csv_lines.decoded(data) if data else ""
    return bool(text) and not text.endswith(("\n", "\r"))


def _unplaced(decision: Decision) -> Decision:
    return replace(decision, line=0)


def _told(problems: Sequence[Issue]) -> list[str]:
    """What is wrong with lines, without their numbers."""
    return [problem.message.partition(": ")[2] for problem in problems]


def _why(path: Path, now: Sequence[Issue], before: Sequence[Issue]) -> str:
    """What is wrong with the file that the line would make."""
    new = [problem for problem in now if problem not in before]
    found = new or now
    return found[0].message if found else f"{path.name} would not be read as before with it: look at its last lines"


def _refused(why: str) -> PipelineError:
    return PipelineError(f"the decision is not written: {why}")


def _lock(path: Path) -> Path:
    return path.with_name(f".{path.name}.lock")


def _read(path: Path) -> bytes | None:
    try:
        return regular_files.read(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PipelineError(f"{path} cannot be read ({reason(error)}): check who may read it") from error


def _write(path: Path, data: bytes) -> None:
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else None
        write_whole(path, data, durable=True, mode=mode)
    except OSError as error:
        raise PipelineError(f"{path} cannot be written ({reason(error)}): check who may write it") from error
