"""Publications of GOV.UK: found, fetched with what is known of them, and looked at again every night."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from pipeline.fetch.config import HMPPS, OGL, GovukSource
from tests.fetch.conftest import Guest
from tests.fetch.publications import (
    FIRST,
    LATER,
    PRISON,
    attached,
    callow_bridge,
    publication,
    publish,
    searchable,
)
from tests.fetch.server import Told, Web, pdf

LETTER = f"{PRISON}/hmp-callow-bridge-letter"


def hmpps(web: Web) -> GovukSource:
    return replace(HMPPS, address=web.address)


def test_what_is_attached_to_a_publication_is_fetched_with_what_is_known_of_it(web: Web, guest: Guest) -> None:
    callow_bridge(web)
    (came,) = guest.fetch(hmpps(web))
    assert (len(came.new), came.changed, came.unchanged, came.refused) == (2, [], 0, [])
    plan, letter = guest.entries()
    assert guest.files() == sorted([plan.file, letter.file])
    assert plan.source_url == f"{web.address}/media/65e0/plan.pdf"
    assert letter.source_url == f"{web.address}{LETTER}"
    for one, title in ((plan, "action plan"), (letter, "letter")):
        assert one.title == f"HMP Callow Bridge: {title}"
        assert one.landing_page == f"{web.address}{PRISON}"
        assert (one.published_at, one.fetched_at) == ("2024-03-05T09:30:00Z", "2024-06-01T02:00:00Z")
        assert (one.licence, one.withdrawn, one.source) == (OGL, None, "hmpps")
    assert plan.file.startswith("127.0.0.1/hmp-callow-bridge-action-plan-")
    assert plan.file.endswith(".pdf")
    page = (guest.raw / letter.file).read_text(encoding="utf-8")
    assert "<p>Dear Ms Okafor, the scanner is in use.</p>" in page
    assert page.startswith("<!doctype html>")


def test_the_search_is_asked_as_its_documentation_has_it_and_page_by_page(web: Web, guest: Guest) -> None:
    many = {f"/government/publications/{n}": f"HMP Fenwick {n}: action plan" for n in range(250)}
    searchable(web, many)
    (came,) = guest.fetch(hmpps(web), since=date(2024, 5, 1))
    searches = [one.query for one in web.asked if one.path == "/api/search.json"]
    assert [query["start"] for query in searches] == [["0"], ["100"], ["200"]]
    assert searches[0]["filter_organisations"] == ["hm-prison-and-probation-service"]
    assert searches[0]["filter_public_timestamp"] == ["from:2024-05-01"]
    assert searches[0]["order"] == ["-public_timestamp"]
    assert {one.why for one in came.refused} == {"its page is gone: there is nothing (status 404)"}
    assert len(came.refused) == 250


def test_the_second_night_takes_nothing_again_and_the_third_what_changed(web: Web, guest: Guest) -> None:
    callow_bridge(web)
    guest.fetch(hmpps(web))
    before, files = guest.entries(), guest.files()
    web.forget()
    (came,) = guest.fetch(hmpps(web))
    assert (came.new, came.changed, came.unchanged, came.refused) == ([], [], 2, [])
    assert guest.entries() == before
    documents = [
        status for status, asked in zip(web.statuses, web.asked, strict=True) if "search" not in asked.path
    ]
    assert set(documents) - {404} == {304}  # 404 is robots.txt
    # The page is used again: its file is another now, and a second letter stands beside the first.
    old = (guest.raw / before[0].file).read_bytes()
    web.pages["/media/65e0/plan.pdf"] = pdf("the plan of November")
    web.pages["/media/7aa1/letter-2.pdf"] = pdf("the second letter")
    files_now = [
        attached(f"{web.address}/media/65e0/plan.pdf", "HMP Callow Bridge: action plan"),
        attached(LETTER, "HMP Callow Bridge: letter", "html"),
        attached(f"{web.address}/media/7aa1/letter-2.pdf", "HMP Callow Bridge: second letter"),
    ]
    history = [
        {"public_timestamp": FIRST, "note": "First published."},
        {"public_timestamp": LATER, "note": "Added a letter and a new plan."},
    ]
    publish(web, PRISON, publication(PRISON, "HMP Callow Bridge: action plan", files_now, history=history))
    guest.time = datetime(2024, 11, 13, 2, 0, tzinfo=UTC)
    (came,) = guest.fetch(hmpps(web))
    assert (len(came.new), len(came.changed), came.unchanged) == (1, 1, 1)
    assert len(guest.files()) == 4
    assert set(files) < set(guest.files())
    assert (guest.raw / before[0].file).read_bytes() == old
    assert guest.entries()[:2] == before
    assert [one.published_at for one in guest.entries()[2:]] == ["2024-11-12T14:00:00Z"] * 2


def test_the_day_of_an_attachment_is_told_only_where_the_page_tells_it(web: Web, guest: Guest) -> None:
    searchable(web, {PRISON: "HMP Callow Bridge: action plan"})
    files = [attached(f"{web.address}/media/{n}/{n}.pdf", f"Letter of {n}") for n in ("may", "june")]
    for n in ("may", "june"):
        web.pages[f"/media/{n}/{n}.pdf"] = pdf(n)
    history = [
        {"public_timestamp": FIRST, "note": "First published."},
        {"public_timestamp": LATER, "note": "Added ‘Letter of June’."},
    ]
    publish(web, PRISON, publication(PRISON, "HMP Callow Bridge: action plan", files, history=history))
    guest.fetch(hmpps(web))
    told = {entry.title: entry.published_at for entry in guest.entries()}
    assert told == {"Letter of may": None, "Letter of june": "2024-11-12T14:00:00Z"}


def test_what_is_withdrawn_stays_and_is_marked(web: Web, guest: Guest) -> None:
    callow_bridge(web)
    guest.fetch(hmpps(web))
    files = guest.files()
    content = publication(
        PRISON, "HMP Callow Bridge: action plan", [attached(LETTER, "HMP Callow Bridge: letter", "html")]
    )
    publish(web, PRISON, content)
    (came,) = guest.fetch(hmpps(web))
    assert (came.withdrawn, came.unchanged) == (1, 1)
    withdrawn = {entry.title: (entry.withdrawn, entry.withdrawn_because) for entry in guest.entries()}
    assert withdrawn["HMP Callow Bridge: action plan"] == ("2024-06-01T02:00:00Z", "its page no longer names it")
    assert withdrawn["HMP Callow Bridge: letter"] == (None, None)
    # The search no longer finds a withdrawn publication; its page is still looked at.
    searchable(web, {})
    notice = {"explanation": "<p>Out of date.</p>", "withdrawn_at": "2024-05-20T08:00:00Z"}
    publish(web, PRISON, content | {"withdrawn_notice": notice})
    (came,) = guest.fetch(hmpps(web))
    assert came.withdrawn == 1
    assert {entry.withdrawn for entry in guest.entries()} == {"2024-06-01T02:00:00Z", "2024-05-20T08:00:00Z"}
    web.pages[f"/api/content{PRISON}"] = Told(b"{}", 410)
    (came,) = guest.fetch(hmpps(web))
    assert (came.withdrawn, came.refused) == (0, [])
    callow_bridge(web)
    guest.fetch(hmpps(web))
    assert {entry.withdrawn for entry in guest.entries()} == {None}
    assert guest.files() == files


def test_the_same_file_at_another_address_is_no_second_document(web: Web, guest: Guest) -> None:
    callow_bridge(web)
    guest.fetch(hmpps(web))
    files = guest.files()
    moved = [attached(f"{web.address}/media/9999/plan.pdf", "HMP Callow Bridge: action plan")]
    web.pages["/media/9999/plan.pdf"] = pdf("the plan")
    publish(web, PRISON, publication(PRISON, "HMP Callow Bridge: action plan", moved))
    (came,) = guest.fetch(hmpps(web))
    assert (came.new, came.unchanged) == ([], 1)
    assert guest.files() == files
    assert len({entry.file for entry in guest.entries() if entry.file.endswith(".pdf")}) == 1


def test_attachments_of_old_pages_are_found_in_their_html(web: Web, guest: Guest) -> None:
    searchable(web, {PRISON: "HMP Callow Bridge: action plan"})
    content = publication(PRISON, "HMP Callow Bridge: action plan", ())
    piece = '<section><h2><a aria-describedby="x" href="/uploads/plan.pdf">The plan</a></h2><a href="/x">no</a></section>'
    content["details"] = {"documents": [piece], "change_history": []}
    publish(web, PRISON, content)
    web.pages["/uploads/plan.pdf"] = pdf()
    guest.fetch(hmpps(web))
    (entry,) = guest.entries()
    assert (entry.title, entry.source_url) == ("The plan", f"{web.address}/uploads/plan.pdf")


def test_attachments_whose_addresses_are_none_leave_the_others(web: Web, guest: Guest) -> None:
    callow_bridge(web)
    odd = [
        "\ud800.pdf",
        "http://[::1",
        "javascript:alert(1)",
        f"{web.address}/slides.pptx",
        f"{web.address}/gone.pdf",
    ]
    good = attached(f"{web.address}/media/65e0/plan.pdf", "HMP Callow Bridge: action plan")
    external = attached("https://elsewhere.example/report", "Elsewhere", "external")
    files = [*(attached(url, "Odd") for url in odd), external, good]
    publish(web, PRISON, publication(PRISON, "HMP Callow Bridge: action plan", files))
    (came,) = guest.fetch(hmpps(web))
    assert len(came.new) == 1
    assert len(came.refused) == len(odd)
    assert "/slides.pptx" not in web.paths()


def test_a_publication_that_moved_is_no_longer_there(web: Web, guest: Guest) -> None:
    callow_bridge(web)
    guest.fetch(hmpps(web))
    searchable(web, {})
    moved = {"schema_name": "redirect", "document_type": "redirect", "base_path": PRISON}
    publish(web, PRISON, moved | {"redirects": [{"path": PRISON, "type": "exact", "destination": "/elsewhere"}]})
    (came,) = guest.fetch(hmpps(web))
    assert came.withdrawn == 2
    assert {entry.withdrawn_because for entry in guest.entries()} == {"its page has moved to /elsewhere"}


def test_a_dry_run_tells_what_is_new_and_leaves_no_trace(web: Web, guest: Guest) -> None:
    callow_bridge(web)
    (came,) = guest.fetch(hmpps(web), dry=True)
    assert came.new == [f"{web.address}/media/65e0/plan.pdf", f"{web.address}{LETTER}"]
    assert list(guest.raw.iterdir()) == []
    assert "/media/65e0/plan.pdf" not in web.paths()


def test_a_damaged_answer_is_not_remembered(web: Web, guest: Guest) -> None:
    callow_bridge(web)
    good = web.pages[f"/api/content{PRISON}"]
    web.pages[f"/api/content{PRISON}"] = Told(b'{"title": "HMP Cal', tagged=True)
    assert guest.fetch(hmpps(web))[0].new == []
    assert list((guest.raw / ".fetched").glob("pages/*")) == []
    web.pages[f"/api/content{PRISON}"] = good
    assert len(guest.fetch(hmpps(web))[0].new) == 2


def test_one_publication_that_cannot_be_had_leaves_the_others(web: Web, guest: Guest) -> None:
    callow_bridge(web)
    searchable(
        web, {"/government/publications/broken": "HMP Fenwick: action plan", PRISON: "Callow Bridge: action plan"}
    )
    web.pages["/api/content/government/publications/broken"] = Told(b"<html>sorry</html>", 200)
    (came,) = guest.fetch(hmpps(web))
    assert len(came.new) == 2
    assert [(one.url, one.why) for one in came.refused] == [
        (f"{web.address}/government/publications/broken", "what came is no JSON")
    ]
