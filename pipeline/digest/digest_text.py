"""A digest as text for one screen: every list is short, but that of the files that could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from textwrap import wrap
from typing import TypeVar

from pipeline.analysis.words import name_of_file, shown
from pipeline.digest import telling
from pipeline.digest.digest import Digest, Lateness
from pipeline.digest.doubtful_links import DoubtfulLink
from pipeline.digest.movements import Movement
from pipeline.digest.naming import CommitmentName
from pipeline.digest.new_documents import NewDocument

WIDTH = 100
# Rows of a list: of what moved, and of the others.
MOVED, LISTED = 8, 5
# Characters of the name of a file.
FILE = 30
PAGE = "digest.html"
Item = TypeVar("Item")


def text(digest: Digest) -> str:
    """The whole text, each line of at most :data:`WIDTH` characters."""
    return "".join(f"{line}\n" for line in lines(digest))


def lines(digest: Digest) -> Iterator[str]:
    """The text, a line at a time."""
    yield telling.title(digest)
    for sentence in (telling.compared(digest), f"{telling.headline(digest)}.", telling.stands(digest)):
        yield from wrap(sentence, WIDTH)
    yield from _list("New documents", digest.documents, LISTED, _document)
    yield from _list("No longer there", digest.gone, LISTED, lambda name: [shown(name, WIDTH - 4)])
    yield from _list("State or target changed", digest.movements, MOVED, _movement)
    yield from _list("Newly overdue", digest.overdue, LISTED, lambda late: _lateness(late, telling.late(late)))
    yield from _list("Newly silent", digest.silent, LISTED, lambda late: _lateness(late, telling.silence(late)))
    yield from _list("Decisions that no longer apply, or need a word", digest.decisions, LISTED, _decision)
    yield from _list("Could not be read", list(telling.unread_files(digest)), len(digest.unread), _unread)
    yield from _list("Links to look at first", digest.links, LISTED, _link)


def _list(heading: str, items: Sequence[Item], most: int, told: Callable[[Item], list[str]]) -> Iterator[str]:
    if not items:
        return
    yield from ("", f"{heading} ({len(items)})")
    for item in items[:most]:
        first, *more = told(item)
        yield f"  {first}"
        yield from (f"    {line}" for line in more)
    if len(items) > most:
        yield f"  and {len(items) - most} more: see {PAGE}"


def _document(document: NewDocument) -> list[str]:
    dated = f" of {document.dated}" if document.dated else ""
    about = f" ({shown(document.about, 40)})" if document.about else ""
    line = f"{name_of_file(document.file_name, 50)}: {document.kind}{dated}{about}: {document.holds}"
    return wrap(line, WIDTH - 4)


def _movement(movement: Movement) -> list[str]:
    cause = telling.why(movement)
    what = f"{telling.steps(movement)}{f' ({cause})' if cause else ''}"
    if movement.quotation is None:
        return [_with_promise(movement.name, what)]
    where = telling.place(movement.quotation, FILE)
    words = shown(movement.quotation.text, WIDTH - 4 - len(where) - 5)
    return [_with_promise(movement.name, what), f"“{words}” ({where})"]


def _lateness(late: Lateness, what: str) -> list[str]:
    return [_with_promise(late.name, what)]


def _with_promise(name: CommitmentName, what: str) -> str:
    """A commitment's name, what is said of it, and as much of its promise as the line has room for."""
    head = f"{telling.called(name)}: {what}"
    room = WIDTH - 2 - len(head) - 3
    return shown(f"{head} | {shown(name.promise, room)}" if room > _LEAST else head, WIDTH - 2)


# Characters of a promise that are worth showing.
_LEAST = 15


def _decision(message: str) -> list[str]:
    return wrap(shown(message, 2 * WIDTH), WIDTH - 4)


def _unread(file: tuple[str, str, bool]) -> list[str]:
    name, error, new = file
    return wrap(f"{'new: ' if new else ''}{name}: {error}", WIDTH - 4)


def _link(link: DoubtfulLink) -> list[str]:
    head = f"{telling.called(link.name)}: {link.rests} (score {link.score:.2f})"
    where = telling.place(link.quotation, FILE)
    return [shown(head, WIDTH - 2), f"“{shown(link.quotation.text, WIDTH - 4 - len(where) - 5)}” ({where})"]
