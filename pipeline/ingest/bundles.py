"""Files that hold files: a zipped bundle, and a message with what is attached. Each is a document of its own.

It is named after what holds it ("bundle.zip/plan.pdf", "letter.eml/plan.docx"). Nothing is unpacked to a folder:
the bytes are taken out of the file again when they are read. A bundle in a bundle is not opened.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from extractors import limits
from extractors.model import DocumentError
from extractors.readers import messages
from pipeline import failures
from pipeline.failures import Failure

BUNDLE, MESSAGES = ".zip", (".eml", ".msg")
DEEPEST = 3  # messages that are attached to each other
UNPACKED = 128 << 20  # bytes of all files of a bundle
TIMES = 200  # how often larger than the bundle that may be; texts shrink to a tenth
# Bytes of the list of files at the end of a bundle, which is read at once: enough for the files there may be.
LISTED = 1 << 20
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, LookupError, ValueError, NotImplementedError, RuntimeError, OSError,
    struct.error, OverflowError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """A file in another, named with what holds it; or why it cannot be read."""

    name: str
    data: bytes | Failure


def holds(name: str) -> bool:
    """Whether a file of that name may hold others."""
    return PurePosixPath(name).suffix.lower() in (BUNDLE, *MESSAGES)


def is_document(name: str) -> bool:
    """Whether a file that holds others is a document besides."""
    return PurePosixPath(name).suffix.lower() in MESSAGES


def members(name: str, data: bytes, depth: int = 1) -> Iterator[Member]:
    """What a file holds, in its order; where it cannot be opened, the file itself with the reason."""
    try:
        for member in _inside(name, data):
            held = isinstance(member.data, bytes) and holds(member.name)
            if held and (not is_document(member.name) or depth == DEEPEST):
                yield Member(
                    member.name, Failure("nested_bundle", "it lies in another bundle or message: unpack it")
                )
                continue
            yield member
            if held and isinstance(member.data, bytes):
                yield from members(member.name, member.data, depth + 1)
    except DocumentError as error:
        yield Member(name, Failure(error.code, failures.one_line(str(error))))


def _inside(name: str, data: bytes) -> Iterator[Member]:
    if is_document(name):
        yield from _attached(name, data)
        return
    try:
        yield from _unpacked(name, data)
    except _DAMAGED as error:
        raise DocumentError("unreadable", "the bundle is damaged: make it again, or unpack it") from error


def _attached(name: str, data: bytes) -> list[Member]:
    try:
        attached = messages.parsed(data).attached
    except DocumentError:
        return []  # the message says so when it is read itself
    out: dict[str, Member] = {}
    for n, one in enumerate(attached, 1):
        plain = one.name.replace("\\", "/").rpartition("/")[2].replace("\x00", "").strip(". ") or f"attachment-{n}"
        full = f"{name}/{plain}" if f"{name}/{plain}" not in out else f"{name}/{n}-{plain}"
        out[full] = Member(full, one.data)
    return list(out.values())


def _unpacked(name: str, data: bytes) -> Iterator[Member]:
    _refuse_long_list(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [part for part in archive.infolist() if not part.is_dir()]
        limits.at_most(len(parts), limits.PARTS, "too_many_parts", "files in it")
        size = sum(part.file_size for part in parts)
        limits.at_most(size >> 20, UNPACKED >> 20, "too_large", "MB when unpacked")
        if size > TIMES * len(data):
            raise DocumentError("too_large", f"unpacked it is more than {TIMES} times as large: unpack it and look")
        names = [part.filename for part in parts]
        odd = next((one for one in names if _leads_out(one)), None)
        if odd is not None:
            raise DocumentError("climbing_name", f"a name in it leads out of it ({odd[:80]!r}): make it again")
        if len(set(names)) < len(names):
            raise DocumentError("same_names", "two files in it have the same name: make it again")
        for part in parts:
            yield Member(f"{name}/{part.filename}", _bytes(archive, part))


def _refuse_long_list(data: bytes) -> None:
    """Raises DocumentError where the list of files is longer than that of any bundle, before it is read."""
    end = data.rfind(b"PK\x05\x06")
    if end >= 0 and len(data) >= end + 16 and struct.unpack_from("<I", data, end + 12)[0] > LISTED:
        raise DocumentError("too_many_parts", f"it has more files than the {limits.PARTS} that are read: split it")


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or not path.parts or path.parts[0].endswith(":")


def _bytes(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes | Failure:
    if part.flag_bits & 1:
        return Failure("encrypted", "it is locked with a password in the bundle: put it in unpacked")
    try:
        return archive.read(part)
    except _DAMAGED:
        return Failure(
            "unreadable", "it is damaged in the bundle: make the bundle again, or put the file in itself"
        )
