"""The digests of the runs that are kept as an Atom feed (RFC 4287), which a reader of feeds follows as a file."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

from pipeline.digest import digest_html, telling
from pipeline.digest.digest import Digest
from pipeline.errors import PipelineError, reason
from pipeline.publish.runs import StoredRun
from pipeline.storage.stores import write_whole

ATOM = "http://www.w3.org/2005/Atom"
TITLE = "Digests of inspection-responses"
AUTHOR = "inspection-responses"
_TAG = f"{{{ATOM}}}"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """The digest of a run: an identifier that stays, when the run ended (RFC 3339), a title, what there is to tell
    in a line, and the whole as HTML."""

    identity: str
    updated: str
    title: str
    summary: str
    html: str


def entry_of(run: StoredRun, digest: Digest) -> FeedEntry:
    """The entry of a run."""
    title = f"{telling.title(digest)}: {telling.headline(digest)}"
    return FeedEntry(
        uuid.uuid5(uuid.NAMESPACE_OID, digest.nights.run_id).urn,
        _moment(run.run.get("finished") or f"{digest.nights.day}T00:00:00"),
        title,
        telling.stands(digest),
        digest_html.body(digest),
    )


def _moment(text: str) -> str:
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).isoformat(timespec="seconds")


def feed(entries: Iterable[FeedEntry], identity: str) -> bytes:
    """The feed with the ``entries``, the newest first, as XML; ``identity`` names it for ever."""
    entries = list(entries)
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{_TAG}feed")
    _add(root, "id", identity)
    _add(root, "title", TITLE)
    _add(root, "updated", max((entry.updated for entry in entries), default=_moment("1970-01-01T00:00:00")))
    _add(ElementTree.SubElement(root, f"{_TAG}author"), "name", AUTHOR)
    for entry in entries:
        element = ElementTree.SubElement(root, f"{_TAG}entry")
        _add(element, "id", entry.identity)
        _add(element, "title", entry.title)
        _add(element, "updated", entry.updated)
        _add(element, "summary", entry.summary)
        _add(element, "content", entry.html, type="html")
    ElementTree.indent(root)
    made: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


def _add(parent: ElementTree.Element, name: str, text: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, f"{_TAG}{name}", attributes).text = text


def write(path: Path, entries: Iterable[FeedEntry]) -> None:
    """Write the feed, whole or not at all; one that is there keeps its identifier.

    Raises :class:`~pipeline.errors.PipelineError` where the file is something else, or cannot be written.
    """
    identity = _identity(path) or uuid.uuid4().urn
    try:
        write_whole(path, feed(entries, identity))
    except OSError as error:
        raise PipelineError(f"{path} could not be written ({reason(error)}): name another file") from error


def _identity(path: Path) -> str | None:
    """The identifier of the feed that lies there, None where there is no file."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PipelineError(f"{path} cannot be read ({reason(error)}): name another file") from error
    try:
        found = ElementTree.fromstring(data)
    except ElementTree.ParseError:
        found = None
    identity = found.findtext(f"{_TAG}id") if found is not None and found.tag == f"{_TAG}feed" else None
    if not identity:
        raise PipelineError(f"{path} is there and is no feed: name another file, or move it away")
    return identity
