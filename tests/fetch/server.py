"""A web server on the loopback address that answers as a test tells it, and remembers what it was asked."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n"
PDF_TYPE = {"Content-Type": "application/pdf"}


@dataclass(frozen=True)
class Told:
    """What is answered; ``tagged`` sends an ETag and answers 304 to whoever knows it."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    tagged: bool = False


@dataclass(frozen=True)
class Asked:
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]


Answering = Callable[["Web", BaseHTTPRequestHandler, Asked], Told | None]


@dataclass
class Web:
    """The pages of a server: for each path an answer, a list of answers of which each is given once but the last,
    or a function that may write to the connection itself and then returns None."""

    address: str = ""
    pages: dict[str, Told | list[Told] | Answering] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [one.path for one in self.asked if one.path != "/robots.txt"]

    def forget(self) -> None:
        self.asked.clear()
        self.statuses.clear()


def json_of(value: Any) -> Told:
    return Told(json.dumps(value).encode(), headers={"Content-Type": "application/json"}, tagged=True)


def pdf(words: str = "") -> Told:
    return Told(PDF + words.encode(), headers=PDF_TYPE, tagged=True)


def redirected(to: str, status: int = 302) -> Told:
    return Told(b"", status, {"Location": to})


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Web]:
    """A server, for as long as the context lasts; with ``tls`` it speaks nothing else."""
    web = Web()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(parts.path, parse_qs(parts.query), headers)
            web.asked.append(asked)
            found = web.pages.get(parts.path, Told(b"nothing here", 404))
            if isinstance(found, list):
                found = found.pop(0) if len(found) > 1 else found[0]
            told = found if isinstance(found, Told) else found(web, self, asked)
            if told is not None:
                self._tell(told, headers)

        def _tell(self, told: Told, headers: Mapping[str, str]) -> None:
            tag = f'"{sha256(told.body).hexdigest()[:16]}"'
            if told.tagged and headers.get("if-none-match") == tag:
                told = Told(b"", 304, {"ETag": tag})
            web.statuses.append(told.status)
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            if told.tagged and told.status == 200:
                self.send_header("ETag", tag)
                self.send_header("Last-Modified", formatdate(1_700_000_000, usegmt=True))
            if not any(name.lower() == "content-length" for name in told.headers):
                self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            self.wfile.write(told.body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # the other side ended the connection, as many tests want it to

    server = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    web.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
