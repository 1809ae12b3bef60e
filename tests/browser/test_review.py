"""A person reviews in a real browser: looks at what is asked, decides, is contradicted, undoes, runs again."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.dataset import load
from pipeline.site import names
from tests.browser.conftest import Opened
from tests.browser.test_pages import broken

pytestmark = pytest.mark.slow
COMMAND = [sys.executable, "-c", "from pipeline.start import main; main()"]


@pytest.fixture
def folder(sample: Path, tmp_path: Path) -> Path:
    shutil.copytree(sample, tmp_path / "processed", symlinks=True)
    shutil.copytree(sample.parent / "raw", tmp_path / "raw")
    return tmp_path


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    asked = [*COMMAND, "review", "--processed", str(folder / "processed"), "--who", "A. Reader"]
    with subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        yield serving.stdout.readline().strip()
        serving.terminate()
        assert serving.wait(20) == 143


def lines(folder: Path) -> list[dict[str, str]]:
    path = folder / "raw" / "decisions.csv"
    if not path.is_file():
        return []
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_a_link_is_decided_and_the_next_run_uses_it(folder: Path, address: str, opened: Opened) -> None:
    ds = load(folder / "processed")
    wrong = (
        ds.links[(ds.links.judgement == "accepted") & (ds.links.method == "matched")].sort_values("score").iloc[0]
    )
    page = opened()
    page.goto(address)
    assert page.get_by_role("heading", name="What to look at").is_visible()
    home = page.url.removesuffix("/queue")
    here = f"{home}/{names.commitment_page(wrong.action_id)}"
    page.goto(here)
    passage = page.locator(f"[id='{names.slug(wrong.update_id)}']")
    passage.get_by_label("Why (you may leave it empty)").fill('it is about, =another, "thing"')
    passage.get_by_role("button", name="Wrong: it is not").click()
    assert page.locator("p[role=status]").first.inner_text().startswith("Written down")
    (line,) = lines(folder)
    assert (line["record"], line["value"], line["who"]) == (
        f"{wrong.update_id} | {wrong.action_id}", "rejected", "A. Reader",
    )  # fmt: skip
    assert "A. Reader decided" in passage.inner_text()
    done = subprocess.run(
        [*COMMAND, "run", "--raw", str(folder / "raw"), "--processed", str(folder / "processed"), "--as-of", "2019-08-01"],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    page.goto(here)
    assert not page.locator(f".passage[id='{names.slug(wrong.update_id)}']").count()
    page.goto(f"{home}/bands")
    row = page.locator("tbody tr", has_text=re.compile(rf"^{int(wrong.score * 10) / 10:.1f} to"))
    assert row.locator("td").nth(0).inner_text().endswith("1")
    assert row.locator("td").nth(1).inner_text().endswith("0")


def test_the_keys_answer_what_is_asked_and_undo_it(folder: Path, address: str, opened: Opened) -> None:
    page = opened()
    page.goto(address)
    links = page.locator("[data-queue] > li:has(button[data-key=n])")
    first = links.first.locator("input[name=record]").first.get_attribute("value")
    while page.locator("li.here input[name=record]").first.get_attribute("value") != first:
        page.keyboard.press("j")
    page.keyboard.press("y")
    page.locator("p[role=status].told-ok").first.wait_for()
    assert [line["record"] for line in lines(folder)] == [first]
    assert first not in [i.get_attribute("value") for i in page.locator("[data-queue] input[name=record]").all()]
    page.keyboard.press("u")
    page.get_by_text("Taken back").wait_for()
    assert lines(folder) == []
    page.get_by_role("checkbox", name=re.compile("Keys")).uncheck()
    page.locator("h1").click()
    page.keyboard.press("y")
    page.wait_for_timeout(300)
    assert lines(folder) == []


def test_another_persons_decision_is_shown_and_never_overwritten(folder: Path, address: str, browser: Any) -> None:
    ds = load(folder / "processed")
    key = ds.commitments.action_id.iloc[0]
    theirs = f"{key},status,superseded,told on the phone,B. Colleague,2019-08-01\n"
    (folder / "raw" / "decisions.csv").write_text(f"record,field,value,reason,who,when\n{theirs}", encoding="utf-8")
    page = browser.new_page()  # the browser itself complains of an answer that is no success, in its console
    page.goto(address)
    page.goto(f"{page.url.removesuffix('/queue')}/{names.commitment_page(key)}")
    page.get_by_text("Decide where it stands").click()
    page.get_by_role("combobox", name="State").select_option("completed")
    page.get_by_role("button", name="Decide the state").click()
    assert page.get_by_role("heading", name="Another person decided otherwise").is_visible()
    assert "told on the phone" in page.locator("main").inner_text()
    assert [line["who"] for line in lines(folder)] == ["B. Colleague"]
    page.get_by_role("button", name="Put mine beside theirs").click()
    assert [(line["who"], line["value"]) for line in lines(folder)] == [
        ("B. Colleague", "superseded"),
        ("A. Reader", "completed"),
    ]
    page.close()


def test_values_are_decided_and_what_cannot_be_is_shown_to_be_mended(
    folder: Path, address: str, browser: Any
) -> None:
    key = load(folder / "processed").commitments.action_id.iloc[0]
    page = browser.new_page()
    page.goto(address)
    page.goto(f"{page.url.removesuffix('/queue')}/{names.commitment_page(key)}")
    for name, said in (("targets", "soon, perhaps"), ("owners", "Head of Kites; Head of Boats")):
        value = page.locator(f"#value-action-{name}")
        value.get_by_text("Decide otherwise").click()
        value.locator("[name=value]").fill(said)
        value.get_by_role("button", name="Decide", exact=True).click()
        if page.get_by_role("heading", name="This was not written down").count():
            assert page.locator("textarea[name=value]").input_value() == said
            page.locator("textarea[name=value]").fill("March 2031")
            page.get_by_role("button", name="Decide so").click()
        assert page.locator("p[role=status]").first.inner_text().startswith("Written down")
    assert [(line["field"], line["value"]) for line in lines(folder)] == [
        ("target", "March 2031"),
        ("owners", "Head of Kites; Head of Boats"),
    ]
    page.close()


def test_a_statement_that_is_linked_to_nothing_is_linked(folder: Path, address: str, opened: Opened) -> None:
    ds = load(folder / "processed")
    letter = ds.documents[ds.documents.kind == "update_letter"].document_id.iloc[0]
    page = opened()
    page.goto(address)
    page.goto(f"{page.url.removesuffix('/queue')}/{names.document_page(letter)}")
    form = page.locator("form:has(button[value=only])").first
    record = form.locator("input[name=record]").get_attribute("value")
    form.locator("select").select_option(index=1)
    chosen = form.locator("select").input_value()
    form.get_by_role("button", name="Link it").click()
    page.locator("p[role=status].told-ok").wait_for()
    assert [(line["record"], line["value"]) for line in lines(folder)] == [(f"{record} | {chosen}", "accepted")]


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_with_controls_are_accessible_and_fit(
    width: int, folder: Path, address: str, opened: Opened
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="requirements/test.lock").Axe()
    ds = load(folder / "processed")
    page = opened(width)
    page.context.set_default_timeout(15_000)
    page.goto(address)
    home = page.url.removesuffix("/queue")
    told = ds.links[ds.links.judgement == "accepted"].action_id.iloc[0]
    letter = ds.documents[ds.documents.kind == "update_letter"].document_id.iloc[0]
    for file in ("queue", "bands", names.commitment_page(told), names.document_page(letter)):
        page.goto(f"{home}/{file}")
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert broken(axe.run(page)) == [], file
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), file
