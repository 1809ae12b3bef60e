"""Whatever servers answer: no exception, nothing outside the raw folder, and a manifest that is whole."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from pipeline.fetch.config import HMPPS, GovukSource, LinkSource
from tests.fetch.conftest import Guest
from tests.fetch.publications import PRISON, attached, callow_bridge, publication
from tests.fetch.server import PDF, Asked, Told, Web

ODD: tuple[Any, ...] = (
    None, True, -1, 1e308, "", "x", "../../x", "http://[::1", "file:///etc/passwd", "//evil.example/x.pdf", "\x00\u202e",
    "2024-13-45", [], {}, [None, 3, [], {}], {"url": 7}, "/" * 5000, "\ud800",
)  # fmt: skip


def odd_json(chance: random.Random, value: Any) -> Any:
    """A value with some of its parts put in the place of odd ones."""
    if chance.random() < 0.15:
        return chance.choice(ODD)
    if isinstance(value, dict):
        return {k: odd_json(chance, v) for k, v in value.items() if chance.random() > 0.08}
    if isinstance(value, list):
        return [odd_json(chance, v) for v in value for _ in range(chance.choice((0, 1, 1, 1, 2)))]
    return value


def odd_answer(chance: random.Random, web: Web) -> Told | Callable[..., Told | None]:
    kind = chance.randrange(9)
    noise = chance.randbytes(chance.choice((0, 1, 10, 1000, 20_000)))
    found = publication(
        PRISON, "HMP A: action plan", [attached(f"{web.address}/a.pdf", "A"), attached("/h", "H", "html")]
    )
    if kind == 0:
        return Told(noise, 200, {"Content-Type": chance.choice(("application/pdf", "text/html", "\u00e9/;;", ""))})
    if kind == 1:
        return Told(json.dumps(odd_json(chance, found)).encode())
    if kind == 2:
        results = {"results": [{"link": PRISON, "title": "x: action plan"}] * 3, "total": 3}
        return Told(json.dumps(odd_json(chance, results)).encode())
    if kind == 3:
        return Told(noise, chance.choice((201, 204, 206, 301, 303, 304, 400, 403, 404, 410, 418, 429, 500, 599)))
    if kind == 4:
        to = chance.choice(
            ("/", "/a.pdf", "//", "http://", "::", "\x7f", "data:,x", "https://127.0.0.1:1/", "?x", "#")
        )
        return Told(b"", chance.choice((301, 302, 307, 308)), {"Location": to})
    if kind == 5:
        return Told(PDF + noise, 200, {"Content-Type": "application/pdf"})
    if kind == 6:
        deep = chance.choice(
            (b"[" * 100_000, b"<a>" * 20_000, b'{"results":' * 5000, b"<feed>" * 9000, b"9" * 6000)
        )
        return Told(deep)
    if kind == 7:
        piece = f"<html><a href='{chance.choice(('a.pdf', '/b.pdf?', '../../../c.pdf', 'http://[/d.pdf'))}'>x</a>"
        return Told(piece.encode() + noise)

    def raw(web: Web, handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        heads = (
            b"", b"HTTP/9.9 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 9\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 100 C\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 9000 + b"\r\n", b"HTTP/1.1 101 S\r\nUpgrade: x\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nConnection: close\r\n\r\n%PDF-1.7",
        )  # fmt: skip
        handler.wfile.write(chance.choice(heads) + noise)
        handler.close_connection = True

    return raw


@pytest.mark.parametrize("answers", [100, pytest.param(500, marks=pytest.mark.slow)])
def test_odd_answers_harm_nothing(web: Web, guest: Guest, answers: int) -> None:
    callow_bridge(web)
    good = dict(web.pages)
    sources: tuple[GovukSource | LinkSource, ...] = (
        replace(HMPPS, address=web.address),
        LinkSource(
            "links",
            pages=(f"{web.address}/page",),
            feeds=(f"{web.address}/feed",),
            documents=(f"{web.address}/a.pdf", f"{web.address}/b.docx", f"{web.address}/c"),
        ),
    )
    places = [*good, "/page", "/feed", "/a.pdf", "/b.docx", "/c", "/robots.txt"]
    guest.manners |= {"attempts": 2, "seconds": 1.0}
    guest.fetch(sources[0])
    kept = {name: (guest.raw / name).read_bytes() for name in guest.files()}
    refused = 0
    chance = random.Random(20241130 + answers)
    for _ in range(answers // 5):
        web.pages = good | {place: odd_answer(chance, web) for place in chance.sample(places, 5)}
        came = guest.fetch(*sources)
        refused += sum(len(one.refused) for one in came)
        entries = guest.entries()
        files = guest.files()
        assert {entry.file for entry in entries} == set(files)
        assert all(name.startswith("127.0.0.1/") and name.isascii() for name in files)
    assert refused > answers / 2
    assert {name: (guest.raw / name).read_bytes() for name in kept} == kept
    assert [path.name for path in guest.raw.parent.iterdir()] == ["raw"]
    assert not list(guest.raw.rglob(".tmp-*"))
