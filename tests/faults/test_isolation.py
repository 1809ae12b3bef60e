"""A document that hangs, crashes, fills the memory or lies costs that document and no other."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pipeline import failures
from pipeline.errors import PipelineError
from pipeline.ingest import folder_reader, raw_folder
from pipeline.ingest.folder_reader import Folder
from pipeline.runtime import executors
from pipeline.runtime.executors import Engine
from pipeline.runtime.worker import Limits, Task
from pipeline.storage import cache, code_fingerprint
from pipeline.storage.cache import Cache
from pipeline.storage.stores import LocalStore
from tests.faults import readers
from tests.pipeline.test_run import LETTER, PLAN

LIMITS = Limits(seconds=5.0, megabytes=600)  # a first letter takes a second or two on a busy machine


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(folder_reader, "read_bytes", readers.misbehave)
    (tmp_path / "raw").mkdir()
    return tmp_path


def read(folder: Path, limits: Limits = LIMITS, code: str = "code") -> tuple[Folder, Cache]:
    store = Cache(LocalStore(folder / "state"), code)
    place = raw_folder.opened(folder / "raw")
    with executors.started(Engine(workers=2)) as running:
        return folder_reader.read(place, place.files(), store, running, limits), store


def errors(found: Folder) -> dict[str, str]:
    by_id = {key: issue.code for key, issue in found.issues}
    return {d.file_name: by_id[d.document_id] for d in found.documents if d.status == "failed"}


@pytest.mark.slow
def test_each_bad_document_costs_itself_alone_and_says_why(folder: Path) -> None:
    words = {"a-hang": "hang", "b-crash": "crash", "c-bomb": "bomb", "d-lie": "lie", "e-fail": "fail 1"}
    for name, word in words.items():
        (folder / "raw" / f"{name}.txt").write_text(word)
    (folder / "raw" / "f-plan.html").write_text(PLAN, encoding="utf-8")
    (folder / "raw" / "g-letter.txt").write_text(LETTER, encoding="utf-8")
    start = time.monotonic()
    found, store = read(folder)
    assert time.monotonic() - start < 60
    assert errors(found) == {
        "a-hang.txt": failures.TOO_LONG,
        "b-crash.txt": failures.CRASHED,
        "c-bomb.txt": failures.TOO_MUCH,
        "d-lie.txt": failures.CRASHED,
        "e-fail.txt": "fiction",
    }
    assert [d.file_name for d in found.documents if d.status == "ok"] == ["f-plan.html", "g-letter.txt"]
    assert "5 seconds" in next(d.error or "" for d in found.documents if d.file_name == "a-hang.txt")
    assert {t.file_name for t in cache.troubles(store.store)} == {f"{n}.txt" for n in list(words)[:4]}


@pytest.mark.slow
def test_a_document_that_fails_once_is_tried_again_at_once(folder: Path) -> None:
    (folder / "raw" / "a.txt").write_text(f"once {folder / 'm'}\n{LETTER}", encoding="utf-8")
    found, store = read(folder)
    assert errors(found) in ({}, {"a.txt": "unknown_document"})
    assert store.trouble == {}


def test_a_process_that_cannot_start_ends_the_run_and_says_why() -> None:
    task = Task(readers.echo, ("a",), LIMITS, warm=readers.cannot_start)
    with (
        pytest.raises(PipelineError, match=r"could not be started: ImportError.*no such library"),
        executors.started(Engine(workers=1)) as running,
    ):
        executors.run_all(running, [("a", task)], lambda _name, _data: None)


def test_a_process_that_is_killed_while_it_starts_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KILLED_ONCE", str(tmp_path / "mark"))
    told: dict[str, object] = {}
    task = Task(readers.echo, ("a",), LIMITS, warm=readers.killed_once)
    with executors.started(Engine(workers=1)) as running:
        executors.run_all(running, [("a", task)], told.__setitem__)
    assert told == {"a": b"a"}


@pytest.mark.slow
def test_quarantine_after_two_nights_and_release_by_the_file_or_the_code(folder: Path) -> None:
    path = folder / "raw" / "a.txt"
    path.write_text("crash")
    (folder / "raw" / "b.txt").write_text(LETTER, encoding="utf-8")
    assert [read(folder)[0].fresh for _ in range(4)] == [2, 1, 0, 0]
    found, store = read(folder)
    assert errors(found) == {"a.txt": failures.CRASHED}
    (trouble,) = store.trouble.values()
    assert (trouble.quarantined, trouble.nights) == (True, 2)
    assert read(folder, code="other code")[0].fresh == 2
    path.write_text(f"{LETTER} PS.")
    found, store = read(folder)
    assert errors(found) == {}
    store.prune({store.key(sha, ".txt") for _, sha in found.files})
    assert store.trouble == {}


def test_a_hostile_answer_runs_no_code() -> None:
    import pickle

    from pipeline.storage import serialization

    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return print, ("owned",)

    for evil in (Evil(), [Evil()], pickle.Pickler, code_fingerprint.of_reading):
        with pytest.raises(ValueError, match="cannot be read"):
            serialization.decode(serialization.encode(evil))
    with pytest.raises(ValueError, match="damaged"):
        serialization.decode(serialization.encode((1, 2))[:-1])
    assert serialization.decode(serialization.encode((1, "a", failures.crashed()))) == (1, "a", failures.crashed())
