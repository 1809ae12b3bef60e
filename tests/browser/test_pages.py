"""The pages of the site as a person uses them, from a disk, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.dataset import Dataset, load
from pipeline.site import names
from tests.browser.conftest import Opened

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ds(sample: Path) -> Dataset:
    return load(sample)


def at(site: Path, file: str) -> str:
    return (site / file).resolve().as_uri()


def kinds(ds: Dataset) -> list[str]:
    """One page of every kind; the documents with pages and without."""
    told = ds.links[ds.links.judgement == "accepted"].action_id.iloc[0]
    documents = ds.documents.drop_duplicates(subset="media_type").document_id
    owner = next(iter(ds.commitments.owners.iloc[0]))
    from pipeline.site import owners

    return [
        "index.html",
        names.case_page(ds.commitments.case_id.iloc[0]),
        names.commitment_page(told),
        *(names.document_page(key) for key in documents),
        "owners.html",
        names.owner_page(owners.key(owner)),
        "search.html",
        "about.html",
    ]


def test_from_the_list_to_the_words_and_on_to_the_letter(site: Path, ds: Dataset, opened: Opened) -> None:
    page = opened()
    page.goto(at(site, "index.html"))
    page.get_by_role("link", name=re.compile("HMP Fenwick")).click()
    rows = page.locator("#lines tbody tr")
    every = rows.count()
    page.locator("select[name=status]").select_option(label="Delayed")
    shown = [row for row in rows.all() if row.is_visible()]
    assert 0 < len(shown) < every
    assert {row.get_attribute("data-status") for row in shown} == {"delayed"}
    assert page.locator(".count").inner_text() == f"{len(shown)} of {every} shown"
    page.get_by_role("button", name="Target now").click()
    days = [row.locator("td").nth(3).get_attribute("data-value") for row in rows.all() if row.is_visible()]
    assert days == sorted(days)
    page.locator("#lines tbody tr:visible a").first.click()
    value = page.locator("#value-action-owners")
    value.get_by_role("link").click()
    mark = page.locator("[id^=mark-action-owners-]").first
    assert page.evaluate("document.querySelector(':target').id") == mark.get_attribute("id")
    assert "on" in value.get_attribute("class")
    inside = page.evaluate(
        "() => { const r = document.querySelector('[id^=mark-action-owners-] rect'), m = r.getBoundingClientRect(),"
        " p = r.closest('.sheet').querySelector('img').getBoundingClientRect();"
        ""
        " return m.left >= p.left && m.right <= p.right && m.top >= p.top && m.bottom <= p.bottom && m.width > 5 }"
    )
    assert inside
    page.locator("[id^=mark-action-targets-]").first.click()
    assert page.evaluate("document.querySelector(':target').id") == "value-action-targets"
    page.locator(".passage").first.get_by_text("Why it was linked").click()
    assert page.locator(".passage table.reasons").first.is_visible()
    page.locator(".passage").first.get_by_role("link", name="In its place").click()
    assert page.locator(":target").is_visible()
    assert "/documents/" in page.url


@pytest.mark.parametrize("width", [1280, 360])
def test_every_kind_of_page_is_accessible_and_fits(width: int, site: Path, ds: Dataset, opened: Opened) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="requirements/test.lock").Axe()
    page = opened(width)
    for file in kinds(ds):
        page.goto(at(site, file))
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert broken(axe.run(page)) == [], file
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), file


def broken(found: Any) -> list[tuple[str, str]]:
    return [(v["id"], node["html"][:200]) for v in found.response["violations"] for node in v["nodes"][:3]]


def test_without_javascript_all_is_readable(site: Path, ds: Dataset, opened: Opened) -> None:
    page = opened(javascript=False)
    case = ds.commitments.case_id.iloc[0]
    page.goto(at(site, names.case_page(case)))
    assert page.locator("#lines tbody tr:visible").count() == sum(ds.commitments.case_id == case)
    assert page.locator("form").count() == page.locator("form:not(:visible)").count()
    page.goto(at(site, names.commitment_page(ds.commitments.action_id.iloc[0])))
    value = page.locator("#value-action-owners")
    value.get_by_role("link").click()
    target = page.locator(":target")
    assert target.get_attribute("id").startswith("mark-action-owners-")
    page.goto(at(site, "search.html"))
    assert page.get_by_text("Searching needs JavaScript").is_visible()


def test_words_of_promises_and_passages_are_found(site: Path, opened: Opened) -> None:
    page = opened()
    page.goto(at(site, "search.html"))
    assert not page.get_by_text("Searching needs JavaScript").is_visible()
    page.get_by_role("searchbox").fill("fixed cameras")
    page.locator(".found li").first.wait_for()
    found = page.locator(".found li").all_inner_texts()
    assert any(text.startswith("Commitment 5.01/3") for text in found)
    assert any(text.startswith("Passage about 5.01/3") for text in found)
    page.get_by_role("searchbox").fill("Q4 2016/17")
    page.locator(".found a", has_text="Commitment 5.01/3").click()
    assert "64 fixed CCTV cameras" in page.locator("main").inner_text()


def test_a_printed_page_has_no_navigation_and_all_its_words(site: Path, ds: Dataset, opened: Opened) -> None:
    page = opened()
    page.goto(at(site, names.commitment_page(ds.commitments.action_id.iloc[0])))
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation", name="Main").is_visible()
    assert page.locator("#value-action-text").is_visible()


def test_who_comes_back_finds_filters_and_search_as_they_were(site: Path, ds: Dataset, opened: Opened) -> None:
    page = opened()
    page.goto(at(site, names.case_page(ds.commitments.case_id.iloc[0])))
    page.locator(".filters input[name=words]").fill("camera")
    shown = page.locator("#lines tbody tr:visible").count()
    assert 0 < shown < page.locator("#lines tbody tr").count()
    page.locator("#lines tbody tr:visible a").first.click()
    page.go_back()
    page.locator(".filters .count").wait_for()
    asked = page.locator(".filters input[name=words]").input_value()
    now = page.locator("#lines tbody tr:visible").count()
    assert now == (shown if asked else page.locator("#lines tbody tr").count())
    page.goto(f"{at(site, names.case_page(ds.commitments.case_id.iloc[0]))}#100%")
    assert page.locator(".filters").is_visible()
