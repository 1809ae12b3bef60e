"""The service, the timer and the crontab are what the system takes, and call a command that exists."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.pipeline.test_cli import command

DEPLOY = Path(__file__).parents[2] / "deploy"


def unit(name: str) -> configparser.ConfigParser:
    parsed = configparser.ConfigParser(interpolation=None, strict=False)
    parsed.optionxform = str  # type: ignore[method-assign,assignment]
    parsed.read(DEPLOY / name, encoding="utf-8")
    return parsed


def test_systemd_accepts_the_service_and_the_timer(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed here")
    for path in DEPLOY.glob("inspection-responses.*"):
        text = path.read_text(encoding="utf-8")
        program = tmp_path / "inspection-responses"
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        text = text.replace("/opt/inspection-responses/bin/inspection-responses", str(program))
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "inspection-responses.service"),
         str(tmp_path / "inspection-responses.timer")],
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


def test_every_line_of_the_crontab_has_five_times_and_a_command() -> None:
    lines = [line for line in (DEPLOY / "crontab").read_text(encoding="utf-8").splitlines() if line[:1] not in "#"]
    assert len(lines) == 2
    for line in lines:
        assert re.match(
            r"(\S+ ){5} *cd /srv/inspection-responses && (out=\$\()?\S+/inspection-responses (run|status)\b", line
        )
        assert "%" not in line
