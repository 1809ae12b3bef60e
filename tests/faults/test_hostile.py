"""A folder made to harm: every file is accounted for, the good ones are read, and nothing gets out or in."""

from __future__ import annotations

import csv
import os
import socket
import subprocess
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.faults import hostile
from tests.pipeline.test_cli import command

pytestmark = pytest.mark.slow

SECRET = "the-words-of-another-file"


@pytest.fixture(scope="module")
def ran(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, list[str], subprocess.CompletedProcess[str]]:
    """The folder, the names in it, and the command that ran over it."""
    folder = tmp_path_factory.mktemp("hostile")
    secret = folder / "elsewhere" / "secret.txt"
    secret.parent.mkdir()
    secret.write_text(f"Dear Ms Okafor, {SECRET}")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.01)
        names = hostile.folder(folder / "raw", secret, server.getsockname()[1])
        before = tree(folder, "out")
        done = command(
            "run", "--raw", folder / "raw", "--processed", folder / "out", "--deadline", "20", "--memory", "900"
        )
        with pytest.raises(TimeoutError):
            server.accept()
    assert tree(folder, "out") == before
    return folder, names, done


def tree(folder: Path, but: str) -> set[bytes]:
    return {
        os.fsencode(Path(at, name))
        for at, folders, files in os.walk(folder)
        for name in (*folders, *files)
        if but not in Path(at).relative_to(folder).parts and name != but
    }


def test_every_file_is_accounted_for_and_the_good_ones_are_read(
    ran: tuple[Path, list[str], subprocess.CompletedProcess[str]],
) -> None:
    folder, names, done = ran
    assert done.returncode == 0, done.stderr
    documents = pq.read_table(folder / "out" / "latest" / "documents.parquet").to_pylist()
    rows = {row["file_name"]: row for row in documents}
    assert sorted(rows) == names
    for name in ("plan.html", "letter.txt", "formula.html"):
        assert rows[name]["status"] == "ok", name
    failed = {name: row["error"] for name, row in rows.items() if row["status"] == "failed"}
    assert all(error and "\n" not in error for error in failed.values())
    assert not {name: error for name, error in failed.items() if "fault of this program" in error}
    told = {
        "encrypted.pdf": "password",
        "half.pdf": "download it again",
        "zero.pdf": "empty",
        "zero.docx": "empty",
        "wrong.pdf": "is none",
        "image.jpeg": "no known kind",
        "ten-thousand.pdf": "pages",
        "million.pdf": "glyphs",
        "bomb.docx": "MB",
        "bomb.odt": "MB",
        "bomb.xlsx": "MB",
        "entity.xlsx": "save it again",
        "laughs.xlsx": "save it again",
        "outside.xlsx": "save it again",
        "wide.xlsx": "cells",
        "climb.zip": "leads out of it",
        "bomb.zip": "times as large",
        "broken.zip": "make it again",
        "in-itself.zip": "split it",
        "parts.eml": "at most",
        "outlook.msg": "save it again",
        "quote.csv": "letters in a cell",
        "wide.rtf": "columns",
        "endless.rtf": "save it again",
        "wide.csv": "cells",
        "entity.odt": "save it again",
        "laughs.odt": "save it again",
        "link-out.txt": "out of the folder",
        "link-folder": "out of the folder",
        "link-nowhere.txt": "cannot be opened",
        "link-loop.txt": "cannot be opened",
        "link-round": "no regular file",
        "pipe.txt": "no regular file",
    }
    assert {name: failed.get(name) for name, words in told.items() if words not in failed.get(name, "")} == {}


def test_nothing_of_another_file_gets_in_and_nothing_is_run(
    ran: tuple[Path, list[str], subprocess.CompletedProcess[str]],
) -> None:
    folder, _, done = ran
    for path in (folder / "out" / "latest" / "csv").iterdir():
        assert SECRET not in path.read_text(encoding="utf-8"), path.name
        assert "document.write" not in path.read_text(encoding="utf-8")
    assert SECRET not in done.stdout + done.stderr
    assert not (folder / "outside.txt").exists()
    assert not Path("/etc/outside").exists()


def test_cells_are_no_formulas_and_the_screen_is_not_moved(
    ran: tuple[Path, list[str], subprocess.CompletedProcess[str]],
) -> None:
    folder, _, done = ran
    for path in (folder / "out" / "latest" / "csv").iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    assert not cell.startswith(("=", "@", "+", "\t", "\r")), (path.name, cell[:40])
    with (folder / "out" / "latest" / "csv" / "documents.csv").open(encoding="utf-8", newline="") as file:
        assert {"'=cmd.txt", "'-rf.txt", "new\nline.txt"} <= {row["file_name"] for row in csv.DictReader(file)}
    assert "\u202e" not in done.stdout
    assert "new line.txt" in done.stdout


def test_the_second_night_is_quiet(ran: tuple[Path, list[str], subprocess.CompletedProcess[str]]) -> None:
    folder, _, _ = ran
    again = [
        command(
            "run", "--raw", folder / "raw", "--processed", folder / "out", "--deadline", "20", "--memory", "900"
        )
        for _ in range(2)
    ]
    assert [done.returncode for done in again] == [0, 0]
    assert "nothing new" in again[1].stdout
    assert len(list((folder / "out" / "runs").iterdir())) == 1
