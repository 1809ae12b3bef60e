"""``deploy/Containerfile`` built and run, where a program for containers is installed and its base image is at hand."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4, landscape

from tests import scans
from tests.faults.test_deploy import DEPLOY, ROOT
from tests.pipeline.test_run import LETTER, PLAN

FILE = DEPLOY / "Containerfile"
NAME = "localhost/inspection-responses-test"
BUILD = 1800.0  # seconds that fetching and installing everything may take
HARD = ("--read-only", "--network=none", "--cap-drop=all", "--security-opt=no-new-privileges")


def base() -> str:
    found = re.search(r"(?m)^ARG BASE=(\S+)$", FILE.read_text(encoding="utf-8"))
    assert found
    return found[1]


def engine() -> str:
    """Podman or Docker; skips where there is none, or the base image would first have to be fetched."""
    for program in ("podman", "docker"):
        if shutil.which(program) and call(program, "image", "inspect", base()).returncode == 0:
            return program
    pytest.skip(f"neither podman nor docker has the image {base()} here")


def call(*words: str, seconds: float = 300.0) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=seconds, cwd=ROOT)


@cache
def built() -> str:
    """The program that runs containers, once the image is built."""
    program = engine()
    formats = ("--format", "docker") if program == "podman" else ()
    done = call(program, "build", *formats, "--file", str(FILE), "--tag", NAME, ".", seconds=BUILD)
    assert done.returncode == 0, done.stderr[-3000:]
    return program


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """The volume, with a plan, its letter and a scan; anyone may write there, whoever the container is."""
    raw = tmp_path / "work" / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "plan.html").write_text(PLAN, encoding="utf-8")
    (raw / "letter.txt").write_text(LETTER, encoding="utf-8")
    (raw / "scan.pdf").write_bytes(scans.bound(scans.scanned(scans.plan()), size=landscape(A4)))
    for folder in (tmp_path / "work", raw.parent, raw):
        folder.chmod(0o777)
    return tmp_path / "work"


def run(work: Path, *words: str, entry: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    volume = f"--volume={work}:/srv/inspection-responses"
    return call(built(), "run", "--rm", *HARD, volume, *entry, NAME, *words)


@pytest.mark.slow
def test_a_whole_night_works_in_a_container_that_may_write_to_its_volume_alone(work: Path) -> None:
    night = run(work)
    assert night.returncode == 0, night.stderr
    places = ["there is no fetch.toml", "documents  3 read", "site ", "Digest of", "state       good"]
    assert [night.stdout.find(words) for words in places] == sorted(night.stdout.find(words) for words in places)
    assert (work / "data" / "processed" / "latest" / "documents.parquet").is_file()
    assert (work / "data" / "site" / "index.html").is_file()

    tried = run(work, "-c", "id -u; touch /opt/inspection-responses/x", entry=("--entrypoint", "sh"))
    assert tried.stdout == "10001\n"
    assert "Read-only file system" in tried.stderr

    (work / "data" / "raw" / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing else")
    night = run(work)
    assert night.returncode == 6
    assert "error: status: a new file could not be read: broken.pdf" in night.stderr
    assert run(work, "status").returncode == 6


@pytest.mark.slow
def test_the_image_tells_whether_it_is_well(work: Path) -> None:
    found = json.loads(call(built(), "image", "inspect", NAME).stdout)[0]
    config = found["Config"]
    assert config["User"] == "10001:10001"
    assert (config["Entrypoint"], config["Cmd"]) == (["inspection-responses"], ["nightly"])
    assert list(config["Volumes"]) == ["/srv/inspection-responses"]
    check = (config.get("Healthcheck") or found["Healthcheck"])["Test"]
    assert check[0] == "CMD-SHELL"
    assert run(work, "-c", check[1], entry=("--entrypoint", "sh")).returncode == 1  # no run yet
    assert run(work).returncode == 0
    assert run(work, "-c", check[1], entry=("--entrypoint", "sh")).returncode == 0


def test_what_the_build_copies_is_let_through_and_nothing_else() -> None:
    lines = (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    let = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    assert rules[0] == "*"
    wheel = {"LICENSE", "README.md", "pyproject.toml", "pipeline", "extractors"}
    assert let == wheel | {"requirements"}
    copied = re.findall(r"(?m)^COPY (?!--from)(.+) \S+$", FILE.read_text(encoding="utf-8"))
    for word in " ".join(copied).split():
        assert word == "." or any(fnmatch(word, f"{name}*") for name in let)
        assert (ROOT / word).exists()
