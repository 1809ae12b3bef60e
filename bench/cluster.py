"""The engines beside each other: 200 generated documents, here and on a Dask cluster, in a folder and a bucket.

    python -m bench.cluster [--documents 200] [--write]

The documents are those of ``bench.scale``. Figures are printed; ``--write`` puts them into bench/RESULTS.md,
between the marks of this section. The object store is the S3 server of the tests, on this machine too.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

from distributed import Client, LocalCluster  # noqa: E402

from bench.results import write_section  # noqa: E402
from bench.scale import generate  # noqa: E402
from pipeline import refresh  # noqa: E402
from pipeline.refresh import Settings  # noqa: E402
from pipeline.runtime.executors import Engine  # noqa: E402
from tests.faults import object_store  # noqa: E402
from tests.faults.object_store import ObjectStore  # noqa: E402

AS_OF = date(2021, 1, 1)
WORKERS = {"local": (1, 2), "dask": (2, 4)}
MEGA = 1e6


@contextmanager
def engine(name: str, workers: int) -> Iterator[tuple[Settings, Client | None]]:
    """The settings of an engine that is ready; the start of a cluster's processes is not counted."""
    if name == "local":
        yield Settings(Engine("local", workers)), None
        return
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        client.wait_for_workers(workers)
        yield Settings(Engine("dask", scheduler=cluster.scheduler_address)), client


def measured(name: str, workers: int, raw: str, out: str) -> tuple[float, str]:
    """Seconds of a first run, and the most megabytes that a worker of a cluster held ("–" where there is none)."""
    with engine(name, workers) as (settings, client):
        start = time.monotonic()
        refresh.run(raw, out, AS_OF, settings=settings)
        seconds = time.monotonic() - start
        if client is None:
            return seconds, "–"
        each = client.run(_high_water)
        return seconds, f"{max(each.values()):.0f}"


def _high_water() -> float:
    """Peak resident megabytes of this process (VmHWM of proc(5))."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def table(documents: int, folder: Path, store: ObjectStore) -> list[str]:
    """The figures as lines of Markdown."""
    raw = folder / "raw"
    generate(raw, documents)
    for path in raw.iterdir():
        store.put(f"raw/{path.name}", path.read_bytes())
    lines = [
        "| engine | workers | from and to | seconds | a worker, MB | tables as the first |",
        "|---|--:|---|--:|--:|---|",
    ]
    first: list[object] = []
    for name, counts in WORKERS.items():
        for workers in counts:
            for where in ("folder", "s3"):
                place = f"{store.address}/{name}-{workers}" if where == "s3" else str(folder / f"{name}-{workers}")
                seconds, memory = measured(
                    name, workers, f"{store.address}/raw" if where == "s3" else str(raw), place
                )
                told = tables_of(place, store)
                first = first or [told]
                same = "–" if told is first[0] else "yes" if told == first[0] else "no"
                lines.append(f"| {name} | {workers} | {where} | {seconds:.1f} | {memory} | {same} |")
                print(lines[-1], flush=True)
    return lines


def tables_of(place: str, store: ObjectStore) -> dict[str, bytes]:
    """The bytes of the published tables."""
    if place.startswith(store.address):
        kept = store.keys(f"{place.removeprefix(store.address).strip('/')}/runs/")
        return {Path(name).name: data for name, data in kept.items() if name.endswith(".parquet")}
    return {path.name: path.read_bytes() for path in sorted((Path(place) / "latest").glob("*.parquet"))}


def main() -> None:
    """Generate, run, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--write", action="store_true", help="into bench/RESULTS.md")
    chosen = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        object_store.serving() as endpoint,
        object_store.bucket(endpoint, "bench") as store,
    ):
        lines = table(chosen.documents, Path(folder), store)
        sent = sum(path.stat().st_size for path in (Path(folder) / "raw").iterdir()) / MEGA
        read = sum(path.stat().st_size for path in (Path(folder) / "local-1" / "state").rglob("*")) / MEGA
    if chosen.write:
        note = (
            f"`python -m bench.cluster` on {os.cpu_count()} processors: {chosen.documents} generated documents, "
            "half plans, half letters, each line one first run. Scheduler and workers are processes of this "
            "machine and have started before; so is the S3 server, which does one request at a time. The documents "
            f"have {sent:.1f} MB, what was read of them and concluded {read:.1f} MB: that is what goes through the "
            "scheduler in all. With more workers than processors nothing can be gained; it shows what a cluster "
            "costs."
        )
        write_section("cluster", [note, "", *lines])


if __name__ == "__main__":
    main()
