"""The only door to LibreOffice, which writes older files anew: in a process of its own, with a folder of its own.

It is asked to run no macro and to follow no link, sees nothing of the user's settings, and may take the time and
memory that a document may have. A worker that is ended ends it, since it stays in the worker's process group.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from extractors import limits
from extractors.model import DocumentError

NO_CONVERTER = "no_converter"
PROGRAMS = ("soffice", "libreoffice")
# How LibreOffice says that it has set up a new folder of settings, and wants to be started again.
STARTED_ANEW = 81
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""


@dataclass(frozen=True, slots=True)
class WrittenAs:
    """What a file is written anew as: the new ending, and the part of LibreOffice that this needs."""

    suffix: str
    library: str
    package: str


TEXT = WrittenAs(".docx", "libswlo.so", "libreoffice-writer-nogui")
SHEETS = WrittenAs(".xlsx", "libsclo.so", "libreoffice-calc-nogui")
# The endings of files that are written anew, and as what.
THROUGH = {".doc": TEXT, ".rtf": TEXT, ".xls": SHEETS}


def depends_on(suffix: str) -> str:
    """What reading a file of this ending depends on besides this package: which LibreOffice is installed.

    '' for an ending that needs none, and where there is none.
    """
    program = _installed(THROUGH[suffix]) if suffix in THROUGH else None
    if program is None:
        return ""
    found = program.stat()
    return f"{program} {found.st_size} {found.st_mtime_ns}"


@contextmanager
def converted(path: Path, suffix: str, reader: str) -> Iterator[Path]:
    """A file written anew as :data:`THROUGH` says; ``suffix`` is the ending of what it is.

    ``reader`` is what LibreOffice calls its way of reading it; left to itself it reads as text what it does not
    know.
    The new file lasts as long as the context. Raises DocumentError: ``no_converter`` where LibreOffice or a part of
    it is not installed, ``unreadable`` where it makes nothing of the file, or not in time.
    """
    target = THROUGH[suffix]
    program = _installed(target)
    if program is None:
        needs = f"install {target.package}, or save it as {target.suffix}"
        raise DocumentError(NO_CONVERTER, f"{suffix} is read through LibreOffice, which is not here: {needs}")
    with TemporaryDirectory(prefix="converter-") as name:
        folder = Path(name)
        settings = folder / "settings" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS, encoding="utf-8")
        given = folder / f"document{suffix}"
        shutil.copyfile(path, given)
        made = folder / "made" / f"document{target.suffix}"
        command = [
            str(program), f"-env:UserInstallation={(folder / 'settings').as_uri()}", "--headless", "--norestore",
            "--nolockcheck", f"--infilter={reader}", "--convert-to", target.suffix[1:],
            "--outdir", str(made.parent), str(given),
        ]  # fmt: skip
        if _run(command, folder, target) == STARTED_ANEW:
            _run(command, folder, target)
        if not made.is_file():
            raise _useless("LibreOffice makes nothing of it: it is damaged, locked or of another kind", target)
        yield made


def _installed(target: WrittenAs) -> Path | None:
    """The program, where it is installed with the part that is needed.

    It is the program itself rather than the script that starts it, which could not be ended together with it.
    """
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        return None
    program = Path(found).resolve().with_name("soffice.bin")
    return program if program.is_file() and program.with_name(target.library).is_file() else None


def _run(command: list[str], folder: Path, target: WrittenAs) -> int:
    """The exit code. Nothing of the user's environment is handed on but where programs lie."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "TMPDIR": str(folder)}
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment | {"LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _limit(process.pid)
            return process.wait(limits.CONVERTING)
        except subprocess.TimeoutExpired as error:
            raise _useless(f"LibreOffice did not write it anew in {limits.CONVERTING:g} seconds", target) from error
        finally:
            process.kill()


def _limit(pid: int) -> None:
    """Bound the memory and files of the program; where it may have less already, that stays."""
    if sys.platform != "linux":
        return  # there it has the limits of this process
    most = limits.CONVERTER_MEMORY
    for limit in (resource.RLIMIT_DATA, resource.RLIMIT_FSIZE):
        try:
            _, hard = resource.prlimit(pid, limit)
            lower = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.prlimit(pid, limit, (lower, lower))
        except ProcessLookupError:
            return  # it has ended already


def _useless(why: str, target: WrittenAs) -> DocumentError:
    return DocumentError("unreadable", f"{why}: save it as {target.suffix} in the program it was made with")
