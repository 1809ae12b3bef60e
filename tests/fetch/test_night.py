"""From the web to the published tables: the command, and what a run tells of documents that were fetched."""

from __future__ import annotations

import io
import logging
import shutil
import subprocess
import threading
import time
import zipfile
from datetime import date
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from pipeline import refresh
from pipeline.dataset import load
from pipeline.fetch.config import LinkSource
from pipeline.fetch.fetching import Fetched
from pipeline.fetch.offers import Unavailable
from pipeline.fetch.told import SHOWN, lines
from pipeline.ingest import manifest
from pipeline.storage import lock
from tests.fetch.conftest import Guest
from tests.fetch.publications import callow_bridge
from tests.fetch.server import Asked, Told, Web, pdf
from tests.pipeline.test_cli import COMMAND, command

DAY = date(2024, 7, 1)
LETTER = b"""Ann Weller
Governor, HMP Callow Bridge

14 October 2019

Dear Ms Okafor,

HMP Callow Bridge: report on the action plan of November 2018

The body scanner for the visitors' gate came into use on 16 September 2019.

Yours sincerely,

Ann Weller
"""


def rows(processed: Path) -> dict[str, tuple[Any, ...]]:
    frame = load(processed).documents
    told = frame[["source_url", "fetched_at", "published_at"]].astype(object)
    told = told.where(told.notna(), None)
    return {name: tuple(row) for name, row in zip(frame.file_name, told.to_numpy(), strict=True)}


def bundle() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("second letter.txt", LETTER.replace(b"14 October", b"15 November"))
    return out.getvalue()


