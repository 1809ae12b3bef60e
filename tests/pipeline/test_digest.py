"""What a person is told of a night: on a screen, as a page, by mail and in a feed."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipeline import refresh
from pipeline.digest import digest_html, digest_text, feed, mail, of_runs
from pipeline.digest.digest import Digest, Lateness, Nights
from pipeline.digest.doubtful_links import DoubtfulLink
from pipeline.digest.movements import Movement
from pipeline.digest.naming import CommitmentName, Quotation
from pipeline.digest.new_documents import NewDocument
from pipeline.errors import PipelineError
from pipeline.model import SURE
from pipeline.publish import health
from pipeline.publish.unread import UnreadFile
from pipeline.settings import Settings
from tests.pipeline.test_cli import command
from tests.pipeline.test_run import LETTER, PLAN

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two nights: a plan, and then the letter about it and a file that cannot be read."""
    base = tmp_path_factory.mktemp("nights")
    raw, processed = base / "raw", base / "processed"
    raw.mkdir()
    (raw / "plan.html").write_text(PLAN, encoding="utf-8")
    refresh.run(raw, processed, date(2019, 4, 9))
    (raw / "letter.txt").write_text(LETTER, encoding="utf-8")
    (raw / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing else")
    refresh.run(raw, processed, date(2019, 5, 1))
    return processed


def text_of(processed: Path, run: str = "latest") -> list[str]:
    return (processed / run / "digest.txt").read_text(encoding="utf-8").splitlines()


def list_of(lines: list[str], heading: str) -> list[str]:
    """The lines of a list, without its heading."""
    start = next(n for n, line in enumerate(lines) if line.startswith(heading)) + 1
    return lines[start : lines.index("", start) if "" in lines[start:] else None]


def test_the_first_night_says_that_there_is_nothing_before_it(nights: Path) -> None:
    first = sorted(path.name for path in (nights / "runs").iterdir())[0]
    lines = text_of(nights, f"runs/{first}")
    assert "It is the first: there is no earlier run to compare it with." in lines[1]
    assert list_of(lines, "New documents (1)")[0].startswith("  plan.html: plan of 2018-11-01")
    assert not any(line.startswith("State or target") for line in lines)


def test_a_letter_is_told_in_a_few_lines_with_what_moved_and_the_words(nights: Path) -> None:
    lines = text_of(nights)
    assert lines[0] == "Digest of 2019-05-01"
    assert len(lines) < 50
    assert max(map(len, lines)) <= 100
    (letter,) = list_of(lines, "New documents (1)")
    assert letter.startswith("  letter.txt: letter of 2019-04-10 (HMP Larkhill Moor): reports on 2 commitments")
    moved = list_of(lines, "State or target changed (2)")
    assert moved[0].startswith("  2/1 HMP Larkhill Moor: planned → delayed, due 2018-12-31 → 2019-06-30")
    assert re.fullmatch(r"    “.*body scanner.*” \(letter\.txt, line\[.*\]\)", moved[1])
    assert moved[2].startswith("  1/1 HMP Larkhill Moor: planned → completed")
    assert any(line.startswith("  new: broken.pdf: the PDF is damaged") for line in lines)


def test_the_digest_lies_in_the_run_and_under_its_hashes(nights: Path) -> None:
    sums = dict(
        line.split("  ")[::-1]
        for line in (nights / "latest" / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    )
    for name in ("digest.txt", "digest.html"):
        assert sums[name] == hashlib.sha256((nights / "latest" / name).read_bytes()).hexdigest()


def test_the_command_prints_what_lies_in_the_run(nights: Path) -> None:
    done = command("digest", "--processed", nights)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == text_of(nights)


def test_any_earlier_run_can_be_compared_with(nights: Path) -> None:
    first, last = sorted(path.name for path in (nights / "runs").iterdir())
    assert digest_text.text(of_runs.latest(nights, first)).splitlines() == text_of(nights)
    with pytest.raises(PipelineError, match=f"{last} is the latest run itself: name an earlier one"):
        of_runs.latest(nights, last)
    with pytest.raises(PipelineError, match="holds no run 1999"):
        of_runs.latest(nights, "1999")


@pytest.mark.slow
def test_the_runs_at_an_address_have_digests_too(nights: Path) -> None:
    address = "memory://digested"
    for settings in (Settings(), Settings(force=True)):
        refresh.run(nights.parent / "raw", address, date(2019, 5, 1), settings=settings)
    told = list(of_runs.kept(address))
    assert [digest.first for _, digest in told] == [False, True]
    assert told[0][1] == of_runs.latest(address)
    assert "Nothing" not in digest_text.text(told[1][1])


def test_what_has_fallen_due_or_silent_and_what_is_gone_is_told(nights: Path, tmp_path: Path) -> None:
    base = tmp_path / "data"
    shutil.copytree(nights.parent, base, symlinks=True)
    (base / "raw" / "letter-2.txt").write_text(
        LETTER.replace("10 April 2019", "14 June 2019").replace(
            LETTER[LETTER.index("On recommendation 1") : LETTER.index("Yours")],
            "On recommendation 1, the private interview room beside the reception desk is in use.\n\n",
        ),
        encoding="utf-8",
    )
    (base / "raw" / "broken.pdf").unlink()
    refresh.run(base / "raw", base / "processed", date(2019, 8, 1))
    told = of_runs.latest(base / "processed")
    assert [late.name.short for late in told.overdue] == ["5/1", "2/1"]  # the longest first
    assert "2/1" in [late.name.short for late in told.silent]
    assert "1/1" not in [late.name.short for late in told.silent]
    assert told.gone == ("broken.pdf",)
    assert told.unread == ()
    lines = text_of(base / "processed")
    assert list_of(lines, "Newly overdue (2)")[1].startswith(
        "  2/1 HMP Larkhill Moor: since 2019-06-30, delayed, last heard of 2019-04-10"
    )


def test_decisions_that_no_longer_apply_are_told(nights: Path, tmp_path: Path) -> None:
    base = tmp_path / "data"
    shutil.copytree(nights.parent, base, symlinks=True)
    (base / "raw" / "decisions.csv").write_text(
        "record_id,field,value,author,date,reason\n000000000000/9/9,status,completed,me,2019-07-01,seen\n",
        encoding="utf-8",
    )
    refresh.run(base / "raw", base / "processed", date(2019, 7, 1))
    (message,) = of_runs.latest(base / "processed").decisions
    assert "decisions.csv, line " in message
    assert any(line.startswith("Decisions that no longer apply") for line in text_of(base / "processed"))


def test_links_to_look_at_are_thin_and_say_what_rests_on_them(sample: Path) -> None:
    links = of_runs.latest(sample).links
    assert links
    assert all(link.score < SURE for link in links)
    assert all(link.rests and link.quotation.text for link in links)
    assert links[0].rests.startswith("alone says")


EVIL = "<script>alert(1)</script>\r\nBcc: all@example.org\x1b[2J\u202egnp\u2066\x00 " + "word " * 200_000


def hostile(count: int = 60) -> Digest:
    """A digest in which every text is hostile, with ``count`` rows a list."""
    name = CommitmentName(f"{EVIL}/1/1", EVIL, EVIL, EVIL)
    said = Quotation(EVIL, EVIL, "page 2")
    late = Lateness(name, "delayed", date(2019, 6, 30), None, 2)
    return Digest(
        nights=Nights("run-2", date(2019, 7, 1), "run-1"),
        documents=(NewDocument(EVIL, "letter", EVIL, None, "reports on 2 commitments"),) * count,
        gone=(EVIL,) * count,
        movements=(Movement(name, ("planned", "delayed"), (None, "2019-06-30"), "code", said),) * count,
        overdue=(late,) * count,
        silent=(late,) * count,
        decisions=(EVIL,) * count,
        unread=tuple(UnreadFile(f"{n}.pdf", EVIL if n == 0 else "save it anew", n % 2 == 0) for n in range(count)),
        links=(DoubtfulLink(name, said, 0.5, "alone says “completed”"),) * count,
        standing={"delayed": 9},
        late=1,
    )


class Parsed(HTMLParser):
    """Every element that a page opens, and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.opened: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def test_lists_are_short_on_the_screen_but_every_unread_file_is_named() -> None:
    lines = digest_text.text(hostile()).splitlines()
    told = "\n".join(lines)
    assert all(f" {n}.pdf: " in told for n in range(60))
    assert len(list_of(lines, "State or target changed (60)")) == 2 * 8 + 1
    assert list_of(lines, "Newly overdue (60)")[-1] == "  and 55 more: see digest.html"
    named = list_of(lines, "Could not be read (60)")
    assert "new: " in named[0]
    assert "new: " not in named[-1]


def test_hostile_words_stay_words_on_the_screen() -> None:
    lines = digest_text.text(hostile()).splitlines()
    assert all(line.isprintable() for line in lines)
    assert max(map(len, lines)) <= 100


def test_the_page_has_everything_and_hostile_words_stay_words() -> None:
    page = digest_html.page(hostile())
    assert len(page) < 3_000_000
    found = Parsed(page)
    tags = [tag for tag, _ in found.opened]
    assert "script" not in tags
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b]", page)
    assert "<script>alert(1)</script>" in found.words
    assert tags.count("h1") == 1
    assert tags.count("table") == tags.count("caption") == 8
    assert dict(found.opened)["html"] == {"lang": "en"}
    assert all("scope" in attributes for tag, attributes in found.opened if tag == "th")
    assert not {"src", "href", "action"} & {name for _, attributes in found.opened for name in attributes}
    assert found.words.count("1/1") == 0
    assert all(f"{n}.pdf" in found.words for n in range(60))


def test_where_nothing_has_changed_it_says_so() -> None:
    empty = replace(hostile(0), standing={}, late=0)
    lines = digest_text.text(empty).splitlines()
    assert lines[2:] == ["Nothing that a person need look at has changed.", "No commitments are known yet."]
    assert Parsed(digest_html.page(empty)).words.count("Nothing that a person need look at has changed.") == 1


def entries_of(path: Path) -> tuple[ElementTree.Element, list[ElementTree.Element]]:
    root = ElementTree.fromstring(path.read_bytes())
    return root, root.findall(f"{ATOM}entry")


@pytest.mark.slow
def test_the_feed_has_what_the_standard_asks_and_keeps_its_name(nights: Path, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    done = command("digest", "--processed", nights, "--feed", path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{path}\n", "")
    root, entries = entries_of(path)
    assert root.tag == f"{ATOM}feed"
    assert len(entries) == 2
    for element in (root, *entries):
        assert (element.findtext(f"{ATOM}id") or "").startswith("urn:uuid:")
        assert element.findtext(f"{ATOM}title")
        moment = datetime.fromisoformat(element.findtext(f"{ATOM}updated") or "")
        assert moment.tzinfo is not None
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert root.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")
    content = entries[0].find(f"{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    assert "body scanner" in Parsed(content.text or "").words
    before = path.read_bytes()
    assert command("digest", "--processed", nights, "--feed", path).returncode == 0
    assert path.read_bytes() == before


def test_a_file_that_is_no_feed_is_not_written_over(nights: Path, tmp_path: Path) -> None:
    mine = tmp_path / "notes.xml"
    for content in ("my notes", "<notes/>"):
        mine.write_text(content, encoding="utf-8")
        with pytest.raises(PipelineError, match="is no feed: name another file"):
            feed.write(mine, ())
        assert mine.read_text(encoding="utf-8") == content
    with pytest.raises(PipelineError, match="could not be written"):
        feed.write(tmp_path / "nowhere" / "feed.xml", ())


def test_hostile_words_leave_a_feed_whole(tmp_path: Path) -> None:
    told = hostile(2)
    entry = feed.FeedEntry("urn:uuid:x", "2019-07-01T00:00:00+00:00", "Digest", "All", digest_html.body(told))
    feed.write(tmp_path / "feed.xml", [entry])
    _, entries = entries_of(tmp_path / "feed.xml")
    assert "script" not in [tag for tag, _ in Parsed(entries[0].findtext(f"{ATOM}content") or "").opened]


class Post(socketserver.StreamRequestHandler):
    """As much of a mail server as takes one message, or refuses those for whom it has no box."""

    def handle(self) -> None:
        took = self.server.took  # type: ignore[attr-defined]
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                data = b"".join(iter(self.rfile.readline, b".\r\n"))
                took.append(data.replace(b"\r\n..", b"\r\n."))
                self.wfile.write(b"250 taken\r\n")
            elif verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            elif verb == b"RCPT" and b"nobody" in line:
                self.wfile.write(b"550 no such box\r\n")
            else:
                self.wfile.write(b"250 fine\r\n")


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """A mail server to which the environment leads; gives what it took."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as made:
        made.took = []  # type: ignore[attr-defined]
        threading.Thread(target=made.serve_forever, daemon=True).start()
        given = {"HOST": "127.0.0.1", "PORT": str(made.server_address[1]), "STARTTLS": "no"}
        for name, value in (given | {"FROM": "night@example.org"}).items():
            monkeypatch.setenv(f"{mail.PREFIX}{name}", value)
        yield made.took  # type: ignore[attr-defined]
        made.shutdown()


@pytest.mark.slow
def test_the_digest_is_sent_as_text_and_as_a_page(nights: Path, post: list[bytes]) -> None:
    done = command("digest", "--processed", nights, "--mail-to", "ann@example.org", "--mail-to", "bo@example.org")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "sent to ann@example.org, bo@example.org\n"
    (data,) = post
    got = message_from_bytes(data, policy=policy.default)
    assert got["To"] == "ann@example.org, bo@example.org"
    assert got["Subject"].startswith("Digest of 2019-05-01: 1 new document; 2 commitments moved")
    plain, page = got.get_body(("plain",)), got.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert plain.get_content().splitlines() == text_of(nights)
    assert page.get_content().replace("\r\n", "\n") == (nights / "latest" / "digest.html").read_text(
        encoding="utf-8"
    )
    assert max(map(len, data.splitlines())) <= 998


def test_who_is_not_there_is_named_in_one_line(nights: Path, post: list[bytes]) -> None:
    done = command("digest", "--processed", nights, "--mail-to", "nobody@example.org")
    assert (done.returncode, done.stdout, post) == (1, "", [])
    assert done.stderr.count("\n") == 1
    assert "refuses nobody@example.org" in done.stderr


def test_no_header_can_be_put_into_a_message() -> None:
    told = hostile(1)
    made = mail.message(
        replace(told, nights=replace(told.nights, since=EVIL)), "night@example.org", ["a@example.org"]
    )
    assert sorted(key.lower() for key in set(made.keys())) == [
        "auto-submitted", "content-type", "date", "from", "message-id", "mime-version", "subject", "to",
    ]  # fmt: skip
    for bad in ("a@example.org\nBcc: b@example.org", "a@example.org, b@example.org", "", "a", "a b@example.org"):
        with pytest.raises(PipelineError, match="is no mail address"):
            mail.message(told, "night@example.org", [bad])


GIVEN = {"HOST": "mail.example.org", "FROM": "night@example.org"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"HOST": ""}, "SMTP_HOST is not set"),
        ({"FROM": ""}, "SMTP_FROM is not set"),
        ({"FROM": "night"}, "is no mail address"),
        ({"PORT": "smtp"}, "SMTP_PORT is 'smtp': set it to a number"),
        ({"PORT": "70000"}, "set it to a number from 1 to 65535"),
        ({"STARTTLS": "maybe"}, "set it to yes or no"),
        ({"USER": "me"}, "only one is set"),
        ({"USER": "me", "PASSWORD": "secret", "STARTTLS": "no"}, "a password is sent over TLS only"),
    ],
)
def test_settings_that_cannot_be_meant_are_told_in_one_line(changed: dict[str, str], said: str) -> None:
    with pytest.raises(PipelineError, match=said) as raised:
        mail.server({f"{mail.PREFIX}{key}": value for key, value in (GIVEN | changed).items()})
    assert "\n" not in str(raised.value)
    assert "secret" not in str(raised.value)


