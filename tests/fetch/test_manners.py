"""Servers are treated as a guest treats them, and what they send is believed only as far as it can be checked."""

from __future__ import annotations

import socket
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from pipeline.errors import Locked, PipelineError
from pipeline.fetch.file_names import name_of
from pipeline.fetch.robots import parsed
from pipeline.storage import lock
from tests.fetch.conftest import Guest
from tests.fetch.server import PDF, PDF_TYPE, Asked, Told, Web, pdf, redirected


def test_every_request_says_who_asks_and_takes_nothing_compressed(web: Web, guest: Guest) -> None:
    web.pages["/plan.pdf"] = pdf()
    guest.documents(f"{web.address}/plan.pdf")
    for asked in web.asked:
        assert asked.headers["user-agent"] == "inspection-responses (+ann@example.org)"
        assert asked.headers["accept-encoding"] == "identity"
    assert [asked.path for asked in web.asked] == ["/robots.txt", "/plan.pdf"]


def test_requests_to_a_host_are_paced_also_as_its_robots_txt_asks(web: Web, guest: Guest) -> None:
    for n in "abc":
        web.pages[f"/{n}.pdf"] = pdf(n)
    guest.manners["delay"] = 7.0
    guest.documents(*(f"{web.address}/{n}.pdf" for n in "abc"))
    assert [round(s) for s in guest.slept] == [7, 7, 7]
    guest.slept.clear()
    web.pages["/robots.txt"] = Told(b"User-agent: *\nCrawl-delay: 20\n")
    guest.documents(f"{web.address}/a.pdf")
    assert [round(s) for s in guest.slept] == [20]


def test_robots_txt_is_kept(web: Web, guest: Guest) -> None:
    web.pages |= {"/private/a.pdf": pdf("a"), "/open/b.pdf": pdf("b"), "/moved.pdf": redirected("/private/a.pdf")}
    web.pages["/robots.txt"] = Told(b"User-agent: *\nDisallow: /private/\n")
    came = guest.documents(*(f"{web.address}{path}" for path in ("/private/a.pdf", "/open/b.pdf", "/moved.pdf")))
    assert {one.why for one in came.refused} == {"robots.txt of its server does not allow it"}
    assert (len(came.refused), len(came.new)) == (2, 1)
    assert "/private/a.pdf" not in web.paths()


def test_where_robots_txt_cannot_be_had_nothing_is_fetched(web: Web, guest: Guest) -> None:
    web.pages |= {"/robots.txt": Told(b"", 503), "/a.pdf": pdf()}
    assert "robots.txt" in guest.why(f"{web.address}/a.pdf")
    assert web.paths() == []


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /\nAllow: /media/", "/media/a.pdf", True),
        ("User-agent: *\nDisallow: /*/print$", "/government/a/print", False),
        ("User-agent: *\nDisallow: /*/print$", "/government/a/print/b", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf.html", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: Other\nDisallow: /\n\nUser-agent: *\nDisallow: /b", "/a", True),
        (
            "User-agent: other\nUser-agent: Inspection-Responses\nDisallow: /\n\nUser-agent: *\nAllow: /",
            "/a",
            False,
        ),
        ("User-agent: *\nDisallow: /a%20b", "/a b", False),
        ("User-agent: *\nDisallow: /*q=", "/search?q=1", False),
        ("Disallow: /\nnonsense\n: :\nUser-agent: *\n#Disallow: /\nAllow: /", "/a", True),
        ("User-agent: *\nDisallow: /" + "*a" * 50_000 + "$", "/" + "a" * 5_000, True),
    ],
)
def test_rules_of_robots_txt(text: str, path: str, allowed: bool) -> None:
    assert parsed(text, "inspection-responses").allows(f"https://example.org{path}") is allowed


def test_a_busy_server_is_asked_again_after_the_time_it_names(web: Web, guest: Guest) -> None:
    web.pages["/a.pdf"] = [Told(b"", 429, {"Retry-After": "17"}), Told(b"", 503), Told(b"", 500), pdf()]
    assert len(guest.documents(f"{web.address}/a.pdf").new) == 1
    assert guest.slept == [17.0, 2.0, 4.0]


