"""Corners in which something could be lost, hang, or end in a traceback: what is done, what is said, the exit code."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline import refresh
from pipeline.dataset import load
from pipeline.errors import DatasetDamaged, PipelineError
from pipeline.failures import TOO_LONG, too_long
from pipeline.ingest.raw_folder import LocalRaw
from pipeline.publish import checksums, health, journal, run_folder
from pipeline.runtime import worker_main
from pipeline.storage import scratch, stores
from pipeline.storage.cache import Cache
from pipeline.storage.stores import LocalStore, MemoryStore
from tests.faults import hostile, nights, processes
from tests.in_process import here
from tests.pipeline.test_cli import COMMAND, command
from tests.pipeline.test_run import LETTER, PLAN

NOBODY = 65534


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a published dataset ``out`` of ``raw``, made in this process."""
    monkeypatch.setattr("pipeline.runtime.worker.run", here)
    nights.raw_folder(tmp_path)
    night(tmp_path)
    return tmp_path


def night(folder: Path) -> refresh.Summary:
    return refresh.run(folder / "raw", folder / "out", nights.AS_OF)


@pytest.fixture
def as_nobody() -> Iterator[Callable[[], None]]:
    """Gives up the rights of root, from when it is called to the end of the test."""
    if os.geteuid() != 0:
        yield lambda: None
        return
    yield lambda: os.seteuid(NOBODY)
    os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A temporary folder that everybody may enter."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


def test_a_folder_that_may_not_be_read_stands_for_its_documents(
    open_folder: Path, as_nobody: Callable[[], None]
) -> None:
    (open_folder / "closed").mkdir()
    (open_folder / "closed" / "plan.html").write_text(PLAN, encoding="utf-8")
    (open_folder / "letter.txt").write_text(LETTER, encoding="utf-8")
    (open_folder / "closed").chmod(0)
    as_nobody()
    files = {file.name: file.problem for file in LocalRaw(open_folder).files()}
    assert files["letter.txt"] is None
    problem = files["closed/"]
    assert problem is not None
    assert (problem.code, "Permission denied" in problem.message) == ("cannot_open", True)


def test_a_raw_folder_that_may_not_be_read_says_so(open_folder: Path, as_nobody: Callable[[], None]) -> None:
    raw = open_folder / "raw"
    raw.mkdir(mode=0)
    as_nobody()
    with pytest.raises(PipelineError, match=r"raw cannot be read \(Permission denied\): check who may read it"):
        LocalRaw(raw)
    with pytest.raises(PipelineError, match="cannot be read"):
        LocalRaw(raw / "inner")


def test_a_closed_folder_is_a_failed_document_of_the_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "raw" / "closed").mkdir()
    listed = os.scandir

    def scandir(path: str | Path) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert ("closed/", True) in {(name, "Permission denied" in why) for name, why in night(folder).failed}


def test_notes_in_markdown_are_read_or_refused_and_a_readme_is_neither(folder: Path) -> None:
    (folder / "raw" / "letter.txt").rename(folder / "raw" / "letter.md")
    (folder / "raw" / "notes.md").write_text("Call the printer.", encoding="utf-8")
    (folder / "raw" / "README.md").write_text("Where the documents are from.", encoding="utf-8")
    failed = dict(night(folder).failed)
    assert "neither an action plan nor a letter" in failed["notes.md"]
    assert {"letter.md", "notes.md"} <= set(nights.file_names(folder / "out"))
    assert "README.md" not in nights.file_names(folder / "out")


