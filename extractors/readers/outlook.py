"""Messages as Outlook keeps them (.msg, [MS-OXMSG]) written anew as mail is sent, with what is attached."""

from __future__ import annotations

import io
import mimetypes
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_string, policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

import olefile

from extractors import limits
from extractors.model import DocumentError

# Properties by their number; those of text and bytes are streams of their own, numbers and times share one.
SUBJECT, TEXT, PAGE, RICH_TEXT, HEADERS = "0037", "1000", "1013", "1009", "007D"
TO = "0E04"
SENDER = ("0C1A", "0042"), ("5D01", "0C1F", "5D02", "0065")  # names and addresses, the surest first
PERSON = ("3001",), ("39FE", "3003")
FILE, FILE_NAMES, FILE_KIND, SHOWN_AS = "3701", ("3707", "3704", "3001"), "370E", "3712"
SENT, CAME, CODE_PAGE, PAGE_CODE_PAGE, ROLE = 0x0039, 0x0E06, 0x3FFD, 0x3FDE, 0x0C15
OF_MESSAGE, OF_INNER_MESSAGE, OF_PART = 32, 24, 8  # bytes before the first number
HOME = ZoneInfo("Europe/London")  # a time is kept without its place; the bodies of this field are here
_BEGIN = datetime(1601, 1, 1, tzinfo=UTC)
_CODE_PAGES = {65001: "utf-8", 20127: "ascii", 28591: "iso-8859-1", 28605: "iso-8859-15"}

Path = tuple[str, ...]


def as_mail(data: bytes) -> bytes:
    """The message with its parts, as .eml. What it is damaged by raises as the library raises it (OSError and what
    :mod:`extractors.readers.messages` expects besides).

    Raises DocumentError where all its words are kept as Outlook's own rich text, or it has too many parts.
    """
    with olefile.OleFileIO(io.BytesIO(data)) as file:
        return _Opened(file).message((), OF_MESSAGE).as_bytes(policy=policy.SMTP)


class _Opened:
    """An open file: its folders by name, and what is kept in one."""

    def __init__(self, file: olefile.OleFileIO) -> None:
        self.file = file
        self.entries = {tuple(entry) for entry in file.listdir(streams=True, storages=True)}
        limits.at_most(sum(len(entry) == 1 for entry in self.entries), 20 * limits.PARTS, "too_many_parts", "parts")

    def message(self, at: Path, offset: int) -> EmailMessage:
        """The message in a folder, whose numbers begin behind so many bytes, with what is attached to it."""
        numbers = self._numbers(at, offset)
        encoding = _encoding(numbers.get(CODE_PAGE, 1252))
        mail = EmailMessage(policy=policy.SMTP)
        sent = message_from_string(self._text(at, HEADERS, encoding) or "", policy=policy.default)
        _set(mail, "From", self._person(at, *SENDER, encoding))
        _set(mail, "To", ", ".join(self._recipients(at, encoding)) or self._text(at, TO, encoding))
        _set(mail, "Subject", self._text(at, SUBJECT, encoding))
        _set(mail, "Date", str(sent["Date"] or "") or _day(numbers.get(SENT) or numbers.get(CAME)))
        self._body(mail, at, encoding, _encoding(numbers.get(PAGE_CODE_PAGE, 65001)))
        for part in self._folders(at, "__attach_"):
            self._attach(mail, part, encoding)
        return mail

    def _body(self, mail: EmailMessage, at: Path, encoding: str, page_encoding: str) -> None:
        text, page = self._text(at, TEXT, encoding), self._text(at, PAGE, page_encoding)
        if text is None and page is None and self._bytes(at, RICH_TEXT) is not None:
            raise DocumentError("no_text", "its words are kept as rich text of Outlook: save it as .eml or .html")
        if text is not None or page is None:
            mail.set_content(text or "")
        if page is not None:
            add = mail.set_content if text is None else mail.add_alternative
            add(page, subtype="html")

    def _attach(self, mail: EmailMessage, at: Path, encoding: str) -> None:
        name = self._first(at, FILE_NAMES, encoding)
        inner = (*at, f"__substg1.0_{FILE}000D")
        if (*inner, "__properties_version1.0") in self.entries:
            mail.add_attachment(self.message(inner, OF_INNER_MESSAGE), filename=_plain(name) or None)
            return
        guess = mimetypes.guess_type(PurePosixPath(name).name)[0]
        kind = self._text(at, FILE_KIND, encoding) or guess or "application/octet-stream"
        main, _, sub = kind.partition("/")
        shown = self._text(at, SHOWN_AS, encoding)
        mail.add_attachment(
            self._bytes(at, FILE) or b"",
            maintype=_plain(main) or "application",
            subtype=_plain(sub) or "octet-stream",
            filename=_plain(name),
            cid=f"<{_plain(shown)}>" if shown else None,
        )

    def _recipients(self, at: Path, encoding: str) -> Iterator[str]:
        for one in self._folders(at, "__recip_"):
            if self._numbers(one, OF_PART).get(ROLE, 1) == 1:
                yield self._person(one, *PERSON, encoding)

    def _person(self, at: Path, names: tuple[str, ...], addresses: tuple[str, ...], encoding: str) -> str:
        known = (self._text(at, each, encoding) or "" for each in addresses)
        address = next((each for each in known if "@" in each), "")
        return formataddr((_plain(self._first(at, names, encoding)), _plain(address)))

    def _first(self, at: Path, numbers: tuple[str, ...], encoding: str) -> str:
        return next(filter(None, (self._text(at, each, encoding) for each in numbers)), "")

    def _folders(self, at: Path, begins: str) -> list[Path]:
        return sorted(one for one in self.entries if one[:-1] == at and one[-1].startswith(begins))

    def _numbers(self, at: Path, offset: int) -> dict[int, int]:
        data = self._stream((*at, "__properties_version1.0")) or b""
        whole = data[offset : len(data) - (len(data) - offset) % 16]
        return {tag >> 16: value for tag, _, value in struct.iter_unpack("<IIQ", whole)}

    def _text(self, at: Path, number: str, encoding: str) -> str | None:
        wide = self._stream((*at, f"__substg1.0_{number}001F"))
        if wide is not None:
            return wide.decode("utf-16-le", "replace")
        narrow = self._stream((*at, f"__substg1.0_{number}001E"))
        narrow = self._bytes(at, number) if narrow is None else narrow
        return None if narrow is None else narrow.decode(encoding, "replace")

    def _bytes(self, at: Path, number: str) -> bytes | None:
        return self._stream((*at, f"__substg1.0_{number}0102"))

    def _stream(self, path: Path) -> bytes | None:
        if path not in self.entries:
            return None
        return bytes(self.file.openstream(list(path)).read())


def _set(mail: EmailMessage, name: str, value: str | None) -> None:
    if value and value.strip():
        mail[name] = _plain(value)


def _plain(text: str) -> str:
    """On one line, as a header must be."""
    return " ".join(text.replace("\x00", " ").split())


def _encoding(code_page: int) -> str:
    return _CODE_PAGES.get(code_page & 0xFFFFFFFF, f"cp{code_page & 0xFFFFFFFF}")


def _day(time: int | None) -> str | None:
    """A time (in tenths of a microsecond since 1601) as mail writes it."""
    if not time:
        return None
    return format_datetime((_BEGIN + timedelta(microseconds=time // 10)).astimezone(HOME))
