"""Messages as Outlook keeps them, made for tests: a compound file ([MS-CFB]) with the properties of [MS-OXMSG]."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime

SECTOR, SMALL, CUTOFF = 512, 64, 4096
NONE, END, LIST = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
Folder = dict[str, "bytes | Folder"]


def message(
    subject: str,
    body: str | bytes | None,
    *,
    sender: tuple[str, str] = ("Ann Wéller", "ann@prison.example"),
    to: tuple[tuple[str, str], ...] = (("Ngozi Okafor", "ngozi@inspectors.example"),),
    sent: datetime | None = datetime(2019, 10, 14, 8, 30, tzinfo=UTC),
    page: str | None = None,
    rich_text: bool = False,
    attached: tuple[tuple[str, bytes | Folder, str | None], ...] = (),
    code_page: int = 1252,
    inner: bool = False,
) -> Folder:
    """The folder of a message; ``body`` as bytes is kept in its code page. What is attached has a name, its bytes or
    a message's folder, and the name under which the body shows it, if it does."""
    numbers = {0x3FFD: (3, code_page), 0x3FDE: (3, 65001)}
    if sent is not None:
        since = sent - datetime(1601, 1, 1, tzinfo=UTC)
        numbers[0x0039] = (0x40, (since.days * 86400 + since.seconds) * 10**7)
    made: Folder = {**_text("0037", subject), **_text("0C1A", sender[0]), **_text("5D01", sender[1])}
    if body is not None:
        made |= {"__substg1.0_1000001E": body} if isinstance(body, bytes) else _text("1000", body)
    if page is not None:
        made["__substg1.0_10130102"] = page.encode()
    if rich_text:
        made["__substg1.0_10090102"] = bytes(40)
    for n, (name, address) in enumerate(to):
        role = _numbers({0x0C15: (3, 1)}, 8)
        made[f"__recip_version1.0_#{n:08X}"] = {**role, **_text("3001", name), **_text("39FE", address)}
    for n, (name, data, shown) in enumerate(attached):
        kept: Folder = {**_numbers({}, 8), **_text("3707", name)}
        kept |= {"__substg1.0_3701000D": data} if isinstance(data, dict) else {"__substg1.0_37010102": data}
        made[f"__attach_version1.0_#{n:08X}"] = kept | (_text("3712", shown) if shown else {})
    return made | _numbers(numbers, 24 if inner else 32)


def _text(number: str, text: str) -> Folder:
    return {f"__substg1.0_{number}001F": text.encode("utf-16-le")}


def _numbers(numbers: dict[int, tuple[int, int]], head: int) -> Folder:
    entries = (struct.pack("<IIQ", number << 16 | kind, 6, value) for number, (kind, value) in numbers.items())
    return {"__properties_version1.0": bytes(head) + b"".join(entries)}


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    right: int = NONE
    child: int = NONE


def compound_file(root: Folder) -> bytes:
    """The bytes of a compound file with these folders and streams."""
    entries = [_Entry("Root Entry", 5)]
    _fill(entries, entries[0], root)
    sectors: list[bytes] = []
    following: list[int] = []
    small, small_following, starts = b"", list[int](), []
    for entry in entries:
        starts.append(END)
        if entry.kind == 2 and entry.data and len(entry.data) < CUTOFF:
            starts[-1] = len(small) // SMALL
            count = -(-len(entry.data) // SMALL)
            small_following += [*range(starts[-1] + 1, starts[-1] + count), END]
            small += entry.data.ljust(count * SMALL, b"\0")
        elif entry.kind == 2 and entry.data:
            starts[-1] = _laid(sectors, following, entry.data)
    starts[0], entries[0].data = _laid(sectors, following, small), small
    small_list = struct.pack(f"<{len(small_following)}I", *small_following)
    small_list_at = _laid(sectors, following, small_list, b"\xff")
    listed = b"".join(_entry(entry, start) for entry, start in zip(entries, starts, strict=True))
    directory = _laid(sectors, following, listed)
    lists = 1
    while lists * (SECTOR // 4) < len(sectors) + lists:
        lists += 1
    at = [*range(len(sectors), len(sectors) + lists)]
    following += [LIST] * lists
    table = struct.pack(f"<{len(following)}I", *following).ljust(lists * SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    places = struct.pack(
        "<IIIIIIIII", 0, lists, directory, 0, CUTOFF, small_list_at, -(-len(small_list) // SECTOR), END, 0
    )
    return head + places + struct.pack("<109I", *at, *[NONE] * (109 - lists)) + b"".join(sectors) + table


def _fill(entries: list[_Entry], parent: _Entry, folder: Folder) -> None:
    before: _Entry | None = None
    for name in sorted(folder, key=lambda one: (len(one), one.upper())):
        inside = folder[name]
        entry = _Entry(name, 1 if isinstance(inside, dict) else 2)
        entries.append(entry)
        if before is None:
            parent.child = len(entries) - 1
        else:
            before.right = len(entries) - 1
        before = entry
        if isinstance(inside, dict):
            _fill(entries, entry, inside)
        else:
            entry.data = inside


def _laid(sectors: list[bytes], following: list[int], data: bytes, filler: bytes = b"\0") -> int:
    """The data in sectors of its own, and the first of them."""
    start, count = len(sectors), -(-len(data) // SECTOR)
    if not count:
        return END
    sectors += [data[n * SECTOR : (n + 1) * SECTOR].ljust(SECTOR, filler) for n in range(count)]
    following += [*range(start + 1, start + count), END]
    return start


def _entry(entry: _Entry, start: int) -> bytes:
    name = (entry.name + "\0").encode("utf-16-le")
    tree = struct.pack("<BBIII", entry.kind, 1, NONE, entry.right, entry.child)
    return (
        name.ljust(64, b"\0")
        + struct.pack("<H", len(name))
        + tree
        + bytes(36)
        + struct.pack("<IQ", start, len(entry.data))
    )
