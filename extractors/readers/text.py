"""A text file to Layout: a dumped table when it holds a plan's header, else running text or Markdown."""

from __future__ import annotations

from pathlib import Path

from extractors import limits
from extractors.headers import load_templates
from extractors.layout import Layout
from extractors.model import DocumentError
from extractors.readers.dump import read_dump
from extractors.readers.markdown import read_markdown

MEDIA_TYPES = {".md": "text/markdown"}


def read(path: Path) -> Layout:
    """The Layout of a UTF-8 (or Windows-1252) text file. Raises DocumentError for what is no text."""
    data = path.read_bytes()
    limits.at_most(len(data), limits.CHARACTERS, "too_large", "bytes")
    text = decoded(data)
    media_type = MEDIA_TYPES.get(path.suffix.lower(), "text/plain")
    return read_dump(text, media_type, load_templates()) or read_markdown(text, media_type)


def decoded(data: bytes) -> str:
    """The text of a UTF-8 (or Windows-1252) file, lines ended by ``\\n``.

    Raises DocumentError for what is no text.
    """
    if b"\x00" in data[:4096]:
        raise DocumentError("not_text", "the file is named as text and holds binary data: give it its right suffix")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
