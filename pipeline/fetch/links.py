"""Documents that pages and feeds link to, and documents by their addresses."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

from pipeline.fetch.addresses import RefusedError, tidy
from pipeline.fetch.config import LinkSource
from pipeline.fetch.offers import Landing, Offer, Unavailable
from pipeline.fetch.page_memory import PageReader
from pipeline.fetch.times import utc
from pipeline.fetch.visits import GoneError

# Characters of a tag, and of the words of a link; what is longer is no link that a person sees.
_ANCHOR = re.compile(r"<a\s([^<>]{1,4000})>", re.IGNORECASE)
_HREF = re.compile(r"""(?:^|\s)href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.IGNORECASE)
_WORDS = 1000


@dataclass(frozen=True, slots=True)
class Posting:
    """An entry of a feed: where it leads, its title and its time."""

    urls: tuple[str, ...]
    title: str | None
    updated: str | None


def landings(source: LinkSource, reader: PageReader, since: date | None) -> Iterator[Landing | Unavailable]:
    """The pages and feeds of a source with what they offer; of feeds, entries ``since`` a day."""
    if source.documents:
        yield Landing("", tuple(Offer(url) for url in source.documents), whole=False)
    for page in source.pages:
        yield _page(source, reader, page)
    for feed in source.feeds:
        yield from _feed(source, reader, feed, since)


def _page(source: LinkSource, reader: PageReader, page: str, published: str | None = None) -> Landing | Unavailable:
    try:
        text = reader.read(page).decode("utf-8", "replace")
    except GoneError as error:
        return Landing(page, because=f"its page is gone: {error}", withdrawn="")
    except RefusedError as error:
        return Unavailable(page, str(error))
    found = [(url, title) for url, title in anchors(text, page) if _fits(source, url)]
    return Landing(page, tuple(Offer(url, title, published) for url, title in found))


def _feed(source: LinkSource, reader: PageReader, feed: str, since: date | None) -> Iterator[Landing | Unavailable]:
    try:
        entries = [
            one
            for one in postings(reader.read(feed, partial(postings, feed=feed)), feed)
            if not _before(one, since)
        ]
    except RefusedError as error:
        yield Unavailable(feed, str(error))
        return
    offers: dict[str, Offer] = {}
    pages: dict[str, str | None] = {}
    for entry in entries:
        direct = [url for url in entry.urls if _fits(source, url)]
        for url in direct:
            offers.setdefault(url, Offer(url, entry.title, entry.updated))
        if entry.urls and not direct:
            pages.setdefault(entry.urls[0], entry.updated)
    # What a feed no longer names has only become old.
    yield Landing(feed, tuple(offers.values()), whole=False)
    for page, updated in pages.items():
        yield _page(source, reader, page, updated)


def _before(entry: Posting, since: date | None) -> bool:
    """Whether an entry is older than asked for; one without a time is not known to be."""
    return since is not None and entry.updated is not None and entry.updated < since.isoformat()


def _fits(source: LinkSource, url: str) -> bool:
    plain = urlsplit(url)._replace(query="", fragment="").geturl()
    return any(re.search(source.links, one, re.IGNORECASE) for one in (url, plain))


def anchors(text: str, page: str) -> Iterator[tuple[str, str | None]]:
    """The address and the words of every link of a page, each address once; links to no address are left out."""
    seen = set()
    for match in _ANCHOR.finditer(text):
        href = _HREF.search(match[1])
        if href is None:
            continue
        try:
            url = tidy(urljoin(page, html.unescape(next(one for one in href.groups() if one is not None))))
        except (ValueError, RefusedError):
            continue
        if url not in seen:
            seen.add(url)
            after = text[match.end() : match.end() + _WORDS]
            words = re.sub(r"<[^<>]*>", " ", re.split(r"</a\b", after, maxsplit=1, flags=re.IGNORECASE)[0])
            yield url, " ".join(html.unescape(words).split()) or None


def postings(data: bytes, feed: str) -> list[Posting]:
    """The entries of an Atom or RSS feed.

    Raises :class:`~pipeline.fetch.addresses.RefusedError` where it is none. One with a document type is refused:
    its entities could make a few bytes many, and no feed needs one.
    """
    if b"<!DOCTYPE" in data.upper() or b"<!ENTITY" in data.upper() or b"\0" in data:
        raise RefusedError("it is no feed that is read: it declares a document type")
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise RefusedError("it is no Atom or RSS feed") from error
    if _plain(root.tag) not in ("feed", "rss", "RDF"):
        raise RefusedError("it is no Atom or RSS feed")
    return [_posting(one, feed) for one in root.iter() if _plain(one.tag) in ("entry", "item")]


def _plain(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _posting(element: ElementTree.Element, feed: str) -> Posting:
    texts: dict[str, str] = {}
    urls = []
    for child in element:
        name, text = _plain(child.tag), " ".join((child.text or "").split())
        if name in ("link", "enclosure") and child.get("rel", "alternate") in ("alternate", "enclosure"):
            urls.append(child.get("href") or child.get("url") or text)
        texts.setdefault(name, text)
    found: list[str] = []
    for url in urls:
        try:
            found.append(tidy(urljoin(feed, url)))
        except (ValueError, RefusedError):
            continue
    times = (texts.get(name) for name in ("published", "pubDate", "date", "updated"))
    when = next((told for time in times if (told := utc(time))), None)
    return Posting(tuple(dict.fromkeys(found)), texts.get("title") or None, when)
