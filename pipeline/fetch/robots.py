"""What a server's robots.txt lets us fetch (RFC 9309): the longest rule that fits decides, Allow wins a tie.

The standard library's parser takes the first rule that fits and knows no ``*`` in a path, on which large sites
rely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

LONGEST = 500 << 10  # bytes that are read of it; the standard asks for as many at least


@dataclass(frozen=True, slots=True)
class RobotRule:
    """Whether addresses whose path fits may be fetched; ``weight`` is how exactly it says so.

    A path fits that begins with the first of ``parts`` and has the others after it, in order; where ``ends``, the
    last one at its end.
    """

    allow: bool
    parts: tuple[str, ...]
    ends: bool
    weight: int

    def fits(self, path: str) -> bool:
        """Whether the rule is about a path. The earliest place of each part leaves most room for the next."""
        if not path.startswith(self.parts[0]):
            return False
        at = len(self.parts[0])
        if self.ends and len(self.parts) == 1:
            return at == len(path)
        for part in self.parts[1:-1] if self.ends else self.parts[1:]:
            found = path.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        return not self.ends or (path.endswith(self.parts[-1]) and len(path) - len(self.parts[-1]) >= at)


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules for us, and the seconds that it asks to lie between two requests."""

    rules: tuple[RobotRule, ...] = ()
    delay: float = 0.0

    def allows(self, url: str) -> bool:
        """Whether an address may be fetched."""
        parts = urlsplit(url)
        path = unquote(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        fitting = [rule for rule in self.rules if rule.fits(path)]
        return not fitting or max(fitting, key=lambda rule: (rule.weight, rule.allow)).allow


NOTHING_ALLOWED = Robots((RobotRule(False, ("",), False, 0),))


def parsed(text: str, agent: str) -> Robots:
    """The rules of the groups that name ``agent``, else of those for all (``*``)."""
    groups = list(_groups(text[:LONGEST]))
    named = [lines for agents, lines in groups if any(one != "*" and one in agent for one in agents)]
    lines = [line for group in named or [lines for agents, lines in groups if "*" in agents] for line in group]
    rules = tuple(_rule(key == "allow", value) for key, value in lines if key != "crawl-delay" and value)
    delays = [
        float(value) for key, value in lines if key == "crawl-delay" and re.fullmatch(r"\d{1,4}(\.\d+)?", value)
    ]
    return Robots(rules, max(delays, default=0.0))


def _groups(text: str) -> Iterator[tuple[tuple[str, ...], list[tuple[str, str]]]]:
    agents: tuple[str, ...] = ()
    lines: list[tuple[str, str]] = []
    for line in text.splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            if lines:
                yield agents, lines
                agents, lines = (), []
            agents = (*agents, value.lower())
        elif key in ("allow", "disallow", "crawl-delay") and agents:
            lines.append((key, value))
    yield agents, lines


def _rule(allow: bool, path: str) -> RobotRule:
    ends = path.endswith("$")
    parts = tuple(unquote(part) for part in path.removesuffix("$").split("*"))
    return RobotRule(allow, parts, ends, len(path))
