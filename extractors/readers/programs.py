"""Programs beside this package through which files are read: which there are, and the time that they may need."""

from __future__ import annotations

import re

from extractors import limits
from extractors.ocr import recognise
from extractors.readers import converter

_PICTURE = re.compile(rb"/Subtype\s*/Image\b")


def depends_on(suffix: str) -> tuple[str, ...]:
    """Which programs would read a file of this ending here; none for an ending that needs none."""
    return tuple(filter(None, (converter.depends_on(suffix), recognise.depends_on(suffix))))


def seconds(data: bytes, suffix: str) -> float:
    """The time that reading may take beyond what any file of its ending has: so much for each picture in a PDF.

    They are counted as the file names them, which it does in the clear however it is packed.
    """
    if not recognise.depends_on(suffix):
        return 0.0
    pictures = sum(1 for _ in _PICTURE.finditer(data))
    return limits.A_PICTURE * min(pictures, limits.PICTURES)
