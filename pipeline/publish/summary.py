"""What a run came to, in numbers, from the published tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.cases.missing_letters import called
from pipeline.outcomes import glance as glances
from pipeline.outcomes.glance import Glance
from pipeline.tables import lacking
from pipeline.tables.parquet import rows as table_rows


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """One inspection in numbers: what became of its commitments (:mod:`pipeline.outcomes.glance`).

    ``missing`` are the times of the letters that the case lacks, in words: silence is only as far as those at hand.
    """

    subject: str | None
    plan: str
    letters: int
    editions: int
    glance: Glance
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did.

    ``renditions`` counts documents that repeat another one, ``failed`` pairs a file with the reason,
    ``warnings`` counts warnings and errors, ``changes`` is None where there was no run to compare with.
    ``published`` is False where nothing had changed and ``folder`` is that of the last run. ``fresh`` counts
    the documents read and the cases concluded anew. ``place`` is where the run lies: its folder or its address.
    """

    folder: Path
    documents: Mapping[str, int]
    renditions: int
    failed: tuple[tuple[str, str], ...]
    cases: tuple[CaseSummary, ...]
    warnings: int
    changes: int | None
    published: bool = True
    fresh: tuple[int, int] = (0, 0)
    place: str = ""


_DOCUMENTS = ("file_name", "establishment", "subject", "status", "error", "edition_of", *lacking.COLUMNS)
_ISSUES = ("severity",)


def summarise(
    folder: Path | str,
    tables: Mapping[str, Any],
    changes: int | None,
    day: date,
    decisions: Sequence[Mapping[str, Any]],
    *,
    published: bool = True,
    fresh: tuple[int, int] = (0, 0),
) -> Summary:
    """The summary of a run's tables.

    ``day`` is the one on which commitments are judged, ``decisions`` are those that ``run.json`` keeps.
    """
    judged = dict(glances.each_case(glances.judged(tables, day, [dict(row) for row in decisions])))
    rows = list(table_rows(tables, "documents", _DOCUMENTS))
    documents = {row["document_id"]: row for row in rows}
    told = [row for row in rows if row["case_id"] and not row["duplicate_of"]]
    editions = Counter(row["case_id"] for row in told if row["edition_of"])
    letters = Counter(row["case_id"] for row in told if not row["edition_of"])
    missing = lacking.lacking(rows)
    severities = Counter(row["severity"] for row in table_rows(tables, "issues", _ISSUES))
    return Summary(
        folder=Path(folder),
        place=str(folder),
        documents=Counter(row["status"] for row in rows),
        renditions=sum(row["duplicate_of"] is not None for row in rows),
        failed=tuple((row["file_name"], row["error"] or "") for row in rows if row["status"] == "failed"),
        cases=tuple(
            _case_summary(
                documents[case_id],
                (letters[case_id] - 1, editions[case_id]),
                judged.get(case_id) or glances.glance(()),
                tuple(called(letter.days) for letter in missing[case_id]),
            )
            for case_id in dict.fromkeys(row["case_id"] for row in rows if row["case_id"])
        ),
        warnings=severities["warning"] + severities["error"],
        changes=changes,
        published=published,
        fresh=fresh,
    )


def _case_summary(
    plan: Mapping[str, Any], told: tuple[int, int], glance: Glance, missing: tuple[str, ...]
) -> CaseSummary:
    return CaseSummary(
        subject=title(plan["establishment"], plan["subject"]),
        plan=plan["file_name"],
        letters=told[0],
        editions=told[1],
        glance=glance,
        missing=missing,
    )


def title(establishment: str | None, subject: str | None) -> str | None:
    """What an inspection is called: its place, unless its subject names that."""
    if establishment and subject and establishment.lower() not in subject.lower():
        return f"{establishment}: {subject}"
    return subject or establishment
