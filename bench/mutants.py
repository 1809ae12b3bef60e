"""Good documents made bad: as bad disks and cut downloads do it, and as somebody who means harm would.

Each mutant is read as the night reads a document, in a process of its own. It is *lost* where the reader has a
fault, and *silent* where fewer records come out than of the good document and nothing says so, although the format
allows to tell that it is damaged.
"""

from __future__ import annotations

import csv
import io
import random
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path

import docx
import xlsxwriter
from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from extractors.model import Extraction
from extractors.readers import converter
from pipeline import failures
from pipeline.failures import Failure
from pipeline.ingest.document_reader import read_bytes, warm
from pipeline.runtime import worker
from pipeline.runtime.worker import Limits, Task
from pipeline.storage import serialization
from tests import office, outlook
from tests.designs import Design, PlannedAction, PlannedRecommendation, build
from tests.faults import hostile
from tests.pipeline.test_run import LETTER, PLAN, ROWS
from tests.readers.test_eml import message
from tests.readers.test_text import dump

RAW = Path(__file__).parents[1] / "data" / "raw"
SUFFIXES = (
    ".pdf",
    ".docx",
    ".odt",
    ".xlsx",
    ".csv",
    ".eml",
    ".msg",
    ".html",
    ".txt",
    ".md",
    *([".rtf"] if converter.depends_on(".rtf") else []),
)
LIMITS = Limits(20.0, 900)
# Of a compound file: bytes of a sector, of an entry of its directory, and where the first list of sectors is named.
SECTOR, ENTRY, SECTOR_LIST = 512, 128, 76
# What no document may do to its reader.
FAULTY = (failures.FAULT, "reader_fault", failures.CRASHED)
HEADS = (
    "Rec No", "Recommendation", "Agreed/ Partly Agreed/ Not Agreed", "Response Action Taken/Planned",
    "Responsible Owner", "Target Date",
)  # fmt: skip
PROSE = """# Home Office response to the inspection of night trains

## Recommendation 1

The Home Office should, by 1 June 2023, count every train.

Accepted

1.1 We will count the trains.

Home Office expected implementation date: 31 March 2024.

## Recommendation 2

The Home Office should paint every train.

Partially Accepted

We will paint half of them.

Owner: Head of Paint

Target date: Summer 2024
"""
# Of the mutants, those of small seeds made here; the others are of data/raw, which take ten times as long to read.
SMALL = 0.75
BLOCKS = (16, 64, 512, 4096)
PACKED = re.compile(rb"FlateDecode.{0,200}?stream\r?\n(.*?)endstream", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A document made bad. ``telling`` is whether its format allows to tell that it is damaged."""

    data: bytes
    how: str
    telling: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant: refused, warned, whole, silent, … (or a fault); and how it was made."""

    outcome: str
    how: str
    kind: str

    @property
    def lost(self) -> bool:
        return self.outcome.startswith("fault")

    @property
    def silent(self) -> bool:
        return self.outcome == "silent"


@cache
def small_seeds(suffix: str) -> tuple[bytes, ...]:
    """Good documents of a few kilobytes."""
    rl_config.invariant = 1  # the same bytes every time
    if suffix == ".pdf":
        planned = [
            PlannedRecommendation(str(n), row[0], row[1], (PlannedAction(*row[2:]),))
            for n, row in enumerate(ROWS, 1)
        ]
        designs = (Design(page_lines=14), Design(page_lines=20, borders="rects", repeat_header=True))
        plans = [build(tuple(planned), design) for design in designs]
        rl_config.useA85 = 0  # as nearly all programs write it
        plans += [build(tuple(planned), design) for design in designs]
        rl_config.useA85 = 1
        return (*plans, _printed_letter())
    if suffix == ".docx":
        return (_word_plan(), _word_letter())
    if suffix == ".odt":
        rows = (HEADS, *((str(n), *row) for n, row in enumerate(ROWS, 1)))
        title = "<text:h>Action plan: HMP Larkhill Moor</text:h>"
        letter = "".join(f"<text:p>{escape(part)}</text:p>" for part in LETTER.split("\n\n"))
        table = hostile.open_table(*(tuple(map(escape, row)) for row in rows))
        return (hostile.odt(title + table), hostile.odt(letter))
    if suffix in (".xlsx", ".csv"):
        return (_tracker(suffix),)
    if suffix == ".eml":
        return (message(LETTER).as_bytes(),)
    if suffix == ".msg":
        return (outlook.compound_file(outlook.message("HMP Larkhill Moor", LETTER)),)
    if suffix == ".rtf":
        letter = LETTER.replace("\n\n", "\\par\n").replace("\n", "\\line\n").replace("\\par\\line", "\\par")
        return (office.rich_text(), office.rich_text(rows=(), title=letter))
    if suffix == ".html":
        page = "".join(f"<p>{part}</p>" for part in LETTER.split("\n\n"))
        return (PLAN.encode(), f"<!DOCTYPE html><html><body>{page}</body></html>".encode())
    return (LETTER.encode(), dump().encode() if suffix == ".txt" else PROSE.encode())


def _printed_letter() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for n, line in enumerate(LETTER.splitlines()):
        canvas.drawString(60, 780 - 14 * n, line)
    canvas.save()
    return out.getvalue()


def _word_plan() -> bytes:
    document = docx.Document()
    document.add_heading("Action plan: HMP Larkhill Moor", 1)
    table = document.add_table(1, len(HEADS))
    for n, row in enumerate((HEADS, *((str(n), *row) for n, row in enumerate(ROWS, 1)))):
        for cell, text in zip((table.rows[0] if not n else table.add_row()).cells, row, strict=True):
            cell.text = text
    return _saved(document)


def _word_letter() -> bytes:
    document = docx.Document()
    for part in LETTER.split("\n\n"):
        document.add_paragraph(part)
    return _saved(document)


def _tracker(suffix: str) -> bytes:
    rows = (HEADS, *((str(n), *row) for n, row in enumerate(ROWS, 1)))
    if suffix == ".csv":
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        return text.getvalue().encode()
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Action plan")
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
        book.set_properties({"created": datetime(2020, 1, 1)})  # the same bytes every time
    return out.getvalue()


def _saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    with zipfile.ZipFile(out) as archive:
        return _zipped([(name, archive.read(name)) for name in archive.namelist()])


@cache
def large_seeds(suffix: str) -> tuple[bytes, ...]:
    """The documents of ``data/raw``."""
    return tuple(path.read_bytes() for path in sorted(RAW.glob(f"*{suffix}")))


def damaged(data: bytes, suffix: str, chance: random.Random) -> Mutant:
    """As bad disks and cut downloads do it."""
    how = chance.choice(("cut", "zeroed", "swapped", "doubled", "bits", "packed"))
    size = min(chance.choice(BLOCKS), max(1, len(data) // 8))
    at, other = (chance.randrange(len(data) - size) for _ in range(2))
    out = bytearray(data)
    if how == "cut":
        out = out[: chance.randrange(1, len(data))]
    elif how == "zeroed":
        out[at : at + size] = bytes(size)
    elif how == "swapped":
        out[at : at + size], out[other : other + size] = data[other : other + size], data[at : at + size]
    elif how == "doubled":
        out[at:at] = data[at : at + size]
    elif how == "bits":
        for _ in range(chance.randint(1, 3)):
            out[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    else:
        start, end = chance.choice(packed(data, suffix) or [(0, len(data))])
        for _ in range(chance.randint(1, 8)):
            out[chance.randrange(start, end)] = chance.randrange(256)
    return Mutant(bytes(out), how, telling(suffix, data, bytes(out)))


def packed(data: bytes, suffix: str) -> list[tuple[int, int]]:
    """Where compressed bytes lie in a document."""
    if suffix == ".pdf":
        return [found.span(1) for found in PACKED.finditer(data) if found.end(1) > found.start(1)]
    if suffix not in PACKAGES:
        return []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        starts = [(part.header_offset + 30 + len(part.filename), part.compress_size) for part in archive.infolist()]
    return [(start, start + size) for start, size in starts if size]


def telling(suffix: str, good: bytes, bad: bytes) -> bool:
    """Whether the format allows to tell: by its checksums, by marks that are gone, or since the end is missing."""
    if suffix in PACKAGES:
        return True
    if suffix == ".html":
        tables = [len(re.findall(rb"<table\b", bad)), bad.count(b"</table>")]
        return b"</html>" not in bad or tables[0] != tables[1] or b"\x00" in bad
    if suffix == ".rtf":
        return not bad.rstrip().endswith(b"}")
    if suffix != ".pdf":
        return False
    if len(good) != len(bad):
        return True
    hit = any(good[a:b] != bad[a:b] for a, b in packed(good, suffix))
    return hit or any(good.count(mark) != bad.count(mark) for mark in (b" obj", b"endobj", b"stream", b"xref"))


def hostile_to(data: bytes, suffix: str, chance: random.Random) -> Mutant:
    """As somebody who means harm would do it: names, relations, sizes, nesting."""
    if suffix in PACKAGES:
        how, out = _odd_package(data, PACKAGES[suffix], chance)
    else:
        odd = {".pdf": _odd_pdf, ".html": _odd_html, ".rtf": _odd_rich_text, ".msg": _odd_compound}
        how, out = odd.get(suffix, _odd_text)(data, chance)
    return Mutant(out, f"hostile {how}", telling=False)


NUMBERS = (b"0", b"-1", b"1", b"99999", b"2147483648", b"-2147483649", b"99999999999999999999", b"1e309", b"0.5")
NAMES = (
    b"/Pages",
    b"/Page",
    b"/Kids",
    b"/Contents",
    b"/Parent",
    b"/Font",
    b"/FlateDecode",
    b"/MediaBox",
    b"/XObject",
)


def _odd_pdf(data: bytes, chance: random.Random) -> tuple[str, bytes]:
    how = chance.choice(("number", "reference", "name", "nested", "filter", "sizes", "stream"))
    if how == "number":
        return how, _one(rb"(?<=[ \[])-?\d+(?=[ \]\n])", lambda _: chance.choice(NUMBERS), data, chance)
    if how == "reference":
        target = b"%d 0 R" % chance.randint(0, 30)
        return how, _one(rb"\d+ 0 R", lambda _: target, data, chance)
    if how == "name":
        return how, _one(rb"/[A-Z][A-Za-z]+", lambda _: chance.choice(NAMES), data, chance)
    if how == "nested":
        deep = chance.choice((50, 5000, 100_000))
        opened, closed = chance.choice(((b"[", b"]"), (b"<</A ", b">>")))
        return how, _one(rb"\[[^\[\]]*\]", lambda m: opened * deep + m[0] + closed * deep, data, chance)
    if how == "filter":
        return how, _one(
            rb"/FlateDecode", lambda _: b"[" + b"/FlateDecode " * chance.choice((2, 500)) + b"]", data, chance
        )
    if how == "sizes":
        return how, _one(
            rb"/(Count|Length|Size|MediaBox|Rotate) ", lambda m: m[0] + chance.choice(NUMBERS), data, chance
        )
    return how, _one_stream(data, chance)


DRAWN = (
    b"q " * 200_000, b"BT /F1 9 Tf " + b"(a) Tj " * 150_000 + b"ET",
    b"1e38 0 0 1e38 0 0 cm BT /F1 1e9 Tf (a) Tj ET",
    b"BT /F1 -9 Tf 0 0 Td (\xff\xfe\x00) Tj ET", b"0 0 m " + b"1 1 l " * 150_000 + b"S", b"/X Do " * 9999,
    b"BI /W 99999 /H 99999 /BPC 8 /CS /RGB ID " + bytes(99) + b" EI", b"nan inf m BT ET BT BT", bytes(1 << 20),
)  # fmt: skip


def _one_stream(data: bytes, chance: random.Random) -> bytes:
    """One compressed stream of the PDF replaced by another that unpacks well."""
    found = list(PACKED.finditer(data))
    if not found:
        return data
    one, body = chance.choice(found), zlib.compress(chance.choice(DRAWN))
    return data[: one.start(1)] + body + b"\n" + data[one.end(1) :]


def _one(pattern: bytes, put: Callable[[re.Match[bytes]], bytes], data: bytes, chance: random.Random) -> bytes:
    """One match of a pattern, chosen at random, replaced."""
    found = list(re.finditer(pattern, data))
    if not found:
        return data
    one = chance.choice(found)
    return data[: one.start()] + put(one) + data[one.end() :]


@dataclass(frozen=True, slots=True)
class Package:
    """A format of zipped parts: the part with the words, a paragraph of it, what nests, what may be gone."""

    body: str
    paragraph: bytes
    nests: tuple[bytes, ...]
    gone: tuple[bytes, ...]


PACKAGES = {
    ".docx": Package(
        "word/document.xml",
        rb"<w:p[ >].*?</w:p>",
        (b"w:tbl><w:tr><w:tc", b"w:sdt><w:sdtContent", b"w:p><w:r", b"w:ins"),
        (rb"<w:body>", rb"</w:tc>", rb"<w:tblGrid>.*?</w:tblGrid>", rb"<w:tr>", rb"<w:t[ >]"),
    ),
    ".xlsx": Package(
        "xl/worksheets/sheet1.xml",
        rb"<c [^>]*>.*?</c>",
        (b"row", b"c", b"sheetData"),
        (rb"<sheetData>", rb"</row>", rb"<row[ >]", rb"<v>", rb't="s"'),
    ),
    ".odt": Package(
        "content.xml",
        rb"<text:[ph]>.*?</text:[ph]>",
        (b"table:table><table:table-row><table:table-cell", b"text:list><text:list-item", b"text:section"),
        (rb"<office:text>", rb"</table:table-cell>", rb"<table:table-row>", rb"<text:p>"),
    ),
}
PARTS = (
    "../../x.xml",
    "/etc/passwd",
    "/",
    "word/document.xml",
    "WORD/DOCUMENT.XML",
    "a" * 300,
    "word\\document.xml",
    "%00",
)


def _odd_package(data: bytes, package: Package, chance: random.Random) -> tuple[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    related = ("relation",) if any(name.endswith(".rels") for name in parts) else ()
    how = chance.choice(("part name", "part gone", *related, "size", "nested", "attribute", "twice", "body"))
    name = chance.choice(list(parts))
    odd = chance.choice(PARTS)
    if how == "size":
        return how, _odd_sizes(data, chance)
    if how == "part name":
        parts[odd] = parts.pop(name)
    elif how == "part gone":
        del parts[name]
    elif how == "relation":
        name = chance.choice([n for n in parts if n.endswith(".rels")])
        put = chance.choice((odd, "http://127.0.0.1:9/x", "document.xml", "file:///dev/zero", "..")).encode()
        parts[name] = _one(
            rb'(?<=Target=")[^"]*|(?<=Type=")[^"]*|(?<=Id=")[^"]*', lambda _: put, parts[name], chance
        )
    elif how == "attribute":
        name = chance.choice([n for n in parts if n.endswith((".xml", ".rels"))])
        put = chance.choice((*NUMBERS, b"", b"\xe2\x80\xae", b"x" * 70_000))
        parts[name] = _one(rb'(?<=")[^"<>]{1,12}(?=")', lambda _: put, parts[name], chance)
    elif how == "nested":
        deep = chance.choice((100, 300, 5000, 50_000))
        tag = chance.choice(package.nests)
        ends = b"".join(b"</" + part + b">" for part in reversed(tag.split(b"><")))
        parts[package.body] = _one(
            package.paragraph,
            lambda m: (b"<" + tag + b">") * deep + m[0] + ends * deep,
            parts[package.body],
            chance,
        )
    elif how == "body":
        parts[package.body] = _one(chance.choice(package.gone), lambda _: b"", parts[package.body], chance)
    return how, _zipped([*parts.items(), *([(name, parts[name])] if how == "twice" else [])])


def _odd_sizes(data: bytes, chance: random.Random) -> bytes:
    """A size, place or checksum of the list of parts made another."""
    heads = [m.start() for m in re.finditer(rb"PK\x01\x02", data)]
    out, at = bytearray(data), chance.choice(heads) + chance.choice((10, 16, 20, 24, 28, 42))
    out[at : at + 4] = chance.choice(
        (b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x00\x00\x00\x7f", chance.randbytes(4))
    )
    return bytes(out)


def _zipped(parts: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name may be there twice
        for name, data in parts:
            entry = zipfile.ZipInfo(name)  # of a time that is always the same, so that the bytes are
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


TAGS = (
    b"table",
    b"tr",
    b"td",
    b"div",
    b"p",
    b"ul",
    b"b",
    b"svg",
    b"h1",
    b"template",
    b"select",
    b"frameset",
    b"main",
)


def _odd_html(data: bytes, chance: random.Random) -> tuple[str, bytes]:
    how = chance.choice(("span", "nested", "tag", "charset", "entities", "attribute", "comment"))
    tag, number = chance.choice(TAGS), chance.choice((*NUMBERS, b"65534", b"\xd9\xa3", "²".encode()))
    if how == "span":
        name = chance.choice((b"colspan", b"rowspan"))
        return how, _one(rb"<t[dh]", lambda m: m[0] + b' %s="%s"' % (name, number), data, chance)
    if how == "nested":
        deep = chance.choice((100, 300, 5000, 50_000))
        return how, _one(rb"<(td|p|h1)[ >]", lambda m: b"<%s>" % tag * deep + m[0], data, chance)
    if how == "tag":
        return how, _one(rb"</?\w+>", lambda _: chance.choice((b"<%s>", b"</%s>", b"<%s")) % tag, data, chance)
    if how == "charset":
        name = chance.choice((b"utf-16", b"utf-7", b"nonsense", b"cp037", b"utf-8", b"idna", b"zlib", b"x" * 500))
        return how, b'<meta charset="' + name + b'">' + chance.choice((b"", b"\xff\xfe", b"\xef\xbb\xbf")) + data
    if how == "entities":
        text = chance.choice((b"&#0;", b"&#xD800;", b"&#1114112;", b"&x;", b"&amp;" * 50_000, b"&#x202e;"))
        return how, _one(rb"(?<=>)[^<>]+", lambda m: text + m[0], data, chance)
    if how == "attribute":
        return how, _one(rb"<\w+", lambda m: m[0] + b" a" * chance.choice((1, 50_000)) + b' id="<>', data, chance)
    return how, _one(
        rb"<", lambda m: chance.choice((b"<!--", b"<![CDATA[", b"<?", b"<!DOCTYPE ")) + m[0], data, chance
    )


CONTROLS = (
    b"\\bin2147483647 ", b"\\cellx-99999", b"\\u-1?", b"\\'zz", b"{" * 9999, b"}", b"\\trowd" * 999, b"\\row",
    b"{\\*\\objdata 01}", b"{\\field{\\*\\fldinst INCLUDETEXT \"/dev/zero\"}}", b"{\\pict\\wmetafile8 zz}",
    b"\\cell" * 9999,
)  # fmt: skip


def _odd_rich_text(data: bytes, chance: random.Random) -> tuple[str, bytes]:
    how = chance.choice(("control", "number", "brace"))
    if how == "control":
        return how, _one(rb"(?<=\s)\w", lambda m: chance.choice(CONTROLS) + m[0], data, chance)
    if how == "number":
        return how, _one(rb"(?<=[a-z])\d+", lambda _: chance.choice(NUMBERS), data, chance)
    return how, _one(rb"[{}\\]", lambda _: b"", data, chance)


LINES = (
    b"|" * 5000, b"| a " * 5000 + b"|", b"|---" * 5000 + b"|", b"#" * 1000 + b" a", b"- " * 500 + b"a",
    b"> " * 500, b"a" * 1_000_000, b"word " * 9999, b"\x1b[2J\x07", "\u202e\u200b\ufeff".encode(), b"\xed\xa0\x80",
    b"\xff" * 99, b"1." * 5000, b"[Page 99999999999999]", b"31 February 2020", b"recommendation " * 500,
    b"(" * 1000, b"\x00" * 50,
    b"99999999999999999999 days after 31/12/9999", b"*" * 9999, b"`" * 9999, b"\r" * 999, b"\x0b\x0c\x1c\x85" * 99,
)  # fmt: skip


def _odd_compound(data: bytes, chance: random.Random) -> tuple[str, bytes]:
    """A compound file ([MS-CFB]) whose sectors, tree of names or sizes lead astray."""
    how, out = chance.choice(("sectors", "tree", "size", "kind")), bytearray(data)
    head = struct.unpack_from("<19I", data, 0)
    listed, directory = ((n + 1) * SECTOR for n in (struct.unpack_from("<I", data, SECTOR_LIST)[0], head[12]))
    entries = [at for at in range(directory, min(listed, len(data) - ENTRY), ENTRY) if data[at]]
    for _ in range(chance.randint(1, 3)):
        at, number = (
            chance.choice(entries),
            chance.choice((0, 1, 2, chance.randrange(len(entries)), 2**32 - 1, 2**31)),
        )
        if how == "sectors":
            struct.pack_into("<I", out, listed + 4 * chance.randrange(SECTOR // 4), number)
        elif how == "tree":
            struct.pack_into("<I", out, at + chance.choice((68, 72, 76)), number)
        elif how == "size":
            struct.pack_into("<I", out, at + chance.choice((116, 120)), number)
        else:
            out[at + 66] = chance.randrange(7)
    return how, bytes(out)


def _odd_text(data: bytes, chance: random.Random) -> tuple[str, bytes]:
    how = chance.choice(("line", "inside", "encoding", "again"))
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    if how == "line":
        lines[at:at] = [chance.choice(LINES)] * chance.choice((1, 2))
    elif how == "inside":
        lines[at] = lines[at][: len(lines[at]) // 2] + chance.choice(LINES) + lines[at][len(lines[at]) // 2 :]
    elif how == "encoding":
        name = chance.choice(("utf-16", "utf-16-le", "utf-32", "utf-7", "cp037", "utf-8-sig"))
        return how, data.decode().encode(name)
    else:
        lines = lines * chance.choice((2, 5))
    return how, b"\n".join(lines)


def made(suffix: str, number: int, seed: int) -> tuple[bytes, Mutant, str]:
    """Mutant ``number`` of a format: the good document, the bad one, and of which kind it is."""
    chance = random.Random(f"{seed} {suffix} {number}")
    large = large_seeds(suffix)
    good = chance.choice(small_seeds(suffix) if chance.random() < SMALL or not large else large)
    kind = "damage" if number % 2 else "hostility"
    return good, (damaged if kind == "damage" else hostile_to)(good, suffix, chance), kind


def read(data: bytes, suffix: str) -> Extraction | Failure:
    """A document read as in the night, but with less time and memory."""
    found = worker.run(Task(read_bytes, (data, suffix), LIMITS, warm))
    value = found if isinstance(found, Failure) else serialization.decode(found)
    assert isinstance(value, Extraction | Failure)
    return value


@cache
def _sound(data: bytes, suffix: str) -> Extraction:
    value = read(data, suffix)
    assert isinstance(value, Extraction), value
    return value


def tried(suffix: str, number: int, seed: int) -> Verdict:
    """Make a mutant and read it."""
    good, mutant, kind = made(suffix, number, seed)
    return Verdict(_outcome(_sound(good, suffix), read(mutant.data, suffix), mutant), mutant.how, kind)


def _outcome(good: Extraction, bad: Extraction | Failure, mutant: Mutant) -> str:
    if isinstance(bad, Failure):
        if bad.code in FAULTY:
            return f"fault: {bad.code}: {bad.message}"
        return "stopped" if bad.code in (failures.TOO_LONG, failures.TOO_MUCH) else "refused"
    if {i.code for i in bad.issues if i.severity != "info"} - {i.code for i in good.issues}:
        return "warned"
    fewer = any(have < want for have, want in zip(_counts(bad), _counts(good), strict=True))
    if not fewer:
        return "whole"
    return "silent" if mutant.telling else "fewer"


def _counts(read: Extraction) -> Iterator[int]:
    """How many recommendations, actions and updates there are."""
    yield len(read.recommendations)
    yield sum(len(recommendation.actions) for recommendation in read.recommendations)
    yield len(read.updates)
