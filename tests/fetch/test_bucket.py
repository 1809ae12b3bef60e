"""Documents that are fetched into a bucket."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline import refresh
from pipeline.errors import Locked, PipelineError
from pipeline.ingest import manifest
from pipeline.runtime import worker
from pipeline.storage import lock
from pipeline.storage.remote import RemoteStore
from tests.faults import nights
from tests.faults.object_store import Fault, ObjectStore
from tests.fetch.server import Told, Web, pdf
from tests.in_process import here
from tests.pipeline.test_cli import command
from tests.pipeline.test_run import LETTER, PLAN

TEXT = {"Content-Type": "text/plain"}


@pytest.fixture
def sources(web: Web) -> list[str]:
    web.pages["/letter.txt"] = Told(LETTER.encode(), headers=TEXT, tagged=True)
    web.pages["/plan.pdf"] = pdf()
    return [f"{web.address}/letter.txt", f"{web.address}/plan.pdf"]


def documents(bucket: ObjectStore) -> dict[str, bytes]:
    return {name: data for name, data in bucket.keys("raw/").items() if "/.fetched/" not in name}


def test_what_is_fetched_into_a_bucket_is_known_there_and_read_by_the_run(
    bucket: ObjectStore, sources: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "run", here)
    raw = f"{bucket.address}/raw"
    (came,) = nights.fetched(sources, raw)
    assert len(came.new) == 2
    assert set(documents(bucket)) == {f"raw/{name}" for name in came.new}
    (again,) = nights.fetched(sources, raw)
    assert (again.new, again.unchanged) == ([], 2)
    refresh.run(raw, f"{bucket.address}/out", nights.AS_OF)
    (entry, _) = manifest.decoded(bucket.get(f"raw/{manifest.NAME}"))
    assert entry.source_url == sources[0]
    assert bucket.get("raw/.fetched/lock") == b""


def test_documents_whose_manifest_could_not_be_written_are_not_lost(
    bucket: ObjectStore, sources: list[str]
) -> None:
    raw = f"{bucket.address}/raw"
    bucket.fail(Fault("denied", "PUT", "manifest"))
    with pytest.raises(PipelineError, match="access is denied"):
        nights.fetched(sources, raw)
    before = documents(bucket)
    assert len(before) == 2
    bucket.fail()
    (came,) = nights.fetched(sources, raw)
    assert len(came.new) == 2
    assert documents(bucket) == before
    assert len(manifest.decoded(bucket.get(f"raw/{manifest.NAME}"))) == 2


def test_nothing_that_lies_there_is_written_over(bucket: ObjectStore, sources: list[str]) -> None:
    raw = f"{bucket.address}/raw"
    (came,) = nights.fetched(sources[:1], raw)
    (name,) = came.new
    bucket.put(f"raw/{name}", b"mine")
    RemoteStore(raw).delete(manifest.NAME)
    (came,) = nights.fetched(sources[:1], raw)
    assert "holds something else" in came.refused[0].why
    assert bucket.get(f"raw/{name}") == b"mine"


def test_one_fetch_at_a_time_and_one_manifest(bucket: ObjectStore, sources: list[str], web: Web) -> None:
    raw = f"{bucket.address}/raw"
    with lock.held_remotely(RemoteStore(f"{raw}/.fetched"), raw), pytest.raises(Locked):
        nights.fetched(sources, raw)

    def meanwhile(*_: object) -> Told:
        bucket.put("raw/.fetched/lock", json.dumps({"pid": 1, "since": "2020-01-01T00:00:00+00:00"}).encode())
        nights.fetched(sources[1:], raw)
        return Told(LETTER.encode(), headers=TEXT)

    web.pages["/letter.txt"] = meanwhile
    with pytest.raises(PipelineError, match="another fetch has taken over"):
        nights.fetched(sources[:1], raw)
    (entry,) = manifest.decoded(bucket.get(f"raw/{manifest.NAME}"))
    assert entry.source_url == sources[1]


@pytest.mark.slow
def test_a_night_in_a_bucket_by_one_command(bucket: ObjectStore, sources: list[str], tmp_path: Path) -> None:
    bucket.put("raw/plan.html", PLAN.encode())
    config = tmp_path / "fetch.toml"
    config.write_text(
        f'contact = "ann@example.org"\n[manners]\nallow_private = true\ndelay = 0\n'
        f'[[links]]\nname = "here"\ndocuments = {json.dumps(sources[:1])}\n',
        encoding="utf-8",
    )
    given = ("--raw", f"{bucket.address}/raw", "--processed", f"{bucket.address}/out", "--config", config)
    done = command("nightly", *given, "--as-of", "2019-07-01")
    assert done.returncode == 0, done.stderr + done.stdout
    assert "site       not made" in done.stdout
    assert f"{bucket.address}/out/runs/" in done.stdout
