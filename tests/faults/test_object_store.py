"""Documents and runs in a bucket: the same tables as in a folder, whatever the store does."""

from __future__ import annotations

from pathlib import Path

from pipeline import dataset, refresh
from tests.faults import nights
from tests.faults.object_store import ObjectStore


def put_raw(bucket: ObjectStore, folder: Path) -> str:
    """The documents of a folder into a bucket; the address where they then lie."""
    for path in folder.iterdir():
        bucket.put(f"raw/{path.name}", path.read_bytes())
    return f"{bucket.address}/raw"


def test_a_run_in_a_bucket_gives_the_tables_of_a_run_in_a_folder(tmp_path: Path, bucket: ObjectStore) -> None:
    folder = nights.raw_folder(tmp_path)
    raw, out = put_raw(bucket, folder), f"{bucket.address}/out"
    here, there = refresh.run(folder, tmp_path / "out", nights.AS_OF), refresh.run(raw, out, nights.AS_OF)
    run = Path(there.folder).name
    below = f"out/runs/{run}/"
    put = {name.removeprefix(below): data for name, data in bucket.keys(below).items() if name.endswith(".parquet")}
    assert put == {path.name: path.read_bytes() for path in here.folder.glob("*.parquet")}
    assert dataset.load(out).run["run_id"] == run
    assert not refresh.run(raw, out, nights.AS_OF).published
