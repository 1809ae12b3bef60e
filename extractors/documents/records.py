"""What every kind of plan makes its records with: actions from their words, facts, places, and where issues go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from extractors.fields.dates import parse_target
from extractors.fields.owners import split_owners
from extractors.fields.quantities import find_counts, find_quantities
from extractors.layout import Line, place_of
from extractors.model import Action, Fact, Issue, Place, Severity, Status

_JUMP = 200.0  # points from the foot of a column of the page to the head of the next: no cells are so far apart


@dataclass(frozen=True, slots=True)
class Progress:
    """A progress cell: the action it stands beside ("5.01/2"), its text (a cell a line) and its lines.

    ``state`` is what the title of its section says of all rows below it, or the entry of its date.
    """

    record: str
    text: str
    lines: tuple[Line, ...]
    state: Status | None = None


@dataclass(slots=True)
class Sink:
    """Where issues go while a document is read, with what all its records share.

    ``boxed`` tells whether places are boxes; ``dated`` resolves relative deadlines; ``reports`` is whether it tells
    progress, and so may be long after its targets; ``numbers`` counts how often each recommendation number was
    given.
    """

    boxed: bool
    dated: date | None
    reports: bool = False
    issues: list[Issue] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)
    numbers: Counter[str] = field(default_factory=Counter)

    def issue(
        self,
        code: str,
        message: str,
        lines: Sequence[Line],
        record: str | None = None,
        severity: Severity = "warning",
    ) -> None:
        """Reports something a person should look at, at the place of the lines."""
        place = place_of(lines, boxed=self.boxed)
        page = place.page
        self.issues.append(Issue(code, severity, message, page, place.locator, record))


@dataclass(frozen=True, slots=True)
class Said:
    """The words of an action, its owner and its target, and the lines of each."""

    text: str
    owner_raw: str | None
    target_raw: str | None
    parts: tuple[tuple[Line, ...], tuple[Line, ...], tuple[Line, ...]]


def make_action(said: Said, sink: Sink, number: str, confidence: float, *, expected: AbstractSet[str]) -> Action:
    """An action from its words. ``expected`` names what its design gives ("owner", "date"): a gap is an issue."""
    target = parse_target(said.target_raw or "", dated=sink.dated, reported=sink.reports)
    for problem in target.problems:
        sink.issue("date_problem", f"{problem} (recommendation {number})", said.parts[2], number)
    for name, raw in (("owner", said.owner_raw), ("date", said.target_raw)):
        if not raw and name in expected:
            sink.issue(f"no_{name}", f"no {name} stands beside {said.text[:80]!r}", said.parts[0], number)
    owners = split_owners(said.owner_raw) if said.owner_raw else ()
    values = (
        ("text", said.text, said.text),
        ("owners", "; ".join(owners), said.owner_raw),
        ("targets", target.kind, said.target_raw),
    )
    facts = tuple(
        fact
        for value, part in zip(values, said.parts, strict=True)
        for fact in facts_of((value,), place_in([part], boxed=sink.boxed), "alignment", confidence)
    )
    action = Action(
        text=said.text,
        owners=owners,
        owner_raw=said.owner_raw,
        target_kind=target.kind,
        target_raw=said.target_raw,
        targets=target.targets,
        progress_raw=None,
        quantities=(),
        place=place_in(said.parts, boxed=sink.boxed),
        confidence=confidence,
        facts=facts,
    )
    return read_action(action)


def read_action(action: Action) -> Action:
    """The commitment with the amounts and counts of its text: when it is made, and when its words are corrected."""
    quantities = tuple(found.quantity for found in find_quantities(action.text))
    return replace(action, quantities=quantities, counts=find_counts(action.text))


def facts_of(
    values: Sequence[tuple[str, str | None, str | None]], place: Place, rule: str, confidence: float
) -> tuple[Fact, ...]:
    """The audit trail of values (name, value, verbatim words): a fact for each that is not None."""
    return tuple(Fact(name, value, raw or value, place, rule, confidence) for name, value, raw in values if value)


def place_in(parts: Sequence[Sequence[Line]], *, boxed: bool) -> Place:
    """The place of a record that stands in several columns: a box a column and page, or a span of locators."""
    filled = [part for part in parts if part]
    if not boxed:
        return place_of([line for part in filled for line in part], boxed=False)
    columns = (column for part in filled for column in _columns_of(part))
    return Place(boxes=tuple(box for column in columns for box in place_of(column, boxed=True).boxes))


def _columns_of(part: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """The lines of a text by the column of the page that they stand in: it may go on at the head of the next."""
    begin = 0
    for n, (before, line) in enumerate(pairwise(part), start=1):
        right = max(one.x1 for one in part[begin:n])
        if line.page == before.page and before.top - line.bottom > _JUMP and line.x0 > right:
            yield part[begin:n]
            begin = n
    yield part[begin:]
