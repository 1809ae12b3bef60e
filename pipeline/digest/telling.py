"""The sentences of a digest that its text and its page share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipeline.analysis.words import STATES, name_of_file, shown
from pipeline.digest.digest import Digest, Lateness
from pipeline.digest.movements import Movement, Step
from pipeline.digest.naming import CommitmentName, Quotation

# Characters of a name of a file and of a place, and of any text on the page, which has room.
NAME, ABOUT, WHOLE = 255, 40, 2000
_CAUSES = {"code": "the software reads it otherwise", "decision": "decided by a person"}


def title(digest: Digest) -> str:
    """The digest's name: "Digest of 2026-11-20"."""
    return f"Digest of {digest.nights.day}"


def compared(digest: Digest) -> str:
    """What it compares, in a sentence."""
    nights = digest.nights
    if nights.since is None:
        return f"Run {nights.run_id}. It is the first: there is no earlier run to compare it with."
    day = f" of {nights.since_day}" if nights.since_day else ""
    return f"Run {nights.run_id}, compared with run {nights.since}{day}."


def headline(digest: Digest) -> str:
    """What there is to tell, counted; that nothing changed where that is so."""
    counted = [
        _some(len(digest.documents), "new document"),
        _some(len(digest.gone), "document", "gone"),
        _some(len(digest.movements), "commitment", "moved"),
        _some(len(digest.overdue), "newly overdue", plural=""),
        _some(len(digest.silent), "newly silent", plural=""),
        _some(len(digest.decisions), "decision", "to look at"),
        _some(len(digest.unread), "file", "that could not be read"),
        _some(len(digest.links), "link", "to look at"),
    ]
    return "; ".join(filter(None, counted)) or "Nothing that a person need look at has changed"


def _some(count: int, thing: str, rest: str = "", plural: str = "s") -> str:
    return f"{count} {thing}{'' if count == 1 else plural}{f' {rest}' if rest else ''}" if count else ""


def stands(digest: Digest) -> str:
    """How all commitments stand, in a sentence."""
    every = sum(digest.standing.values())
    if not every:
        return "No commitments are known yet."
    parts = [f"{digest.standing[key]} {word}" for key, word in STATES.items() if digest.standing.get(key)]
    count = f"{every} commitment{'' if every == 1 else 's'}"
    return f"{count} in all: {', '.join(parts)}; {digest.late} overdue."


def called(name: CommitmentName) -> str:
    """What a commitment is called in a line: "5.01/3 HMP Fenwick"."""
    return f"{shown(name.short, 20)} {shown(name.about, ABOUT)}".strip()


def steps(movement: Movement) -> str:
    """From what to what: "planned → delayed, due 2017-03-31 → 2018-02-28"."""
    parts = [_states(movement.state)] if movement.state else []
    parts += [f"due {_days(movement.target)}"] if movement.target else []
    return ", ".join(parts)


def _states(step: Step) -> str:
    return " → ".join(STATES.get(state or "", "unknown") for state in step)


def _days(step: Step) -> str:
    return " → ".join(day or "no date" for day in step)


def why(movement: Movement) -> str | None:
    """What brought a movement about where no document did."""
    return _CAUSES.get(movement.cause or "")


def place(quotation: Quotation, most: int = NAME) -> str:
    """Where words stand: "letter.pdf, page 2"."""
    return f"{name_of_file(quotation.file_name, most)}{f', {quotation.place}' if quotation.place else ''}"


def late(lateness: Lateness) -> str:
    """Since when a commitment is overdue: "since 2018-02-28, delayed, last heard of 2017-10-16"."""
    return f"since {lateness.due}, {STATES[lateness.status]}, {_heard(lateness.last_heard)}"


def silence(lateness: Lateness) -> str:
    """How long a commitment has been passed over: "2 letters do not mention it, last heard of 2017-02-10"."""
    one = lateness.letters == 1
    return f"{lateness.letters} letter{' does' if one else 's do'} not mention it, {_heard(lateness.last_heard)}"


def _heard(day: date | None) -> str:
    return f"last heard of {day}" if day else "no date on which it was last heard of"


def unread_files(digest: Digest) -> Iterator[tuple[str, str, bool]]:
    """Every file that could not be read: its name, what to do, and whether it is new; those that are new first."""
    for file in sorted(digest.unread, key=lambda file: not file.new):
        yield shown(file.file_name, 255), shown(file.error, WHOLE), file.new
