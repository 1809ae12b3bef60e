"""From a page to its files: HTML by the templates, and its data as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.analysis import markup
from pipeline.site import names, owners, words
from pipeline.site.page import SitePage

HERE = Path(__file__).parent
STATIC = HERE / "static"


@cache
def _templates() -> Any:
    made = markup.environment(
        HERE / "templates",
        {
            "day": words.day,
            "cut": markup.cut,
            "short": names.short,
            "anchor": names.anchor,
            "slug": names.slug,
            "web": names.is_web,
            "commitment_page": names.commitment_page,
            "document_page": names.document_page,
            "case_page": names.case_page,
            "owner_page": lambda name: names.owner_page(owners.key(name)),
            "percent": lambda share: "" if share is None else f"{100 * share:.0f} %",
        },
    )
    made.globals.update(
        STATES=words.STATES, RESPONSES=words.RESPONSES, REASONS=words.REASONS, CHANGES=words.CHANGES
    )
    return made


def html(page: SitePage, review: Any = None) -> str:
    """The page; ``review`` is what the review server adds to it."""
    template = _templates().get_template(page.template)
    shown: Mapping[str, Any] = page.view
    text: str = template.render(page=page, root=page.root, title=page.title, review=review, **shown)
    return text


def data(page: SitePage) -> str | None:
    """The data of the page as JSON; None where it has none."""
    if page.data is None:
        return None
    return json.dumps(page.data, ensure_ascii=False, allow_nan=False, indent=1, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no value of the data model")
