"""The units, the crontab and the container file are what the system takes, and call commands that exist."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest

from tests.pipeline.test_cli import command

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
SERVICES = sorted(path.name for path in UNITS.glob("*.service"))
PARTS = ("fetch", "run", "site", "digest")
PROGRAM = "/opt/inspection-responses/bin/inspection-responses"
WORK = "/srv/inspection-responses"
# The most that `systemd-analyze security` may find, of 10: that which has the network, and the others.
EXPOSED, SHUT = 2.0, 1.5


def of(part: str) -> str:
    return f"inspection-responses-{part}.service"


def unit(name: str) -> configparser.ConfigParser:
    parsed = configparser.ConfigParser(interpolation=None, strict=False)
    parsed.optionxform = str  # type: ignore[method-assign,assignment]
    parsed.read(UNITS / name, encoding="utf-8")
    return parsed


def named(name: str, setting: str) -> list[str]:
    """The units that a setting of [Unit] names, on as many lines as it stands on."""
    text = (UNITS / name).read_text(encoding="utf-8")
    return [word for line in re.findall(rf"(?m)^{setting}=(.*)$", text) for word in line.split()]


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units in a folder, calling a program that is there."""
    shutil.copytree(UNITS, tmp_path / "units")
    program = tmp_path / "inspection-responses"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    shutil.copy(DEPLOY / "mail.conf", tmp_path / "mail.conf")
    for path in (*(tmp_path / "units").glob("*.service"), tmp_path / "mail.conf"):
        path.write_text(path.read_text(encoding="utf-8").replace(PROGRAM, str(program)), encoding="utf-8")
    return tmp_path / "units"


def analyzed(*words: str | Path) -> subprocess.CompletedProcess[str]:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed here")
    return subprocess.run(["systemd-analyze", *map(str, words)], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("mail", [False, True])
def test_systemd_accepts_every_unit_and_the_digest_by_mail(units: Path, mail: bool) -> None:
    if mail:
        (units / f"{of('digest')}.d").mkdir()
        shutil.copy(units.parent / "mail.conf", units / f"{of('digest')}.d")
    files = [*units.glob("*.service"), *units.glob("*.timer")]
    assert len(files) == 6
    done = analyzed("verify", "--man=no", *files)
    assert [line for line in done.stderr.splitlines() if "inspection-responses" in line] == []
    calendar = unit("inspection-responses-night.timer")["Timer"]["OnCalendar"]
    assert analyzed("calendar", calendar).returncode == 0


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_may_do_is_little(units: Path, name: str) -> None:
    done = analyzed("security", "--offline=yes", "--no-pager", units / name)
    found = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    if found is None:
        pytest.skip("this systemd judges no unit that is not loaded (before version 250)")
    assert float(found[1]) <= (EXPOSED if name == of("fetch") else SHUT)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_calls_a_command_with_options_that_exist(tmp_path: Path, name: str) -> None:
    program, *words = unit(name)["Service"]["ExecStart"].split()
    assert program == PROGRAM
    told = command(*words[:1], "--help").stdout
    assert all(word in told for word in words if word.startswith("--"))
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "fetch.toml").write_text("contact = 1")
    done = command(*[word.replace("${WORK}", str(tmp_path)) for word in words])
    wanted = {"run": 2, "night": 6}  # nothing to read; nothing published yet
    assert done.returncode == wanted.get(name.removesuffix(".service").rpartition("-")[2], 1), done.stderr


def test_one_timer_takes_all_parts_in_their_order_and_none_waits_for_the_luck_of_another() -> None:
    night = of("night")
    assert sorted(named(night, "Wants")) == sorted(map(of, PARTS))
    assert sorted(named(night, "After")) == sorted(map(of, PARTS))
    assert "status" in unit(night)["Service"]["ExecStart"].split()
    for earlier, part in pairwise(PARTS):
        assert of(earlier) in named(of(part), "After")
    for name in SERVICES:
        for harsh in ("Requires", "Requisite", "BindsTo", "PartOf", "OnSuccess"):
            assert named(name, harsh) == []


def test_the_network_is_for_fetching_alone_and_each_part_writes_in_its_own_place() -> None:
    writes = {name: unit(name)["Service"].get("ReadWritePaths") for name in SERVICES}
    places = {"fetch": "raw", "run": "processed", "site": "site", "digest": None, "night": None}
    assert writes == {of(part): f"{WORK}/data/{place}" if place else None for part, place in places.items()}
    for name in SERVICES:
        service = unit(name)["Service"]
        assert service.get("PrivateNetwork") == (None if name == of("fetch") else "yes")
        assert ("AF_INET" in service["RestrictAddressFamilies"].split()) is (name == of("fetch"))
    assert unit(of("fetch"))["Unit"]["ConditionPathExists"] == f"{WORK}/fetch.toml"


def test_every_line_of_the_crontab_has_five_times_and_a_command() -> None:
    lines = [line for line in (DEPLOY / "crontab").read_text(encoding="utf-8").splitlines() if line[:1] not in "#"]
    assert len(lines) == 2
    for line in lines:
        assert re.match(
            r"(\S+ ){5} *cd /srv/inspection-responses && (out=\$\()?\S+/inspection-responses (nightly|status)\b",
            line,
        )
        assert "%" not in line


def test_the_page_installs_what_the_units_call() -> None:
    page = (ROOT / "docs" / "how-to" / "run-nightly.md").read_text(encoding="utf-8")
    blocks = re.findall(r"(?ms)^```sh shown\n(.*?)^```", page)
    lines = next(block for block in blocks if "useradd" in block).replace("\\\n", " ").splitlines()
    files = {word for line in lines for word in line.split() if re.match(r"(deploy|requirements)/", word)}
    assert files == {"deploy/systemd/.", "requirements/run.lock"}
    assert all((ROOT / file).exists() for file in files)
    assert f"{PROGRAM} --version" in lines
    assert "systemctl enable --now inspection-responses-night.timer" in lines
    made = next(line for line in lines if line.startswith("install -d"))
    for name in SERVICES:
        place = unit(name)["Service"].get("ReadWritePaths")
        assert place is None or place in made.split()


def test_the_folder_tells_of_every_file_in_it() -> None:
    told = re.findall(r"(?m)^\| `([^`]+)` ", (DEPLOY / "README.md").read_text(encoding="utf-8"))
    there = {path.relative_to(DEPLOY).as_posix() for path in DEPLOY.rglob("*") if path.is_file()}
    assert {*told, "README.md"} == there


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
