"""Zipped packages of XML parts (Word, OpenDocument, workbooks): opened within limits, their parts parsed with lxml.

No entity is resolved, nothing is fetched and nothing is unpacked to a file, so that a name in the package leads
nowhere. A part with a document type declaration is refused: no program writes one.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Any

from lxml import etree

from extractors import limits
from extractors.model import DocumentError

# How they begin.
HEAD = b"PK\x03\x04"
# What the unpacker, the XML parser and a walk over what they give raise for a damaged file.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, LookupError, ValueError, SyntaxError, NotImplementedError,
    RuntimeError, OverflowError, OSError,
)  # fmt: skip


def opened(path: Path) -> zipfile.ZipFile:
    """The package. Raises DocumentError where its parts are huge once unpacked, and one of :data:`DAMAGED`.

    No part grows beyond the size it declares: the unpacker stops there.
    """
    archive = zipfile.ZipFile(path)
    try:
        size = sum(part.file_size for part in archive.infolist())
        limits.at_most(size >> 20, limits.UNPACKED >> 20, "too_large", "MB when unpacked")
    except DocumentError:
        archive.close()
        raise
    return archive


def part(archive: zipfile.ZipFile, name: str) -> Any:
    """The root element of a part. Raises one of :data:`DAMAGED`: KeyError where the package lacks it."""
    # One parser a part: they keep what they were fed, and are not shared between threads.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    root = etree.fromstring(archive.read(name), parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError(f"{name} declares a document type")
    return root


def optional_part(archive: zipfile.ZipFile, name: str) -> Any | None:
    """The root element of a part that a package may lack, None where it does."""
    return part(archive, name) if name in archive.namelist() else None
