"""What is done to the program and its documents, and what comes of it: kills, turned bits, full disks, bad files.

    python -m bench.ordeal [--kills 200] [--flips 200] [--full 40] [--mutants 500] [--seed 1] [--write]

*Lost* is what is afterwards not as it would be had nothing been done; *silent* is what went wrong without a word.
The command ends with 1 where there is either. What is done follows from the seed; at which instruction a kill falls
does not. ``--write`` puts the table into bench/RESULTS.md, between the marks of this section.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

import pyarrow.parquet as pq  # noqa: E402

from bench import mutants  # noqa: E402
from bench.results import write_section  # noqa: E402
from pipeline import failures  # noqa: E402
from pipeline.dataset import load  # noqa: E402
from pipeline.errors import PipelineError  # noqa: E402
from pipeline.publish import health, run_folder  # noqa: E402
from pipeline.runtime import worker  # noqa: E402
from tests.faults import nights  # noqa: E402
from tests.in_process import here  # noqa: E402
from tests.pipeline.test_run import LETTER  # noqa: E402

# What every run would else import anew.
nights._context.set_forkserver_preload(["tests.faults.warm", "pipeline.cli", "bench.mutants"])
SIDE_BY_SIDE = 2
# Kills of a run for each run whose readers are killed instead: those take ten times as long.
READERS = 8
# Seconds from when a run has moved `latest` to its end, about; for every four kills at any moment one falls there.
PUBLISHING = 0.1
# Times a kill is aimed anew where the run had ended before it.
TRIES = 12
CRASHING = b"%PDF-1.7\ncrash"
AGE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing tried: what came of it in a word, and what was lost or silent, if anything."""

    came: str
    lost: str | None = None
    silent: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    tried: str
    outcomes: tuple[Outcome, ...]
    skipped: str | None = None

    @property
    def lost(self) -> list[str]:
        return [one.lost for one in self.outcomes if one.lost]

    @property
    def silent(self) -> list[str]:
        return [one.silent for one in self.outcomes if one.silent]

    def line(self) -> str:
        """As a line of Markdown."""
        if self.skipped:
            return f"| {self.tried} | 0 | – | – | {self.skipped} |"
        came = Counter(one.came for one in self.outcomes)
        told = ", ".join(f"{count} {what}" for what, count in came.most_common())
        return f"| {self.tried} | {len(self.outcomes)} | {len(self.lost)} | {len(self.silent)} | {told} |"


@dataclass(frozen=True, slots=True)
class Ground:
    """A published dataset, and what undisturbed runs make of it: of the same documents, and of ``news``."""

    folder: Path
    raw: Path
    news: Path
    out: Path
    same: Mapping[str, bytes]
    after: Mapping[str, bytes]


def crash_or_here(task: worker.Task) -> bytes | failures.Failure:
    """The task in this process, but for the document that ends its reader."""
    return failures.crashed() if task.arguments[0] == CRASHING else here(task)


def _typed(raw: Path, out: Path, said: Path) -> None:
    """``inspection-responses run`` in this process; what it says goes into a file."""
    from pipeline import cli

    worker.run = crash_or_here
    told = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(told, 1)
    os.dup2(told, 2)
    sys.argv = ["inspection-responses", "run", "--raw", str(raw), "--processed", str(out), "--as-of"]
    sys.argv.append(nights.AS_OF.isoformat())
    cli.main()


def night(raw: Path, out: Path) -> tuple[BaseProcess, Path]:
    """A run that has begun, and the file that holds what it says."""
    said = out.parent.parent / f"said-{out.parent.name}-{out.name}"
    said.unlink(missing_ok=True)
    process = nights._context.Process(target=_typed, args=(raw, out, said))
    process.start()
    return process, said


def completed(raw: Path, out: Path) -> int:
    """Run to the end; the exit code."""
    process, _ = night(raw, out)
    process.join(120)
    return -1 if process.exitcode is None else process.exitcode


