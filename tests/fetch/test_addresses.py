"""Only what anyone could reach is reached, whatever a name, a redirect or a certificate says."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from pathlib import Path

import pytest

from pipeline.fetch.addresses import is_public, resolve
from pipeline.fetch.config import FetchConfig, LinkSource, Manners
from pipeline.fetch.fetching import fetch
from pipeline.fetch.visits import Pause
from tests.fetch.conftest import Guest
from tests.fetch.server import Web, pdf, redirected, serving


def test_redirects_are_followed_so_far(web: Web, guest: Guest) -> None:
    web.pages |= {
        "/old.pdf": redirected("/newer.pdf", 301),
        "/newer.pdf": redirected("/new.pdf", 308),
        "/new.pdf": pdf(),
    }
    guest.documents(f"{web.address}/old.pdf")
    (entry,) = guest.entries()
    assert entry.source_url == f"{web.address}/old.pdf"
    came = guest.documents(f"{web.address}/old.pdf")
    assert came.unchanged == 1
    assert web.statuses[-1] == 304


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("/a.pdf", "more than 5 times"),
        ("file:///etc/passwd", "only addresses that begin with http"),
        ("ftp://example.org/a.pdf", "only addresses that begin with http"),
        ("http://ann:secret@example.org/", "user name"),
        ("http://[::1", "no HTTP"),
        ("", "does not say where"),
    ],
)
def test_redirects_that_lead_astray_are_refused(web: Web, guest: Guest, to: str, why: str) -> None:
    web.pages["/a.pdf"] = redirected(to)
    assert why in guest.why(f"{web.address}/a.pdf")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("239.1.1.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("ff0e::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.216.34", False),
        ("::7f00:1", False),
        ("fec0::1", False),
        ("64:ff9b:1::7f00:1", False),
        ("64:ff9b::5db8:d822", True),
        ("2001:0:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("2002:a00:1::1", False),
        ("nonsense", False),
    ],
)
def test_what_is_a_public_address(address: str, public: bool) -> None:
    assert is_public(address) is public


def resolving(table: dict[str, list[tuple[str, ...]]]) -> tuple[list[str], object]:
    """A resolver that answers a name with one list of addresses after the other; the names it was asked for."""
    asked: list[str] = []

    def resolve(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        found = table[host]
        return found.pop(0) if len(found) > 1 else found[0]

    return asked, resolve


def strictly(guest: Guest, address: str, resolve: object) -> list[str]:
    """Fetches one address without being allowed private ones; why it was refused."""
    config = FetchConfig("ann@example.org", (LinkSource("here", documents=(address,)),), Manners(delay=0))
    (came,) = fetch(config, guest.raw, pause=Pause(sleep=guest.slept.append), resolved=resolve)  # type: ignore[arg-type]
    assert guest.files() == []
    return [one.why for one in came.refused]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"],
)
def test_nothing_of_this_machine_is_fetched_however_it_is_written(web: Web, guest: Guest, host: str) -> None:
    web.pages["/a.pdf"] = pdf()
    why = strictly(guest, f"http://{host}:{web.address.rpartition(':')[2]}/a.pdf", resolve)
    assert len(why) == 1
    assert web.asked == []


def test_a_name_that_means_a_private_address_is_refused_and_one_that_is_re_bound_gains_nothing(
    web: Web, guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = web.address.rpartition(":")[2]
    web.pages["/a.pdf"] = pdf()
    _, resolve = resolving({"inside.example": [("127.0.0.1",)]})
    assert "is no public address" in strictly(guest, f"http://inside.example:{port}/a.pdf", resolve)[0]
    # A name that is public when it is checked, and this machine's at any later look: the first look is the only one.
    connected: list[object] = []

    def connect(address: tuple[str, int], *rest: object, **more: object) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(socket, "create_connection", connect)
    asked, resolve = resolving({"rebound.example": [("93.184.216.34",), ("127.0.0.1",)]})
    config = Manners(delay=0, attempts=1)
    source = LinkSource("here", documents=(f"http://rebound.example:{port}/a.pdf",))
    list(fetch(FetchConfig("ann@example.org", (source,), config), guest.raw, resolved=resolve))  # type: ignore[arg-type]
    assert connected == ["93.184.216.34"]
    assert asked == ["rebound.example"]
    assert web.asked == []


def test_a_redirect_to_a_private_address_is_refused(
    web: Web, guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first server stands for a public one: only its address counts as public here."""
    with serving() as inside:
        inside.pages["/secret.pdf"] = pdf()
        web.pages["/a.pdf"] = redirected(f"http://inside.example:{inside.address.rpartition(':')[2]}/secret.pdf")
        _, resolve = resolving({"public.example": [("127.0.0.1",)], "inside.example": [("127.0.0.2",)]})
        monkeypatch.setattr("pipeline.fetch.connections.is_public", lambda address: address == "127.0.0.1")
        (why,) = strictly(guest, f"http://public.example:{web.address.rpartition(':')[2]}/a.pdf", resolve)
        assert why.endswith("inside.example is no public address: allow_private = true would allow it")
        assert inside.asked == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of public.example, with its key in one file; it vouches for itself."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed here")
    folder = tmp_path_factory.mktemp("tls")
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=public.example",
    ]
    names = ["-addext", "subjectAltName=DNS:public.example"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    subprocess.run([*command, *names, *files], check=True, capture_output=True)
    return folder / "certificate.pem"


@pytest.mark.parametrize(
    ("host", "trusted", "comes"),
    [("public.example", True, True), ("other.example", True, False), ("public.example", False, False)],
)
def test_a_certificate_is_that_of_the_name_although_its_address_is_connected_to(
    guest: Guest, certificate: Path, monkeypatch: pytest.MonkeyPatch, host: str, trusted: bool, comes: bool
) -> None:
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    with serving(context) as web:
        web.pages["/a.pdf"] = pdf()
        address = f"https://{host}:{web.address.rpartition(':')[2]}/a.pdf"
        config = FetchConfig(
            "ann@example.org",
            (LinkSource("here", documents=(address,)),),
            Manners(0, attempts=1, allow_private=True),
        )
        (came,) = fetch(
            config, guest.raw, pause=Pause(sleep=guest.slept.append), resolved=lambda *_: ("127.0.0.1",)
        )
    assert bool(came.new) is comes
    assert comes or "CERTIFICATE_VERIFY_FAILED" in came.refused[0].why


def test_a_redirect_out_of_encryption_is_refused(
    guest: Guest, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    with serving(context) as web:
        web.pages["/a.pdf"] = redirected("http://public.example/a.pdf")
        address = f"https://public.example:{web.address.rpartition(':')[2]}/a.pdf"
        config = FetchConfig(
            "ann@example.org", (LinkSource("x", documents=(address,)),), Manners(0, allow_private=True)
        )
        (came,) = fetch(
            config, guest.raw, pause=Pause(sleep=guest.slept.append), resolved=lambda *_: ("127.0.0.1",)
        )
    assert came.refused[0].why == "it leads to an address that is not encrypted"
