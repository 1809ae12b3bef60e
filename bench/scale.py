"""How the night grows: 10, 100 and 1,000 generated documents; seconds, memory, two workers against one, no news.

    python -m bench.scale [--sizes 10 100 1000] [--write]

Plans come from the random designs of tests/designs.py (PDF), each with a fictional letter (text). Figures are
printed; ``--write`` puts them into bench/RESULTS.md, between the marks of this section.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

from bench.results import write_section  # noqa: E402
from tests.designs import Design, PlannedAction, PlannedRecommendation, build  # noqa: E402

COMMAND = [sys.executable, "-c", "from pipeline.cli import main; main()", "run", "--as-of", "2021-01-01"]
FIRST = (
    "Alder", "Birch", "Cedar", "Dorn", "Elm", "Fern", "Gorse", "Hazel", "Ivy", "Juniper", "Kestrel", "Larch",
    "Maple", "Nettle", "Oak", "Poplar",
)  # fmt: skip
SECOND = (
    "moor", "wick", "field", "bury", "combe", "ford", "gate", "ham", "leigh", "mouth", "ness", "pool", "stead",
    "thorpe", "vale", "worth",
)  # fmt: skip
THIRD = ("North", "South", "East", "West")
KINDS = ("new", "second", "refurbished")
# Documents of the run whose cost is taken for that of starting.
START = 2
# Seconds beyond the start from which a gain can be told from chance.
TELLING = 2.0
THINGS = (
    "body scanner", "interview room", "complaints desk", "greenhouse", "visits hall", "library trolley",
    "training suite", "kitchen extractor", "mentoring scheme", "drug recovery wing", "telephone kiosk",
    "bail information service", "resettlement clinic", "equalities forum", "safety hotline", "cell furniture fund",
)  # fmt: skip
VERBS = (
    "will be opened by the end of the programme",
    "will be bought and installed",
    "will be reviewed and relaunched",
)
OWNERS = ("Head of Safety", "Head of Security", "Business Manager", "Head of Learning", "Governor")
MONTHS = ("March 2019", "June 2019", "September 2019", "December 2019", "April 2020")


@dataclass(frozen=True)
class Measured:
    """One run: wall-clock seconds, and peak megabytes of the parent."""

    seconds: float
    parent: float


def place(n: int) -> str:
    """A place of its own for every case."""
    third, first, second = list(product(THIRD, FIRST, SECOND))[n]
    return f"{first}{second} {third}"


def plan(n: int, chance: random.Random) -> bytes:
    """A plan of twenty recommendations in a random design."""
    things = chance.sample([f"{kind} {thing}" for kind in KINDS for thing in THINGS], 20)
    rows = tuple(
        PlannedRecommendation(
            str(i),
            f"The prison should have a {thing} that is fit for its purpose at {place(n)}.",
            "Agreed",
            tuple(
                PlannedAction(
                    f"The {thing} on unit {chance.randint(2, 99)} {chance.choice(VERBS)}.",
                    chance.choice(OWNERS),
                    chance.choice(MONTHS),
                )
                for _ in range(chance.randint(1, 3))
            ),
        )
        for i, thing in enumerate(things, 1)
    )
    design = Design(
        borders=chance.choice(("lines", "rects", "dashes", "inner", "open")),
        repeat_header=chance.random() < 0.5,
        page_lines=chance.randint(28, 44),
    )
    return build(rows, design, f"Action plan: HMP {place(n)}")


def letter(n: int, chance: random.Random) -> str:
    """A letter that reports on some of the plan."""
    reports = "\n\n".join(
        f"On recommendation {i}, the {thing} was opened on {chance.randint(1, 28)} May 2020."
        for i, thing in enumerate(chance.sample(THINGS, 12), 1)
    )
    return (
        f"Governor, HMP {place(n)}\n\nHM Inspectorate of Prisons\n\n10 June 2020\n\nDear Chief Inspector,\n\n"
        f"HMP {place(n)}: progress since the inspection\n\nI write about the action plan for HMP {place(n)}.\n\n"
        f"{reports}\n\nYours sincerely,\n\nAnn Weller\nGovernor\n"
    )


def generate(raw: Path, documents: int) -> None:
    """Half plans, half letters; the same ones every time."""
    raw.mkdir(parents=True)
    for n in range(documents // 2):
        chance = random.Random(n)
        (raw / f"plan-{n:04}.pdf").write_bytes(plan(n, chance))
        (raw / f"letter-{n:04}.txt").write_text(letter(n, chance), encoding="utf-8")


def measured(raw: Path, out: Path, workers: int) -> Measured:
    """Run the command once. Raises RuntimeError where it fails."""
    command = [*COMMAND, "--raw", str(raw), "--processed", str(out), "--workers", str(workers)]
    start, peak = time.monotonic(), 0.0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT)
    while process.poll() is None:
        peak = max(peak, _high_water(process.pid))
        time.sleep(0.05)
    if process.returncode:
        raise RuntimeError(f"the run over {raw} ended with {process.returncode}")
    return Measured(time.monotonic() - start, peak)


def best(raw: Path, folder: Path, workers: int, times: int) -> Measured:
    """The quickest of several first runs, with the most memory of any: other work on the machine only slows."""
    runs = [measured(raw, folder / f"{raw.name}-{workers}-{n}", workers) for n in range(times)]
    return Measured(min(r.seconds for r in runs), max(r.parent for r in runs))


def _high_water(pid: int) -> float:
    """Peak resident megabytes of a process so far (VmHWM of proc(5)); 0 where it has just ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def load_seconds(processed: Path) -> float:
    """Seconds that an analyst waits for ``load`` in a fresh interpreter, imports and all."""
    code = f"from pipeline.dataset import load; load({str(processed)!r})"
    start = time.monotonic()
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    return time.monotonic() - start


