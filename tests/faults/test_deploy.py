"""The service, the timer and the crontab are what the system takes, and call a command that exists."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.pipeline.test_cli import command

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def unit(name: str) -> configparser.ConfigParser:
    parsed = configparser.ConfigParser(interpolation=None, strict=False)
    parsed.optionxform = str  # type: ignore[method-assign,assignment]
    parsed.read(DEPLOY / name, encoding="utf-8")
    return parsed


def test_systemd_accepts_the_service_and_the_timer(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed here")
    for path in DEPLOY.glob("inspection-responses*"):
        text = path.read_text(encoding="utf-8")
        program = tmp_path / "inspection-responses"
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        text = text.replace("/opt/inspection-responses/bin/inspection-responses", str(program))
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "inspection-responses.service"),
         str(tmp_path / "inspection-responses.timer"), str(tmp_path / "inspection-responses-fetch.service")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "inspection-responses" in line]
    assert ours == []
    calendar = unit("inspection-responses.timer")["Timer"]["OnCalendar"]
    assert (
        subprocess.run(["systemd-analyze", "calendar", calendar], capture_output=True, check=False).returncode == 0
    )


def test_the_service_calls_a_run_with_options_that_exist(tmp_path: Path) -> None:
    words = unit("inspection-responses.service")["Service"]["ExecStart"].split()[1:]
    told = command(*words[:1], "--help").stdout
    assert all(word in told for word in words if word.startswith("--"))
    (tmp_path / "raw").mkdir()
    given = [word.replace("${WORK}/data", str(tmp_path)) for word in words]
    assert command(*given).returncode == 2


def test_documents_are_fetched_before_the_run_by_a_service_that_alone_has_the_network(tmp_path: Path) -> None:
    name = "inspection-responses-fetch.service"
    fetch, run = unit(name), unit("inspection-responses.service")
    assert name in run["Unit"]["After"].split()
    assert run["Unit"]["Wants"] == name
    assert run["Service"]["PrivateNetwork"] == "yes"
    assert "PrivateNetwork" not in fetch["Service"]
    assert fetch["Service"]["ReadWritePaths"] == "/srv/inspection-responses/data/raw"
    words = fetch["Service"]["ExecStart"].split()[1:]
    (tmp_path / "fetch.toml").write_text("contact = 1")
    given = [word.replace("${WORK}", str(tmp_path)) for word in words]
    assert "contact is needed" in command(*given).stderr
    assert fetch["Unit"]["ConditionPathExists"].endswith("/fetch.toml")


def test_every_line_of_the_crontab_has_five_times_and_a_command() -> None:
    lines = [line for line in (DEPLOY / "crontab").read_text(encoding="utf-8").splitlines() if line[:1] not in "#"]
    assert len(lines) == 2
    for line in lines:
        assert re.match(
            r"(\S+ ){5} *cd /srv/inspection-responses && (out=\$\()?\S+/inspection-responses (run|status)\b", line
        )
        assert "%" not in line


def told(page: Path) -> list[str]:
    """The commands of a page that install the service, a line each."""
    blocks = re.findall(r"(?ms)^```sh(?: shown)?\n(.*?)^```", page.read_text(encoding="utf-8"))
    return next(block for block in blocks if "useradd" in block).replace("\\\n", " ").splitlines()


def test_the_service_is_installed_by_the_same_commands_on_both_pages() -> None:
    lines = told(DEPLOY / "README.md")
    assert lines == told(ROOT / "docs" / "how-to" / "run-nightly.md")
    files = {word for line in lines for word in line.split() if re.match(r"(deploy|requirements)/", word)}
    assert len(files) == 4
    assert all((ROOT / file).is_file() for file in files)
    program = unit("inspection-responses.service")["Service"]["ExecStart"].split()[0]
    assert f"{program} --version" in lines


@pytest.mark.slow
def test_what_is_installed_from_a_checkout_has_the_command_and_all_its_data(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    subprocess.run([*build, str(tmp_path), str(ROOT)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
        (entries,) = (name for name in held if name.endswith("entry_points.txt"))
        assert "inspection-responses = pipeline.start:main" in archive.read(entries).decode()
    code = {path for package in ("pipeline", "extractors") for path in (ROOT / package).rglob("*")}
    wanted = {p.relative_to(ROOT).as_posix() for p in code if p.is_file() and p.parent.name != "__pycache__"}
    assert wanted <= held
