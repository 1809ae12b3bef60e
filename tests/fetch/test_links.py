"""Pages, feeds and lists of addresses as sources."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.fetch.addresses import RefusedError
from pipeline.fetch.config import LinkSource
from pipeline.fetch.links import anchors, postings
from pipeline.fetch.times import utc
from tests.fetch.conftest import Guest
from tests.fetch.server import Told, Web, pdf

PAGE = """<html><body><a href='plans/a.pdf'>Plan of <b>HMP A</b>
  &amp; B</a> <A class=x HREF="/plans/b.PDF?download=1#top">B</A> <a href="/about">About</a>
<a href="javascript:alert(1)">no</a> <a href="mailto:a@b.c">no</a> <a name="x">no</a> <a href="http://[::1">no</a>
<a href="/plans/a b.docx">spaces</a> <a href="plans/a.pdf">again</a></body></html>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>New</title>
<entry><title>Plan of HMP A</title><link href="/plans/a.pdf"/><published>2024-05-02T10:00:00+01:00</published></entry>
<entry><title>Page of B</title><link rel="alternate" href="/b"/><link rel="self" href="/b.atom"/>
  <updated>2024-01-02T10:00:00Z</updated></entry><entry><title>Nowhere</title></entry></feed>"""
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>New</title><link>/</link>
<item><title>Plan of HMP A</title><link>{at}/a</link><enclosure url="{at}/plans/a.pdf" type="application/pdf"/>
<pubDate>Thu, 02 May 2024 10:00:00 +0100</pubDate></item></channel></rss>"""


def html(text: str) -> Told:
    return Told(text.encode(), headers={"Content-Type": "text/html"}, tagged=True)


def test_links_of_a_page_that_fit_are_documents(web: Web, guest: Guest) -> None:
    web.pages |= {"/reports/": html(PAGE), "/reports/plans/a.pdf": pdf("a"), "/plans/b.PDF": pdf("b")}
    source = LinkSource("council", pages=(f"{web.address}/reports/",), licence="OGL-UK-3.0")
    (came,) = guest.fetch(source)
    assert len(came.new) == 2
    assert [one.url for one in came.refused] == [f"{web.address}/plans/a%20b.docx"]
    first, second = guest.entries()
    assert (first.title, first.landing_page, first.licence) == (
        "Plan of HMP A & B",
        f"{web.address}/reports/",
        "OGL-UK-3.0",
    )
    assert second.source_url == f"{web.address}/plans/b.PDF?download=1"
    assert (first.published_at, second.published_at) == (None, None)
    (came,) = guest.fetch(LinkSource("council", pages=source.pages, links=r"/plans/a"))
    assert (came.unchanged, came.withdrawn) == (1, 1)


def test_what_another_page_of_the_source_names_now_is_not_withdrawn(web: Web, guest: Guest) -> None:
    link = "<a href='/plans/a.pdf'>Plan</a>"
    web.pages |= {"/one": html(link), "/two": html(""), "/plans/a.pdf": pdf("a")}
    source = LinkSource("council", pages=(f"{web.address}/one", f"{web.address}/two"))
    guest.fetch(source)
    web.pages |= {"/one": html(""), "/two": html(link)}
    (came,) = guest.fetch(source)
    assert (came.unchanged, came.withdrawn) == (1, 0)
    web.pages["/two"] = html("")
    assert guest.fetch(source)[0].withdrawn == 1
    assert guest.fetch(source)[0].withdrawn == 0


def test_entries_of_a_feed_lead_to_documents_or_to_pages_with_some(web: Web, guest: Guest) -> None:
    web.pages |= {"/feed.atom": Told(ATOM.encode()), "/plans/a.pdf": pdf("a"), "/plans/b.pdf": pdf("b")}
    web.pages["/b"] = html("<a href='/plans/b.pdf'>The plan of B</a>")
    source = LinkSource("feed", feeds=(f"{web.address}/feed.atom",))
    (came,) = guest.fetch(source)
    assert len(came.new) == 2
    told = {entry.title: (entry.published_at, entry.landing_page) for entry in guest.entries()}
    assert told == {
        "Plan of HMP A": ("2024-05-02T09:00:00Z", f"{web.address}/feed.atom"),
        "The plan of B": ("2024-01-02T10:00:00Z", f"{web.address}/b"),
    }
    web.forget()
    (came,) = guest.fetch(source, since=date(2024, 5, 1))
    assert (came.unchanged, came.withdrawn) == (1, 0)
    assert "/b" not in web.paths()
    # An entry that left the feed is old, and not withdrawn.
    web.pages["/feed.atom"] = Told(b'<feed xmlns="http://www.w3.org/2005/Atom"/>')
    assert guest.fetch(source)[0].withdrawn == 0


def test_an_rss_feed_is_read_too(web: Web, guest: Guest) -> None:
    web.pages |= {"/rss": Told(RSS.format(at=web.address).encode()), "/plans/a.pdf": pdf("a")}
    guest.fetch(LinkSource("rss", feeds=(f"{web.address}/rss",)))
    (entry,) = guest.entries()
    assert (entry.title, entry.published_at) == ("Plan of HMP A", "2024-05-02T09:00:00Z")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><body>Sorry</body></html>",
        b"{}",
        b"<feed",
        b'<!DOCTYPE feed [<!ENTITY a "aa">]><feed>&a;</feed>',
        b"<!doctype x><feed/>",
        "<feed/>".encode("utf-16"),
        b'<?xml version="1.0" encoding="no-such"?><feed/>',
    ],
)
def test_what_is_no_feed_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedError, match="feed"):
        postings(data, "https://example.org/feed")


@pytest.mark.parametrize("text", ["<a " * 200_000, "<a href=" * 100_000, "<a href='" * 100_000, "<a x>" * 100_000])
def test_a_hostile_page_costs_little(text: str) -> None:
    assert list(anchors(text, "https://example.org/"))[1:] == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("2024-05-02T10:00:00.000+01:00", "2024-05-02T09:00:00Z"),
        ("2024-05-02T10:00:00Z", "2024-05-02T10:00:00Z"),
        ("2024-05-02", "2024-05-02"),
        ("Thu, 02 May 2024 10:00:00 +0100", "2024-05-02T09:00:00Z"),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("2 May", None),
        ("", None),
        (7, None),
        (None, None),
    ],
)
def test_times_are_one_text_that_sorts(given: object, told: str | None) -> None:
    assert utc(given) == told