@pytest.mark.slow
def test_a_run_tells_where_fetched_documents_came_from(
    web: Web, guest: Guest, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    web.pages |= {"/letter.txt": Told(LETTER, headers={"Content-Type": "text/plain"}), "/more.zip": Told(bundle())}
    web.pages["/feed"] = Told(
        b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>Letters</title><link href='/more.zip'/>"
        b"<published>2024-05-02T10:00:00Z</published></entry></feed>"
    )
    (guest.raw / "own.txt").write_bytes(LETTER.replace(b"14 October", b"3 May"))
    source = LinkSource("here", feeds=(f"{web.address}/feed",), documents=(f"{web.address}/letter.txt",))
    guest.fetch(source)
    processed = tmp_path / "processed"
    assert refresh.run(guest.raw, processed, DAY).published
    told = rows(processed)
    letter, more = sorted(name for name in told if name.startswith("127.0.0.1/"))
    assert letter.startswith("127.0.0.1/letter-")
    assert more.endswith(".zip/second letter.txt")
    came = "2024-06-01T02:00:00Z"
    assert told == {
        "own.txt": (None, None, None),
        letter: (f"{web.address}/letter.txt", came, None),
        more: (f"{web.address}/more.zip", came, "2024-05-02T10:00:00Z"),
    }
    # A night on which nothing came publishes nothing, also where the manifest learnt of a withdrawal.
    web.pages["/letter.txt"] = Told(b"", 410)
    assert guest.fetch(source)[0].withdrawn == 1
    assert not refresh.run(guest.raw, processed, DAY).published
    # Without the manifest the documents stay, and what they told of their origin is gone.
    path = guest.raw / manifest.NAME
    path.write_bytes(b"{")
    with caplog.at_level(logging.WARNING, "pipeline"):
        assert refresh.run(guest.raw, processed, DAY).published
    assert "where documents were fetched from is not told" in caplog.text
    assert set(rows(processed).values()) == {(None, None, None)}
    changes = load(processed).changes
    assert set(changes.cause) == {"document"}
    assert set(changes.field) == {"source_url", "fetched_at", "published_at"}


def config(folder: Path, web: Web, more: str = "") -> Path:
    path = folder / "fetch.toml"
    source = f'[[govuk]]\nname = "hmpps"\norganisations = ["hm-prison-and-probation-service"]\naddress = "{web.address}"\n'
    manners = "[manners]\nallow_private = true\ndelay = 0\nattempts = 1\n"
    path.write_text(
        f'contact = "ann@example.org"\n{source}titles = "action plan"\n{more}{manners}', encoding="utf-8"
    )
    return path


def test_the_command_tells_what_came_and_what_did_not(web: Web, tmp_path: Path) -> None:
    callow_bridge(web)
    raw = tmp_path / "raw"
    raw.mkdir()
    more = f'[[links]]\nname = "others"\ndocuments = ["{web.address}/none.pdf"]\n'
    given = ("fetch", "--config", config(tmp_path, web, more), "--raw", raw)
    dry = command(*given, "--dry-run", columns="200")
    assert (dry.returncode, dry.stderr) == (0, "")
    assert dry.stdout.startswith("hmpps      2 would be fetched, 0 known, 0 refused\n")
    assert list(raw.iterdir()) == []
    done = command(*given, columns="200")
    assert (done.returncode, done.stderr) == (0, "")
    first, *new, others, refused = done.stdout.splitlines()
    assert first == "hmpps      2 new, 0 changed, 0 unchanged, 0 refused"
    assert [line[:37] for line in new] == ["  new      127.0.0.1/hmp-callow-bridge"[:37]] * 2
    assert others == "others     0 new, 0 changed, 0 unchanged, 1 refused"
    assert refused == f"  refused  {web.address}/none.pdf: there is nothing (status 404)"
    again = command(*given, "--since", "2024-01-01")
    assert again.stdout.splitlines()[0] == "hmpps      0 new, 0 changed, 2 unchanged, 0 refused"


def test_the_command_fails_where_nothing_could_be_had_or_the_configuration_is_wrong(
    web: Web, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    given = ("fetch", "--config", config(tmp_path, web), "--raw", raw)
    failed = command(*given)
    assert failed.returncode == 1
    assert failed.stderr.startswith(
        f"error: nothing could be fetched (1 address refused): {web.address}/api/search.json"
    )
    with lock.held(raw / manifest.FOLDER):
        assert command(*given).returncode == 5
    shutil.rmtree(raw)
    assert "is not a folder" in command(*given).stderr
    (tmp_path / "fetch.toml").write_text("contact = 3")
    wrong = command(*given)
    assert (wrong.returncode, wrong.stderr.count("\n")) == (1, 1)
    assert "contact is needed" in wrong.stderr


def test_many_refused_addresses_are_told_in_part() -> None:
    came = Fetched("x", refused=[Unavailable(f"https://example.org/{n}", "no") for n in range(SHOWN + 5)])
    told = list(lines(came))
    assert len(told) == SHOWN + 2
    assert told[-1] == "  refused  and 5 more"


def test_a_source_that_offers_nothing_is_no_error(web: Web, guest: Guest) -> None:
    web.pages["/page"] = Told(b"<html></html>", headers={"Content-Type": "text/html"})
    (came,) = guest.fetch(LinkSource("empty", pages=(f"{web.address}/page",)))
    assert (came.came, came.refused) == (0, [])
    web.pages["/a.pdf"] = pdf()
    assert guest.documents(f"{web.address}/a.pdf").new


@pytest.mark.slow
def test_a_fetch_that_is_ended_leaves_whole_files_and_goes_on_the_next_night(web: Web, tmp_path: Path) -> None:
    began = threading.Event()

    def slow(web: Web, handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 5000\r\n\r\n%PDF-1.7"
        )
        began.set()
        time.sleep(5)

    raw = tmp_path / "raw"
    raw.mkdir()
    web.pages |= {"/a.pdf": pdf("a"), "/b.pdf": slow}
    path = tmp_path / "fetch.toml"
    addresses = f'documents = ["{web.address}/a.pdf", "{web.address}/b.pdf"]\n'
    manners = "[manners]\nallow_private = true\ndelay = 0\n"
    path.write_text(f'contact = "ann@example.org"\n[[links]]\nname = "x"\n{addresses}{manners}', encoding="utf-8")
    given = ["fetch", "--config", str(path), "--raw", str(raw)]
    with subprocess.Popen([*COMMAND, *given], stderr=subprocess.PIPE, text=True) as ended:
        assert began.wait(30)
        ended.terminate()
        assert ended.wait(20) == 143
    (entry,) = manifest.decoded((raw / manifest.NAME).read_bytes())
    assert [p.name for p in raw.rglob("*") if p.is_file() and ".fetched" not in p.parts] == [Path(entry.file).name]
    web.pages["/b.pdf"] = pdf("b")
    assert command(*given).stdout.splitlines()[0] == "x          1 new, 0 changed, 1 unchanged, 0 refused"
