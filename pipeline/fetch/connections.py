"""Connections to checked addresses, and nothing longer than it may take; the door to httpcore.

A name is resolved once, what it resolves to is checked, and that very address is connected to: a name that means
another address a moment later (re-binding) gains nothing. Every read and write ends at the deadline of the request,
so that a server that sends a byte now and then is not waited for.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

from pipeline.fetch.addresses import RefusedError, Resolve, is_public

FAILED = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
    httpcore.ConnectionNotAvailable,
)


class OverdueError(Exception):
    """The deadline of the request is over."""


class Deadline:
    """Until when the request that is under way may last; ``clock`` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.until = clock()

    def start(self, seconds: float) -> None:
        """A request begins, and may take so long."""
        self.until = self.clock() + seconds

    @property
    def over(self) -> bool:
        """Whether there is no time left."""
        return self.clock() >= self.until

    def left(self, timeout: float | None) -> float:
        """The seconds left, of ``timeout`` at most. Raises :class:`OverdueError` where there are none."""
        left = self.until - self.clock()
        if left <= 0:
            raise OverdueError
        return left if timeout is None else min(left, timeout)


class TimedStream(httpcore.NetworkStream):
    """A connection whose every step ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self.stream, self.deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some of what came."""
        return self.stream.read(max_bytes, self.deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send."""
        self.stream.write(buffer, self.deadline.left(timeout))

    def close(self) -> None:
        """End the connection."""
        self.stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection, encrypted; the certificate is that of the name and not of its address."""
        left = self.deadline.left(timeout)
        return TimedStream(self.stream.start_tls(ssl_context, server_hostname, left), self.deadline)

    def get_extra_info(self, info: str) -> Any:
        """What the connection tells of itself."""
        return self.stream.get_extra_info(info)


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to public addresses only, or to any where that is allowed."""

    def __init__(self, resolve: Resolve, deadline: Deadline, *, allow_private: bool) -> None:
        self.resolve, self.deadline, self.allow_private = resolve, deadline, allow_private
        self.plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first of the host's addresses that answers.

        Raises :class:`RefusedError` where none of them may be connected to.
        """
        try:
            found = self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the host {host} is not known") from error
        open_to = [one for one in found if self.allow_private or is_public(one)]
        if not open_to:
            raise RefusedError(f"{host} is no public address: allow_private = true would allow it")
        for number, address in enumerate(open_to, 1):
            left = self.deadline.left(timeout)
            try:
                stream = self.plain.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(open_to):
                    raise
            else:
                return TimedStream(stream, self.deadline)
        raise httpcore.ConnectError(f"the host {host} has no address")

    def connect_unix_socket(
        self,
        path: str,  # noqa: ARG002 (it is never looked at)
        timeout: float | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """There is nothing to fetch on this machine."""
        raise RefusedError("it is a socket of this machine")


def pool(backend: CheckedBackend, context: ssl.SSLContext) -> httpcore.ConnectionPool:
    """Connections of which each host has one, since one request is made at a time; it is kept for the next."""
    return httpcore.ConnectionPool(ssl_context=context, max_connections=8, network_backend=backend)


def request(method: str, url: str, headers: list[tuple[bytes, bytes]], timeout: float) -> httpcore.Request:
    """A request as the pool takes it."""
    waits = dict.fromkeys(("connect", "read", "write", "pool"), timeout)
    return httpcore.Request(method, url, headers=headers, extensions={"timeout": waits})
