"""Night after night over real files: what is read again, what is published again, and what caused each change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline import dataset, refresh
from pipeline.errors import SuddenLoss
from pipeline.refresh import Settings, Summary
from pipeline.runtime import executors
from pipeline.runtime.executors import Engine
from pipeline.runtime.worker import Task
from pipeline.storage import code_fingerprint
from tests.faults import readers
from tests.in_process import here
from tests.pipeline.test_run import LETTER, PLAN

AS_OF = date(2019, 7, 1)
OTHER = PLAN.replace("HMP Larkhill Moor", "HMP Ashcombe Vale").replace("A body scanner", "A metal detector")


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.runtime.worker.run", here)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "plan.html").write_text(PLAN, encoding="utf-8")
    (tmp_path / "raw" / "letter.txt").write_text(LETTER, encoding="utf-8")
    return tmp_path


def night(folder: Path, as_of: date = AS_OF, **settings: Any) -> Summary:
    return refresh.run(folder / "raw", folder / "out", as_of, settings=Settings(**settings))


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(folder / "out" / "latest" / f"{table}.parquet").to_pylist()
    return found


def tables_of(run: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(run.glob("*.parquet"))}


def test_a_night_without_news_reads_nothing_and_publishes_nothing(folder: Path) -> None:
    first = night(folder)
    second = night(folder)
    assert (first.published, first.fresh) == (True, (2, 1))
    assert (second.published, second.fresh, second.folder) == (False, (0, 0), first.folder)
    assert second.cases == first.cases
    assert second.documents == first.documents
    assert len(list((folder / "out" / "runs").iterdir())) == 1


def test_another_day_is_published_only_when_something_falls_due(folder: Path) -> None:
    first = night(folder)
    assert not night(folder, date(2019, 7, 2)).published
    later = night(folder, date(2020, 1, 1))
    assert later.published
    assert later.fresh == (0, 0)
    assert {(r["field"], r["cause"]) for r in rows(folder, "changes")} == {("overdue", None)}
    assert (first.folder / "run.json").is_file()


def test_a_renamed_file_is_not_read_again_and_only_its_name_changes(folder: Path) -> None:
    night(folder)
    (folder / "raw" / "letter.txt").rename(folder / "raw" / "2019 letter.txt")
    done = night(folder)
    assert done.fresh[0] == 0
    changed = [(r["table"], r["field"], r["after"], r["cause"]) for r in rows(folder, "changes")]
    assert changed == [("documents", "file_name", "2019 letter.txt", "document")]


def test_a_file_downloaded_again_keeps_its_records(folder: Path) -> None:
    night(folder)
    again = PLAN.replace("<head>", "<head><meta name='generator' content='another day'>")
    (folder / "raw" / "plan.html").write_text(again, encoding="utf-8")
    done = night(folder)
    assert done.fresh == (1, 1)
    assert {(r["table"], r["field"], r["cause"]) for r in rows(folder, "changes")} == {
        ("documents", "sha256", "document")
    }


def test_a_deleted_letter_takes_its_ledger_along_and_comes_back_unread(folder: Path) -> None:
    first = night(folder)
    kept = folder / "letter.txt"
    (folder / "raw" / "letter.txt").rename(kept)
    gone = night(folder)
    assert rows(folder, "ledger") == []
    assert {r["cause"] for r in rows(folder, "changes")} == {"document"}
    kept.rename(folder / "raw" / "letter.txt")
    night(folder)
    back = dict(tables_of(folder / "out" / "latest"))
    before = tables_of(first.folder)
    assert {n: b for n, b in back.items() if n != "changes.parquet"} == {
        n: b for n, b in before.items() if n != "changes.parquet"
    }
    assert gone.published


def test_only_the_case_that_is_touched_is_concluded_anew(folder: Path) -> None:
    raw = folder / "raw"
    (raw / "other.html").write_text(OTHER, encoding="utf-8")
    (raw / "other.txt").write_text(LETTER.replace("HMP Larkhill Moor", "HMP Ashcombe Vale"), encoding="utf-8")
    assert night(folder).fresh == (4, 2)
    (raw / "letter.txt").write_text(LETTER.replace("June 2019", "August 2019"), encoding="utf-8")
    assert night(folder).fresh == (1, 1)
    touched = {r["record_id"].split("/")[0] for r in rows(folder, "changes") if r["table"] == "commitments"}
    plans = {r["document_id"]: r["file_name"] for r in rows(folder, "documents")}
    assert {plans[name] for name in touched} == {"plan.html"}


def test_other_code_reads_all_again_and_equal_records_are_no_change(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night(folder)
    real = code_fingerprint.code_fingerprint
    monkeypatch.setattr(code_fingerprint, "code_fingerprint", lambda *a: real(*a)[::-1])
    done = night(folder)
    assert done.fresh == (2, 1)
    assert rows(folder, "changes") == []


def test_a_damaged_cache_entry_is_read_again(folder: Path) -> None:
    night(folder)
    for path in (folder / "out" / "state" / "read").iterdir():
        path.write_bytes(path.read_bytes()[:-9])
    for path in (folder / "out" / "state" / "cases").iterdir():
        path.write_bytes(b"")
    assert night(folder, force=True).fresh == (2, 1)


def test_two_folders_with_the_same_files_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    first = night(folder)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    second = refresh.run(folder / "raw", elsewhere, AS_OF, settings=Settings(Engine(workers=1)))
    assert tables_of(first.folder) == tables_of(second.folder)
    for path in (first.folder / "csv").iterdir():
        assert path.read_bytes() == (second.folder / "csv" / path.name).read_bytes()


def many(folder: Path, count: int) -> None:
    for n in range(count):
        text = PLAN.replace("HMP Larkhill Moor", f"HMP {'ABCDEFGHIJ'[n]}ldermoor").replace(
            "apples", f"apples no {n}"
        )
        (folder / "raw" / f"plan-{n}.html").write_text(text, encoding="utf-8")


def test_a_sudden_loss_stops_publication_until_it_is_allowed(folder: Path) -> None:
    many(folder, 6)
    first = night(folder)
    for n in range(3):
        (folder / "raw" / f"plan-{n}.html").unlink()
    with pytest.raises(SuddenLoss, match=r"3 of 8 documents are gone.*--max-loss 1") as loss:
        night(folder)
    assert loss.value.exit_code == 3
    assert (folder / "out" / "latest").resolve() == first.folder.resolve()
    assert night(folder, max_loss=1.0).published


def test_one_deleted_plan_is_no_sudden_loss(folder: Path) -> None:
    many(folder, 1)
    night(folder)
    (folder / "raw" / "plan-0.html").unlink()
    assert night(folder).published


def test_old_runs_are_removed_beyond_what_is_kept(folder: Path) -> None:
    for _ in range(4):
        last = night(folder, keep=2, force=True)
    left = sorted(path.name for path in (folder / "out" / "runs").iterdir())
    assert len(left) == 2
    assert left[-1] == last.folder.name
    assert dataset.load(folder / "out").run["run_id"] == last.folder.name


def test_the_run_tells_what_it_was_made_of(folder: Path) -> None:
    (folder / "raw" / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    night(folder)
    made = dataset.load(folder / "out").run
    assert [name for name, _ in made["files"]] == ["broken.pdf", "letter.txt", "plan.html"]
    assert made["counts"]["failed"] == 1
    assert made["counts"]["read"] == 3
    assert {"reading", "concluding", "building"} <= set(made["timings"])
    assert "pyarrow" in made["packages"]
    assert made["started"] <= made["finished"]


@pytest.mark.slow
def test_local_processes_and_this_one_give_the_same_bytes(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = night(folder)
    monkeypatch.undo()
    apart = refresh.run(folder / "raw", tmp_path / "apart", AS_OF, settings=Settings(Engine(workers=2)))
    assert tables_of(here.folder) == tables_of(apart.folder)


@pytest.fixture
def remote(folder: Path) -> Iterator[str]:
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.put(f"{folder}/raw/", "/night/raw/", recursive=True)
    yield "memory://night"
    memory.rm("/night", recursive=True)


def test_an_fsspec_address_serves_as_well_as_a_folder(folder: Path, remote: str) -> None:
    import fsspec

    here = night(folder)
    there = refresh.run(f"{remote}/raw", f"{remote}/out", AS_OF)
    assert there.place.startswith(f"{remote}/out/runs/")
    memory = fsspec.filesystem("memory")
    put = memory.cat(memory.glob(f"/night/out/runs/{Path(there.folder).name}/*.parquet"))
    assert {Path(name).name: data for name, data in put.items()} == tables_of(here.folder)
    assert dataset.load(f"{remote}/out").commitments.equals(dataset.load(folder / "out").commitments)
    again = refresh.run(f"{remote}/raw", f"{remote}/out", AS_OF)
    assert (again.published, again.fresh) == (False, (0, 0))
    memory.pipe_file("/night/raw/letter.txt", LETTER.replace("June 2019", "August 2019").encode())
    third = refresh.run(f"{remote}/raw", f"{remote}/out", AS_OF, settings=Settings(keep=1))
    assert third.fresh == (1, 1)
    assert (third.changes or 0) > 0
    runs = {path.split("/")[4] for path in memory.find("/night/out/runs")}
    assert runs == {Path(third.folder).name}
    assert memory.cat("/night/out/state/lock") == b""


def test_tasks_are_taken_as_there_is_room_for_them() -> None:
    taken: list[int] = []

    def tasks() -> Iterator[tuple[str, Task]]:
        for n in range(40):
            taken.append(n)
            yield str(n), Task(readers.echo, (str(n),))

    seen: list[int] = []
    with executors.started(Engine(workers=1)) as running:
        executors.run_all(running, tasks(), lambda _name, _data: seen.append(len(taken)))
    assert len(seen) == 40
    assert seen[0] <= 4
