"""Which addresses may be connected to: those of the public internet, by http or https.

A document's page could name any address, also one that only this machine can reach; what lies there is nobody's
publication.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

Resolve = Callable[[str, int], tuple[str, ...]]
_WELL_KNOWN = ipaddress.ip_network("64:ff9b::/96")  # NAT64: an IPv4 address is in its last four bytes
_UNICAST = ipaddress.ip_network("2000::/3")
_KEPT = "/?#[]@!$&'()*+,;=%:~"


class RefusedError(Exception):
    """Why an address gave no document: one line for the person who reads the summary."""


class SlowError(RefusedError):
    """It took longer than one address may take."""


def resolve(host: str, port: int) -> tuple[str, ...]:
    """The network addresses of a host, in the order of the system. Raises OSError where there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(one[4][0]) for one in found))


def is_public(address: str) -> bool:
    """Whether a network address is one of the public internet, also where an IPv4 address is wrapped in another."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return found.is_global and not found.is_multicast
    if found in _WELL_KNOWN:
        return is_public(str(ipaddress.IPv4Address(found.packed[-4:])))
    # All that was given out for the internet lies in one part; old ways to write IPv4 addresses lie outside it.
    inside = (found.sixtofour, *(found.teredo or ()))
    return found in _UNICAST and found.is_global and all(one is None or is_public(str(one)) for one in inside)


def parted(address: str) -> SplitResult:
    """An address in its parts. Raises :class:`RefusedError` where it is none that may be fetched."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise RefusedError("it is no address") from error
    if parts.scheme not in ("http", "https"):
        raise RefusedError("only addresses that begin with http:// or https:// are fetched")
    if not parts.hostname or port == 0 or any(not c.isprintable() or c.isspace() for c in parts.netloc):
        raise RefusedError("it is no address")
    if "@" in parts.netloc:
        raise RefusedError("it carries a user name or a password")
    return parts


def tidy(address: str) -> str:
    """An address as it is asked for: no fragment, and what may not stand in a request is escaped.

    Raises :class:`RefusedError` as :func:`parted`.
    """
    parts = parted(address.strip())
    try:
        path, query = (quote(part, safe=_KEPT) for part in (parts.path or "/", parts.query))
    except UnicodeEncodeError as error:  # half a character, as JSON may hold
        raise RefusedError("it is no address") from error
    return urlunsplit((parts.scheme, parts.netloc.lower(), path, query, ""))


def origin(address: str) -> str:
    """The scheme, host and port of an address: what one robots.txt is for."""
    parts = parted(address)
    return f"{parts.scheme}://{parts.netloc}"
