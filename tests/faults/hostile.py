"""A folder of documents made to harm: each with what it is, and how the run should account for it."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.pipeline.test_run import LETTER, PLAN

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)


def pdf(*, pages: int = 1, encrypt: str | None = None, words: str = "Action plan") -> bytes:
    """A plain PDF."""
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(encrypt) if encrypt else None)
    for _ in range(pages):
        canvas.drawString(50, 700, words)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def raw_pdf(*objects: str) -> bytes:
    """A PDF of hand-written objects, numbered from 1; the first is the catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(out)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def stream(text: str) -> str:
    """A content stream object."""
    return f"<< /Length {len(text)} >>\nstream\n{text}\nendstream"


PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> {} >> >>"
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
CATALOG, PAGES = "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"


def glyphs(count: int) -> bytes:
    """One page with that many glyphs."""
    line = "(" + "abcdefghi " * 100 + ") Tj\n"
    return raw_pdf(
        CATALOG, PAGES, PAGE.format(""), stream("BT /F 1 Tf 10 700 Td\n" + line * (count // 1000) + "ET"), FONT
    )


def self_referencing() -> bytes:
    """A form that draws itself, in a page tree that holds itself."""
    form = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >> /Length 5 >>"
    return raw_pdf(
        CATALOG,
        "<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2 /Parent 2 0 R >>",
        PAGE.format("/XObject << /X 6 0 R >>"),
        stream("/X Do BT /F 9 Tf 50 700 Td (Action plan) Tj ET"),
        FONT,
        f"{form}\nstream\n/X Do\nendstream",
    )


def many_pages(count: int) -> bytes:
    """A page tree that names one page that many times."""
    return raw_pdf(
        CATALOG,
        f"<< /Type /Pages /Kids [{'3 0 R ' * count}] /Count {count} >>",
        PAGE.format(""),
        stream("BT /F 9 Tf 50 700 Td (Action plan) Tj ET"),
        FONT,
    )


def docx(body: str, *, doctype: str = "", parts: dict[str, bytes] | None = None) -> bytes:
    """A Word document around a body."""
    document = f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELS)
        archive.writestr("word/document.xml", document)
        for name, data in (parts or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def paragraph(text: str) -> str:
    """A Word paragraph."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


OPEN = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(
    f'xmlns:{short}="{OPEN}:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip


def odt(body: str, *, styles: str = "", doctype: str = "", parts: dict[str, bytes | None] | None = None) -> bytes:
    """An OpenDocument text around a body; ``parts`` are put in the place of its own, None leaves one out."""
    content = (
        f'<?xml version="1.0"?>{doctype}<office:document-content {SPACES}><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    own = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": b"<manifest/>",
        "content.xml": content.encode(),
    }
    return packed({name: data for name, data in (own | (parts or {})).items() if data is not None})


def packed(files: dict[str, bytes]) -> bytes:
    """A zip file of compressed parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def open_table(*rows: tuple[str, ...]) -> str:
    """A table of an OpenDocument text."""
    cells = (
        "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in row) for row in rows
    )
    return f"<table:table>{''.join(f'<table:table-row>{row}</table:table-row>' for row in cells)}</table:table>"


def xlsx(rows: str, *, doctype: str = "", sheet: str = "sheet.xml", parts: dict[str, bytes] | None = None) -> bytes:
    """A workbook of one sheet around its rows; ``sheet`` is what the workbook says where the sheet is."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    related = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="{}/{}" Target="{}"/></Relationships>'
    own = {
        "_rels/.rels": related.format(kinds, "officeDocument", "book.xml"),
        "_rels/book.xml.rels": related.format(kinds, "worksheet", sheet),
        "book.xml": f'<workbook xmlns="{space}" xmlns:r="{kinds}"><sheets><sheet name="Plan" r:id="a"/></sheets></workbook>',
        "sheet.xml": f'{doctype}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>',
    }
    return packed({name: text.encode() for name, text in own.items()} | (parts or {}))


def docx_bomb() -> bytes:
    """A Word document of a few kilobytes that grows to gigabytes."""
    return docx(f"{paragraph('a')}<!--{' ' * (300 << 20)}-->")


def entities(kind: str, secret: Path, port: int = 0) -> str:
    """A DOCTYPE with entities that read a file, or grow a billion times."""
    if kind == "fetch":
        return f'<!DOCTYPE w:document SYSTEM "http://127.0.0.1:{port}/a.dtd" [<!ENTITY x "a">]>'
    if kind == "file":
        return f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    rest = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE w:document [<!ENTITY x0 "lol">{rest}<!ENTITY x "&x9;">]>'


def html(secret: Path, port: int) -> str:
    """A page that would run, fetch and read if it could."""
    return (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><html><head><script>throw 1</script>'
        f'<link rel="stylesheet" href="http://127.0.0.1:{port}/a.css"></head><body onload="evil()">&x;'
        f'<img src="http://127.0.0.1:{port}/a.png"><iframe src="{secret.as_uri()}"></iframe>'
        f"<script>document.write('SECRET')</script><p>=cmd|' /C calc'!A0</p></body></html>"
    )


def contents(secret: Path, port: int) -> dict[str, bytes]:
    """Every hostile file by name, and three good ones."""
    deep = "<div>" * 5000 + "a" + "</div>" * 5000
    return {
        "plan.html": PLAN.encode(),
        "letter.txt": LETTER.encode(),
        "formula.html": PLAN.replace("Head of Security", "=1+1").replace("Larkhill", "Ash").encode(),
        "encrypted.pdf": pdf(encrypt="secret"),
        "truncated.pdf": pdf(pages=3)[:-600],
        "half.pdf": pdf(pages=3)[: len(pdf(pages=3)) // 2],
        "zero.pdf": b"",
        "zero.docx": b"",
        "wrong.pdf": docx(paragraph("Action plan")),
        "wrong.docx": pdf(),
        "wrong.txt": bytes(range(256)) * 20,
        "image.jpeg": b"\xff\xd8\xff\xe0" + bytes(500),
        "ten-thousand.pdf": many_pages(10_000),
        "million.pdf": glyphs(1_000_000),
        "self.pdf": self_referencing(),
        "bomb.docx": docx_bomb(),
        "entity.docx": docx(paragraph("&x;"), doctype=entities("file", secret)),
        "fetch.docx": docx(paragraph("&x;"), doctype=entities("fetch", secret, port)),
        "laughs.docx": docx(paragraph("&x;"), doctype=entities("laughs", secret)),
        "outside.docx": docx(paragraph("a"), parts={"../../outside.txt": b"x", "/etc/outside": b"x"}),
        "no-word.docx": _zip({"a.txt": b"a"}),
        "bomb.odt": odt(f"<text:p>a</text:p><!--{' ' * (300 << 20)}-->"),
        "entity.odt": odt("<text:p>&x;</text:p>", doctype=entities("file", secret)),
        "fetch.odt": odt("<text:p>&x;</text:p>", doctype=entities("fetch", secret, port)),
        "laughs.odt": odt("<text:p>&x;</text:p>", doctype=entities("laughs", secret)),
        "outside.odt": odt("<text:p>a</text:p>", parts={"../../outside.txt": b"x", "/etc/outside": b"x"}),
        "macro.odt": odt(
            "<text:p>a</text:p>", parts={"Basic/Standard/M.xml": b'Sub AutoOpen\nShell("touch outside")\nEnd Sub'}
        ),
        **_rich_texts(secret, port),
        "bomb.xlsx": xlsx(f"<row><c><v>1</v></c></row><!--{' ' * (300 << 20)}-->"),
        "entity.xlsx": xlsx("<row><c t='str'><v>&x;</v></c></row>", doctype=entities("file", secret)),
        "laughs.xlsx": xlsx("<row><c t='str'><v>&x;</v></c></row>", doctype=entities("laughs", secret)),
        "wide.xlsx": xlsx(f"<row>{'<c><v>1</v></c>' * 20_000}</row>" * 20),
        "far.xlsx": xlsx(
            "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row><row r='1'><c r='A1'><v>1</v></c></row>"
        ),
        "macro.xlsm": xlsx("<row><c><v>1</v></c></row>", parts={"xl/vbaProject.bin": b"Sub Workbook_Open()"}),
        "outside.xlsx": xlsx("<row><c><v>1</v></c></row>", sheet="../../../elsewhere/secret.txt"),
        "dde.csv": b"=cmd|' /C calc'!A0,@SUM(1),+1,-1\n=1+1,a,b,c\n",
        "quote.csv": b'"' + b"a,b\n" * 100_000,
        "wide.csv": b"a," * 1_000_000,
        "compound.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") * 500,
        "compound.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument1Table".encode("utf-16-le") * 500,
        "climb.zip": packed({"../../outside.txt": LETTER.encode(), "/etc/outside": b"a"}),
        "bomb.zip": packed({"a.txt": b" " * (100 << 20)}),
        "broken.zip": packed({"a.txt": LETTER.encode()})[:-30],
        "in-itself.zip": b"PK\x05\x06" + bytes(6) + b"\xff" * 12,
        "fetch.eml": b"From: a\nSubject: a\nContent-Type: text/html\n\n" + html(secret, port).encode(),
        "parts.eml": b"From: a\nContent-Type: multipart/mixed; boundary=a\n" + b"\n--a\n\nx" * 5000,
        "outlook.msg": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        "page.html": html(secret, port).encode(),
        "deep.html": f"<html><body>{deep}</body></html>".encode(),
        "entities.html": f"<html><body>{'&amp;' * 200_000}</body></html>".encode(),
        "spans.html": _spans(),
        "long-line.txt": b"x" * 2_000_000,
        "nul.txt": b"Dear Ms\x00 Okafor" * 100,
        "utf16.txt": LETTER.encode("utf-16"),
        "new\nline.txt": b"a name of two lines",
        "\N{PARTY POPPER} \u202e\u200b.txt": b"an odd name",
        "a..b..txt": b"dots",
        "-rf.txt": b"a name like an option",
        "=cmd.txt": b"a name like a formula",
        f"{'n' * 251}.txt": b"as long a name as there is",
    }


def _rich_texts(secret: Path, port: int) -> dict[str, bytes]:
    address = f"http://127.0.0.1:{port}/a"
    fields = (
        f'INCLUDEPICTURE "{address}.png" \\\\d',
        f'INCLUDETEXT "{secret}"',
        'DDEAUTO sh "-c touch outside.txt" x',
    )
    links = "".join(f"{{\\field{{\\*\\fldinst {field}}}{{\\fldrslt a}}}}" for field in fields)
    return {
        "links.rtf": f"{{\\rtf1\\ansi {{\\*\\template {address}.dot}}{links}\\par}}".encode(),
        "deep.rtf": b"{\\rtf1 " + b"{" * 100_000 + b"a" + b"}" * 100_000 + b"}",
        "wide.rtf": b"{\\rtf1 " + b"\\trowd" + b"\\cellx9" * 50_000 + b"\\intbl a\\cell" * 50_000 + b"\\row}",
        "endless.rtf": b"{\\rtf1 {\\pict\\bin2147483647 a",
    }


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def _spans() -> bytes:
    cell = "<td colspan='1000' rowspan='65534'>a</td>"
    row = f"<tr>{cell * 20}</tr>"
    return f"<html><body><table>{row * 200}</table></body></html>".encode()


def places(raw: Path, secret: Path) -> dict[str, Callable[[Path], None]]:
    """What is no plain file, by name."""
    return {
        "link-out.txt": lambda path: path.symlink_to(secret),
        "link-folder": lambda path: path.symlink_to(secret.parent, target_is_directory=True),
        "link-loop.txt": lambda path: path.symlink_to(path.name),
        "link-nowhere.txt": lambda path: path.symlink_to("nowhere"),
        "link-round": lambda path: path.symlink_to(raw, target_is_directory=True),
        "pipe.txt": lambda path: os.mkfifo(path),
    }


def folder(raw: Path, secret: Path, port: int) -> list[str]:
    """Make the hostile folder; every name in it, as it should be accounted for."""
    raw.mkdir()
    files = contents(secret, port)
    for name, data in files.items():
        (raw / name).write_bytes(data)
    made = places(raw, secret)
    for name, make in made.items():
        make(raw / name)
    odd = os.fsencode(raw) + b"/latin-\xe9.txt"
    Path(os.fsdecode(odd)).write_bytes(b"a name that is no UTF-8")
    return sorted([*files, *made, "latin-\\xe9.txt"])
