"""Files of older office programs for tests, made by LibreOffice where it is installed, and stand-ins for it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from extractors.readers import converter

ROWS = (
    ("Rec No", "Recommendation", "Response", "Action", "Owner", "Target Date"),
    ("1", "Cells should be clean.", "Agreed", "Cells will be painted.", "Governor", "June 2018"),
    ("2", "Roofs should be dry.", "Agreed", "Roofs will be mended.", "Head of Estates", "July 2018"),
)


def needs(suffix: str) -> pytest.MarkDecorator:
    """Skips a test where LibreOffice, or the part of it that reads files of an ending, is not installed."""
    package = converter.THROUGH[suffix].package
    return pytest.mark.skipif(not converter.depends_on(suffix), reason=f"{package} is not installed")


def rich_text(
    *, rows: tuple[tuple[str, ...], ...] = ROWS, title: str = "Action Plan Submitted: 3rd May 2018"
) -> bytes:
    """A plan as rich text."""
    edges = "".join(f"\\cellx{1500 * n}" for n in range(1, len(rows[0]) + 1)) if rows else ""
    cells = ("".join(f"\\intbl {text}\\cell" for text in row) for row in rows)
    table = "".join(f"\\trowd{edges}{row}\\row\n" for row in cells)
    return f"{{\\rtf1\\ansi {title}\\par\n{table}\\pard\\par}}".encode()


def made(data: bytes, suffix: str, target: str, folder: Path) -> bytes:
    """A file that LibreOffice writes anew in another of its formats, as ``target`` ("doc")."""
    source = folder / f"source{suffix}"
    source.write_bytes(data)
    program = shutil.which("soffice")
    assert program is not None
    settings = f"-env:UserInstallation={(folder / 'settings').as_uri()}"
    subprocess.run(
        [program, settings, "--headless", "--convert-to", target, "--outdir", str(folder), str(source)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (folder / f"source.{target}").read_bytes()


def stand_in(folder: Path, script: str) -> Path:
    """A folder for PATH with a program that is called as LibreOffice is, and runs a shell script instead."""
    folder.mkdir()
    for name in ("soffice", "soffice.bin"):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    for target in converter.THROUGH.values():
        (folder / target.library).touch()
    return folder
