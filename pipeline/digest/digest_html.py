"""A digest as a page that stands alone: no script, nothing fetched, fit for a telephone."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pipeline.analysis import markup
from pipeline.analysis.words import STATES, shown
from pipeline.digest import telling
from pipeline.digest.digest import Digest

_TEMPLATES = Path(__file__).parent / "templates"


def page(digest: Digest) -> str:
    """The whole page, with everything that the text has no room for."""
    return _made("page.html", digest)


def body(digest: Digest) -> str:
    """What stands on the page below its title: the content of an entry of a feed."""
    return _made("body.html", digest)


def _made(template: str, digest: Digest) -> str:
    made: str = _environment().get_template(template).render(digest=digest, telling=telling, states=STATES)
    return f"{made}\n"


@cache
def _environment() -> Any:
    return markup.environment(_TEMPLATES, {"shown": lambda text: shown(text, telling.WHOLE)})
