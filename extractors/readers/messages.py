"""Messages (.eml, .msg) taken apart: who wrote when to whom, the body, and what is attached. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import errors, message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from extractors import limits
from extractors.model import DocumentError
from extractors.readers import compound, outlook

CUT = (errors.CloseBoundaryNotFoundDefect, errors.StartBoundaryNotFoundDefect)
# What the parser and its decoders raise for odd messages (the parser itself raises nothing on purpose).
DAMAGED = (
    LookupError, ValueError, TypeError, AttributeError, AssertionError, RuntimeError, OverflowError,
    errors.MessageError, OSError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attached:
    """A file attached to a message: its name ('' where it has none) and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A message. ``day`` is None where it has no date that can be read, ``text`` and ``page`` where it has none.

    ``whole`` is whether all its parts are closed, as those of a message are that was not cut short.
    """

    subject: str
    sender: str
    recipients: tuple[str, ...]
    day: datetime | None
    text: str | None
    page: str | None
    attached: tuple[Attached, ...]
    whole: bool


def parsed(data: bytes) -> Mail:
    """The message. Raises DocumentError where it is none, damaged, or larger than any letter."""
    limits.at_most(len(data) >> 20, limits.MESSAGE >> 20, "too_large", "MB")
    try:
        mail = outlook.as_mail(data) if data.startswith(compound.HEAD) else data
        return _mail(message_from_bytes(mail, policy=policy.compat32))
    except DAMAGED as error:
        raise _damaged() from error


def _damaged() -> DocumentError:
    return DocumentError("unreadable", "the message is damaged or of another kind: save it again as .eml")


def _mail(message: Message) -> Mail:
    if not message["From"] and not message["Subject"] and not message["Date"]:
        raise _damaged()
    parts = list(_parts(message))
    limits.at_most(len(parts), limits.PARTS, "too_many_parts", "parts")
    bodies = [part for part in parts if not _is_attached(part)]
    return Mail(
        subject=_header(message, "Subject"),
        sender=next(iter(_people(message, "From")), ""),
        recipients=tuple(_people(message, "To")),
        day=_day(message),
        text=_text(bodies, "text/plain"),
        page=_text(bodies, "text/html"),
        whole=not any(isinstance(defect, CUT) for part in message.walk() for defect in part.defects),
        attached=tuple(_attached(part) for part in parts if _is_attached(part) and not _is_decoration(part)),
    )


def _parts(message: Message) -> Iterator[Message]:
    """The parts that hold something, in order; a message inside is one of them."""
    inside = message.get_payload()
    if message.get_content_maintype() == "multipart" and isinstance(inside, list):
        for part in inside:
            if isinstance(part, Message):
                yield from _parts(part)
    else:
        yield message


def _is_attached(part: Message) -> bool:
    named = part.get_filename() is not None or part.get_content_disposition() == "attachment"
    return named or part.get_content_type() not in ("text/plain", "text/html")


def _is_decoration(part: Message) -> bool:
    """Whether it is a picture that the body shows: a letter-head, a signature."""
    shown = part.get_content_disposition() != "attachment" or part["Content-ID"] is not None
    return part.get_content_maintype() == "image" and shown


def _attached(part: Message) -> Attached:
    name = _decoded(part.get_filename() or "")
    if part.get_content_type() == "message/rfc822":
        inside = part.get_payload()
        first = inside[0] if isinstance(inside, list) and inside else None
        whole = first.as_bytes() if isinstance(first, Message) else b""
        stem = (name or "message").removesuffix(".eml").removesuffix(".msg")
        return Attached(f"{stem}.eml", whole)
    data = part.get_payload(decode=True)
    return Attached(name, data if isinstance(data, bytes) else b"")


def _text(parts: list[Message], kind: str) -> str | None:
    """The words of the parts of a kind, None where there is none."""
    found = [part for part in parts if part.get_content_type() == kind]
    return "\n\n".join(map(_words, found)) if found else None


def _words(part: Message) -> str:
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    try:
        text = data.decode(part.get_content_charset("utf-8"))
    except (LookupError, UnicodeDecodeError):
        text = data.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _header(message: Message, name: str) -> str:
    return _decoded(str(message[name] or ""))


def _decoded(text: str) -> str:
    """A header's text on one line; what says it is in another encoding, and is not, stays as it is."""
    try:
        text = str(make_header(decode_header(text)))
    except (LookupError, ValueError, errors.MessageError):  # a name of an encoding that is none
        return " ".join(text.split())
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def _people(message: Message, name: str) -> Iterator[str]:
    """The names in a header; the address of who has none."""
    values = [str(value) for value in message.get_all(name, [])]
    for person, address in getaddresses(values):
        if person or address:
            yield _decoded(person) or address


def _day(message: Message) -> datetime | None:
    try:
        return parsedate_to_datetime(str(message["Date"]))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
