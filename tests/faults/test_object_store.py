"""Documents and runs in a bucket: the same tables as in a folder, whatever the store does."""

from __future__ import annotations

import json
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline import dataset, refresh
from pipeline.errors import Locked, PipelineError
from pipeline.publish import runs
from pipeline.runtime import worker
from pipeline.storage import lock
from pipeline.storage.remote import RemoteStore, Seen
from tests.faults import nights
from tests.faults.object_store import Fault, ObjectStore
from tests.in_process import here
from tests.pipeline.test_cli import command
from tests.pipeline.test_run import LETTER

LATER = LETTER.replace("June 2019", "August 2019")
EXPIRED = {"pid": 1, "host": "elsewhere", "since": (datetime.now(UTC) - timedelta(days=2)).isoformat()}


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "run", here)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return nights.raw_folder(tmp_path_factory.mktemp("documents"))


@pytest.fixture
def night(bucket: ObjectStore, documents: Path) -> ObjectStore:
    """A bucket with documents below ``raw`` and their first run below ``out``."""
    for path in documents.iterdir():
        bucket.put(f"raw/{path.name}", path.read_bytes())
    run(bucket)
    bucket.forget()
    return bucket


def run(bucket: ObjectStore, **more: object) -> refresh.Summary:
    return refresh.run(f"{bucket.address}/raw", f"{bucket.address}/out", nights.AS_OF, **more)  # type: ignore[arg-type]


def tables(bucket: ObjectStore) -> dict[str, bytes]:
    """The tables of the run that ``latest.json`` names, every file of which must be what was published."""
    latest = runs.find(f"{bucket.address}/out", verify=True).run["run_id"]
    below = f"out/runs/{latest}/"
    found = {name.removeprefix(below): data for name, data in bucket.keys(below).items()}
    return {name: data for name, data in found.items() if name.endswith(".parquet")}


def named(bucket: ObjectStore) -> str:
    return str(json.loads(bucket.get("out/latest.json"))["run_id"])


def test_a_run_in_a_bucket_gives_the_tables_of_a_run_in_a_folder(night: ObjectStore, tmp_path: Path) -> None:
    local = refresh.run(nights.raw_folder(tmp_path), tmp_path / "out", nights.AS_OF)
    assert tables(night) == {path.name: path.read_bytes() for path in local.folder.glob("*.parquet")}
    assert dataset.load(f"{night.address}/out").commitments.equals(dataset.load(tmp_path / "out").commitments)
    again = run(night)
    assert (again.published, again.fresh) == (False, (0, 0))


# What a night asks for


@pytest.mark.slow
def test_a_night_with_nothing_new_lists_once_and_fetches_no_document(night: ObjectStore) -> None:
    night.fill("raw/more/", 1500)
    run(night)
    night.forget()
    assert not run(night).published
    asked = night.asked()
    assert sum("list-type" in one and "prefix=raw" in one for one in asked) == 2
    assert [one for one in asked if f"/{night.bucket}/raw/" in one] == []
    assert len(asked) < 60


def test_a_document_that_changed_is_fetched_and_no_other(night: ObjectStore) -> None:
    night.put("raw/letter.txt", LETTER.replace("June 2019", "July 2019").encode())  # of the same size
    assert run(night).fresh == (1, 1)
    of_raw = {one.split("/")[-1] for one in night.asked() if f"/{night.bucket}/raw/" in one}
    assert of_raw == {"letter.txt"}


@pytest.mark.slow
def test_what_lies_in_a_bundle_is_remembered_with_the_bundle(night: ObjectStore) -> None:
    from tests.fetch.test_night import bundle

    night.put("raw/more.zip", bundle())
    first = run(night)
    night.forget()
    assert not run(night).published
    assert "raw/more.zip" not in "".join(night.asked())
    assert first.documents == run(night, settings=refresh.Settings(force=True)).documents


def test_a_damaged_memory_of_files_costs_nothing_but_time(night: ObjectStore) -> None:
    for data in (b"{", b"[]", b'{"hashes": {"letter.txt": 1}}'):
        night.put("out/state/seen.json", data)
        assert not run(night).published


# One writer


def test_of_many_writers_one_creates_and_one_replaces(bucket: ObjectStore) -> None:
    store = RemoteStore(f"{bucket.address}/x")
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: store.put_if("one", b"%d" % n, Seen(None)), range(8)))
        (seen,) = [one for one in made if one]
        assert store.look("one") == seen
        replaced = list(pool.map(lambda n: store.put_if("one", b"new %d" % n, seen), range(8)))
    (last,) = [one for one in replaced if one]
    assert store.get("one") == last.data
    store.delete("one")
    assert store.put_if("one", b"again", last) is None
    assert store.get("one") is None