def site_seconds(processed: Path, raw: Path, out: Path) -> float:
    """Seconds that the site of a run takes, pictures of the pages too, or bringing it up to date."""
    command = [*COMMAND[:3], "site", "--processed", str(processed), "--raw", str(raw), "--out", str(out)]
    start = time.monotonic()
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return time.monotonic() - start


def letter_more(raw: Path) -> None:
    """One letter more, that answers the second plan."""
    text = letter(1, random.Random(-1)).replace("10 June 2020", "10 September 2020")
    (raw / "letter-more.txt").write_text(text, encoding="utf-8")


def table(sizes: list[int], folder: Path) -> list[str]:
    """The figures as lines of Markdown."""
    lines = [
        "| documents | seconds | ms a document | parent, MB | no news, s | load, s | one worker, s | gain "
        "| site, s | ms a document | no news, s | one letter, s |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    generate(folder / "raw-start", START)
    starts = {workers: best(folder / "raw-start", folder, workers, 3).seconds for workers in (1, 2)}
    for size in sizes:
        raw, times = folder / f"raw-{size}", 3 if size <= 100 else 2
        generate(raw, size)
        one, two = (best(raw, folder, workers, times) for workers in (1, 2))
        quiet = measured(raw, folder / f"{raw.name}-2-0", 2)
        loaded = load_seconds(folder / f"{raw.name}-2-0")
        done, out = folder / f"{raw.name}-2-0", folder / f"site-{size}"
        first, again = (site_seconds(done, raw, out) for _ in range(2))
        letter_more(raw)
        measured(raw, done, 2)
        more = site_seconds(done, raw, out)
        each = 1000 * (two.seconds - starts[2]) / (size - START)
        beyond = two.seconds - starts[2]
        gain = f"{(one.seconds - starts[1]) / beyond:.2f}" if beyond > TELLING else "–"
        lines.append(
            f"| {size:,} | {two.seconds:.1f} | {each:.0f} | {two.parent:.0f} "
            f"| {quiet.seconds:.2f} | {loaded:.2f} | {one.seconds:.1f} | {gain} "
            f"| {first:.1f} | {1000 * first / size:.0f} | {again:.2f} | {more:.1f} |"
        )
        print(lines[-1], flush=True)
    return lines


def main() -> None:
    """Generate, run, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--write", action="store_true", help="into bench/RESULTS.md")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = table(chosen.sizes, Path(folder))
    if chosen.write:
        note = (
            f"`python -m bench.scale` on {os.cpu_count()} processors, two workers: half plans (PDF, random "
            "designs, 20 recommendations), half letters. The cost of a document and the gain of the second worker "
            f"are beyond what a run over {START} documents takes, which is the start of its processes. Seconds are "
            "the best of three runs (of two from 1,000 documents on), memory the most of any. A gain above two is "
            "the noise of a machine that is not alone. Load is `load` in a fresh interpreter, imports and all. The "
            "site is that of the run, first with the pictures of all pages, then again, then with one letter more."
        )
        write_section("scale", [note, "", *lines])


if __name__ == "__main__":
    main()
