"""What sources offer: documents, and the pages that name them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Composed:
    """A document that was made of what came, with when it says that it was published."""

    data: bytes
    published_at: str | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A document that a source names; times are ISO 8601 in UTC.

    ``published_at`` is None where its page does not tell; ``fresh_at`` is when the page was last updated, which
    is when a document was published that was not there before. ``ask`` is the address that is asked where it is
    other than ``url``, and ``compose`` makes the document of what comes; it raises
    :class:`~pipeline.fetch.addresses.RefusedError`.
    """

    url: str
    title: str | None = None
    published_at: str | None = None
    fresh_at: str | None = None
    ask: str | None = None
    compose: Callable[[bytes], Composed] | None = None


@dataclass(frozen=True, slots=True)
class Landing:
    """A page that names documents; '' stands for the configuration itself.

    ``whole`` says that it names all there are, so that what is missing was taken away. ``withdrawn`` is since
    when the page is withdrawn, and ``because`` why.
    """

    url: str
    offers: tuple[Offer, ...] = ()
    whole: bool = True
    withdrawn: str | None = None
    because: str = "its page was withdrawn"


@dataclass(frozen=True, slots=True)
class Unavailable:
    """An address that gave nothing, and why, in one line."""

    url: str
    why: str
