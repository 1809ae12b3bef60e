"""How the night grows: 10 to 10,000 made documents; seconds, memory, two workers against one, no news, some news.

    python -m bench.scale [--sizes 10 100 1000 10000] [--small 1000] [--write]

Half are plans in the random designs of tests/designs.py (PDF), half letters (text), in cases of one to eight
documents; one document in fifty is large. Figures are printed; ``--write`` puts them into bench/RESULTS.md, between
the marks of this section. Ten thousand documents take about an hour.
"""

from __future__ import annotations

import argparse
import calendar
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count, product
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
THIRD = (
    "North", "South", "East", "West", "Parva", "Magna", "Abbas", "Regis", "Green", "Heath", "Lacy", "Moor",
    "Priors", "Sands", "Superior", "Underwood", "Wharf", "Weald", "Wold", "Haven",
)  # fmt: skip
KINDS = ("new", "second", "refurbished", "larger", "shared", "mobile")
# Letters of one case after the other: with the plan of each, twenty documents, half of them plans.
LETTERS = (1, 0, 1, 0, 0, 7, 0, 1, 0, 0)
# One document in so many is large, in turn the plan of a case of two and a letter of a case of eight:
# recommendations of such a plan, reports of such a letter.
LARGE, FIRST_LARGE, RECOMMENDATIONS, REPORTS = 50, 3, 90, 80
# New letters of the night that has some news.
NEWS = 10
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
USES = ("in use every day", "used by two wings", "open to all", "staffed by a charity", "full most weeks")
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


def things(of: random.Random, most: int) -> list[str]:
    """What a plan promises, and its letters report on: ``most`` things, the same for the same case."""
    return of.sample([f"{kind} {thing}" for kind in KINDS for thing in THINGS], most)


def plan(n: int, chance: random.Random, promised: list[str]) -> bytes:
    """A plan with a recommendation for each thing, in a random design."""
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
        for i, thing in enumerate(promised, 1)
    )
    design = Design(
        borders=chance.choice(("lines", "rects", "dashes", "inner", "open")),
        repeat_header=chance.random() < 0.5,
        page_lines=chance.randint(28, 44),
    )
    return build(rows, design, f"Action plan: HMP {place(n)}")


def letter(n: int, turn: int, chance: random.Random, promised: list[str]) -> str:
    """The letter of that turn, from 0, which reports on these things."""
    month = f"{calendar.month_name[turn % 12 + 1]} {2020 + turn // 12}"
    reports = "\n\n".join(
        f"The {thing} in house block {chance.choice('ABCDEF')}{chance.randint(1, 9)} was opened on "
        f"{chance.randint(1, 28)} {month} and is {chance.choice(USES)}."
        for thing in promised
    )
    return (
        f"Governor, HMP {place(n)}\n\nHM Inspectorate of Prisons\n\n28 {month}\n\nDear Chief Inspector,\n\n"
        f"HMP {place(n)}: progress since the inspection\n\nI write about the action plan for HMP {place(n)}.\n\n"
        f"{reports}\n\nYours sincerely,\n\nAnn Weller\nGovernor\n"
    )


def generate(raw: Path, documents: int) -> None:
    """So many documents, case by case; the same ones every time."""
    raw.mkdir(parents=True)
    for made, (name, make) in enumerate(_documents()):
        if made == documents:
            return
        (raw / name).write_bytes(make(made % LARGE == FIRST_LARGE))


def _documents() -> Iterator[tuple[str, Callable[[bool], bytes]]]:
    """The names of documents, and what makes each (given whether it is to be a large one)."""
    for n in count():
        yield f"case-{n:04}-plan.pdf", partial(_plan, n)
        for turn in range(LETTERS[n % len(LETTERS)]):
            yield f"case-{n:04}-letter-{turn}.txt", partial(_letter, n, turn)


def _plan(n: int, large: bool) -> bytes:
    chance = random.Random(n)
    return plan(n, chance, things(chance, RECOMMENDATIONS if large else 20))


