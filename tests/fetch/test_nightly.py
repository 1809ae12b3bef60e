"""One night by one command: each step goes on where another failed, and the exit code tells of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from pipeline import nightly
from pipeline.errors import PipelineError, SiteFailed, Stale, Terminated
from pipeline.nightly import NightStep
from tests.fetch.server import Told, Web
from tests.pipeline.test_cli import command
from tests.pipeline.test_run import LETTER, PLAN


def fails(error: BaseException) -> Iterator[str]:
    yield "first words"
    raise error


def test_a_step_that_fails_is_said_and_the_others_are_taken() -> None:
    said: list[str] = []
    warned: list[str] = []

    def after() -> Iterable[str]:
        return ["after"]

    steps = [
        NightStep("fetch", lambda: fails(PipelineError("no network"))),
        NightStep("site", lambda: fails(SiteFailed("no space"))),
        NightStep("status", lambda: fails(Stale("old"))),
        NightStep("last", after),
    ]
    assert nightly.through(steps, said.append, warned.append) == 7
    assert said == ["first words"] * 3 + ["after"]
    assert warned == ["fetch: no network", "site: no space", "status: old"]
    assert nightly.through([NightStep("last", after)], said.append, warned.append) == 0


@pytest.mark.parametrize(("error", "needed"), [(Terminated("asked to end"), False), (PipelineError("none"), True)])
def test_what_ends_the_night_ends_it(error: BaseException, needed: bool) -> None:
    taken: list[str] = []
    steps = [NightStep("run", lambda: fails(error), needed), NightStep("site", lambda: taken or fails(error))]
    with pytest.raises(type(error)):
        nightly.through(steps, taken.append, taken.append)
    assert taken == ["first words"]


@pytest.fixture
def night(tmp_path: Path) -> list[str | Path]:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "plan.html").write_text(PLAN, encoding="utf-8")
    given = ("--raw", tmp_path / "raw", "--processed", tmp_path / "processed", "--config", tmp_path / "fetch.toml")
    return ["nightly", *given, "--as-of", "2019-07-01"]


@pytest.mark.slow
def test_what_is_published_in_the_evening_is_read_shown_and_told_in_the_morning(
    web: Web, night: list[str | Path], tmp_path: Path
) -> None:
    web.pages["/letter.txt"] = Told(LETTER.encode(), headers={"Content-Type": "text/plain"})
    (tmp_path / "fetch.toml").write_text(
        f'contact = "ann@example.org"\n[[links]]\nname = "x"\ndocuments = ["{web.address}/letter.txt"]\n'
        "[manners]\nallow_private = true\ndelay = 0\nattempts = 1\n",
        encoding="utf-8",
    )
    done = command(*night)
    assert (done.returncode, done.stderr) == (0, "")
    steps = ["1 new", "documents  2 read", "site ", "Digest of 2019-07-01", "state       good"]
    places = [done.stdout.index(step) for step in steps]
    assert places == sorted(places)
    assert (tmp_path / "site" / "index.html").is_file()
    again = command(*night)
    assert again.returncode == 0
    assert "1 unchanged" in again.stdout
    assert "nothing new" in again.stdout
    assert "0 files written" in again.stdout


def test_a_night_without_its_sources_reads_what_is_at_hand(night: list[str | Path], tmp_path: Path) -> None:
    (tmp_path / "fetch.toml").write_text("contact = 3", encoding="utf-8")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "mine.txt").write_text("mine")
    (tmp_path / "raw" / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing else")
    done = command(*night)
    assert done.returncode == 7
    told = [line.split(":")[1].strip() for line in done.stderr.splitlines()]
    assert told == ["fetch", "site", "status"]
    assert "documents  1 read, 1 failed" in done.stdout
    assert "unread      1, 1 of them new" in done.stdout
    (tmp_path / "raw" / "plan.html").unlink()
    assert command(*night).returncode == 2
