"""The review server lets in one person on this machine, and takes decisions from its own pages alone."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import pytest

from pipeline.dataset import load
from pipeline.decisions.writing import DecisionConflict
from pipeline.errors import PipelineError
from pipeline.review import checks, server
from pipeline.review.app import app, cookie
from pipeline.review.reviewer import Given, Reviewer
from pipeline.site import names

TOKEN = "a-token-of-the-test"


class Served:
    """A server and requests to it, header by header."""

    def __init__(self, folder: Path) -> None:
        import socket

        import uvicorn

        self.folder = folder
        self.reviewer = Reviewer(str(folder / "processed"), None, "A. Reader", folder / "pictures")
        self._listening = socket.socket()
        self._listening.bind(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        made = app(self.reviewer, TOKEN, self.host, folder / "pictures")
        self._server = uvicorn.Server(uvicorn.Config(made, log_level="error"))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._listening]}, daemon=True)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()

    def end(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._listening.close()

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> HTTPResponse:
        sent = {"Host": self.host, "Cookie": f"{cookie(self.host)}={TOKEN}", "Origin": f"http://{self.host}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.putrequest(method, path, skip_host=True)
        body = urlencode(form).encode() if form else b""
        for name, value in sent.items():
            if value:
                connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        return connection.getresponse()


@pytest.fixture(scope="module")
def served(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("review")
    shutil.copytree(sample, folder / "processed", symlinks=True)
    shutil.copytree(sample.parent / "raw", folder / "raw")
    running = Served(folder)
    yield running
    running.end()


@pytest.fixture
def form(served: Served) -> dict[str, str]:
    key = load(served.folder / "processed").commitments.action_id.iloc[0]
    return {"record": key, "field": "status", "value": "completed", "next": f"/{names.commitment_page(key)}"}


def decided(served: Served) -> bool:
    return (served.folder / "raw" / "decisions.csv").exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": ""},
        {"Cookie": "review=another"},
        {"Host": "elsewhere.example"},
        {"Host": "localhost.elsewhere.example:80"},
        {"Sec_Fetch_Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", ["/queue", "/index.html", "/static/site.css"])
def test_nobody_else_is_let_in(headers: dict[str, str], path: str, served: Served) -> None:
    assert served.ask("GET", path).status == 200
    assert served.ask("GET", path, **headers).status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Cookie": ""},
        {"Host": "elsewhere.example"},
        {"Sec_Fetch_Site": "cross-site"},
    ],
)
def test_a_form_of_another_site_decides_nothing(
    headers: dict[str, str], served: Served, form: dict[str, str]
) -> None:
    assert served.ask("POST", "/decide", form, **headers).status == 403
    assert served.ask("POST", "/undo", form, **headers).status == 403
    assert not decided(served)


def test_the_token_of_the_address_is_changed_for_a_cookie_that_no_script_reads(served: Served) -> None:
    assert served.ask("GET", "/", Cookie="").status == 403
    assert served.ask("GET", "/?token=wrong", Cookie="").status == 403
    let_in = served.ask("GET", f"/?token={TOKEN}", Cookie="")
    assert let_in.status == 303
    cookie = (let_in.getheader("Set-Cookie") or "").lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    # a browser may still hold the cookie of a server that had this port before
    assert served.ask("GET", f"/?token={TOKEN}", Cookie=f"review-{served.port}=of-the-other").status == 303


@pytest.mark.parametrize(
    "path", ["/static/..%2f..%2fcli.py", "/pages/..%2f..%2fraw", "/..%2f..%2fetc%2fpasswd", "/cases/none.html"]
)
def test_only_pages_of_the_site_are_given(path: str, served: Served) -> None:
    assert served.ask("GET", path).status == 404


def test_what_is_refused_is_shown_to_be_mended(served: Served, form: dict[str, str]) -> None:
    answer = served.ask("POST", "/decide", form | {"field": "target", "value": "soon <i>", "reason": "she said"})
    assert answer.status == 422
    page = answer.read().decode()
    assert "soon &lt;i&gt;" in page
    assert "she said" in page
    assert served.ask("POST", "/decide", {str(n): "x" for n in range(60)}).status == 400


def test_no_page_of_another_can_frame_it_or_run_its_scripts_in_it(served: Served) -> None:
    policy = served.ask("GET", "/index.html").getheader("Content-Security-Policy") or ""
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("next_page", "goes"),
    [
        ("/owners.html", "/owners.html"),
        ("//elsewhere.example/x", "/queue"),
        ("https://elsewhere.example/", "/queue"),
        ("/\\elsewhere.example", "/elsewhere.example"),
        ("", "/queue"),
    ],
)
def test_after_a_form_one_stays_here(next_page: str, goes: str, served: Served) -> None:
    answer = served.ask("POST", "/undo", {"next": next_page})
    assert (answer.status, (answer.getheader("Location") or "").partition("?")[0]) == (303, goes)


def test_a_form_that_is_too_long_is_not_read_to_its_end(served: Served, form: dict[str, str]) -> None:
    assert served.ask("POST", "/decide", form | {"reason": "x" * (2 << 20)}).status == 400
    assert not decided(served)


def test_a_decision_that_no_run_could_use_is_refused_with_its_reason(served: Served) -> None:
    ds = load(served.folder / "processed")
    action, update = ds.commitments.action_id.iloc[0], ds.updates.update_id.iloc[0]
    tables = ds.arrow_tables
    for record, field, value, why in (
        ("none/1/1", "status", "completed", "there is no record"),
        (f"{update} | none/1/1", "link", "accepted", "there is no action_id"),
        (action, "status", "finished", "status is one of"),
        (action, "current_target_end", "soon", "soon"),
        (action, "colour", "red", "nothing that can be decided"),
        (update, "status", "not_mentioned", "status is one of"),
        (update, "text", "", "cannot be empty"),
        (update, "text", "line\n" * 40, "too long"),
        (action, "current_target_end", "0001-01-01", "is the year right"),
        (action, "owners", ";;;", "names parted by semicolons"),
    ):
        with pytest.raises(PipelineError, match=why):
            checks.check(tables, record, field, value)
    checks.check(tables, action, "status", "not_mentioned")
    checks.check(tables, action, "target", "March 2031")


def test_only_what_was_decided_in_this_sitting_is_undone(sample: Path, tmp_path: Path) -> None:
    shutil.copytree(sample, tmp_path / "processed", symlinks=True)
    (tmp_path / "raw").mkdir()
    key = load(tmp_path / "processed").commitments.action_id.iloc[0]
    theirs = f"record,field,value,reason,who,when\n{key},status,superseded,,A. Reader,2019-08-01\n"
    (tmp_path / "raw" / "decisions.csv").write_text(theirs, encoding="utf-8")
    reviewer = Reviewer(str(tmp_path / "processed"), None, "A. Reader", tmp_path / "pictures")
    with pytest.raises(PipelineError, match="nothing was decided in this sitting"):
        reviewer.undo()
    reviewer.decide(Given(key, "current_target_end", "2031-03-31"))
    reviewer.undo()
    assert (tmp_path / "raw" / "decisions.csv").read_text(encoding="utf-8") == theirs


def test_what_is_about_another_commitment_is_one_act(sample: Path, tmp_path: Path) -> None:
    shutil.copytree(sample, tmp_path / "processed", symlinks=True)
    (tmp_path / "raw").mkdir()
    ds = load(tmp_path / "processed")
    update = ds.links[ds.links.judgement == "accepted"].iloc[0]
    other = next(key for key in ds.commitments.action_id if key != update.action_id)
    path = tmp_path / "raw" / "decisions.csv"
    pair = (
        Given(f"{update.update_id} | {update.action_id}", "link", "rejected"),
        Given(f"{update.update_id} | {other}", "link", "accepted"),
    )
    reviewer = Reviewer(str(tmp_path / "processed"), None, "A. Reader", tmp_path / "pictures")
    theirs = f"record,field,value,reason,who,when\n{pair[1].record},link,rejected,,B. Colleague,2019-08-01\n"
    path.write_text(theirs, encoding="utf-8")
    with pytest.raises(DecisionConflict):
        reviewer.decide(*pair)
    assert path.read_text(encoding="utf-8") == theirs
    assert len(reviewer.decide(*pair, beside=True)) == 2
    assert reviewer.decide(*pair, beside=True) == ()  # the same again is no new line
    reviewer.undo()
    assert path.read_text(encoding="utf-8") == theirs


def test_a_port_that_is_taken_is_said(served: Served) -> None:
    with pytest.raises(PipelineError, match=f"port {served.port} cannot be had"):
        server.serve(str(served.folder / "processed"), None, "A. Reader", served.port, print)
