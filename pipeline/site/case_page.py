"""The page of a case: what is missing, what became of its promises, and each of them in time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.analysis.markup import cut
from pipeline.cases.missing_letters import called
from pipeline.outcomes.glance import Glance, Judged, glance
from pipeline.publish.summary import title
from pipeline.site import names, timeline, words
from pipeline.site.library import CaseRows
from pipeline.site.page import SitePage
from pipeline.tables import lacking
from pipeline.tables.rows import Row

# Characters of a promise that a table shows; its own page shows all.
SHOWN = 160


@dataclass(frozen=True, slots=True)
class CaseCard:
    """What the home page says of a case."""

    file: str
    title: str
    plan: str
    dated: date | None
    letters: int
    editions: int
    last: date | None
    missing: tuple[str, ...]
    glance: Glance


def card(case_id: str, documents: Sequence[Row], judged: Iterable[Judged]) -> CaseCard:
    """The case in short; ``documents`` are all of its own."""
    plan = next(row for row in documents if row["document_id"] == case_id)
    told = [row for row in documents if not row["duplicate_of"] and row["document_id"] != case_id]
    editions = sum(row["edition_of"] is not None for row in told)
    missing = lacking.lacking(documents).get(case_id, ())
    return CaseCard(
        names.case_page(case_id),
        title(plan["establishment"], plan["subject"]) or plan["file_name"],
        plan["file_name"],
        plan["dated"],
        len(told) - editions,
        editions,
        max((row["dated"] for row in documents if row["dated"]), default=None),
        tuple(called(letter.days) for letter in missing),
        glance(judged),
    )


def scale(rows: CaseRows) -> timeline.Scale | None:
    """The time of the case, which the lines of its commitments share."""
    days: list[date | None] = [row["dated"] for row in rows["documents"]]
    for commitment in rows["commitments"]:
        made = rows.documents[commitment["document_id"]]["dated"]
        days += timeline.days_of(commitment, rows.ledger.get(commitment["action_id"], []), made)
    return timeline.scale_of(days)


def page(rows: CaseRows, time: timeline.Scale | None) -> SitePage:
    """The page of a case."""
    found = card(rows.case_id, rows["documents"], rows.judged.values())
    lines = [_row(rows, commitment, time) for commitment in rows["commitments"]]
    silent = [row for row in lines if row["silent"]]
    view = {
        "case": found,
        "documents": [
            row | {"page": names.document_page(row["document_id"])}
            for row in sorted(rows["documents"], key=lambda row: (row["dated"] or date.max, row["file_name"]))
        ],
        "titles": {row["document_id"]: row["file_name"] for row in rows["documents"]},
        "lines": lines,
        "silent": silent,
        "scale": time,
        "states": [
            (state, name) for state, name in words.STATES.items() if any(r["status"] == state for r in lines)
        ],
        "owners": sorted({owner for row in lines for owner in row["owners"]}),
        "warnings": [issue for issue in rows["issues"] if issue["severity"] != "info"],
        "new": [row | {"page": _place(row)} for row in rows["new_commitments"]],
    }
    data = {
        "case_id": rows.case_id,
        "title": found.title,
        "missing_letters": list(found.missing),
        "documents": rows["documents"],
        "commitments": rows["commitments"],
        "new_commitments": rows["new_commitments"],
        "issues": rows["issues"],
    }
    return SitePage(found.file, "case.html", found.title, view, data)


def _place(row: Row) -> str:
    return f"{names.document_page(row['document_id'])}#{names.anchor(row['update_id'])}"


def _row(rows: CaseRows, commitment: Row, time: timeline.Scale | None) -> Mapping[str, Any]:
    key = commitment["action_id"]
    judged, entries = rows.judged[key], rows.ledger.get(key, [])
    made = rows.documents[commitment["document_id"]]["dated"]
    return {
        "page": names.commitment_page(key),
        "short": names.short(key),
        "promise": cut(commitment["action"], SHOWN),
        "status": commitment["status"],
        "state": words.STATES[commitment["status"]],
        "review": commitment["status_review"],
        "owners": commitment["owners"],
        "original": commitment["original_target_end"],
        "original_words": commitment["target_raw"],
        "current": commitment["current_target_end"],
        "moved": commitment["current_target_end"] != commitment["original_target_end"],
        "heard": commitment["last_heard"],
        "late": judged.late,
        "silent": bool(judged.silent.value),
        "line": timeline.line(time, commitment, entries, made, rows.documents) if time else None,
    }
