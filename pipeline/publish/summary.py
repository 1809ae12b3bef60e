"""What a run came to, in numbers, from the published tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.cases.missing_letters import called
from pipeline.tables import lacking
from pipeline.tables.parquet import rows as table_rows


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """One inspection in numbers of commitments.

    ``kept`` are completed, ``late`` are overdue, delayed or moved to a later date, ``changed`` are those in which
    a letter or a later edition of the plan changed anything, ``silent`` those that no letter mentions although
    there are letters. ``missing`` are the times of the letters that the case lacks, in words: silence is only as
    far as those at hand.
    """

    subject: str | None
    plan: str
    letters: int
    editions: int
    commitments: int
    kept: int
    late: int
    changed: int
    silent: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did.

    ``renditions`` counts documents that repeat another one, ``failed`` pairs a file with the reason,
    ``warnings`` counts warnings and errors, ``changes`` is None where there was no run to compare with.
    ``published`` is False where nothing had changed and ``folder`` is that of the last run. ``fresh`` counts
    the documents read and the cases concluded anew.
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


COLUMNS = {
    "documents": ("file_name", "establishment", "subject", "status", "error", "edition_of", *lacking.COLUMNS),
    "commitments": (
        "case_id", "status", "overdue", "slip_days_max", "changes", "letters_since", "silent_letters",
    ),
    "issues": ("severity",),
}  # fmt: skip


def summarise(
    folder: Path,
    tables: Mapping[str, Any],
    changes: int | None,
    *,
    published: bool = True,
    fresh: tuple[int, int] = (0, 0),
) -> Summary:
    """The summary of a run's tables, of which the columns in :data:`COLUMNS` are needed."""
    by_case: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in table_rows(tables, "commitments", COLUMNS["commitments"]):
        by_case[row["case_id"]].append(row)
    rows = list(table_rows(tables, "documents", COLUMNS["documents"]))
    documents = {row["document_id"]: row for row in rows}
    told = [row for row in rows if row["case_id"] and not row["duplicate_of"]]
    editions = Counter(row["case_id"] for row in told if row["edition_of"])
    letters = Counter(row["case_id"] for row in told if not row["edition_of"])
    missing = lacking.lacking(rows)
    severities = Counter(row["severity"] for row in table_rows(tables, "issues", COLUMNS["issues"]))
    return Summary(
        folder=folder,
        documents=Counter(row["status"] for row in rows),
        renditions=sum(row["duplicate_of"] is not None for row in rows),
        failed=tuple((row["file_name"], row["error"] or "") for row in rows if row["status"] == "failed"),
        cases=tuple(
            _case_summary(
                documents[case_id],
                (letters[case_id] - 1, editions[case_id]),
                by_case[case_id],
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
    plan: Mapping[str, Any], told: tuple[int, int], rows: Iterable[Mapping[str, Any]], missing: tuple[str, ...]
) -> CaseSummary:
    rows = list(rows)
    return CaseSummary(
        subject=_title(plan["establishment"], plan["subject"]),
        plan=plan["file_name"],
        letters=told[0],
        editions=told[1],
        commitments=len(rows),
        kept=sum(row["status"] == "completed" for row in rows),
        late=sum(_is_late(row) for row in rows),
        changed=sum(bool(row["changes"]) for row in rows),
        silent=sum(row["letters_since"] > 0 and row["letters_since"] == row["silent_letters"] for row in rows),
        missing=missing,
    )


def _title(establishment: str | None, subject: str | None) -> str | None:
    if establishment and subject and establishment.lower() not in subject.lower():
        return f"{establishment}: {subject}"
    return subject or establishment


def _is_late(row: Mapping[str, Any]) -> bool:
    return bool(row["overdue"]) or row["status"] == "delayed" or (row["slip_days_max"] or 0) > 0
