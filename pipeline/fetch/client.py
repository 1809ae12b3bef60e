"""One request, one reply, within a size and a time; the door to httpx.

Redirects are not followed here, since each must be checked by whoever asks (:mod:`pipeline.fetch.visits`).
Replies are asked for as they are, not compressed: so no reply is larger than what came over the wire. Proxies of
the environment are not used, since the address that is connected to would then be chosen by another; certificates
of the environment (``SSL_CERT_FILE``) are.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType

import httpx

from pipeline.fetch import connections
from pipeline.fetch.addresses import RefusedError, Resolve, SlowError, resolve
from pipeline.fetch.config import Manners
from pipeline.fetch.connections import CheckedBackend, Deadline, OverdueError

PRODUCT = "inspection-responses"
WAIT = 30.0  # seconds for one step: to connect, or until more comes


class CutError(Exception):
    """The connection could not be made, or broke; another attempt may do."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered; the names of headers are in small letters."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class _Stream(httpx.SyncByteStream):
    def __init__(self, stream: Iterable[bytes]) -> None:
        self.stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self.stream

    def close(self) -> None:
        close = getattr(self.stream, "close", None)
        if close is not None:
            close()


class PinnedTransport(httpx.BaseTransport):
    """What httpx sends goes through the connections of :mod:`pipeline.fetch.connections`."""

    def __init__(self, backend: CheckedBackend) -> None:
        self.pool = connections.pool(backend, httpx.create_ssl_context())

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        told = connections.request(request.method, str(request.url), request.headers.raw, WAIT)
        got = self.pool.handle_request(told)
        assert isinstance(got.stream, Iterable)
        return httpx.Response(got.status, headers=got.headers, stream=_Stream(got.stream))

    def close(self) -> None:
        """End all connections."""
        self.pool.close()


class Client:
    """Asks servers, and says who asks."""

    def __init__(
        self,
        contact: str,
        manners: Manners,
        resolved: Resolve = resolve,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.manners = manners
        self.deadline = Deadline(clock)
        backend = CheckedBackend(resolved, self.deadline, allow_private=manners.allow_private)
        headers = {"user-agent": f"{PRODUCT} (+{contact})", "accept": "*/*", "accept-encoding": "identity"}
        self.http = httpx.Client(transport=PinnedTransport(backend), headers=headers, trust_env=False)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.close()

    def ask(self, url: str, headers: Mapping[str, str]) -> Reply:
        """The reply of a server to GET.

        Raises :class:`CutError` where there was none or it broke off, and
        :class:`~pipeline.fetch.addresses.RefusedError` where it may not be asked, or is too large or too slow.
        """
        self.deadline.start(self.manners.seconds)
        try:
            with self.http.stream("GET", url, headers=headers, follow_redirects=False) as got:
                names = {name: value for name, value in got.headers.items() if value.isprintable()}
                self.http.cookies.clear()
                return Reply(got.status_code, names, self._body(got) if got.status_code == 200 else b"")
        except (OverdueError, *connections.FAILED) as error:
            if self.deadline.over:
                raise SlowError(f"it took longer than {self.manners.seconds:g} seconds") from error
            raise CutError(str(error) or type(error).__name__) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
            raise RefusedError("its address, or what came, is no HTTP") from error

    def _body(self, got: httpx.Response) -> bytes:
        if got.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
            raise RefusedError("it came compressed, which was not asked for")
        body = bytearray()
        for part in got.iter_raw():
            body += part
            if len(body) > self.manners.most_bytes:
                raise RefusedError(f"it is larger than {self.manners.megabytes:g} MB")
            self.deadline.left(None)
        return bytes(body)
