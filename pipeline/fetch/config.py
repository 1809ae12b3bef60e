"""What is fetched, and how politely: a TOML file in which only the contact must stand."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from extractors import regular_files
from pipeline.errors import PipelineError, reason

USUAL = Path("fetch.toml")
OGL = "OGL-UK-3.0"
GOVUK = "https://www.gov.uk"
# What an address of a document ends with.
DOCUMENTS = r"\.(pdf|docx?|odt|rtf|xlsx?|xlsm|csv|zip)$"


@dataclass(frozen=True, slots=True)
class Manners:
    """How a server is treated, and what is taken from it.

    ``delay`` seconds lie between two requests to a host; one address may take ``seconds`` and ``megabytes``, is
    tried ``attempts`` times, and a server that asks to be left alone for more than ``patience`` seconds is left
    alone. ``allow_private`` lets addresses of this machine and of private networks be fetched.
    """

    delay: float = 1.0
    seconds: float = 120.0
    megabytes: float = 50.0
    attempts: int = 4
    patience: float = 120.0
    allow_private: bool = False

    @property
    def most_bytes(self) -> int:
        """The bytes that one address may give."""
        return int(self.megabytes * (1 << 20))


@dataclass(frozen=True, slots=True)
class GovukSource:
    """Publications on GOV.UK: of organisations, of kinds, with words that are searched for and titles so.

    ``kinds`` are values of ``content_store_document_type``, ``titles`` is a regular expression found in the title
    of the publication; each may be empty for all.
    """

    name: str
    organisations: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    query: str = ""
    titles: str = ""
    address: str = GOVUK
    licence: str | None = OGL


@dataclass(frozen=True, slots=True)
class LinkSource:
    """Pages, feeds (Atom or RSS) and documents by address.

    Of ``pages``, and of the pages that entries of ``feeds`` lead to, those links are documents that ``links`` (a
    regular expression) is found in; ``documents`` are addresses of documents themselves.
    """

    name: str
    pages: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    links: str = DOCUMENTS
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class FetchConfig:
    """``contact`` is an address that an operator of a server can write to; it stands in every request."""

    contact: str
    sources: tuple[GovukSource | LinkSource, ...]
    manners: Manners = Manners()


# What HM Prison and Probation Service publishes in answer to its inspectors. The words are those of its titles; the
# kinds are left open, since plans were published as policy papers, corporate reports, notices and correspondence.
HMPPS = GovukSource(
    "hmpps",
    ("hm-prison-and-probation-service",),
    query="inspection action plan",
    titles=r"action plan|inspection response|response to .*inspect|urgent notification",
)


def read(path: Path | None) -> FetchConfig:
    """The configuration of a file (``fetch.toml`` where none is named); without sources it is :data:`HMPPS`.

    Raises :class:`~pipeline.errors.PipelineError` where there is none, or where it says something that is not
    known.
    """
    place = path or USUAL
    try:
        given = tomllib.loads(regular_files.read_text(place))
    except FileNotFoundError as error:
        raise PipelineError(
            f'{place} is not there: write one with the line contact = "you@example.org", by which the operators of '
            "the servers can reach you, or name another with --config"
        ) from error
    except OSError as error:
        raise PipelineError(f"{place} cannot be read ({reason(error)}): check the file") from error
    except (ValueError, RecursionError) as error:
        raise PipelineError(f"{place} is no TOML ({error}): mend it") from error
    try:
        return _config(given)
    except (ValueError, TypeError) as error:
        raise PipelineError(f"{place}: {error}") from error


def _config(given: Mapping[str, Any]) -> FetchConfig:
    _known(given, ("contact", "manners", "govuk", "links"), "the file")
    contact = given.get("contact")
    if not isinstance(contact, str) or not re.fullmatch(r"[!-~]+@[!-~]+|https?://[!-~]+", contact):
        raise ValueError('contact is needed: an address as "you@example.org" or of a page about you')
    sources: tuple[GovukSource | LinkSource, ...] = (
        *_tables(given, "govuk", GovukSource),
        *_tables(given, "links", LinkSource),
    )
    sources = sources or (HMPPS,)
    names = [source.name for source in sources]
    if len(set(names)) < len(names):
        raise ValueError("two sources have one name: each needs its own")
    manners = _record(given.get("manners", {}), Manners, "[manners]")
    numbers = (manners.delay, manners.patience, manners.seconds, manners.megabytes)
    if (
        not all(map(math.isfinite, numbers))
        or min(manners.delay, manners.patience) < 0
        or min(manners.seconds, manners.megabytes, manners.attempts) <= 0
    ):
        raise ValueError("[manners] has a number that is too small or too large")
    for source in sources:
        _checked(source)
    return FetchConfig(contact, sources, manners)


def _checked(source: GovukSource | LinkSource) -> None:
    """Raises ValueError where a pattern is none, an address is none, or nothing is named."""
    pattern = source.titles if isinstance(source, GovukSource) else source.links
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{source.name}: {pattern!r} is no regular expression ({error})") from error
    if isinstance(source, GovukSource):
        addresses: tuple[str, ...] = (source.address,)
        if not source.organisations:
            raise ValueError(f"{source.name}: organisations names none, e.g. hm-prison-and-probation-service")
    else:
        addresses = (*source.pages, *source.feeds, *source.documents)
    if not addresses:
        raise ValueError(f"{source.name}: name pages, feeds or documents")
    for address in addresses:
        if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
            raise ValueError(f"{source.name}: {address!r} is no address that begins with http:// or https://")


T = TypeVar("T", GovukSource, LinkSource, Manners)


def _tables(given: Mapping[str, Any], key: str, kind: type[T]) -> tuple[T, ...]:
    tables = given.get(key, [])
    if not isinstance(tables, list):
        raise ValueError(f"write [[{key}]] in double brackets, once for each source")
    return tuple(_record(table, kind, f"[[{key}]]") for table in tables)


def _record(table: Any, kind: type[T], where: str) -> T:
    if not isinstance(table, dict):
        raise ValueError(f"{where} is no table")
    _known(table, [field.name for field in fields(kind)], where)
    values = {
        f.name: _value(table[f.name], str(f.type), f"{where}: {f.name}") for f in fields(kind) if f.name in table
    }
    if kind is not Manners and not values.get("name"):
        raise ValueError(f"{where} needs a name")
    if kind is GovukSource:
        values.setdefault("organisations", ())
    return kind(**values)


_KINDS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "str": ((str,), "a text"),
    "str | None": ((str,), "a text"),
    "float": ((int, float), "a number"),
    "int": ((int,), "a whole number"),
    "bool": ((bool,), "true or false"),
}


def _value(value: Any, kind: str, where: str) -> Any:
    if kind == "tuple[str, ...]":
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise ValueError(f'{where} is a list of texts: ["…", "…"]')
        return tuple(value)
    types, words = _KINDS[kind]
    if not isinstance(value, types) or (isinstance(value, bool) and kind != "bool"):
        raise ValueError(f"{where} is {words}")
    return value


def _known(table: Mapping[str, Any], names: Iterable[str], where: str) -> None:
    names = tuple(names)
    for key in table:
        if key not in names:
            raise ValueError(f"{where} has {key!r}, which is not known: there are {', '.join(names)}")