def test_a_write_whose_answer_is_lost_counts_as_written(bucket: ObjectStore) -> None:
    store = RemoteStore(f"{bucket.address}/x")
    bucket.fail(Fault("answer lost", "PUT", times=1))
    assert store.put_if("one", b"mine", Seen(None)) == store.look("one")
    assert store.get("one") == b"mine"


def test_of_runs_that_take_the_lock_at_once_one_has_it(bucket: ObjectStore) -> None:
    """Also where all find one that is to be taken over."""
    for before in (None, json.dumps(EXPIRED).encode(), b""):
        if before is not None:
            bucket.put("lock", before)
        together, after = threading.Barrier(6), threading.Barrier(6)

        def holds(_: int, together: threading.Barrier = together, after: threading.Barrier = after) -> bool:
            store = RemoteStore(bucket.address)
            together.wait(20)
            try:
                with lock.held_remotely(store, "here"):
                    after.wait(20)
                    return True
            except Locked:
                after.wait(20)
                return False

        with ThreadPoolExecutor(6) as pool:
            assert sum(pool.map(holds, range(6))) == 1
        assert bucket.get("lock") == b""
        RemoteStore(bucket.address).delete("lock")


@pytest.mark.slow
def test_of_two_runs_one_works_and_the_other_says_who(bucket: ObjectStore, documents: Path) -> None:
    for path in documents.iterdir():
        bucket.put(f"raw/{path.name}", path.read_bytes())
    both = [nights.process(f"{bucket.address}/raw", f"{bucket.address}/out") for _ in range(3)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    codes = sorted(one.exitcode or 0 for one in both)
    assert codes[0] == 0
    assert set(codes) <= {0, Locked.exit_code}
    assert runs.names(f"{bucket.address}/out") == [named(bucket)]
    assert len(tables(bucket)) > 5
    with lock.held_remotely(RemoteStore(f"{bucket.address}/out/state"), "here"):
        done = command("run", "--raw", f"{bucket.address}/raw", "--processed", f"{bucket.address}/out")
    assert (done.returncode, done.stderr.count("\n")) == (5, 1)


@pytest.mark.parametrize("meanwhile", [pytest.param("published", marks=pytest.mark.slow), "unchanged"])
def test_a_run_whose_lock_was_taken_over_publishes_nothing(night: ObjectStore, meanwhile: str) -> None:
    before = named(night)
    night.put("raw/letter.txt", LATER.encode())
    taken: list[refresh.Summary] = []

    def at_work(stage: str, done: int, of: int) -> None:
        if not taken:
            night.put("out/state/lock", json.dumps(EXPIRED).encode())
            night.put("raw/letter.txt", (LETTER if meanwhile == "unchanged" else f"{LATER}\nPS.\n").encode())
            taken.append(run(night))

    with pytest.raises(PipelineError, match=r"^another run has taken over s3://.*nothing of this one is published"):
        run(night, progress=at_work)
    assert taken[0].published == (meanwhile == "published")
    kept = runs.names(f"{night.address}/out")
    assert kept == sorted({before, named(night)})
    assert (named(night) == before) == (meanwhile == "unchanged")
    assert len(tables(night)) > 5
    assert run(night).folder.name == named(night)


@pytest.mark.slow
def test_a_reader_sees_the_old_run_or_the_new_one_whole(night: ObjectStore) -> None:
    place, old = f"{night.address}/out", named(night)
    night.put("raw/letter.txt", LATER.encode())
    night.fail(Fault("slow", "PUT", seconds=0.05))
    with ThreadPoolExecutor(1) as pool:
        publishing = pool.submit(run, night)
        seen = []
        while not publishing.done():
            found = dataset.load(place, verify=True)
            assert set(found.documents.file_name) == {"broken.pdf", "letter.txt", "other.html", "plan.html"}
            seen.append((found.run["run_id"], len(found.changes)))
        assert publishing.result().published
    new = named(night)
    assert {run_id for run_id, _ in seen} <= {old, new}
    assert all((changes == 0) == (run_id == old) for run_id, changes in seen)
    assert seen[0][0] == old


# What goes wrong


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault",
    [
        Fault("busy", times=3),
        Fault("busy", "HEAD", times=3),
        Fault("cut", "PUT", r"\.parquet$", times=2),
        Fault("cut", "PUT", r"latest\.json$", times=1),
        Fault("reset", "GET", times=2),
        Fault("answer lost", "PUT", r"latest\.json$", times=1),
        Fault("answer lost", "PUT", r"/lock$", times=2),
        Fault("slow", seconds=0.02),
    ],
    ids=lambda fault: f"{fault.doing} {fault.method} {fault.path}",
)
def test_what_passes_is_borne(night: ObjectStore, tmp_path: Path, fault: Fault) -> None:
    raw = nights.raw_folder(tmp_path)
    (raw / "letter.txt").write_text(LATER, encoding="utf-8")
    night.put("raw/letter.txt", LATER.encode())
    night.fail(fault)
    assert run(night).published
    night.fail()
    refresh.run(raw, tmp_path / "out", nights.AS_OF)
    here = {path.name: path.read_bytes() for path in (tmp_path / "out" / "latest").glob("*.parquet")}
    assert {n: d for n, d in tables(night).items() if n != "changes.parquet"} == {
        n: d for n, d in here.items() if n != "changes.parquet"
    }
    assert night.get("out/state/lock") == b""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("faults", "env", "says"),
    [
        ([Fault("busy")], {}, "the store is busy or in trouble"),
        ([Fault("denied")], {}, "access is denied"),
        ([Fault("denied", "PUT", r"/runs/")], {}, "access is denied"),
        ([Fault("unknown key")], {}, "access is denied"),
        ([Fault("reset")], {}, "the store does not answer"),
        ([], {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "the store does not answer"),
        ([], {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}, "there are no credentials"),
        ([], {"bucket": "no-such-bucket"}, "there is no such bucket"),
    ],
    ids=["busy", "denied", "no writing", "unknown key", "reset", "down", "no credentials", "no bucket"],
)
def test_what_does_not_pass_is_one_line_and_what_was_published_stays(
    night: ObjectStore, monkeypatch: pytest.MonkeyPatch, faults: list[Fault], env: dict[str, str | None], says: str
) -> None:
    before = tables(night)
    night.put("raw/letter.txt", LATER.encode())
    night.fail(*faults)
    address = f"s3://{env.get('bucket', night.bucket)}"
    for variable, value in env.items():
        if value is None:
            monkeypatch.delenv(variable)
        else:
            monkeypatch.setenv(variable, value)
    told = command("run", "--raw", f"{address}/raw", "--processed", f"{address}/out", "--as-of", "2019-07-01")
    assert told.returncode == 1, told.stderr
    *_, last = told.stderr.splitlines()
    assert last.startswith("error: s3://")
    assert says in last
    assert "Traceback" not in told.stderr
    if "runs" not in "".join(fault.path for fault in faults):
        asked = command("status", "--processed", f"{address}/out")
        assert (asked.returncode, asked.stderr.count("\n")) == (1, 1)
        assert says in asked.stderr
    monkeypatch.undo()
    night.fail()
    assert tables(night) == before


