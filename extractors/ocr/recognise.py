"""The only door to Tesseract, which reads the words of a picture: in a process of its own, as a filter.

It is given grey pixels and answers with lines and words in hOCR, the form that also tells baselines. A worker that
is ended ends it, since it stays in the worker's process group and within its limits.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from extractors import limits
from extractors.model import DocumentError

PROGRAM, PACKAGE = "tesseract", "tesseract-ocr"
LANGUAGE = "eng"
PAGE, COLUMN = "3", "6"  # how it looks for words: as on a page of columns; as in one column
STARTING = 10.0  # seconds to tell its version
LINES = frozenset({"ocr_line", "ocr_caption", "ocr_header", "ocr_textfloat"})
WORD = "ocrx_word"
UNREADABLE = re.compile(rb"[^\x09\x0a\x0d\x20-\xff]")
Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class PictureWord:
    """A word of a picture, in pixels from its top left; ``confidence`` is in 0..1.

    ``size`` is from the top of the tall letters of its line to the foot of the low ones.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    confidence: float


def installed() -> bool:
    """Whether pictures can be read here."""
    return shutil.which(PROGRAM) is not None


def engine() -> str:
    """Which engine reads pictures here, as a person calls it: "Tesseract 5.3.0"; '' where there is none."""
    found = shutil.which(PROGRAM)
    return _named(found) if found else ""


@cache
def _named(program: str) -> str:
    try:
        told = subprocess.run([program, "--version"], capture_output=True, timeout=STARTING, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return "Tesseract"
    version = re.match(rb"tesseract v?(\d[\w.]*)", told)
    return f"Tesseract {version[1].decode()}" if version else "Tesseract"


def depends_on(suffix: str) -> str:
    """What reading a file of this ending depends on besides this package: which program is installed.

    '' for an ending that needs none, and where there is none.
    """
    found = shutil.which(PROGRAM) if suffix == ".pdf" else None
    if found is None:
        return ""
    program = Path(found).resolve()
    stat = program.stat()
    return f"{program} {stat.st_size} {stat.st_mtime_ns}"


def words(picture: Pixels, dpi: int, layout: str) -> list[PictureWord]:
    """The words of a grey picture whose lines run level, in the order in which the engine reads them.

    ``layout`` is :data:`PAGE` or :data:`COLUMN`.

    Raises DocumentError ``unreadable_picture`` where the engine makes nothing of it, or not in time.
    """
    high, wide = picture.shape
    command = [PROGRAM, "stdin", "stdout", "-l", LANGUAGE, "--psm", layout, "--dpi", str(dpi), "hocr"]
    given = b"P5 %d %d 255\n" % (wide, high) + picture.tobytes()
    try:
        run = subprocess.run(
            command,
            input=given,
            capture_output=True,
            timeout=limits.RECOGNISING,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
            check=False,
        )
        return list(_words(run.stdout)) if run.returncode == 0 else _nothing(f"it ended with {run.returncode}")
    except subprocess.TimeoutExpired:
        return _nothing(f"it took more than {limits.RECOGNISING:g} seconds")
    except (ElementTree.ParseError, ValueError, KeyError):
        return _nothing("its answer is none")


def _nothing(why: str) -> list[PictureWord]:
    raise DocumentError("unreadable_picture", f"Tesseract makes nothing of the picture ({why})")


def _words(hocr: bytes) -> Iterator[PictureWord]:
    root = ElementTree.fromstring(UNREADABLE.sub(b"", hocr))
    for line in root.iter():
        if line.get("class") not in LINES:
            continue
        told = _properties(line)
        left, _, _, foot = told["bbox"]
        slope, below = told.get("baseline", (0.0, 0.0))
        for item in line.iter():
            text = "".join(item.itertext()).strip() if item.get("class") == WORD else ""
            if text:
                of_word = _properties(item)
                x0, top, x1, bottom = of_word["bbox"]
                baseline = foot + below + slope * ((x0 + x1) / 2 - left)
                size = told["x_size"][0]
                yield PictureWord(text, x0, top, x1, bottom, baseline, size, of_word["x_wconf"][0] / 100)


def _properties(item: ElementTree.Element) -> dict[str, tuple[float, ...]]:
    """What an element's title tells: ``bbox 36 92 618 361; baseline 0.01 -5``."""
    parts = (part.split() for part in item.get("title", "").split(";"))
    return {name: tuple(map(float, values)) for name, *values in parts if name != "ppageno"}