@contextmanager
def ground(memory: Path) -> Iterator[Ground]:
    """Two plans, a letter, a file that cannot be read and one in quarantine; a decision of a person."""
    raw = nights.raw_folder(memory)
    (raw / "crash.pdf").write_bytes(CRASHING)
    out, news = memory / "base" / "out", memory / "news"
    assert completed(raw, out) == 0, (out.parent.parent / "said-base-out").read_text()
    actions = pq.read_table(out / "latest" / "actions.parquet")["action_id"].to_pylist()
    name = next(action for action in actions if action.endswith("/2/1"))
    decision = f"record,field,value,reason,who,when\n{name},owners,Governor,,Ann Weller,2024-05-01\n"
    (raw / "decisions.csv").write_text(decision, encoding="utf-8")
    assert completed(raw, out) == 0  # the second night, and with it the quarantine
    shutil.copytree(raw, news)
    (news / "letter.txt").write_text(LETTER.replace("June 2019", "August 2019"), encoding="utf-8")
    undisturbed = nights.copied(out, memory / "undisturbed" / "out")
    assert completed(news, undisturbed) == 0
    yield Ground(memory, raw, news, out, expected(out), expected(undisturbed))


def expected(out: Path) -> dict[str, bytes]:
    """The bytes of every table of the latest run, and what it keeps of people's decisions."""
    kept = json.loads((out / "latest" / "run.json").read_bytes())["decisions"]
    return nights.published(out) | {"decisions": json.dumps(kept, sort_keys=True).encode()}


def unlike(have: Mapping[str, bytes], want: Mapping[str, bytes]) -> str:
    """The names of what is other."""
    return ", ".join(sorted(name for name in have.keys() | want.keys() if have.get(name) != want.get(name)))


def after(raw: Path, out: Path, want: Mapping[str, bytes]) -> str | None:
    """What the next run loses, None where it ends as an undisturbed one."""
    code = completed(raw, out)
    if code:
        return f"the next run ended with {code}"
    other = unlike(expected(out), want)
    return f"other after the next run: {other}" if other else None


def kill_run(base: Ground, number: int, chance: random.Random, span: float | None) -> Outcome:
    """Kill a run with a changed letter while it is at work, then let the next one put all right.

    ``span`` is how long one takes; without it the kill falls where ``latest`` has just been moved.
    """
    share, reach = chance.random(), 1.3 * span if span else PUBLISHING
    for attempt in range(TRIES):
        out = nights.copied(base.out, base.folder / f"kill-{number}-{attempt}-{bool(span)}" / "out")
        process, _ = night(base.news, out)
        if not span:
            _until_published(process, out)
        time.sleep(share * reach)
        process.kill()
        process.join()
        reach *= 0.7  # where it had ended before: aim earlier
        try:
            if not run_folder.is_whole(out / "latest"):
                return Outcome("latest half", "latest is not whole")
            found = expected(out)
            if found not in (base.same, base.after):
                return Outcome("latest other", f"latest is other: {unlike(found, base.same)}")
            if process.exitcode == -signal.SIGKILL:
                came = "before it published" if found == base.same else "after"
                lost = after(base.news, out, base.after)
                left = [path.name for path in (out / "runs").glob(".*")]
                return Outcome(came, lost or (f"left lying: {left}" if left else None))
        finally:
            shutil.rmtree(out.parent, ignore_errors=True)
    return Outcome("ended before any kill")


def _until_published(process: BaseProcess, out: Path) -> None:
    """Wait until ``latest`` leads to another run."""
    before = (out / "latest").readlink()
    while process.is_alive() and (out / "latest").readlink() == before:
        time.sleep(0.0005)


def kill_readers(
    base: Ground, number: int, chance: random.Random, want: Mapping[str, bytes], span: float
) -> Outcome:
    """Kill the readers of a run, once, at a random moment: the run goes on."""
    share, reach = chance.random(), span
    for attempt in range(TRIES):
        out = unread(base, f"readers-{number}-{attempt}")
        process = nights.process(base.news, out, apart=True)
        process.start()
        time.sleep(share * reach)
        reach *= 0.7  # where they had ended before: aim earlier
        killed = [child for child in _children(process.pid or 0) if _killed(child)]
        process.join(120)
        if process.exitcode:
            return Outcome("run ended", f"the run ended with {process.exitcode} where readers were killed")
        other = unlike(expected(out), want)
        shutil.rmtree(out.parent, ignore_errors=True)
        if killed or other:
            return Outcome("run went on", f"other: {other}" if other else None)
    return Outcome("none was at work")