def test_a_server_may_name_a_moment_to_be_asked_again(web: Web, guest: Guest) -> None:
    web.pages["/a.pdf"] = [Told(b"", 429, {"Retry-After": "Sat, 01 Jun 2024 02:01:30 GMT"}), pdf()]
    guest.documents(f"{web.address}/a.pdf")
    assert guest.slept == [90.0]


def test_a_server_that_asks_for_more_than_our_patience_is_left_alone(web: Web, guest: Guest) -> None:
    web.pages |= {"/a.pdf": Told(b"", 429, {"Retry-After": "86400"}), "/b.pdf": pdf()}
    came = guest.documents(f"{web.address}/a.pdf", f"{web.address}/b.pdf")
    assert {one.why for one in came.refused} == {"its server asked to be left alone for 86400 seconds: try later"}
    assert web.paths() == ["/a.pdf"]
    assert guest.slept == []


def test_a_server_that_stays_broken_is_given_up(web: Web, guest: Guest) -> None:
    web.pages["/a.pdf"] = Told(b"", 500)
    assert guest.why(f"{web.address}/a.pdf") == "its server answers with status 500"
    assert web.paths() == ["/a.pdf"] * 4


def test_a_server_that_gives_nothing_three_times_in_a_row_is_left_alone(web: Web, guest: Guest) -> None:
    paths = [f"/{n}.pdf" for n in range(9)]
    web.pages |= {path: Told(b"", 503) for path in paths} | {"/1.pdf": pdf("1")}
    came = guest.documents(*(web.address + path for path in paths))
    assert len(came.new) == 1
    assert set(web.paths()) == {"/0.pdf", "/1.pdf", "/2.pdf", "/3.pdf", "/4.pdf"}
    assert came.refused[-1].why == "its server gave nothing 3 times in a row: try later"


def test_a_server_that_is_not_there_is_asked_once_for_all_its_documents(web: Web, guest: Guest) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"http://127.0.0.1:{free.getsockname()[1]}"
        web.pages["/a.pdf"] = pdf()
        came = guest.documents(f"{place}/a.pdf", f"{place}/b.pdf", f"{web.address}/a.pdf")
    assert len(came.new) == 1
    assert all(
        "its server cannot be asked for robots.txt: no whole answer came, 4 times" in o.why for o in came.refused
    )
    assert guest.slept == [1.0, 2.0, 4.0]


