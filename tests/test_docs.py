"""Every code block of README.md and docs/ does what its page says, and what else the pages say of the software is so.

:mod:`tests.following` tells how each kind of block is followed.
"""

from __future__ import annotations

import re
import runpy
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from extractors.fields.dates import parse_target
from pipeline import cli
from pipeline.decisions import editable_fields
from pipeline.linking import signals
from tests.following import ROOT, Reader, commands, end_all, options

DOCS = ROOT / "docs"
TUTORIAL, README = DOCS / "tutorial.md", ROOT / "README.md"
PAGES = [README, *sorted(page for page in DOCS.rglob("*.md") if "_build" not in page.parts)]
# Pages that go on in the folder of another, and those that are followed in a checkout. The tutorial begins in an
# empty folder, and every other page in one with the documents of data/raw, published.
AFTER = {
    "docs/how-to/add-a-document.md": "docs/tutorial.md",
    "docs/how-to/correct-a-record.md": "docs/how-to/add-a-document.md",
    "docs/how-to/keep-in-a-bucket.md": "docs/tutorial.md",
    "docs/how-to/read-and-review.md": "docs/how-to/add-a-document.md",
    "docs/how-to/run-nightly.md": "docs/how-to/add-a-document.md",
    "docs/how-to/run-on-a-cluster.md": "docs/tutorial.md",
    "docs/how-to/when-something-is-wrong.md": "docs/tutorial.md",
}
CLUSTER = "run-on-a-cluster.md"
CHECKOUT = ("docs/how-to/add-a-table-design.md", "docs/how-to/add-a-document-type.md")
PORT = "8786"  # of Dask's scheduler in the documentation; it may be taken, so another is put in its place
Folders = Callable[[Path], Path]


@pytest.fixture(autouse=True)
def _ended() -> Iterator[None]:
    yield
    end_all()


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Folders:
    """Gives the folder in which a page was followed to its end."""

    @cache
    def after(page: Path) -> Path:
        reader = Reader(before(page), port=(PORT, free_port()))
        reader.follow(page)
        return reader.folder

    def before(page: Path) -> Path:
        folder = tmp_path_factory.mktemp(page.stem)
        name = name_of(page)
        if name in AFTER:
            shutil.copytree(after(ROOT / AFTER[name]), folder, symlinks=True, dirs_exist_ok=True)
        elif name in CHECKOUT:
            for part in ("extractors", "pipeline", "tests/golden"):
                shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
            for part in ("tests/__init__.py", "tests/test_golden.py", "pyproject.toml"):
                shutil.copy(ROOT / part, folder / part)
        elif page != TUTORIAL:
            shutil.copytree(sample, folder / "data" / "processed", symlinks=True)
            (folder / "data" / "raw").symlink_to(ROOT / "data" / "raw", target_is_directory=True)
            (folder / ".venv").symlink_to(sys.prefix, target_is_directory=True)
        return folder

    return after


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, marks=pytest.mark.slow if "how-to" in page.parts else ()) for page in PAGES],
    ids=name_of,
)
def test_every_block_of_a_page_does_what_the_page_says(page: Path, folders: Folders) -> None:
    if page.name == CLUSTER:
        pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    folders(page)


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "```r\n" in page.read_text(encoding="utf-8")], ids=name_of
)
def test_every_block_in_r_runs(page: Path, folders: Folders) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R (Rscript) is not installed here")
    Reader(folders(page)).follow(page, in_r=True)


def words_of(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def test_every_option_that_a_page_speaks_of_is_there() -> None:
    known = {option for command in (get_command(cli.app), *commands().values()) for option in options(command)}
    for page in PAGES:
        prose = re.sub(r"(?s)```.*?```", "", page.read_text(encoding="utf-8"))
        assert set(re.findall(r"`(--[\w-]+)", prose)) <= known, page


def test_the_exit_codes_are_those_of_the_program() -> None:
    told = re.findall(r"(?m)^\| (\d+) \|", words_of("how-to/run-nightly.md"))
    assert told == re.findall(r"(?m)^  (\d+)  ", cli.EXIT_CODES)


def test_every_field_that_can_be_decided_is_named() -> None:
    cells = re.findall(
        r"(?m)^\| a.*\| (`[^|]*) \|$|^\| where.*\| (`[^|]*) \|$", words_of("how-to/correct-a-record.md")
    )
    named = [sorted(re.findall(r"`(\w+)`", "".join(cell).split(":")[0])) for cell in cells]
    decided = [*editable_fields.FIELDS.values(), editable_fields.STATE, ("link",)]
    assert sorted(named) == sorted(sorted(fields) for fields in decided)


def test_the_intervals_of_the_method_are_those_of_the_software() -> None:
    rows = re.findall(r"(?m)^\| ([^|]+) \| ([\d-]+) \| ([\d-]+) \| (\w+) \|$", words_of("method.md"))
    assert len(rows) > 5
    for words, *said in rows:
        (target,) = parse_target(words).targets
        assert [str(target.start), str(target.end), target.precision] == said


def test_the_figures_of_the_method_stand_where_it_took_them_from() -> None:
    sources = [README, ROOT / "bench" / "RESULTS.md", *(DOCS / "decisions").glob("*.md")]
    sources += [
        p for code in ("pipeline", "extractors") for end in ("py", "toml") for p in (ROOT / code).rglob(f"*.{end}")
    ]
    held = {float(n) for p in sources for n in re.findall(r"\d+\.\d+", p.read_text(encoding="utf-8"))}
    held |= {round(1 / (1 + 2.0**-bits), 2) for bits in (0, 3, -3)}
    assert {float(n) for n in re.findall(r"\d+\.\d+", words_of("method.md"))} <= held
    assert len(signals.SIGNALS) == 14
    assert "fourteen *signals*" in words_of("method.md")


@pytest.mark.parametrize(
    ("html", "fetches"),
    [
        ('<script src="https://cdn.example/vega.js"></script>', True),
        ("<link rel='stylesheet' href='//fonts.example/a.css'>", True),
        ('<img alt="" src="http://elsewhere.example/a.png">', True),
        ("@import 'https://fonts.example/a.css';", True),
        ("body { background: url(https://elsewhere.example/a.png) }", True),
        ('<script>import("https://elsewhere.example/a.js")</script>', True),
        ('<a href="https://www.sphinx-doc.org/">Sphinx</a>', False),
        ('<img src="../_images/page.png"><script src="_static/a.js"></script>', False),
        ('<svg xmlns="http://www.w3.org/2000/svg"></svg>', False),
    ],
)
def test_the_build_stops_at_a_page_that_fetches_from_elsewhere(html: str, fetches: bool) -> None:
    pytest.importorskip("sphinx", reason="requirements/docs.lock is not installed")
    conf = runpy.run_path(str(DOCS / "conf.py"))
    assert bool(conf["FETCHED"].search(html)) is fetches
