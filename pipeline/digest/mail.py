"""A digest as a message, sent through the mail server that the environment names."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid

from pipeline.digest import digest_html, digest_text, telling
from pipeline.digest.digest import Digest
from pipeline.errors import PipelineError, reason
from pipeline.failures import one_line

PREFIX = "INSPECTION_RESPONSES_SMTP_"
PORTS = {True: 587, False: 25}  # with STARTTLS, without
SECONDS = 30.0
_HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where and as whom to send; ``password`` goes out only over TLS, or to this machine."""

    host: str
    port: int
    sender: str
    user: str | None
    password: str | None
    starttls: bool

    def __repr__(self) -> str:
        return f"<MailServer {self.host}:{self.port}>"


def server(environment: Mapping[str, str]) -> MailServer:
    """The server that variables named :data:`PREFIX` with HOST, PORT, FROM, USER, PASSWORD and STARTTLS describe.

    STARTTLS is "yes" where it is not named. Raises :class:`~pipeline.errors.PipelineError` where HOST or FROM is
    missing, or a value makes no sense.
    """
    given = {
        key.removeprefix(PREFIX): value.strip() for key, value in environment.items() if key.startswith(PREFIX)
    }
    for needed, what in (("HOST", "the mail server"), ("FROM", "the address to send from")):
        if not given.get(needed):
            raise PipelineError(f"{PREFIX}{needed} is not set: put {what} into it, so that the digest can be sent")
    asked = given.get("STARTTLS", "yes").lower()
    if asked not in ("yes", "no"):
        raise PipelineError(f"{PREFIX}STARTTLS is {one_line(asked)!r}: set it to yes or no")
    starttls = asked == "yes"
    port = given.get("PORT") or str(PORTS[starttls])
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise PipelineError(f"{PREFIX}PORT is {one_line(port)!r}: set it to a number from 1 to 65535")
    user, password = given.get("USER") or None, given.get("PASSWORD") or None
    if (user is None) != (password is None):
        raise PipelineError(f"of {PREFIX}USER and {PREFIX}PASSWORD only one is set: set both or none")
    if password and not starttls and given["HOST"] not in _HERE:
        raise PipelineError(f"{PREFIX}STARTTLS is no: a password is sent over TLS only; set it to yes")
    return MailServer(given["HOST"], int(port), _address(given["FROM"]), user, password, starttls)


def message(digest: Digest, sender: str, to: Sequence[str]) -> EmailMessage:
    """The digest as text with a page as its alternative. Raises where an address is none."""
    made = EmailMessage()
    made["Subject"] = one_line(f"{telling.title(digest)}: {telling.headline(digest)}")
    made["From"] = _address(sender)
    made["To"] = [Address(addr_spec=_address(one)) for one in to]
    made["Date"] = format_datetime(localtime())
    made["Message-ID"] = make_msgid(domain=_address(sender).rpartition("@")[2])
    made["Auto-Submitted"] = "auto-generated"
    # No line of a message may have more than 998 bytes, which these encodings keep to.
    made.set_content(digest_text.text(digest), cte="quoted-printable")
    made.add_alternative(digest_html.page(digest), subtype="html", cte="quoted-printable")
    return made


def _address(text: str) -> str:
    """The address alone: no name, no second line."""
    try:
        found = Address(addr_spec=text)
    except (HeaderParseError, ValueError, IndexError) as error:
        raise PipelineError(f"{one_line(text)!r} is no mail address: write it as name@example.org") from error
    if not found.username or not found.domain or any(c.isspace() for c in text):
        raise PipelineError(f"{one_line(text)!r} is no mail address: write it as name@example.org")
    return text


def send(made: EmailMessage, by: MailServer) -> None:
    """Send the message. Raises :class:`~pipeline.errors.PipelineError` where the server cannot be reached or
    refuses it, or any of those it is for."""
    where = f"{by.host}:{by.port}"
    try:
        with smtplib.SMTP(by.host, by.port, timeout=SECONDS) as smtp:
            if by.starttls:
                smtp.starttls(context=ssl.create_default_context())
            if by.user and by.password:
                smtp.login(by.user, by.password)
            refused = smtp.send_message(made)
    except OSError as error:  # smtplib's errors too
        raise PipelineError(
            f"the digest was not sent: {where} {_refusal(error)}: check the variables {PREFIX}… and the server"
        ) from error
    if refused:
        raise PipelineError(f"the digest was not sent to all: {where} refuses {', '.join(sorted(refused))}")


def _refusal(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"refuses {', '.join(sorted(error.recipients))}"
    if isinstance(error, smtplib.SMTPResponseException):
        said = (
            error.smtp_error.decode(errors="replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        )
        return one_line(f"answers {error.smtp_code} {said}")[:300]
    if isinstance(error, smtplib.SMTPException):
        return one_line(f"refuses ({error})")[:300]
    if isinstance(error, ssl.SSLError | socket.gaierror):  # their numbers are none of the system's
        return one_line(f"cannot be reached ({error.strerror or error})")
    return f"cannot be reached ({reason(error)})"
