"""The letters that each case lacks, from the published rows of its documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from extractors.model import DocumentFacts, Interval, Mention
from pipeline.cases.missing_letters import missing_letters
from pipeline.model import MissingLetter
from pipeline.tables.rows import Row

# The columns of ``documents`` that tell it.
COLUMNS = ("document_id", "case_id", "duplicate_of", "kind", "dated", "report_published", "mentions")


def lacking(documents: Iterable[Row]) -> Mapping[str, tuple[MissingLetter, ...]]:
    """The letters that each case lacks, by case_id; ``documents`` are rows with the columns :data:`COLUMNS`."""
    cases: dict[str, dict[str, DocumentFacts]] = defaultdict(dict)
    for row in documents:
        if row["case_id"] and not row["duplicate_of"]:
            cases[row["case_id"]][row["document_id"]] = _facts(row)
    return {case_id: missing_letters(facts) for case_id, facts in cases.items()}


def _facts(row: Row) -> DocumentFacts:
    """What the document says of itself, as far as the letters that it names need it."""
    mentions = tuple(Mention(m["kind"], m["raw"], _days(m)) for m in row["mentions"])
    return DocumentFacts(
        row["kind"], dated=row["dated"], report_published=row["report_published"], mentions=mentions
    )


def _days(mention: Row) -> Interval | None:
    """A published interval says no precision, and none is asked for."""
    return Interval(mention["start"], mention["end"], "day") if mention["start"] else None
