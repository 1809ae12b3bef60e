"""The files of a digest that lie in the folder of a published run."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.digest import digest_html, digest_text
from pipeline.digest.digest import Digest

TEXT = "digest.txt"


def files(digest: Digest) -> Mapping[str, str]:
    """Their contents by name: the page and the text."""
    return {digest_text.PAGE: digest_html.page(digest), TEXT: digest_text.text(digest)}
