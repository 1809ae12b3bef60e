"""The time of a case as a scale from its plan to its last date, and each commitment as marks and lines on it.

Places are shares of the width, 0 to 100, so that a line is as wide as what it stands in. What a mark means is told
by its shape, never by its colour alone, and everything it shows is also said in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.site import words
from pipeline.tables.rows import Row

# Shares of the width kept free at both ends, for the shapes.
EDGE = 2.5
# Years that are named at most.
TICKS = 8


@dataclass(frozen=True, slots=True)
class Scale:
    """From days to shares of the width."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """Where a day lies, 0 to 100."""
        whole = max(1, (self.last - self.first).days)
        return round(EDGE + (100 - 2 * EDGE) * (day - self.first).days / whole, 2)

    @property
    def years(self) -> list[tuple[int, float]]:
        """(year, place of its first day) of the years to be named."""
        found = range(self.first.year + 1, self.last.year + 1)
        step = -(-len(found) // TICKS) if found else 1
        return [(year, self.at(date(year, 1, 1))) for year in found[::step]]


@dataclass(frozen=True, slots=True)
class CommitmentLine:
    """A commitment in time, and the same in words.

    ``segments`` are (from, to, kind), the kind promised or moved; ``marks`` are (place, kind).
    """

    segments: tuple[tuple[float, float, str], ...]
    marks: tuple[tuple[float, str], ...]
    told: str


def scale_of(days: Iterable[date | None]) -> Scale | None:
    """The scale over all these days; None where there is none."""
    known = [day for day in days if day is not None]
    return Scale(min(known), max(known)) if known else None


def days_of(commitment: Row, entries: Sequence[Row], made: date | None) -> list[date | None]:
    """The days that a commitment's line has to show."""
    ends = [entry["revised_target_end"] for entry in entries]
    return [made, commitment["original_target_end"], *ends, *(entry["as_of"] for entry in entries)]


def line(
    scale: Scale, commitment: Row, entries: Sequence[Row], made: date | None, named: Mapping[str, Row]
) -> CommitmentLine:
    """The commitment on the scale; ``named`` are the rows of ``documents`` by document_id."""
    segments: list[tuple[float, float, str]] = []
    marks: list[tuple[float, str]] = []
    said: list[str] = []
    at = scale.at(made) if made else None
    if made and at is not None:
        marks.append((at, "made"))
        said.append(f"Promised on {words.day(made)}")
    due = commitment["original_target_end"]
    if due:
        marks.append((scale.at(due), "target"))
        said.append(f"for {commitment['target_raw'] or words.day(due)}")
        if at is not None:
            segments.append((at, scale.at(due), "promised"))
    else:
        said.append("without a date")
    for entry in entries:
        state, letter = words.STATES[entry["status"]].lower(), named.get(entry["document_id"])
        what = "edition" if letter and letter["edition_of"] else "letter"
        if entry["as_of"]:
            marks.append((scale.at(entry["as_of"]), entry["status"]))
            said.append(f"{what} of {words.day(entry['as_of'])}: {state}")
        else:
            said.append(f"{what} without a date: {state}")
        if entry["revised_target_end"]:
            moved = scale.at(entry["revised_target_end"])
            segments.append((scale.at(due), moved, "moved") if due else (moved, moved, "moved"))
            marks.append((moved, "target"))
            said[-1] += f", new date {entry['revised_target_raw']}"
            due = entry["revised_target_end"]
    return CommitmentLine(tuple(segments), tuple(marks), "; ".join(said) + ".")