def _letter(n: int, turn: int, large: bool) -> bytes:
    promised, chance = things(random.Random(n), 20), random.Random(f"{n} {turn}")
    told = promised * (REPORTS // 20) if large else chance.sample(promised, 12)
    return letter(n, turn, chance, told).encode()


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


def letters_more(raw: Path) -> None:
    """As many new letters as the night has news, each to a case of its own."""
    told = [n for n in range(len(list(raw.glob("*-plan.pdf")))) if LETTERS[n % len(LETTERS)] == 1]
    for n in told[:NEWS]:
        (raw / f"case-{n:04}-letter-9.txt").write_bytes(_letter(n, 9, large=False))


def table(sizes: list[int], small: int, folder: Path) -> Iterator[str]:
    """The figures as lines of Markdown; sizes beyond ``small`` are run once, by two workers, without a site."""
    yield (
        "| documents | seconds | ms a document | parent, MB | no news, s | news, s | load, s | one worker, s "
        "| gain | site, s | ms a document | no news, s | news, s | MB |"
    )
    yield "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    generate(folder / "raw-start", START)
    starts = {workers: best(folder / "raw-start", folder, workers, 3).seconds for workers in (1, 2)}
    for size in sizes:
        raw, times = folder / f"raw-{size}", 3 if size <= 100 else 2 if size <= small else 1
        generate(raw, size)
        two = best(raw, folder, 2, times)
        beyond, one, gain = two.seconds - starts[2], "–", "–"
        if size <= small:
            alone = best(raw, folder, 1, times).seconds
            one = f"{alone:.1f}"
            gain = f"{(alone - starts[1]) / beyond:.2f}" if beyond > TELLING else gain
        done, out = folder / f"{raw.name}-2-0", folder / f"site-{size}"
        quiet = min(measured(raw, done, 2).seconds for _ in range(2))
        loaded = min(load_seconds(done) for _ in range(3))
        site = [site_seconds(done, raw, out) for _ in range(2)] if size <= small else []
        letters_more(raw)
        news = measured(raw, done, 2)
        told = "| – | – | – | – | – |"
        if site:
            site.append(site_seconds(done, raw, out))
            large = sum(file.stat().st_size for file in out.rglob("*") if file.is_file()) / 1e6
            told = f"| {site[0]:.1f} | {1000 * site[0] / size:.0f} | {site[1]:.2f} | {site[2]:.1f} | {large:.0f} |"
        yield (
            f"| {size:,} | {two.seconds:.1f} | {1000 * beyond / (size - START):.0f} | {two.parent:.0f} "
            f"| {quiet:.2f} | {news.seconds:.1f} | {loaded:.2f} | {one} | {gain} {told}"
        )


def main() -> None:
    """Generate, run, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000, 10000])
    parser.add_argument(
        "--small", type=int, default=1000, help="the largest size that one worker does too, and a site"
    )
    parser.add_argument("--write", action="store_true", help="into bench/RESULTS.md")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = []
        for line in table(chosen.sizes, chosen.small, Path(folder)):
            print(line, flush=True)
            lines.append(line)
    if chosen.write:
        note = (
            f"`python -m bench.scale` on {os.cpu_count()} processors, two workers: half plans (PDF, random "
            "designs, 20 recommendations), half letters of 12 reports, in cases of one to eight documents; one "
            f"document in {LARGE} is large ({RECOMMENDATIONS} recommendations or {REPORTS} reports). The cost of a "
            f"document and the gain of the second worker are beyond what a run over {START} documents takes, which "
            "is the start of its processes. Seconds are the best of three runs (of two from 101 documents on, of "
            f"one beyond {chosen.small:,}), memory the most of any. Load is `load` in a fresh interpreter, "
            "imports and all. The site is that of the run, first with the pictures of all pages, then again, then "
            f"with the news: {NEWS} new letters to as many cases, or to all that have one letter."
        )
        write_section("scale", [note, "", *lines])


if __name__ == "__main__":
    main()
