"""A page to be written: its address, its template with what that shows, and the data beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SitePage:
    """``view`` is what the template asks for; ``data`` is JSON-ready and written beside the page, unless None."""

    file: str
    template: str
    title: str
    view: Mapping[str, Any]
    data: Mapping[str, Any] | None = None

    @property
    def root(self) -> str:
        """What leads from the page to the folder of the site."""
        return "../" * self.file.count("/")

    @property
    def data_file(self) -> str:
        """Where its data lies."""
        return f"{self.file.removesuffix('.html')}.json"
