"""Visits to servers as a guest: paced, within what robots.txt lets us, tried again where that may help.

A redirect is a visit of its own: its address is checked, and asked for only where its own server's robots.txt
lets us.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from pipeline.fetch import robots
from pipeline.fetch.addresses import RefusedError, SlowError, origin, tidy
from pipeline.fetch.client import PRODUCT, Client, CutError, Reply
from pipeline.fetch.robots import Robots

REDIRECTS = 5
AGAIN = (429, 500, 502, 503, 504)
MOVED = (301, 302, 303, 307, 308)
# Addresses in a row of which a server gives nothing, after which it is left alone: each costs minutes.
PATIENT_WITH = 3
LONGEST_DELAY = 60.0  # that a robots.txt may ask for; more would take days


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of asking for an address: 200 with a body, or 304; ``url`` is where it was found in the end."""

    url: str
    reply: Reply

    @property
    def unchanged(self) -> bool:
        """Whether it is as it was when it was last asked for."""
        return self.reply.status == 304

    @property
    def etag(self) -> str | None:
        """The server's name of this state of it."""
        return self._tag("etag")

    @property
    def last_modified(self) -> str | None:
        """When the server says it was last changed, in its words."""
        return self._tag("last-modified")

    def _tag(self, name: str) -> str | None:
        """What can be sent back as it came; a header holds nothing but ASCII."""
        value = self.reply.headers.get(name, "")
        return value if value and value.isascii() else None


class GoneError(RefusedError):
    """The server says that there is nothing at this address (404 or 410)."""


@dataclass(frozen=True, slots=True)
class Pause:
    """How time is told and waited for; tests give others."""

    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))


class Visitor:
    """Remembers of each server when it was last asked, what its robots.txt says, and whether to leave it alone."""

    def __init__(self, client: Client, pause: Pause) -> None:
        self.client, self.pause = client, pause
        self.manners = client.manners
        self._asked: dict[str, float] = {}
        self._robots: dict[str, Robots] = {}
        self._closed: dict[str, str] = {}
        self._failed: dict[str, int] = {}

    def get(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Visit:
        """What lies at an address, or that it is as it was.

        Raises :class:`~pipeline.fetch.addresses.RefusedError` with the reason where it gave nothing.
        """
        asked = {"if-none-match": etag, "if-modified-since": last_modified}
        headers = {name: value for name, value in asked.items() if value}
        at = tidy(url)
        for _ in range(REDIRECTS + 1):
            if not self._rules(at).allows(at):
                raise RefusedError("robots.txt of its server does not allow it")
            reply = self._tried(at, headers)
            if reply.status not in MOVED:
                return Visit(at, _taken(reply, asked=bool(headers)))
            at = _led(at, reply)
        raise RefusedError(f"it leads from one address to the next, more than {REDIRECTS} times")

    def _rules(self, url: str) -> Robots:
        """What robots.txt of the server says; where it cannot be had, nothing may be fetched (RFC 9309, 2.3.1)."""
        place = origin(url)
        if place in self._closed:
            raise RefusedError(self._closed[place])
        if place not in self._robots:
            try:
                self._robots[place] = self._asked_robots(f"{place}/robots.txt")
            except RefusedError as error:
                self._closed.setdefault(place, f"its server cannot be asked for robots.txt: {error}")
                raise RefusedError(self._closed[place]) from error
        return self._robots[place]

    def _asked_robots(self, url: str) -> Robots:
        place = url
        for _ in range(REDIRECTS + 1):
            reply = self._tried(place, {})
            if reply.status not in MOVED:
                break
            place = _led(place, reply)
        if reply.status == 200:
            return robots.parsed(reply.body.decode("utf-8", "replace"), PRODUCT)
        if 400 <= reply.status < 500:
            return Robots()
        return robots.NOTHING_ALLOWED

    def _tried(self, url: str, headers: dict[str, str]) -> Reply:
        """The reply of a server, asked again where it was busy or the connection broke."""
        place = origin(url)
        for attempt in range(1, self.manners.attempts + 1):
            if place in self._closed:
                raise RefusedError(self._closed[place])
            self._wait_turn(place)
            last = attempt == self.manners.attempts
            try:
                reply = self.client.ask(url, headers)
            except SlowError:
                self._count(place, failed=True)
                raise
            except CutError as error:
                if last:
                    self._count(place, failed=True)
                    raise RefusedError(f"no whole answer came, {attempt} times ({error})") from error
                self._wait(place, 2.0 ** (attempt - 1))
                continue
            if reply.status not in AGAIN or last:
                self._count(place, failed=reply.status in AGAIN)
                return reply
            self._wait(place, _retry_after(reply, self.pause.now()) or 2.0 ** (attempt - 1))
        raise RefusedError("it was not asked for")

    def _count(self, place: str, *, failed: bool) -> None:
        self._failed[place] = self._failed.get(place, 0) + 1 if failed else 0
        if self._failed[place] >= PATIENT_WITH:
            self._closed[place] = f"its server gave nothing {PATIENT_WITH} times in a row: try later"

    def _wait_turn(self, place: str) -> None:
        delay = self.manners.delay
        if place in self._robots:
            delay = max(delay, min(self._robots[place].delay, LONGEST_DELAY))
        if place in self._asked:
            left = self._asked[place] + delay - self.pause.clock()
            if left > 0:
                self.pause.sleep(left)
        self._asked[place] = self.pause.clock()

    def _wait(self, place: str, seconds: float) -> None:
        """Wait before another attempt; a server that asks for more than our patience is left alone for good."""
        if seconds > self.manners.patience:
            self._closed[place] = f"its server asked to be left alone for {seconds:.0f} seconds: try later"
            raise RefusedError(self._closed[place])
        self.pause.sleep(seconds)


def _led(at: str, reply: Reply) -> str:
    """Where a redirect leads. Raises :class:`RefusedError` where it leads nowhere, or out of encryption."""
    place = reply.headers.get("location")
    if not place:
        raise RefusedError("it leads elsewhere and does not say where")
    try:
        found = tidy(urljoin(at, place))
    except ValueError as error:
        raise RefusedError("it leads to what is no address") from error
    if at.startswith("https:") and not found.startswith("https:"):
        raise RefusedError("it leads to an address that is not encrypted")
    return found


def _taken(reply: Reply, *, asked: bool) -> Reply:
    """A reply that is of use. Raises where it is none."""
    if reply.status == 200 or (reply.status == 304 and asked):
        return reply
    if reply.status in (404, 410):
        raise GoneError(f"there is nothing (status {reply.status})")
    raise RefusedError(f"its server answers with status {reply.status}")


def _retry_after(reply: Reply, now: datetime) -> float | None:
    """The seconds that a server asks us to wait: it names them, or a time."""
    said = reply.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:9]), 1e9)
    try:
        when = parsedate_to_datetime(said)
    except (ValueError, TypeError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max((when - now).total_seconds(), 0.0)
