"""A real browser, the one of the system: nothing is downloaded. Where there is none these tests are skipped."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipeline.dataset import load
from pipeline.site.build import build

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
Opened = Callable[..., Any]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="requirements/test.lock is not installed")
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("no Chromium is installed here (`chromium` on Debian)")
    with playwright.sync_playwright() as running:
        # Without its sandbox, since the tests may be run by root; axe reads the style sheets of pages from a disk.
        flags = ["--no-sandbox", "--allow-file-access-from-files"]
        started = running.chromium.launch(executable_path=program, args=flags)
        yield started
        started.close()


@pytest.fixture
def opened(browser: Any) -> Iterator[Opened]:
    """Opens pages in one window, and fails the test at its end where one complained in the console."""
    told: list[str] = []
    with _context(browser, told) as window:
        yield window
    assert told == []


@contextmanager
def _context(browser: Any, told: list[str]) -> Iterator[Opened]:
    contexts: list[Any] = []

    def window(width: int = 1280, *, javascript: bool = True) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=javascript)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda m: told.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: told.append(str(error)))
        return page

    try:
        yield window
    finally:
        for context in contexts:
            context.close()


@pytest.fixture(scope="session")
def site(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of data/raw."""
    out = tmp_path_factory.mktemp("pages") / "site"
    build(load(sample), out)
    return out
