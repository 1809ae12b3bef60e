"""The units of ``deploy/systemd`` at work: started by their timer, where systemd runs and this is root.

They are installed for the while of the test under names of their own, with a folder of their own below /srv.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.test_deploy import PROGRAM, ROOT, UNITS, WORK
from tests.pipeline.test_run import LETTER, PLAN

pytestmark = pytest.mark.slow
INSTALLED = Path("/run/systemd/system")
USER = "daemon"  # a user without rights that every system has
NIGHT = 120.0  # seconds that a night of two documents may take
# The checkout and its Python may lie where no service sees them; here these see them, and nothing else of it.
SEEN = f"""[Service]
ProtectHome=tmpfs
BindReadOnlyPaths={sys.prefix} {sys.base_prefix} {ROOT}
Environment=PYTHONPATH={ROOT} PYTHONDONTWRITEBYTECODE=1
"""


@dataclass(frozen=True)
class Service:
    """The units as they are installed: ``prefix`` before the name of each, and ``work`` with the data."""

    prefix: str
    work: Path

    def state(self, part: str) -> str:
        """How its last turn ended, as systemd says: success, exit-code, timeout."""
        return told("show", "--value", "--property=Result", f"{self.prefix}-{part}.service").strip()

    def has_ended(self, part: str) -> bool:
        name = f"{self.prefix}-{part}.service"
        return told("show", "--value", "--property=ExecMainExitTimestampMonotonic", name).strip() not in ("", "0")

    def failed(self) -> set[str]:
        lines = told("list-units", "--failed", "--plain", "--no-legend", f"{self.prefix}-*").splitlines()
        return {line.split()[0].removeprefix(f"{self.prefix}-").removesuffix(".service") for line in lines}

    def journal(self) -> str:
        command = ["journalctl", "--no-pager", "--output=cat", f"--unit={self.prefix}-*"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def told(*words: str) -> str:
    done = subprocess.run(["systemctl", "--no-pager", *words], capture_output=True, text=True, check=False)
    return done.stdout


@pytest.fixture
def service() -> Iterator[Service]:
    if not INSTALLED.is_dir() or os.getuid():
        pytest.skip("systemd does not run this machine, or this is not root")
    prefix = f"responses-test-{os.getpid()}"
    made = Service(prefix, Path(WORK).with_name(prefix))
    for folder in ("raw", "processed", "site"):
        (made.work / "data" / folder).mkdir(parents=True)
        shutil.chown(made.work / "data" / folder, USER, USER)
    installed = install(made)
    told("daemon-reload")
    yield made
    told("stop", f"{made.prefix}-*")
    told("reset-failed", f"{made.prefix}-*")
    for path in installed:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    told("daemon-reload")
    shutil.rmtree(made.work)


def install(made: Service) -> list[Path]:
    """The units, each changed only in whose they are, where their program and their data lie, and when they begin."""
    changes = {
        PROGRAM: str(Path(sys.executable).with_name("inspection-responses")),
        WORK: str(made.work),
        "inspection-responses-": f"{made.prefix}-",
        "=inspection\n": f"={USER}\n",
        "OnCalendar=*-*-* 02:30:00": "OnActiveSec=1s",
        "RandomizedDelaySec=10m": "AccuracySec=1s",
    }
    for path in UNITS.rglob("*.*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            for old, new in changes.items():
                text = text.replace(old, new)
            target = INSTALLED / str(path.relative_to(UNITS)).replace("inspection-responses-", f"{made.prefix}-")
            target.parent.mkdir(exist_ok=True)
            target.write_text(text, encoding="utf-8")
    (INSTALLED / f"{made.prefix}-.service.d" / "seen.conf").write_text(SEEN, encoding="utf-8")
    return [*INSTALLED.glob(f"{made.prefix}-*")]


def test_the_timer_gives_a_whole_night_and_what_fails_shows_by_its_name(service: Service) -> None:
    raw, site = service.work / "data" / "raw", service.work / "data" / "site"
    (raw / "plan.html").write_text(PLAN, encoding="utf-8")
    (raw / "letter.txt").write_text(LETTER, encoding="utf-8")
    told("start", f"{service.prefix}-night.timer")
    until = time.monotonic() + NIGHT
    while not service.has_ended("night"):
        assert time.monotonic() < until, service.journal()
        time.sleep(0.5)
    assert {part: service.state(part) for part in ("run", "site", "digest", "night")} == dict.fromkeys(
        ("run", "site", "digest", "night"), "success"
    ), service.journal()
    said = service.journal()
    places = [said.index(words) for words in ("documents  2 read", "site       ", "Digest of", "state       good")]
    assert places == sorted(places)
    assert "was skipped because of an unmet condition" in said  # there is no fetch.toml
    assert (site / "index.html").is_file()

    (raw / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing else")
    (service.work / "fetch.toml").write_text("contact = 1")
    shutil.chown(site, "root")
    first = (service.work / "data" / "processed" / "latest").resolve()
    told("start", f"{service.prefix}-night.service")
    assert service.failed() == {"fetch", "site", "night"}, service.journal()
    assert (service.work / "data" / "processed" / "latest").resolve() != first
    assert "state       a new file could not be read: broken.pdf" in service.journal()

    (raw / "broken.pdf").unlink()
    (service.work / "fetch.toml").unlink()
    shutil.chown(site, USER)
    told("start", f"{service.prefix}-night.service")
    assert service.failed() == {"fetch"}  # it was passed over: what failed stands until it is taken again