def unread(base: Ground, name: str) -> Path:
    """A copy of the dataset that has forgotten what it read."""
    out = nights.copied(base.out, base.folder / name / "out")
    shutil.rmtree(out / "state" / "read")
    return out


def _killed(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _children(pid: int) -> list[int]:
    """The processes whose parent is ``pid``."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue  # it has just ended
        if parent == pid:
            found.append(int(stat.parent.name))
    return found


def flip(base: Ground, number: int, chance: random.Random, values: Mapping[str, Any]) -> Outcome:
    """Turn one bit of one file of a published dataset; then ask for it, and let the next run put it right."""
    out = nights.copied(base.out, base.folder / f"flip-{number}" / "out")
    latest = (out / "latest").resolve()
    files = sorted(path for top in (latest, out / "state") for path in top.rglob("*") if path.is_file())
    path = chance.choice([path for path in files if path.stat().st_size])
    published = path.is_relative_to(latest)
    name = path.relative_to(latest if published else out).as_posix()
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)
    try:
        noticed = _noticed(out)
        other = None if noticed else _other_values(out, values)
        silent = f"{name}: not noticed{other or ''}" if not noticed and (published or other) else None
        lost = after(*((base.raw, out, base.same) if published else (base.news, out, base.after)))
        return Outcome("noticed" if noticed else "of no effect", f"{name}: {lost}" if lost else None, silent)
    finally:
        shutil.rmtree(out.parent, ignore_errors=True)


def _noticed(out: Path) -> bool:
    """Whether ``load(verify=True)`` or ``status --verify`` says that something is not as it was."""
    try:
        load(out, verify=True)
    except PipelineError:
        return True
    return health.health(out, datetime.now(UTC), AGE, verify=True).worry is not None


def _other_values(out: Path, values: Mapping[str, Any]) -> str | None:
    try:
        have = load(out)
        other = [name for name, table in values.items() if not have.arrow(name).equals(table)]
    except PipelineError:
        return None  # said at the latest when it is read
    return f", and other values of {', '.join(other)}" if other else None


def full_disk(base: Ground, number: int, chance: random.Random) -> Outcome:
    """A run with news on a disk that fills up; then there is room again."""
    disk = base.folder / f"disk-{number}"
    disk.mkdir()
    size = 3 * _size(base.out) + (chance.randint(0, 4000) << 10)
    if not mounted(disk, size):
        return Outcome("skipped")
    try:
        out = nights.copied(base.out, disk / "out")
        room = int(chance.random() ** 2 * (size - _size(out)))
        filler = disk / "filler"
        _fill(filler, room)
        process, said = night(base.news, out)
        process.join(120)
        outcome = _on_full(base, out, process.exitcode, said)
        filler.unlink()
        lost = outcome.lost or after(base.news, out, base.after)
        return Outcome(outcome.came, f"{room} bytes left: {lost}" if lost else None, outcome.silent)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def _on_full(base: Ground, out: Path, code: int | None, said: Path) -> Outcome:
    found, told = expected(out), said.read_text().strip()
    worry = health.health(out, datetime.now(UTC), AGE).worry
    if code == 0:
        return Outcome("had room", silent=None if found == base.after else "exit code 0 without the news")
    lost = None if found in (base.same, base.after) else f"published is other: {unlike(found, base.same)}"
    silent = f"exit code {code} without a word" if not told or code is None else None
    if worry is None:
        silent = f"status says good after exit code {code}: {told[-200:]}"
    return Outcome("refused with a word", lost, silent)


def mounted(disk: Path, size: int) -> bool:
    """Mount a small file system; False where that is not allowed."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _size(folder: Path) -> int:
    """What the files of a folder take of a disk, in bytes."""
    return sum(-(-path.lstat().st_size // 4096) * 4096 + 4096 for path in folder.rglob("*"))


def _fill(filler: Path, leave: int) -> None:
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 12))
        except OSError:  # full
            pass
        file.truncate(max(0, file.tell() - leave))


def mutant(suffix: str, number: int, seed: int) -> Outcome:
    """One bad document read."""
    found = mutants.tried(suffix, number, seed)
    what = f"{suffix} {number} ({found.how}): {found.outcome}"
    word = "faults" if found.lost else found.outcome
    return Outcome(word, what if found.lost else None, what if found.silent else None)


def rows(chosen: argparse.Namespace, memory: Path) -> Iterator[Row]:
    """Every line of the table, one after the other."""

    def chances(part: str, count: int) -> Iterator[tuple[int, random.Random]]:
        return ((n, random.Random(f"{chosen.seed} {part} {n}")) for n in range(count))

    def row(tried: str, one: Callable[..., Outcome], count: int, *more: Any) -> Row:
        return Row(tried, tuple(pool.map(lambda given: one(base, *given, *more), chances(tried, count))))

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        with ground(memory) as base:
            yield row("runs killed", kill_run, chosen.kills, _span(base))
            yield row("runs killed as they publish", kill_run, -(-chosen.kills // 4), None)
            yield row("readers killed", kill_readers, -(-chosen.kills // READERS), *_apart(base))
            published = load(base.out)
            values = {name: published.arrow(name) for name in published.tables}
            yield row("bits of what is published and kept turned", flip, chosen.flips, values)
            yield _full_disks(row, chosen.full, memory)
        with worker.at_work():
            for suffix, odd in itertools.product(mutants.SUFFIXES, (True, False)):
                numbers = range(int(odd), chosen.mutants, 2)
                outcomes = pool.map(lambda n, s=suffix: mutant(s, n, chosen.seed), numbers)
                yield Row(f"{suffix[1:]} files {'damaged' if odd else 'made to harm'}", tuple(outcomes))


def _full_disks(row: Callable[..., Row], count: int, memory: Path) -> Row:
    probe = memory / "probe"
    probe.mkdir()
    if not mounted(probe, 1 << 16):
        return Row("disks full", (), "skipped: a small file system may not be mounted here")
    subprocess.run(["umount", str(probe)], check=True)
    return row("disks full", full_disk, count)


def _span(base: Ground) -> float:
    """Seconds that an undisturbed run takes."""
    out = nights.copied(base.out, base.folder / "span" / "out")
    start = time.monotonic()
    night(base.news, out)[0].join(120)
    return time.monotonic() - start


def _apart(base: Ground) -> tuple[Mapping[str, bytes], float]:
    """What an undisturbed run comes to that reads every document in processes of its own, and its seconds."""
    out = unread(base, "apart")
    process = nights.process(base.news, out, apart=True)
    start = time.monotonic()
    process.start()
    process.join(120)
    return expected(out), time.monotonic() - start


HEAD = ("| what was done | times | lost | silent | what came of it |", "|---|--:|--:|--:|---|")


def parser() -> argparse.ArgumentParser:
    """What may be typed."""
    made = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    for name, count in (("kills", 200), ("flips", 200), ("full", 40), ("mutants", 500), ("seed", 1)):
        made.add_argument(f"--{name}", type=int, default=count)
    made.add_argument("--write", action="store_true", help="into bench/RESULTS.md")
    return made


def main(arguments: list[str] | None = None) -> int:
    """Try, print; the exit code."""
    chosen = parser().parse_args(arguments)
    print(*HEAD, sep="\n", flush=True)
    found = []
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if os.access(shared, os.W_OK) else None) as memory:
        for row in rows(chosen, Path(memory)):
            print(row.line(), flush=True)
            for what in (*(f"lost: {one}" for one in row.lost), *(f"silent: {one}" for one in row.silent)):
                print(f"  {what}", file=sys.stderr, flush=True)
            found.append(row)
    if chosen.write:
        note = (
            f"`python -m bench.ordeal --kills {chosen.kills} --flips {chosen.flips} --full {chosen.full} "
            f"--mutants {chosen.mutants} --seed {chosen.seed}`. Lost is what is afterwards not as it would be had "
            "nothing been done, silent what went wrong without a word. Of documents, *fewer* are those that give "
            "fewer records where the format does not allow to tell, *stopped* those that met the deadline."
        )
        write_section("ordeal", [note, "", *HEAD, *(row.line() for row in found)])
    return int(any(row.lost or row.silent for row in found))


if __name__ == "__main__":
    sys.exit(main())