@pytest.mark.parametrize(
    "name", ["links.parquet", "commitments.parquet", "run.json", "csv/facts.csv", "SHA256SUMS"]
)
def test_a_turned_bit_is_noticed_told_and_put_right(
    folder: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    good, damaged = nights.published(folder / "out"), folder / "out" / "latest" / name
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 4
    damaged.write_bytes(data)
    found = health.health(folder / "out", datetime.now(UTC), timedelta(hours=1), verify=True)
    told = "not what was published" if name == checksums.NAME else f"{name}: not what was published"
    assert told in (found.worry or "")
    with pytest.raises(DatasetDamaged, match=told):
        load(folder / "out", verify=True)
    assert night(folder).published
    assert "is damaged or gone" in caplog.text
    assert nights.published(folder / "out") == good
    load(folder / "out", verify=True)
    assert not night(folder).published


def test_every_turned_bit_of_a_page_is_an_error_and_no_other_value(folder: Path) -> None:
    path = folder / "out" / "latest" / "facts.parquet"
    data, pages = path.read_bytes(), pq.read_metadata(path).row_group(0)
    offsets = [pages.column(i).data_page_offset for i in range(pages.num_columns)]
    want = load(folder / "out").arrow("facts")
    for at in range(min(offsets), max(offsets), 397):
        turned = bytearray(data)
        turned[at] ^= 1
        path.write_bytes(turned)
        try:
            assert load(folder / "out").arrow("facts").equals(want), at
        except DatasetDamaged:
            continue


def test_an_emptied_list_of_hashes_is_damage(folder: Path) -> None:
    (folder / "out" / "latest" / checksums.NAME).write_bytes(b"")
    with pytest.raises(DatasetDamaged, match=checksums.NAME):
        load(folder / "out", verify=True)
    assert night(folder).published


@pytest.mark.parametrize("name", ["links.parquet", "csv/facts.csv", "inspection-responses.duckdb"])
def test_a_line_taken_out_of_the_hashes_hides_no_file(folder: Path, name: str) -> None:
    sums = folder / "out" / "latest" / checksums.NAME
    lines = sums.read_text(encoding="utf-8").splitlines(keepends=True)
    sums.write_text("".join(line for line in lines if not line.endswith(f"  {name}\n")), encoding="utf-8")
    with pytest.raises(DatasetDamaged, match=name):
        load(folder / "out", verify=True)
    assert night(folder).published
    load(folder / "out", verify=True)


def test_a_note_in_the_folder_of_a_run_is_no_damage(folder: Path) -> None:
    (folder / "out" / "latest" / "read-me-first.txt").write_text("Used for the report.", encoding="utf-8")
    load(folder / "out", verify=True)
    assert not night(folder).published


def test_decisions_in_a_folder_of_the_folder_are_refused(folder: Path) -> None:
    (folder / "raw" / "2019").mkdir()
    (folder / "raw" / "2019" / "decisions.csv").write_text("record,field,value,reason,who,when\n")
    assert "move its lines there" in dict(night(folder).failed)["2019/decisions.csv"]


def test_runs_that_cannot_be_removed_do_not_undo_a_publication(
    open_folder: Path, as_nobody: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("20260101T000000Z-aa", "20260102T000000Z-aa", "20260103T000000Z-aa"):
        (open_folder / "runs" / name).mkdir(parents=True)
        (open_folder / "runs" / name / run_folder.RUN_FILE).write_text("{}", encoding="utf-8")
    (open_folder / "latest").symlink_to("runs/20260103T000000Z-aa")
    (open_folder / "runs" / "20260101T000000Z-aa").chmod(0)
    as_nobody()
    assert run_folder.prune(open_folder, 1) == []
    assert "20260101T000000Z-aa cannot be read (Permission denied)" in caplog.text
    assert "20260102T000000Z-aa could not be removed (Permission denied)" in caplog.text


def test_a_turned_bit_in_the_name_of_a_column_is_an_error(folder: Path) -> None:
    path = folder / "out" / "latest" / "commitments.parquet"
    data = path.read_bytes()
    path.write_bytes(data.replace(b"confidence", b"confieence"))
    with pytest.raises(DatasetDamaged, match=r"commitments has other columns|cannot be read"):
        load(folder / "out")


def test_decisions_are_not_forgotten_with_a_damaged_run(folder: Path) -> None:
    (name,) = {
        r
        for r in pq.read_table(folder / "out/latest/actions.parquet")["action_id"].to_pylist()
        if r.endswith("/2/1")
    } - _of(folder, "other.html")
    line = f"record,field,value,reason,who,when\n{name},owners,Governor,,Ann Weller,2024-05-01\n"
    (folder / "raw" / "decisions.csv").write_text(line, encoding="utf-8")
    night(folder)
    kept = run_folder.remembered(folder / "out")
    assert [row["records"] for row in kept] == [[name]]
    for run in (folder / "out" / "runs").iterdir():
        (run / "links.parquet").write_bytes(b"gone")
    assert run_folder.remembered(folder / "out") == kept
    night(folder)
    assert run_folder.remembered(folder / "out") == kept
    for run in (folder / "out" / "runs").iterdir():
        (run / checksums.NAME).unlink()  # as runs of before there were hashes
    assert run_folder.remembered(folder / "out") == kept
    for run in (folder / "out" / "runs").iterdir():
        (run / "run.json").write_bytes(b"{")
    assert run_folder.remembered(folder / "out") == ()


def test_of_two_runs_of_one_second_latest_tells_whose_decisions_are_remembered(tmp_path: Path) -> None:
    for end, told in (("1", "first"), ("9", "second"), ("5", "third")):
        run = tmp_path / "runs" / f"20260101T000000Z-{end}"
        run.mkdir(parents=True)
        (run / "run.json").write_text(f'{{"decisions": ["{told}"]}}', encoding="utf-8")
    (tmp_path / "latest").symlink_to(Path("runs") / "20260101T000000Z-5")
    assert run_folder.remembered(tmp_path) == ["third"]
    (tmp_path / "runs" / "20260101T000001Z-0").mkdir()
    (tmp_path / "runs" / "20260101T000001Z-0" / "run.json").write_text('{"decisions": ["last"]}', encoding="utf-8")
    assert run_folder.remembered(tmp_path) == ["last"]


def _of(folder: Path, file_name: str) -> set[str]:
    rows = pq.read_table(folder / "out/latest/documents.parquet").to_pylist()
    (document,) = [r["document_id"] for r in rows if r["file_name"] == file_name]
    actions = pq.read_table(folder / "out/latest/actions.parquet")["action_id"].to_pylist()
    return {name for name in actions if name.startswith(document)}


def test_the_hashes_are_those_that_the_usual_tool_takes(folder: Path) -> None:
    latest = folder / "out" / "latest"
    done = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", checksums.NAME], cwd=latest, check=False)
    assert done.returncode == 0
    assert {"run.json", "links.parquet", "csv/links.csv"} <= checksums.parse(
        (latest / checksums.NAME).read_bytes()
    ).keys()


@pytest.mark.parametrize("mark", [b"\x00\xff\xfe", b"..", b"../../raw", b"/etc", b"", b"runs"])
def test_garbage_in_the_mark_of_publishing_removes_nothing(folder: Path, mark: bytes) -> None:
    (folder / "out" / "state" / run_folder.MOVING).write_bytes(mark)
    good = nights.published(folder / "out")
    assert not night(folder).published
    assert nights.published(folder / "out") == good
    assert (folder / "raw" / "plan.html").is_file()
    assert not (folder / "out" / "state" / run_folder.MOVING).exists()


def test_a_run_that_cannot_begin_is_a_failed_night(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PipelineError, match="is not a folder"):
        refresh.run(folder / "nowhere", folder / "out", nights.AS_OF)
    assert "is not a folder" in (_worry(folder) or "")
    (folder / "raw" / "broken.pdf").unlink()
    night(folder)
    assert _worry(folder) is None

    def full(_self: Path, _mode: str) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.storage.lock._write", lambda *_: full(folder, "w"))
        patch.setattr(stores, "write_whole", lambda *_, **__: full(folder, "w"))
        with pytest.raises(PipelineError, match="No space left"):
            night(folder)
    assert "No space left" in (_worry(folder) or "")


def _worry(folder: Path) -> str | None:
    return health.health(folder / "out", datetime.now(UTC), timedelta(hours=1)).worry


def test_what_is_written_others_may_read_as_far_as_the_mask_says(folder: Path) -> None:
    mask = os.umask(0)
    os.umask(mask)
    state, tables = folder / "out" / "state", folder / "out" / "latest"
    for path in (state / journal.NAME, state / journal.GOOD, tables / "links.parquet", tables / "run.json"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask, path.name


def test_a_state_that_another_user_may_not_read_is_one_line(
    open_folder: Path, as_nobody: Callable[[], None]
) -> None:
    store = LocalStore(open_folder / "out" / "state")
    journal.end(store, journal.Night("published", journal.now()))
    (open_folder / "out" / "state" / journal.NAME).chmod(0o600)
    as_nobody()
    with pytest.raises(PipelineError, match=r"last.json cannot be read \(Permission denied\)"):
        health.health(open_folder / "out", datetime.now(UTC), timedelta(hours=1))


def test_output_inside_the_raw_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    for raw, processed, words in (
        (tmp_path / "raw", tmp_path / "raw" / "out", "lies in"),
        (tmp_path / "raw", tmp_path / "raw", "lies in"),
        ("memory://corner/raw", "memory://corner/raw/out", "lies in"),
        ("", tmp_path / "out", "--raw names no folder"),
        (tmp_path / "raw", " ", "--processed names no folder"),
    ):
        with pytest.raises(PipelineError, match=words):
            refresh.run(raw, processed, date(2019, 7, 1))
    assert list((tmp_path / "raw").iterdir()) == []


def test_a_longer_deadline_releases_from_quarantine() -> None:
    store = MemoryStore()
    for _ in range(2):
        Cache(store, "code", {TOO_LONG: 20.0}).keep_failure("key", "a.pdf", too_long(20))
    assert Cache(store, "code", {TOO_LONG: 20.0}).read("key") is not None
    released = Cache(store, "code", {TOO_LONG: 60.0})
    assert released.read("key") is None
    assert [t.quarantined for t in released.trouble.values()] == [False]
    released.keep_failure("key", "a.pdf", too_long(60))
    assert [t.nights for t in Cache(store, "code", {TOO_LONG: 60.0}).trouble.values()] == [1]


def test_abandoned_folders_are_cleared_and_those_in_use_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    held, gone = scratch.made(), scratch.made()
    os.close(gone.lock)  # as the system does when a process is killed
    fresh, old = (tmp_path / f"{scratch.PREFIX}{name}" for name in ("fresh", "old"))
    for path in (fresh, old, tmp_path / "of-others"):
        path.mkdir()
    os.utime(old, (0, 0))
    scratch.clear_abandoned()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([held.folder.name, fresh.name, "of-others"])
    held.remove()


def test_a_lower_limit_of_the_system_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    hard, was = 512 << 20, []
    monkeypatch.setattr(worker_main.resource, "getrlimit", lambda _: (hard, hard))
    monkeypatch.setattr(worker_main.resource, "setrlimit", lambda _, limits: was.append(limits))
    worker_main._limit(2048)
    assert was == [(hard, hard), (0, 0), (hard, hard)]


# What is typed below the folder ``there`` has, what is said on stderr, and the exit code.
SAID: list[tuple[str, str, int]] = [
    ("extract pipe.pdf", "no regular file", 1),
    ("tables pipe.pdf", "no regular file", 1),
    ("extract /dev/zero", "no regular file", 1),
    ("tables folder", "no regular file", 1),
    ("tables broken.docx", "broken.docx: the Word file is damaged", 1),
    ("tables climbing.docx", "climbing.docx: the Word file is damaged", 1),
    ("extract loop.pdf", "Too many levels of symbolic links", 1),
    ("evaluate truth --raw data --gate pipe.pdf", "no regular file", 1),
    ("status --processed plan.html", "is not a folder", 1),
    ("run --raw '' --processed out", "--raw names no folder", 1),
    ("run --raw raw --processed raw/out", "lies in raw", 1),
    ("run --as-of 31/12/2020", "write it as 2020-12-31", 1),
    ("run --as-of 0001-01-01", "is the year right?", 1),
    ("extract plan.html > /dev/full", "No space left on device", 1),
    ("--help > /dev/full", "No space left on device", 1),
    ("explain 1 --processed plan.html", "no published run", 1),
    ("export --format csv --processed out2 --out full/csv", "No space left on device: full", 1),
    ("export --format xlsx --processed out2 --out full/a.xlsx", "No space left on device: full", 1),
    ("export --format parquet --processed out2 --out full/parquet", "No space left on device: full", 1),
]


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with odd things in it, and a file system that is full, where one may be mounted."""
    folder = tmp_path_factory.mktemp("there")
    for name in ("folder", "raw", "full"):
        (folder / name).mkdir()
    os.mkfifo(folder / "pipe.pdf")
    (folder / "plan.html").write_text(PLAN, encoding="utf-8")
    shutil.copy(folder / "plan.html", folder / "raw")
    (folder / "broken.docx").write_bytes(hostile.docx(hostile.paragraph("a"))[:300])
    climbing = hostile.docx(hostile.paragraph("a")).replace(b"word/document.xml", b"../..ocument.xml")
    (folder / "climbing.docx").write_bytes(climbing)
    (folder / "loop.pdf").symlink_to("loop.pdf")
    assert command("run", "--raw", folder / "raw", "--processed", folder / "out2").returncode == 0
    (folder / "truth").symlink_to(Path(__file__).parents[1] / "truth")
    (folder / "data").symlink_to(Path(__file__).parents[2] / "data" / "raw")
    mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(folder / "full")]
    mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    yield folder
    if mounted:
        subprocess.run(["umount", "-l", str(folder / "full")], check=True)


@pytest.mark.slow
@pytest.mark.parametrize(("typed", "words", "code"), SAID, ids=[row[0] for row in SAID])
def test_one_line_says_what_is_wrong(there: Path, typed: str, words: str, code: int) -> None:
    if "full/" in typed and not os.path.ismount(there / "full"):
        pytest.skip("mounting a small file system is not allowed here")
    program = " ".join(f"'{part}'" for part in COMMAND)
    done = subprocess.run(
        ["bash", "-c", f"{program} {typed}"], capture_output=True, text=True, cwd=there, check=False, timeout=60
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert words in done.stderr
    told = [line for line in done.stderr.splitlines() if line.lower().startswith("error")]
    assert len(told) == 1


def test_a_fault_of_the_program_is_one_line_with_its_place(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from pipeline import cli

    def fault() -> None:
        raise ZeroDivisionError("a fiction")

    monkeypatch.setattr(cli, "app", fault)
    monkeypatch.setattr(os, "dup2", lambda *_: None)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr().err
    assert ended.value.code == 1
    assert "ZeroDivisionError at test_corners.py:" in told
    assert told.count("\n") == 1
    monkeypatch.setenv(cli.TRACEBACK, "1")
    with pytest.raises(ZeroDivisionError):
        cli.main()


@pytest.fixture
def long_reading(tmp_path: Path) -> tuple[Path, Path]:
    """A raw folder whose document takes many seconds to read, and a place to publish."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "long.pdf").write_bytes(hostile.pdf(pages=1000, words="Action plan " * 40))
    return tmp_path / "raw", tmp_path / "out"


def _begun(raw: Path, out: Path) -> subprocess.Popen[str]:
    run = [*COMMAND, "run", "--raw", str(raw), "--processed", str(out), "--log-format", "json"]
    return subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _reading(run: subprocess.Popen[str]) -> list[int]:
    """Waits until a document is read; the processes that do."""
    assert run.stderr is not None
    assert '"stage": "listing"' in run.stderr.readline()
    for _ in range(200):
        busy = [p for p in processes.children(run.pid) if _seconds(p) > 1.5]
        if busy:
            return busy
        time.sleep(0.1)
    raise AssertionError("no process was seen to read")


def _seconds(pid: int) -> float:
    """Processor seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sent", "code", "words"), [(signal.SIGTERM, 143, "SIGTERM"), (signal.SIGINT, 130, "Ctrl-C")]
)
def test_a_signal_ends_the_run_while_a_document_is_read(
    long_reading: tuple[Path, Path], sent: signal.Signals, code: int, words: str
) -> None:
    run = _begun(*long_reading)
    children = _reading(run)
    start = time.monotonic()
    run.send_signal(sent)
    _, told = run.communicate(timeout=20)
    took = time.monotonic() - start
    assert (run.returncode, took < 3) == (code, True), (told, took)
    assert words in told.splitlines()[-1]
    assert not any(processes.runs(child) for child in children)
    last = journal.last(LocalStore(long_reading[1] / "state"))
    assert last is not None
    assert (last.outcome, last.exit_code) == ("interrupted", code)


@pytest.mark.slow
def test_a_signal_in_the_first_second_has_its_exit_code(long_reading: tuple[Path, Path]) -> None:
    for wait in (0.15, 0.3, 0.5, 0.8, 1.2):
        for sent, code in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
            run = _begun(*long_reading)
            time.sleep(wait)
            run.send_signal(sent)
            _, told = run.communicate(timeout=20)
            assert run.returncode == code, (wait, told)
            assert "Traceback" not in told


SWALLOWED = {
    "by a library that goes on": "try: {sent}\nexcept Exception: pass",
    "by one that takes everything": "try: {sent}\nexcept: pass",
    "by a finalizer": "item = set()\nreference = weakref.ref(item, lambda _: {sent})\ndel item",
}


@pytest.mark.parametrize("where", SWALLOWED.values(), ids=SWALLOWED)
@pytest.mark.parametrize(("sent", "code"), [("SIGTERM", 143), ("SIGINT", 130)])
def test_a_signal_ends_the_command_wherever_it_comes(where: str, sent: str, code: int) -> None:
    program = (
        "import os, signal, sys, time, weakref\n"
        "from pipeline.runtime.termination import end_on_signals\n"
        "from pipeline.errors import Ended\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # also where tests run without a Ctrl-C
        "def command():\n"
        "    try:\n"
        f"        {where.format(sent=f'os.kill(os.getpid(), signal.{sent})').replace(chr(10), chr(10) + ' ' * 8)}\n"
        "        time.sleep(20)\n"
        "    finally:\n"
        "        time.sleep(0.7)\n"  # as long as the way out may take
        "        print('whole')\n"
        "try:\n"
        "    with end_on_signals():\n"
        "        command()\n"
        "except Ended as ended:\n"
        "    sys.exit(ended.exit_code)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=15, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (code, "whole\n", "")


@pytest.mark.slow
def test_readers_end_with_a_parent_that_is_killed(long_reading: tuple[Path, Path]) -> None:
    run = _begun(*long_reading)
    children = _reading(run)
    run.kill()
    run.communicate(timeout=20)
    end = time.monotonic() + 2
    while any(processes.runs(child) for child in children) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(processes.runs(child) for child in children)
