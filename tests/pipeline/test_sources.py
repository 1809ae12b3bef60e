from __future__ import annotations

from pathlib import Path

import pytest

from extractors import registry
from extractors.model import DocumentError, Extraction
from pipeline import failures
from pipeline.errors import PipelineError
from pipeline.ingest import folder_reader, raw_folder
from pipeline.ledger.conclude_cases import Conclusions
from pipeline.runtime import executors, worker
from pipeline.storage.cache import Cache
from pipeline.storage.stores import MemoryStore
from tests.folders import read_folder
from tests.in_process import here
from tests.pipeline import fictions


def test_only_files_that_may_be_documents_are_considered(tmp_path: Path) -> None:
    for name in ("b.pdf", "a/z.txt", ".hidden.pdf", ".git/x.pdf", "README.md", "decisions.csv", ".gitkeep"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = [path.relative_to(tmp_path).as_posix() for path in folder_reader.files_below(tmp_path)]
    assert found == ["a/z.txt", "b.pdf"]


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="is not a folder"):
        folder_reader.files_below(tmp_path / "nowhere")


def test_files_that_cannot_be_read_stay_as_rows_with_what_to_do(tmp_path: Path) -> None:
    bad = {
        "empty.pdf": b"",
        "garbage.pdf": b"\x00\x01 no pdf at all",
        "truncated.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
        "truncated.docx": b"PK\x03\x04 half a zip",
        "picture.xyz": b"????",
    }
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    seen: list[tuple[int, int]] = []
    folder = read_folder(tmp_path, lambda _what, done, total: seen.append((done, total)))
    assert [d.file_name for d in folder.documents] == sorted(bad)
    assert {d.status for d in folder.documents} == {"failed"}
    assert all(d.error and "\n" not in d.error for d in folder.documents)
    assert [key for key, _ in folder.issues] == list(folder.documents.names)
    assert {issue.severity for _, issue in folder.issues} == {"error"}
    assert not [issue for _, issue in folder.issues if issue.code == "reader_fault"]
    assert seen == [(n, 5) for n in range(1, 6)]


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> dict[str, Extraction | Exception]:
    """What the registry gives for each content, in place of reading it."""
    given: dict[str, Extraction | Exception] = {}

    def extract(path: Path) -> Extraction:
        result = given[path.read_text()]
        if isinstance(result, Exception):
            raise result
        return result

    monkeypatch.setattr(registry, "extract", extract)
    monkeypatch.setattr("pipeline.runtime.worker.run", here)  # what is given lives in this process only
    return given


def test_a_fault_of_the_program_costs_one_document_and_is_called_a_fault(
    tmp_path: Path, reads: dict[str, Extraction | Exception]
) -> None:
    reads["a.pdf"] = KeyError("column\nnine")
    reads["b.pdf"] = fictions.plan()
    for name in reads:
        (tmp_path / name).write_text(name)
    failed, read = read_folder(tmp_path).documents
    assert failed.status == "failed"
    assert failed.error is not None
    assert "KeyError at test_sources.py" in failed.error
    assert "report" in failed.error
    assert read.status == "ok"


def test_a_document_error_is_passed_on_word_by_word(
    tmp_path: Path, reads: dict[str, Extraction | Exception]
) -> None:
    reads["a.pdf"] = DocumentError("encrypted", "it asks for a password: save it without one")
    (tmp_path / "a.pdf").write_text("a.pdf")
    folder = read_folder(tmp_path)
    assert next(iter(folder.documents)).error == "it asks for a password: save it without one"
    assert folder.issues[0][1].code == "encrypted"


def test_a_renamed_or_downloaded_again_document_keeps_its_id(
    tmp_path: Path, reads: dict[str, Extraction | Exception]
) -> None:
    reads["bytes of one day"] = fictions.plan()
    (tmp_path / "old.pdf").write_text("bytes of one day")
    before = next(iter(read_folder(tmp_path).documents))
    (tmp_path / "old.pdf").unlink()
    reads["bytes of another day"] = fictions.plan(text="  ".join(fictions.PLAN_TEXT.split(" ")))
    (tmp_path / "new.pdf").write_text("bytes of another day")
    after = next(iter(read_folder(tmp_path).documents))
    assert after.document_id == before.document_id
    assert after.sha256 != before.sha256
    assert len(after.document_id) == 12


def test_the_same_document_twice_is_one_row_and_a_note(
    tmp_path: Path, reads: dict[str, Extraction | Exception]
) -> None:
    reads["a.pdf"] = reads["b.pdf"] = fictions.plan()
    for name in reads:
        (tmp_path / name).write_text(name)
    folder = read_folder(tmp_path)
    assert [d.file_name for d in folder.documents] == ["a.pdf"]
    assert [(issue.code, issue.severity) for _, issue in folder.issues] == [("duplicate_file", "info")]
    assert "b.pdf" in folder.issues[0][1].message
    assert [name for name, _ in folder.files] == ["a.pdf", "b.pdf"]


def test_documents_without_text_are_told_apart_by_their_bytes(
    tmp_path: Path, reads: dict[str, Extraction | Exception]
) -> None:
    reads["a.pdf"] = reads["b.pdf"] = fictions.plan(text=" \n ")
    for name in reads:
        (tmp_path / name).write_text(name)
    assert len(read_folder(tmp_path).documents) == 2


def test_a_reader_that_takes_its_process_along_fails_alone(tmp_path: Path) -> None:
    names = ("a", "crash", "c", "d")
    results: dict[str, object] = {}
    with executors.started(executors.Engine(workers=2)) as running:
        tasks = [(name, worker.Task(fictions.read_or_crash, (name,))) for name in names]
        executors.run_all(running, tasks, results.__setitem__)
    assert [results[name] for name in names] == [b"a", failures.crashed(), b"c", b"d"]


def test_a_record_that_is_gone_from_the_cache_ends_the_run_with_a_word(
    tmp_path: Path, reads: dict[str, Extraction | Exception]
) -> None:
    reads["a.pdf"] = fictions.plan()
    (tmp_path / "a.pdf").write_text("a.pdf")
    place, store = raw_folder.opened(tmp_path), MemoryStore()
    with executors.started(executors.Engine()) as running:
        folder = folder_reader.read(place, place.files(), Cache(store, "code"), running, worker.Limits())
    store.values.clear()
    with pytest.raises(PipelineError, match=r"what was read of a\.pdf is gone from the cache: run again"):
        next(iter(folder.documents))


def test_a_conclusion_that_is_gone_from_the_cache_ends_the_run_with_a_word() -> None:
    found = Conclusions(Cache(MemoryStore(), "code"), {"case": "key"}, (), 0)
    with pytest.raises(PipelineError, match="what was concluded about case is gone from the cache: run again"):
        found["case"]
