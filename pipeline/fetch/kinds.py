"""What a download is, by its bytes, and whether that is what it was called.

An error page that a server sends in the place of a PDF, with status 200, must not lie in the raw folder as one.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from pipeline.fetch.addresses import RefusedError

NAMES = {
    ".pdf": "a PDF",
    ".docx": "a Word document",
    ".doc": "an old Office document",
    ".xls": "an old Office document",
    ".odt": "an OpenDocument text",
    ".rtf": "an RTF document",
    ".xlsx": "a workbook",
    ".xlsm": "a workbook",
    ".csv": "a CSV file",
    ".zip": "a bundle",
    ".html": "a web page",
    ".txt": "a text",
    ".md": "a text",
    ".eml": "a message",
    ".msg": "a message of Outlook",
}
_TYPES = {
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/zip": ".zip",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/csv": ".csv",
    "text/plain": ".txt",
    "message/rfc822": ".eml",
    "application/vnd.ms-outlook": ".msg",
}
_SAME = {".htm": ".html", ".xhtml": ".html"}
# Files that lie beside plans and letters and are none: it would be a waste to ask for them every night.
_OTHERS = (
    ".ppt", ".pptx", ".odp", ".ods", ".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".mp3", ".mp4", ".m4a",
    ".avi", ".mov", ".wav", ".xml", ".json",
)  # fmt: skip
# The endings that bytes may have which look alike.
_OLD, _TEXTS, _BOOKS = (".doc", ".xls", ".msg"), (".txt", ".csv", ".md", ".eml"), (".xlsx", ".xlsm")
_HTML = re.compile(rb"\A\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]", re.I | re.S)


def check_address(url: str) -> None:
    """Raises :class:`~pipeline.fetch.addresses.RefusedError` where an address ends as no document does."""
    suffix = PurePosixPath(unquote(urlsplit(url).path)).suffix.lower()
    if suffix in _OTHERS:
        raise RefusedError(f"files that end with {suffix} are not read")


def ending(data: bytes, urls: Sequence[str], content_type: str | None) -> str:
    """The ending under which a download is kept, e.g. ``.pdf``.

    ``urls`` are the address that was asked for and the one that it led to: the first that has an ending says what
    is to come, so that a page which a server leads to in the place of a document is none.

    Raises :class:`~pipeline.fetch.addresses.RefusedError` where it is empty, of no kind that is read, or other than
    its address and its server say.
    """
    if not data.strip():
        raise RefusedError("it is empty")
    found = _by_bytes(data)
    if not found:
        raise RefusedError("it is of no kind that is read")
    # Servers often name a wrong type for what an address ends with, and seldom the other way round.
    named = next((one for one in map(_of_address, urls) if one), None)
    said = named or _TYPES.get((content_type or "").partition(";")[0].strip().lower()) or found[0]
    if said not in found:
        raise RefusedError(f"it is called {NAMES[said]} and is {NAMES[found[0]]}")
    return said


def _of_address(url: str) -> str | None:
    suffix = PurePosixPath(unquote(urlsplit(url).path)).suffix.lower()
    suffix = _SAME.get(suffix, suffix)
    return suffix if suffix in NAMES else None


def _by_bytes(data: bytes) -> tuple[str, ...]:
    """The endings that these bytes may have, the likeliest first."""
    if _HTML.match(data.removeprefix(b"\xef\xbb\xbf")[:4096]):
        return (".html",)
    if b"%PDF-" in data[:1024]:  # some have a line before it, so a page that speaks of one is looked for first
        return (".pdf",)
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _OLD
    if data.startswith(b"{\\rtf"):
        return (".rtf",)
    return _TEXTS if _is_text(data) else ()


def _zipped(data: bytes) -> tuple[str, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RecursionError):
        return ()
    if any(name.startswith("word/") for name in names):
        return (".docx",)
    if any(name.startswith("xl/") for name in names):
        return _BOOKS
    if "content.xml" in names and "mimetype" in names:
        return (".odt",)
    return (".zip",)


def _is_text(data: bytes) -> bool:
    """Whether it is text in UTF-8 or in one byte a letter: no zeros, few control characters."""
    if b"\0" in data:
        return False
    control = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in data[:65536])
    return control == 0