@pytest.mark.parametrize("changed", [pytest.param(True, marks=pytest.mark.slow), False])
def test_what_a_killed_run_has_put_is_cleared_by_the_next(night: ObjectStore, changed: bool) -> None:
    half = "20260101T000000Z-abcdef01"
    night.put("out/state/publishing", half.encode())
    night.put(f"out/runs/{half}/actions.parquet", b"PAR1")
    night.put(f"out/runs/{half}/run.json", b"{}")  # killed between this and the pointer
    if changed:
        night.put("raw/letter.txt", LATER.encode())
    assert run(night).published == changed
    assert [name for name in night.keys("out/") if half in name or name.endswith("publishing")] == []
    assert half not in runs.names(f"{night.address}/out")


@pytest.mark.slow
def test_the_pages_of_a_run_in_a_bucket_are_made_in_a_folder(night: ObjectStore, tmp_path: Path) -> None:
    out = f"{night.address}/out"
    done = command("site", "--processed", out, "--out", tmp_path / "site")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "index.html").is_file()
    refused = command("site", "--processed", out)
    assert (refused.returncode, "--out FOLDER" in refused.stderr) == (1, True)
    digest: subprocess.CompletedProcess[str] = command("digest", "--processed", out)
    assert digest.returncode == 0, digest.stderr
    for told in (command("status", "--processed", out), command("explain", "5.01/1", "--processed", out)):
        assert "Traceback" not in told.stderr
        assert "no published run" not in told.stderr + told.stdout