def cut(web: Web, handler: BaseHTTPRequestHandler, asked: Asked) -> Told | None:
    """Promises more than it sends, and ends the connection."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 5000\r\n\r\n" + PDF)
    handler.close_connection = True
    return None


def test_an_answer_that_broke_off_is_asked_for_again_and_never_kept(web: Web, guest: Guest) -> None:
    web.pages["/a.pdf"] = cut
    assert "no whole answer came, 4 times" in guest.why(f"{web.address}/a.pdf")
    times = iter([cut, cut])

    def better(web: Web, handler: BaseHTTPRequestHandler, asked: Asked) -> Told | None:
        return next(times, lambda *_: pdf("whole"))(web, handler, asked)

    web.pages["/a.pdf"] = better
    came = guest.documents(f"{web.address}/a.pdf")
    assert (guest.raw / came.new[0]).read_bytes() == PDF + b"whole"


@pytest.mark.parametrize("length", ["-1", "abc", "9" * 30])
def test_a_length_that_cannot_be_is_refused(web: Web, guest: Guest, length: str) -> None:
    web.pages["/a.pdf"] = Told(PDF, 200, PDF_TYPE | {"Content-Length": length})
    guest.manners |= {"seconds": 0.5, "attempts": 1}
    assert guest.why(f"{web.address}/a.pdf")


@pytest.mark.parametrize("slow", ["head", "body"])
def test_an_answer_that_trickles_is_not_waited_for(web: Web, guest: Guest, slow: str) -> None:
    def trickle(web: Web, handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 5000\r\nX-Long: "
        handler.wfile.write(head + (b"" if slow == "head" else b"\r\n\r\n"))
        for _ in range(200):
            handler.wfile.write(b"%")
            time.sleep(0.02)

    web.pages |= {"/a.pdf": trickle, "/robots.txt": Told(b"", 404)}
    guest.manners["seconds"] = 0.4
    began = time.monotonic()
    assert guest.why(f"{web.address}/a.pdf") == "it took longer than 0.4 seconds"
    assert time.monotonic() - began < 2.5


def test_what_is_too_large_is_left_before_it_is_all_there(web: Web, guest: Guest) -> None:
    sent: list[int] = []

    def endless(web: Web, handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nConnection: close\r\n\r\n%PDF-1.7"
        )
        for _ in range(400):
            handler.wfile.write(b"x" * (1 << 18))
            sent.append(1 << 18)

    web.pages["/a.pdf"] = endless
    guest.manners["megabytes"] = 0.5
    assert guest.why(f"{web.address}/a.pdf") == "it is larger than 0.5 MB"
    assert sum(sent) < 50 << 20


ZIP = b"PK\x03\x04nonsense"


@pytest.mark.parametrize(
    ("path", "body", "kind", "why"),
    [
        ("/a.pdf", b"<!DOCTYPE html><html>Sorry</html>", "text/html", "called a PDF and is a web page"),
        ("/a.pdf", b"<!DOCTYPE html><html>Sorry</html>", "application/pdf", "called a PDF and is a web page"),
        (
            "/a.pdf",
            b"  <html><body>Sorry</body></html>",
            "application/octet-stream",
            "called a PDF and is a web page",
        ),
        ("/a.pdf", b"<html>No %PDF-1.7 here</html>", "application/pdf", "called a PDF and is a web page"),
        ("/a.docx", PDF, "application/pdf", "it is called a Word document and is a PDF"),
        ("/a.docx", ZIP, "application/octet-stream", "of no kind"),
        ("/a.pdf", b"", "application/pdf", "it is empty"),
        ("/a.pdf", b"\x7fELF\0\0", "application/pdf", "of no kind"),
        ("/a.csv", b"a,b\n\0", "text/csv", "of no kind"),
        ("/download", b"<html>Sorry</html>", "application/pdf", "called a PDF and is a web page"),
    ],
)
def test_what_is_not_what_it_is_called_is_refused(
    web: Web, guest: Guest, path: str, body: bytes, kind: str, why: str
) -> None:
    web.pages[path] = Told(body, 200, {"Content-Type": kind})
    assert why in guest.why(f"{web.address}{path}")


@pytest.mark.parametrize("to", ["/", "/sorry.html", "/login?next=/a.pdf"])
def test_a_page_that_a_server_leads_to_in_the_place_of_a_document_is_refused(
    web: Web, guest: Guest, to: str
) -> None:
    web.pages["/a.pdf"] = redirected(to)
    web.pages[to.partition("?")[0]] = Told(b"<html>Welcome</html>", headers={"Content-Type": "text/html"})
    assert guest.why(f"{web.address}/a.pdf") == "it is called a PDF and is a web page"


def test_a_download_without_an_ending_is_named_after_what_it_is(web: Web, guest: Guest) -> None:
    web.pages["/download"] = Told(PDF, 200, {"Content-Type": "application/octet-stream"})
    web.pages["/note"] = Told(b"Dear Ms Okafor", 200, {"Content-Type": "text/plain; charset=utf-8"})
    came = guest.documents(f"{web.address}/download?id=7", f"{web.address}/note")
    assert [Path(name).suffix for name in came.new] == [".pdf", ".txt"]


def test_what_comes_compressed_is_refused(web: Web, guest: Guest) -> None:
    web.pages["/a.pdf"] = Told(PDF, 200, PDF_TYPE | {"Content-Encoding": "gzip"})
    assert guest.why(f"{web.address}/a.pdf") == "it came compressed, which was not asked for"


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/../../etc/passwd.pdf", None),
        ("/..%2f..%2fetc%2fpasswd.pdf", None),
        ("/a%00b.pdf", "../../x"),
        ("/%2e%2e/.pdf", "..\\..\\windows\\system32"),
        ("/" + "a" * 3000 + ".pdf", "a" * 5000),
        ("/README.md.pdf", "README.md"),
        ("/decisions.csv.pdf", "decisions.csv"),
        ("/.htaccess.pdf", ".fetched/manifest.jsonl"),
        ("/\u202efdp.pdf", "\u202e\x1b[2J"),
        ("/con.pdf", "CON"),
    ],
)
def test_file_names_are_of_our_making(path: str, title: str | None) -> None:
    name = name_of(f"https://www.example.org{path}", title, "0123456789abcdef" * 4, ".pdf")
    host, _, file = name.partition("/")
    assert host == "www.example.org"
    assert file.endswith("-0123456789ab.pdf")
    assert set(file) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert len(file) < 100
    assert ".." not in name


def test_a_folder_that_leads_out_of_the_raw_folder_is_not_written_to(
    web: Web, guest: Guest, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (guest.raw / "127.0.0.1").symlink_to(outside, target_is_directory=True)
    web.pages["/a.pdf"] = pdf()
    came = guest.documents(f"{web.address}/a.pdf")
    assert "leads out of the raw folder" in came.refused[0].why
    assert list(outside.iterdir()) == []


def test_a_file_of_someone_else_is_never_written_over(web: Web, guest: Guest) -> None:
    web.pages["/a.pdf"] = pdf()
    (name,) = guest.documents(f"{web.address}/a.pdf").new
    (guest.raw / ".fetched" / "manifest.jsonl").unlink()
    assert guest.documents(f"{web.address}/a.pdf").new == [name]  # the same bytes: as after a fetch that was ended
    (guest.raw / ".fetched" / "manifest.jsonl").unlink()
    (guest.raw / name).write_bytes(b"%PDF- of a person")
    assert "holds something else" in guest.documents(f"{web.address}/a.pdf").refused[0].why
    assert (guest.raw / name).read_bytes() == b"%PDF- of a person"


def test_a_damaged_manifest_and_a_second_fetch_stop_with_what_to_do(web: Web, guest: Guest) -> None:
    web.pages["/a.pdf"] = pdf()
    guest.documents(f"{web.address}/a.pdf")
    path = guest.raw / ".fetched" / "manifest.jsonl"
    with lock.held(guest.raw / ".fetched"), pytest.raises(Locked, match="another run is at work"):
        guest.documents(f"{web.address}/a.pdf")
    for damage in (b"{", b"[" * 100_000, b'{"file": 1}', b"\xff"):
        path.write_bytes(damage)
        with pytest.raises(PipelineError, match="is damaged in line 1"):
            guest.documents(f"{web.address}/a.pdf")
        assert path.read_bytes() == damage


def test_what_vanished_at_its_address_stays_and_is_marked(web: Web, guest: Guest) -> None:
    web.pages["/a.pdf"] = pdf()
    guest.documents(f"{web.address}/a.pdf")
    files = guest.files()
    del web.pages["/a.pdf"]
    came = guest.documents(f"{web.address}/a.pdf")
    assert (came.withdrawn, came.refused) == (1, [])
    (entry,) = guest.entries()
    assert (entry.withdrawn, guest.files()) == ("2024-06-01T02:00:00Z", files)
    web.pages["/a.pdf"] = pdf()
    guest.documents(f"{web.address}/a.pdf")
    assert guest.entries() == (replace(entry, withdrawn=None, withdrawn_because=None),)


def test_a_document_that_goes_back_to_what_it_was_is_the_old_one_again(web: Web, guest: Guest) -> None:
    for words in ("one", "two", "one"):
        web.pages["/a.pdf"] = pdf(words)
        came = guest.documents(f"{web.address}/a.pdf")
    assert (came.new, came.changed, came.unchanged) == ([], [], 1)
    assert len(guest.files()) == len(guest.entries()) == 2
    assert (guest.raw / guest.entries()[-1].file).read_bytes() == PDF + b"one"
    assert guest.documents(f"{web.address}/a.pdf").unchanged == 1
    assert web.statuses[-1] == 304


def test_a_tag_that_could_not_be_sent_back_is_not_kept(web: Web, guest: Guest) -> None:
    web.pages["/a.pdf"] = Told(PDF, 200, PDF_TYPE | {"ETag": '"\u00e9"', "Last-Modified": "yesterday\t"})
    for _ in range(2):
        came = guest.documents(f"{web.address}/a.pdf")
    assert (came.unchanged, came.refused) == (1, [])
    assert guest.entries()[0].etag is None
