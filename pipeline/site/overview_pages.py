"""The pages over all cases: home, owners, search, and how to read the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from pipeline.analysis.markup import cut
from pipeline.outcomes.glance import Glance
from pipeline.site import names, owners, words
from pipeline.site.case_page import SHOWN, CaseCard
from pipeline.site.owners import Owner
from pipeline.site.page import SitePage
from pipeline.tables.rows import Row

T = TypeVar("T")
# Rows of a list on one page: what is longer goes on to the next.
ROWS = 100


@dataclass(frozen=True, slots=True)
class MadeOf:
    """What the site was made of: the run, the day on which it was judged, and the version of the software."""

    run_id: str
    day: date
    finished: str | None
    software: str
    schema_version: int


@dataclass(frozen=True, slots=True)
class Downloads:
    """Files for other programs, as (address, words)."""

    files: tuple[tuple[str, str], ...]


def home(
    edition: MadeOf,
    cards: Sequence[CaseCard],
    everything: Glance,
    documents: Sequence[Row],
    astray: Sequence[Row],
    downloads: Downloads,
) -> Iterator[SitePage]:
    """The first page, and those on which its list of cases goes on."""
    shown = {
        "edition": edition,
        "glance": everything,
        "failed": [row for row in documents if row["status"] == "failed"],
        "partial": sum(row["status"] == "partial" for row in documents),
        "documents": len(documents),
        "repeats": sum(row["duplicate_of"] is not None for row in documents),
        "loose": [
            row | {"page": names.document_page(row["document_id"])}
            for row in documents
            if row["case_id"] is None and row["status"] != "failed"
        ],
        "last": max((row["dated"] for row in documents if row["dated"]), default=None),
        "astray": astray,
        "downloads": downloads.files,
        "cases": len(cards),
    }
    for file, part, pages in _parts("index.html", cards):
        first = file == "index.html"
        yield SitePage(
            file,
            "home.html",
            "What was promised, and what became of it",
            shown | pages | {"cards": part, "first": first},
        )


def owner_pages(commitments: Iterable[Row], titles: Mapping[str, str]) -> Iterator[SitePage]:
    """The list of owners, and a page for each; ``titles`` are those of the cases."""
    rows = {row["action_id"]: row for row in commitments}
    found = owners.grouped((name, key) for key, row in rows.items() for name in row["owners"])
    listed = [(owner, names.owner_page(owner.key), _states(owner, rows)) for owner in found]
    for file, part, pages in _parts("owners.html", listed):
        view = pages | {"owners": part, "all": len(found), "states": words.STATES}
        yield SitePage(file, "owners.html", "Who answers for what", view)
    for owner in found:
        lines = [_line(rows[key], titles) for key in owner.commitments]
        data = {
            "owner": owner.name,
            "spellings": [list(s) for s in owner.spellings],
            "commitments": list(owner.commitments),
        }
        for file, some, pages in _parts(names.owner_page(owner.key), lines):
            view = pages | {"owner": owner, "lines": some, "all": len(lines)}
            yield SitePage(
                file, "owner.html", owner.name, view, data if file == names.owner_page(owner.key) else None
            )


def _states(owner: Owner, rows: Mapping[str, Row]) -> dict[str, int]:
    counts = dict.fromkeys(words.STATES, 0)
    for key in owner.commitments:
        counts[rows[key]["status"]] += 1
    return counts


def _line(row: Row, titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "page": names.commitment_page(row["action_id"]),
        "short": names.short(row["action_id"]),
        "promise": cut(row["action"], SHOWN),
        "case": titles.get(row["case_id"], ""),
        "case_page": names.case_page(row["case_id"]),
        "status": row["status"],
        "state": words.STATES[row["status"]],
        "current": row["current_target_end"],
        "owners": row["owners"],
    }


def plain_pages(edition: MadeOf) -> Iterator[SitePage]:
    """Search, and how to read the pages."""
    yield SitePage("search.html", "search.html", "Search", {})
    yield SitePage(
        "about.html", "about.html", "How to read these pages", {"edition": edition, "reasons": words.REASONS}
    )


def search_entries(
    commitments: Iterable[Row], reported: Iterable[tuple[Row, str]], titles: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """What can be searched for: promises, and the passages (rows of ``updates`` with the commitment) about them."""
    for n, row in enumerate(commitments):
        yield {
            "id": n,
            "page": names.commitment_page(row["action_id"]),
            "name": f"Commitment {names.short(row['action_id'])}",
            "text": cut(row["action"], 600),
            "owners": "; ".join(row["owners"]),
            "where": titles.get(row["case_id"], ""),
            "when": row["target_raw"] or "",
        }
    for n, (update, action_id) in enumerate(reported):
        yield {
            "id": f"u{n}",
            "page": f"{names.document_page(update['document_id'])}#{names.anchor(update['update_id'])}",
            "name": f"Passage about {names.short(action_id)}",
            "text": cut(update["text"], 600),
            "owners": "",
            "where": update["section"] or "",
            "when": "",
        }


def _parts(file: str, items: Sequence[T]) -> Iterator[tuple[str, Sequence[T], dict[str, Any]]]:
    """A long list in parts: the file of each, its items, and what leads to those before and after."""
    stem = file.removesuffix(".html")
    count = max(1, -(-len(items) // ROWS))
    files = [file, *(f"{stem}-{n}.html" for n in range(2, count + 1))]
    for n, name in enumerate(files):
        pages = {
            "part": n + 1,
            "of_parts": count,
            "before": files[n - 1] if n else None,
            "after": files[n + 1] if n + 1 < count else None,
        }
        yield name, items[n * ROWS : (n + 1) * ROWS], pages
