"""What tells that a file is damaged or cut short although it can be read: by its own checksums, tables and ends.

A reader makes the best of such a file, and what is gone is then missed by nobody. Each sign is an issue, so that a
person looks. None of them is found in a sound file: a PDF's streams carry checksums, its table says where every
object begins, and a web page that opens a table closes it.
"""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Iterator

from extractors.model import Issue

PIECE = 1 << 20
_DESCRIBED = 1 << 14  # bytes that describe a stream, at most
_STREAM = re.compile(rb">>\s*stream\r?\n")
_SECTION = re.compile(rb"xref(?<![a-z]xref)\s+((?:\d+ \d+\s+(?:\d{10} \d{5} [nf]\s+)+)+)")
_IN_USE = re.compile(rb"(\d{10}) \d{5} n")
_OBJECT = re.compile(rb"\s*(\d+) \d+ obj\b")
_CONTENTS = re.compile(rb"/Contents\s*(?:\[([^\]]*)\]|(\d+ \d+ R))")
_UNSEEN = re.compile(rb"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_LISTS = 109  # places in the head of a compound file, of the sectors that list what follows what
_UNUSED = 0xFFFFFFFA  # sector numbers from here on are marks
_TWO_BYTES = (b"\xff\xfe", b"\xfe\xff")  # how a text in UTF-16 begins


def of_pdf(data: bytes, *, in_order: bool) -> tuple[Issue, ...]:
    """The signs of damage in a PDF; ``in_order`` is whether its table of objects could be used."""
    packed = 0 if b"/Encrypt" in data else sum(not _unpacks(*found) for found in _streams(data))
    signs = (
        (not in_order or not _table_holds(data), "its table of objects does not lead to them"),
        (packed > 0, f"{packed} of its streams cannot be unpacked whole"),
        (_contents_missing(data), "what a page shows is not in the file"),
    )
    return _issues("PDF", [words for found, words in signs if found])


def _issues(kind: str, signs: list[str]) -> tuple[Issue, ...]:
    if not signs:
        return ()
    message = f"the {kind} is damaged, and something may be missing here ({'; '.join(signs)}): download it again"
    return (Issue("damaged", "warning", message),)


def _streams(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The dictionary of each stream that matters to the words, and what follows."""
    for found in _STREAM.finditer(data):
        begins = max(found.start() - _DESCRIBED, 0)
        begins = max(begins, *(data.rfind(mark, begins, found.start()) + 1 for mark in (b"endobj", b"stream")))
        described = data[begins : found.start()].partition(b"<<")[2]
        if b"FlateDecode" in described and b"/Image" not in described:
            end = data.find(b"endstream", found.end())
            yield described, data[found.end() : end if end >= 0 else len(data)]


def _unpacks(described: bytes, packed: bytes) -> bool:
    """Whether a stream unpacks to its end, with the checksum that it carries."""
    unpacker = zlib.decompressobj()
    try:
        if b"ASCII85Decode" in described:
            packed = base64.a85decode(packed.partition(b"~>")[0])
        while packed and not unpacker.eof:  # in pieces, of which none is kept: it may unpack to gigabytes
            unpacker.decompress(packed, PIECE)
            packed = unpacker.unconsumed_tail
        unpacker.flush()
    except (zlib.error, ValueError):
        return False
    return unpacker.eof


def _table_holds(data: bytes) -> bool:
    """Whether an object begins wherever a table of objects says so; 0 is no place, a packed table is not seen."""
    start = max(data.find(b"%PDF-"), 0)
    places = (int(place[1]) for section in _SECTION.finditer(data) for place in _IN_USE.finditer(section[1]))
    return all(_OBJECT.match(data, start + at) or _OBJECT.match(data, at) for at in places if at)


def _contents_missing(data: bytes) -> bool:
    """Whether a page refers to a stream that is not in the file."""
    named = {
        int(n) for found in _CONTENTS.finditer(data) for n in re.findall(rb"(\d+) \d+ R", found[1] or found[2])
    }
    missed = {n for n in named if not re.search(rb"%d (?<!\d%d )\d+ obj\b" % (n, n), data)}  # far faster than all
    return bool(missed) and not missed <= {int(found[1]) for found in re.finditer(rb"(\d+) \d+ obj\b", data)}


def of_html(data: bytes) -> tuple[Issue, ...]:
    """The signs of damage in a web page."""
    seen = _UNSEEN.sub(b"", data).lower()
    tables = len(re.findall(rb"<table\b", seen)) - len(re.findall(rb"</table\b", seen))
    opened, closed = re.search(rb"<(html|body)\b", seen), re.search(rb"</(html|body)\b", seen)
    signs = (
        (
            tables != 0,
            "a table is opened and not closed" if tables > 0 else "a table is closed that was not opened",
        ),
        (opened is not None and closed is None, "it has no end"),
        (b"\x00" in data and data[:2] not in _TWO_BYTES, "it holds bytes that are no text"),
    )
    return _issues("web page", [words for found, words in signs if found])


def of_compound_file(data: bytes) -> tuple[Issue, ...]:
    """The signs of damage in a Word or Excel file from before there were zipped ones (a compound file).

    It has no checksums; its lists of sectors tell how long it must be.
    """
    return _issues("file", [] if _has_all_sectors(data) else ["it ends before the sectors that it lists"])


def _has_all_sectors(data: bytes) -> bool:
    if len(data) < 512:
        return False
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 20)
    there = -(-len(data) // size) - 1  # the head takes the place of one; the last may be cut by an honest program
    lists = [at for at in struct.unpack_from(f"<{_LISTS}I", data, 76) if at < _UNUSED]
    if any(at >= there for at in lists):
        return False
    for n, at in enumerate(lists):
        sectors = data[(at + 1) * size : (at + 2) * size]
        following = struct.unpack(f"<{len(sectors) // 4}I", sectors[: len(sectors) // 4 * 4])
        used = [m for m, follows in enumerate(following) if follows != 0xFFFFFFFF]
        if used and n * (size // 4) + used[-1] >= there:
            return False
    return True


def of_rich_text(data: bytes) -> tuple[Issue, ...]:
    """The signs of damage in a file of rich text, whose outermost brace closes at its end."""
    return _issues("rich text", [] if data.rstrip(b"\x00\r\n\t ").endswith(b"}") else ["it has no end"])


def of_message(*, whole: bool) -> tuple[Issue, ...]:
    """The sign of damage in a message: a part of it is not closed."""
    return _issues("message", [] if whole else ["a part of it is not closed"])