def test_mail_goes_over_tls_unless_it_is_said_otherwise() -> None:
    made = mail.server({f"{mail.PREFIX}{key}": value for key, value in GIVEN.items()})
    assert (made.port, made.starttls) == (587, True)
    assert "secret" not in repr(replace(made, user="me", password="secret"))


def test_a_server_that_is_not_there_is_one_line(nights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"HOST": "127.0.0.1", "PORT": "9", "FROM": "night@example.org"}.items():
        monkeypatch.setenv(f"{mail.PREFIX}{name}", value)
    done = command("digest", "--processed", nights, "--mail-to", "ann@example.org")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "127.0.0.1:9 cannot be reached" in done.stderr


def test_status_worries_about_files_that_are_new_and_could_not_be_read(nights: Path, tmp_path: Path) -> None:
    done = command("status", "--processed", nights)
    assert done.returncode == 6
    assert "unread      1, 1 of them new" in done.stdout.splitlines()
    assert "  new: broken.pdf: the PDF is damaged or cut short: download it again" in done.stdout.splitlines()
    row = json.loads(command("status", "--json", "--processed", nights).stdout)
    assert [(file["file_name"], file["new"]) for file in row["unread"]] == [("broken.pdf", True)]
    base = tmp_path / "data"
    shutil.copytree(nights.parent, base, symlinks=True)
    refresh.run(base / "raw", base / "processed", date(2019, 7, 1), settings=Settings(force=True))
    found = health.health(base / "processed", datetime.now(UTC), timedelta(hours=1))
    assert found.worry is None
    assert [(file.file_name, file.new) for file in found.unread or ()] == [("broken.pdf", False)]


def test_status_says_where_it_cannot_ask_the_run(nights: Path, tmp_path: Path) -> None:
    shutil.copytree(nights, tmp_path / "processed", symlinks=True)
    (tmp_path / "processed" / "latest" / "documents.parquet").write_bytes(b"half")
    done = command("status", "--processed", tmp_path / "processed")
    assert done.returncode == 6
    assert "unread      not known: the published run cannot be read" in done.stdout.splitlines()
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_the_log_names_each_file_that_could_not_be_read(nights: Path, tmp_path: Path) -> None:
    out = tmp_path / "processed"
    for _ in range(2):  # also on a night on which nothing has changed
        done = command(
            "run",
            "--raw",
            nights.parent / "raw",
            "--processed",
            out,
            "--as-of",
            "2019-07-01",
            "--log-format",
            "json",
        )
        rows = [json.loads(line) for line in done.stderr.splitlines()]
        (row,) = [row for row in rows if "file" in row]
        assert row["file"] == "broken.pdf"
        assert "damaged" in row["error"]
