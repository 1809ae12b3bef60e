"""GOV.UK, by its public Search API and Content API: publications, and what is attached to each.

A publication's page is used again for every later plan and letter, so each is looked at every time. Pages that were
fetched from before and are no longer found are looked at too: that is how a withdrawal is seen.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from pipeline.fetch import links
from pipeline.fetch.addresses import RefusedError
from pipeline.fetch.config import DOCUMENTS, GovukSource
from pipeline.fetch.offers import Composed, Landing, Offer, Unavailable
from pipeline.fetch.page_memory import PageReader, as_object, read_json
from pipeline.fetch.times import utc
from pipeline.fetch.visits import GoneError

# Results of one search page, and those of a search that are looked at; a wider search is none for documents.
EACH, MOST = 100, 5000


def landings(
    source: GovukSource, reader: PageReader, since: date | None, known: Iterable[str]
) -> Iterator[Landing | Unavailable]:
    """The publications of a source with what they offer.

    ``since`` leaves out those that were not updated since that day; ``known`` are pages that were fetched from
    before.
    """
    found: list[str] = []
    searched = True
    try:
        found += _searched(source, reader, since)
    except RefusedError as error:
        searched = False
        yield Unavailable(f"{source.address}/api/search.json", str(error))
    again = [page for page in known if page.startswith(f"{source.address}/")] if searched and not since else []
    for page in dict.fromkeys((*found, *again)):
        yield _landing(source, reader, page)


def _searched(source: GovukSource, reader: PageReader, since: date | None) -> Iterator[str]:
    """The addresses of the publications that the search finds, the newest first."""
    asked = [
        *(("filter_organisations", name) for name in source.organisations),
        *(("filter_content_store_document_type", kind) for kind in source.kinds),
        *((("q", source.query),) if source.query else ()),
        *((("filter_public_timestamp", f"from:{since.isoformat()}"),) if since else ()),
        *(("fields", name) for name in ("title", "link", "public_timestamp")),
        ("order", "-public_timestamp"),
        ("count", str(EACH)),
    ]
    for start in range(0, MOST, EACH):
        query = urlencode([*asked, ("start", str(start))])
        answer = read_json(reader, f"{source.address}/api/search.json?{query}", keep=False)
        results = answer.get("results")
        if not isinstance(results, list):
            raise RefusedError("what came is no list of results")
        for result in _objects(results):
            link, title = result.get("link"), _text(result.get("title")) or ""
            if _is_path(link) and re.search(source.titles, title, re.IGNORECASE):
                yield source.address + str(link)
        total = answer.get("total")
        if not results or not isinstance(total, int) or start + EACH >= total:
            return


def _landing(source: GovukSource, reader: PageReader, page: str) -> Landing | Unavailable:
    try:
        content = read_json(reader, _api(source, page))
    except GoneError as error:
        return Landing(page, because=f"its page is gone: {error}", withdrawn="")
    except RefusedError as error:
        return Unavailable(page, str(error))
    if content.get("document_type") == "gone" or content.get("schema_name") == "gone":
        return Landing(page, because="its page is gone", withdrawn="")
    if content.get("schema_name") == "redirect":
        to = next((_text(one.get("destination")) for one in _objects(content.get("redirects"))), None)
        return Landing(page, because=f"its page has moved to {to or 'another'}", withdrawn="")
    notice = _object(content.get("withdrawn_notice"))
    offers = tuple(_offers(source, page, content))
    if not offers and "details" not in content:
        return Unavailable(page, "what came is no publication")
    # An empty notice stands for none; a withdrawn page still shows what it held.
    return Landing(page, offers, withdrawn=(utc(notice.get("withdrawn_at")) or "") if notice else None)


def _api(source: GovukSource, page: str) -> str:
    return f"{source.address}/api/content{urlsplit(page).path}"


def _offers(source: GovukSource, page: str, content: Mapping[str, object]) -> Iterator[Offer]:
    details = _object(content.get("details"))
    fresh = utc(content.get("public_updated_at"))
    first = utc(content.get("first_published_at"))
    history = [
        (_text(one.get("note")) or "", utc(one.get("public_timestamp")))
        for one in _objects(details.get("change_history"))
    ]
    for url, title, kind in _attached(page, details):
        told = title or _text(content.get("title"))
        when = _published(title, history, first)
        if kind == "html":
            if urlsplit(url).netloc == urlsplit(source.address).netloc:
                made = partial(composed, page=url)
                yield Offer(url, told, when, fresh, ask=_api(source, url), compose=made)
        else:
            yield Offer(url, told, when, fresh)


def _attached(page: str, details: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str]]:
    """The address, title and kind of each attachment; older pages name them only in pieces of HTML."""
    attachments = [one for one in _objects(details.get("attachments")) if _text(one.get("url"))]
    for one in attachments:
        # What is attached by a link to another site (external) is not GOV.UK's.
        if one.get("attachment_type") in ("file", "html"):
            yield urljoin_safe(page, str(one["url"])), _text(one.get("title")), str(one["attachment_type"])
    if not attachments:
        pieces = details.get("documents")
        for piece in pieces if isinstance(pieces, list) else ():
            for url, title in links.anchors(piece, page) if isinstance(piece, str) else ():
                if re.search(DOCUMENTS, urlsplit(url).path, re.IGNORECASE):
                    yield url, title, "file"


def _published(title: str | None, history: list[tuple[str, str | None]], first: str | None) -> str | None:
    """When an attachment was published, as far as the history of its page tells.

    A page that never changed was published with all it holds. Else a note tells where it names the attachment;
    where none does, any of its days may be the one, and none is given.
    """
    if len(history) <= 1:
        return first
    naming = sorted(when for note, when in history if title and title.lower() in note.lower() and when)
    return naming[0] if naming else None


def composed(data: bytes, page: str) -> Composed:
    """The HTML attachment of a Content API answer as a page of its own, without the site around it.

    Raises :class:`~pipeline.fetch.addresses.RefusedError` where it has no text.
    """
    content = as_object(data)
    body, title = _text(_object(content.get("details")).get("body")), _text(content.get("title")) or page
    if not body:
        raise RefusedError("its text did not come")
    head = f'<meta charset="utf-8"><title>{html.escape(title)}</title>'
    whole = f"<h1>{html.escape(title)}</h1>\n{body}"
    text = f'<!doctype html>\n<html lang="en">\n<head>{head}</head>\n<body>\n{whole}\n</body>\n</html>\n'
    published = utc(content.get("public_updated_at")) or utc(content.get("first_published_at"))
    return Composed(text.encode("utf-8", "replace"), published)


def urljoin_safe(page: str, url: str) -> str:
    """An address on a page in full; what is none stays as it is, and is refused when it is asked for."""
    try:
        return urljoin(page, url)
    except ValueError:
        return url


def _is_path(link: object) -> bool:
    """Whether a result lies on GOV.UK itself: some lead to other sites."""
    return isinstance(link, str) and re.fullmatch(r"/(?!/)[!-~]+", link) is not None


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
