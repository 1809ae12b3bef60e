"""Answers of our own in the shapes of GOV.UK's Search API and Content API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.fetch.server import Asked, Told, Web, json_of, pdf

FIRST, LATER = "2024-03-05T09:30:00.000+00:00", "2024-11-12T14:00:00.000+00:00"


def publication(path: str, title: str, attachments: Sequence[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    """A publication as the Content API tells it."""
    history = more.pop("history", [{"public_timestamp": FIRST, "note": "First published."}])
    return {
        "base_path": path,
        "content_id": "00000000-0000-4000-8000-000000000001",
        "document_type": "policy_paper",
        "first_published_at": FIRST,
        "locale": "en",
        "public_updated_at": history[-1]["public_timestamp"],
        "schema_name": "publication",
        "title": title,
        "withdrawn_notice": {},
        "links": {"organisations": [{"base_path": "/government/organisations/hm-prison-and-probation-service"}]},
        "details": {"body": "<p>About it.</p>", "change_history": history, "attachments": list(attachments)},
    } | more


def attached(url: str, title: str, kind: str = "file", content_type: str = "application/pdf") -> dict[str, Any]:
    one = {"attachment_type": kind, "id": url.rsplit("/", 1)[-1], "title": title, "url": url}
    return one | ({"content_type": content_type, "filename": one["id"], "file_size": 50} if kind == "file" else {})


def publish(web: Web, path: str, content: dict[str, Any]) -> None:
    web.pages[f"/api/content{path}"] = json_of(content)


def searchable(web: Web, results: Mapping[str, str]) -> None:
    """The Search API finds these publications: title by path, a page of results as it is asked for."""

    def search(web: Web, handler: Any, asked: Asked) -> Told:
        rows = [
            {"link": path, "title": title, "public_timestamp": FIRST, "index": "government", "_id": path}
            for path, title in results.items()
        ]
        start, count = int(asked.query.get("start", ["0"])[0]), int(asked.query.get("count", ["10"])[0])
        return json_of(
            {"results": rows[start : start + count], "total": len(rows), "start": start, "aggregates": {}}
        )

    web.pages["/api/search.json"] = search


PRISON = "/government/publications/hmp-callow-bridge-action-plan"


def callow_bridge(web: Web) -> None:
    """One publication with a plan as a file and a letter as a page, which the search finds."""
    searchable(web, {PRISON: "HMP Callow Bridge: action plan", "/government/news/a-visit": "A visit"})
    letter = f"{PRISON}/hmp-callow-bridge-letter"
    files = [
        attached(f"{web.address}/media/65e0/plan.pdf", "HMP Callow Bridge: action plan"),
        attached(letter, "HMP Callow Bridge: letter", "html"),
    ]
    publish(web, PRISON, publication(PRISON, "HMP Callow Bridge: action plan", files))
    page = publication(letter, "HMP Callow Bridge: letter", ())
    page["details"] = {"body": "<div class='govspeak'><p>Dear Ms Okafor, the scanner is in use.</p></div>"}
    publish(web, letter, page)
    web.pages["/media/65e0/plan.pdf"] = pdf("the plan")
