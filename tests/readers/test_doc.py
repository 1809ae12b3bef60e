from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import docx
import pytest

from extractors import limits
from extractors.model import DocumentError
from extractors.readers import converter, damage
from extractors.readers.compound import HEAD as COMPOUND
from extractors.readers.doc import read
from extractors.registry import extract
from pipeline.failures import TOO_LONG, Failure
from pipeline.ingest.document_reader import attempt, read_bytes, warm
from pipeline.runtime import worker
from pipeline.runtime.worker import Limits, Task
from tests import office
from tests.faults import processes
from tests.test_registry import PLAN


def stream(name: str) -> bytes:
    return name.encode("utf-16-le")


@pytest.fixture(scope="module")
def word(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return office.made(office.rich_text(), ".rtf", "doc", tmp_path_factory.mktemp("doc"))


def saved(folder: Path, data: bytes, suffix: str) -> Path:
    path = folder / f"document{suffix}"
    path.write_bytes(data)
    return path


@office.needs(".doc")
def test_a_word_file_and_rich_text_give_their_records(word: bytes, tmp_path: Path) -> None:
    for suffix, data, media in (
        (".doc", word, "application/msword"),
        (".rtf", office.rich_text(), "application/rtf"),
    ):
        found = extract(saved(tmp_path, data, suffix))
        assert (found.reader, found.media_type, found.pages, found.issues) == (suffix[1:], media, None, ())
        assert [(r.number, r.text, r.actions[0].target_raw) for r in found.recommendations] == [
            ("1", "Cells should be clean.", "June 2018"),
            ("2", "Roofs should be dry.", "July 2018"),
        ]
        place = found.recommendations[0].actions[0].place
        assert place.locator is not None
        assert place.locator.startswith("table[1]/row[2]/cell[")


@office.needs(".doc")
def test_rich_text_under_the_name_of_a_word_file_is_read(tmp_path: Path) -> None:
    assert extract(saved(tmp_path, office.rich_text(), ".doc")).reader == "rtf"


def test_a_word_file_or_page_under_an_old_name_is_read(tmp_path: Path) -> None:
    page = saved(tmp_path, f"<html><body>{PLAN}</body></html>".encode(), ".doc")
    assert len(extract(page).recommendations) == 1
    document = docx.Document()
    document.add_paragraph("a paragraph")
    document.save(str(page))
    layout = read(page)
    assert (layout.reader, layout.pages[0].lines[0].text) == ("docx", "a paragraph")


@office.needs(".doc")
def test_a_file_that_is_cut_short_says_so(word: bytes, tmp_path: Path) -> None:
    assert damage.of_compound_file(word) == ()
    assert damage.of_rich_text(office.rich_text()) == ()
    for suffix, data in ((".doc", word[: len(word) * 3 // 4]), (".rtf", office.rich_text()[:-60])):
        found = attempt(saved(tmp_path, data, suffix))
        if isinstance(found, Failure):
            assert "save it" in found.message
        else:
            assert "damaged" in {issue.code for issue in found.issues}, suffix


BROKEN = {
    "head only": lambda good: good[:512],
    "half": lambda good: good[: len(good) // 2],
    "no more than a name": lambda _: COMPOUND,
    "zeroed": lambda good: COMPOUND + bytes(len(good)),
    "lists gone": lambda good: good[:76] + b"\xff" * 436 + good[512:],
    "sectors as large as can be": lambda good: good[:30] + b"\xff\xff" + good[32:],
    "words gone": lambda good: good[:512] + bytes(len(good) - 512),
    "other bytes": lambda _: COMPOUND + bytes(range(256)) * 20,
    "other bytes that name its parts": lambda _: COMPOUND + bytes(range(256)) * 20 + stream("WordDocument") * 9,
    "a workbook": lambda good: good.replace(stream("WordDocument"), stream("Workbook") + bytes(8)),
}


@office.needs(".doc")
@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_word_file_says_what_to_do(how: str, word: bytes, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"save it (again )?as \.docx"):
        read(saved(tmp_path, BROKEN[how](word), ".doc"))


@pytest.mark.parametrize("suffix", [".doc", ".rtf"])
@pytest.mark.parametrize(
    "data", [b"%!PS a drawing", b"\x00" * 600 + b"a", b"no rich text {\\rtf1", bytes(range(255, 0, -1))]
)
def test_what_is_something_else_says_what_to_do(data: bytes, suffix: str, tmp_path: Path) -> None:
    with pytest.raises(
        DocumentError, match=r"neither a Word file nor rich text, or damaged: save it again as \.docx"
    ):
        read(saved(tmp_path, data, suffix))


@office.needs(".rtf")
def test_nothing_is_fetched_included_or_run(tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text("<p>the-words-of-another-file</p>")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.01)
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        fields = (
            f'INCLUDEPICTURE "{address}/a.png" \\\\d',
            f'INCLUDETEXT "{secret}"',
            f'INCLUDETEXT "{secret.as_uri()}"',
            f'DDEAUTO sh "-c touch {tmp_path}/outside" x',
        )
        body = "".join(f"{{\\field{{\\*\\fldinst {field}}}{{\\fldrslt shown}}}}" for field in fields)
        head = f"{{\\*\\template {address}/a.dot}}"
        layout = read(saved(tmp_path, f"{{\\rtf1\\ansi {head}{body}\\par}}".encode(), ".rtf"))
        with pytest.raises(TimeoutError):
            server.accept()
    assert "another-file" not in " ".join(line.text for line in layout.pages[0].lines)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["document.rtf", "secret.html"]


def test_where_there_is_no_program_the_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        DocumentError, match=r"^\.rtf is read through LibreOffice.*libreoffice-writer-nogui"
    ) as told:
        read(saved(tmp_path, office.rich_text(), ".rtf"))
    assert told.value.code == converter.NO_CONVERTER
    folder = office.stand_in(tmp_path / "bin", "exit 0")
    (folder / converter.TEXT.library).unlink()
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(DocumentError, match="libreoffice-writer-nogui"):
        read(saved(tmp_path, office.rich_text(), ".rtf"))


def test_a_program_that_makes_nothing_or_takes_too_long_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, office.rich_text(), ".rtf")
    monkeypatch.setenv("PATH", f"{office.stand_in(tmp_path / 'a', 'exit 1')}")
    with pytest.raises(DocumentError, match="makes nothing of it"):
        read(path)
    monkeypatch.setattr(limits, "CONVERTING", 0.2)
    monkeypatch.setenv("PATH", f"{office.stand_in(tmp_path / 'b', 'exec /bin/sleep 60')}")
    start = time.monotonic()
    with pytest.raises(DocumentError, match=r"in 0\.2 seconds: save it as \.docx"):
        read(path)
    assert time.monotonic() - start < 10


@pytest.mark.slow
def test_the_program_ends_with_the_worker_that_started_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = tmp_path / "pid"
    folder = office.stand_in(tmp_path / "bin", f"echo $$ > {said}; exec /bin/sleep 60")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    with worker.at_work():
        task = Task(read_bytes, (office.rich_text(), ".rtf"), Limits(2.0, 900), warm)
        found = worker.run(task)
    assert isinstance(found, Failure)
    assert found.code == TOO_LONG
    end = time.monotonic() + 5
    while processes.runs(int(said.read_text())) and time.monotonic() < end:
        time.sleep(0.05)
    assert not processes.runs(int(said.read_text()))
