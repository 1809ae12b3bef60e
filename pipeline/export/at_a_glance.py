"""The sheets of the workbook that a person reads: the commitments at a glance, and how many are in which state."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.analysis.story_text import where
from pipeline.analysis.words import STATES, shown, state
from pipeline.export.xlsx import Cell, Hyperlink, ReadingLayout, Sheet, StateCell
from pipeline.model import name_within
from pipeline.outcomes import glance as glances
from pipeline.outcomes.glance import Judged
from pipeline.tables.rows import Row

if TYPE_CHECKING:
    from pipeline.dataset import Dataset

GLANCE, BY_STATE = "Commitments at a glance", "Summary by state"
ABOUT = {
    GLANCE: "Each commitment in a line: the promise, its dates, its state and the words that say so",
    BY_STATE: "How many commitments of each inspection stand in which state, and were kept, late or changed",
}
# Each column with its width in characters; together they fit across a sheet of A4.
_COLUMNS = {
    "Commitment": 12, "Inspection": 22, "Promise": 44, "Owner": 22, "Original target": 13, "Target now": 12,
    "State": 14, "Last heard": 12, "What the last letter says": 44, "Where": 24,
}  # fmt: skip
_PLACE, _OWNER, _WORDS = 120, 200, 600
_OVERDUE = "overdue"
_ASKED = ("Kept", "Late", "Changed", "Silent")
_NO_DATE = {"ongoing": "ongoing", "completed": "done at the start", "none": "no date"}


def glance(dataset: Dataset, when: str, back: str) -> Sheet:
    """The commitments, a row of ten columns each; ``when`` ends the title, ``back`` names the contents."""
    commitments = dataset.arrow("commitments").to_pylist()
    title = f"{GLANCE}, {when}"
    if not commitments:
        return Sheet(GLANCE, title, ("There are no commitments yet.", Hyperlink("Back to the contents", back)))
    kinds = dict(
        zip(*(dataset.arrow("actions")[name].to_pylist() for name in ("action_id", "target_kind")), strict=True)
    )
    names, places = _files(dataset), _locators(dataset, commitments)
    rows = [_row(row, kinds[row["action_id"]], names, places) for row in commitments]
    count = f"{len(rows):,} commitment{'' if len(rows) == 1 else 's'}"
    lines = (
        f"{count}, a line each. Texts that end in … are cut: the wide sheets behind have them whole.",
        Hyperlink("Contents: every sheet", back),
    )
    return Sheet(GLANCE, title, lines, tuple(_COLUMNS), rows, ReadingLayout("glance", tuple(_COLUMNS.values())))


def _row(row: Row, kind: str, names: Mapping[str, str], places: Mapping[tuple[str, str], str]) -> Sequence[Cell]:
    overdue = bool(row["overdue"])
    words, document = row["evidence"], row["evidence_document_id"]
    return (
        name_within(row["action_id"]),
        shown(_about(row) or names[row["document_id"]], _PLACE),
        shown(row["action"], _WORDS) or "no words",
        shown("; ".join(row["owners"]), _OWNER) or "nobody named",
        row["original_target_end"] or _NO_DATE.get(kind) or shown(row["target_raw"], _PLACE) or "no date",
        row["current_target_end"] or "no date",
        StateCell(state(row["status"], overdue=overdue), _OVERDUE if overdue else row["status"]),
        row["last_heard"] or "not known",
        f"{_changed(row)}“{shown(words, _WORDS)}”" if words else f"{_changed(row)}nothing",
        _place(row, names[document], places.get((document, words), "")) if words else "no letter",
    )


def _about(row: Row) -> str | None:
    """The place or service, else the report that the plan answers."""
    found: str | None = row["establishment"] or row["subject"]
    return found


def _changed(row: Row) -> str:
    """What letters changed, in words, before what the last one says: "Date: March → July 2017. "."""
    changes = (f"{c['kind'].capitalize()}: {shown(c['from'], 60)} → {shown(c['to'], 60)}. " for c in row["changes"])
    return "".join(changes)


def _place(row: Row, file_name: str, locator: str) -> str:
    """The file of the words, without its folders, and the page or the locator."""
    pages = where({"boxes": row["evidence_boxes"], "locator": locator})
    return f"{shown(PurePosixPath(file_name).name, _PLACE)}{pages}"


def _files(dataset: Dataset) -> Mapping[str, str]:
    documents = dataset.arrow("documents").select(["document_id", "file_name"]).to_pylist()
    return {row["document_id"]: row["file_name"] for row in documents}


def _locators(dataset: Dataset, commitments: Sequence[Row]) -> Mapping[tuple[str, str], str]:
    """Where words stand in formats without pages, by their document and the words."""
    wanted = {(row["evidence_document_id"], row["evidence"]) for row in commitments if not row["evidence_boxes"]}
    updates = dataset.arrow("updates").select(["document_id", "text", "locator"]).to_pylist()
    said = ((row["document_id"], row["text"], row["locator"]) for row in updates)
    return {(document, text): locator for document, text, locator in said if locator and (document, text) in wanted}


def by_state(dataset: Dataset, when: str, back: str) -> Sheet:
    """How many commitments of each inspection stand in each state, and of all; arguments as of :func:`glance`."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    named: dict[str, str] = {}
    names = _files(dataset)
    for row in dataset.arrow("commitments").to_pylist():
        counts[row["case_id"]].update({row["status"]: 1, _OVERDUE: int(bool(row["overdue"])), "all": 1})
        named.setdefault(row["case_id"], shown(_titled(row), _PLACE) or names[row["document_id"]])
    title = f"{BY_STATE}, {when}"
    if not counts:
        return Sheet(BY_STATE, title, ("There are no commitments yet.", Hyperlink("Back to the contents", back)))
    columns = ("Inspection", "Commitments", *(word.capitalize() for word in STATES.values()), "Overdue", *_ASKED)
    judged = list(glances.judged(dataset.arrow_tables, dataset.day, dataset.run["decisions"]))
    of_case = glances.by_case(judged)
    rows: list[Sequence[Cell]] = [
        (*_counted(named[case], found), *_answered(of_case[case])) for case, found in counts.items()
    ]
    rows.append((*_counted("All inspections", sum(counts.values(), Counter())), *_answered(judged)))
    lines = (
        "Each inspection in a line, all together in the last. A commitment is overdue beside its state.",
        "Kept by the date of the plan, late when the last document was written, changed, silent: of those of which "
        "it is known; of how many it is not stands behind.",
        Hyperlink("Back to the contents", back),
    )
    widths = (50, *(max(12, len(column) + 2) for column in columns[1:]))
    return Sheet(BY_STATE, title, lines, columns, rows, ReadingLayout("by_state", widths, filters=False))


def _titled(row: Row) -> str:
    return ": ".join(filter(None, (row["establishment"], row["subject"])))


def _answered(judged: Iterable[Judged]) -> Sequence[Cell]:
    """The four questions of every summary, as "6 of 19, 6 not known"."""
    found = glances.glance(judged).shares
    return tuple(f"{s.yes} of {s.known}" + (f", {s.unknown} not known" if s.unknown else "") for s in found)


def _counted(name: str, found: Mapping[str, int]) -> Sequence[Cell]:
    return (name, *(found.get(key, 0) for key in ("all", *STATES, _OVERDUE)))
