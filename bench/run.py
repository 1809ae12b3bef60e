"""Speed and records right, side by side with the peers: ``make bench`` prints the tables and writes RESULTS.md.

All readers read the same files in one process, each file once to warm up and then three times, of which the
best counts. Time is the reader's own: for this project from the file to all its records, for a peer from the
file to its tables (making records of them is not counted). What is right is said by :mod:`bench.plans`.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bench.peers import PEERS, Peer, read_bare
from bench.plans import CORPUS, ROOT, LabelledPlan, judged, labelled_plans
from extractors.readers.pdf import read as read_pdf
from extractors.registry import extract

RESULTS = ROOT / "bench" / "RESULTS.md"
SCALE = "<!-- scale: begin -->"  # where the section of bench.scale begins
ROUNDS = 3
REAL = "mcso/pdf"  # the folder of the corpus with the real plan
CEILING = 0.35  # of the time of pdfplumber's bare table finding


@dataclass(frozen=True, slots=True)
class Score:
    """What a reader made of one file: best seconds, pages, actions right, found and wanted."""

    seconds: float
    pages: int
    right: int
    found: int
    wanted: int


def main() -> int:
    """Runs the comparison; returns 1 where the speed against pdfplumber misses its ceiling."""
    plans = labelled_plans(".pdf")
    note = f"Labelled plans of {'the corpora' if CORPUS.is_dir() else 'data/raw: the corpora are not there'}."
    scores = {peer: [_score(peer, plan) for plan in plans] for peer in PEERS if peer.version}
    real = next((plan.path for plan in plans if REAL in plan.path.as_posix()), plans[0].path)
    ours, bare = _best(lambda: extract(real), lambda: read_bare(real))
    text = "\n".join(
        (*_heading(note), *summary(scores), "", *_by_file(plans, scores), "", _speed(real.name, ours, bare), "")
    )
    RESULTS.write_text(text + _scale(), encoding="utf-8")
    print(text)
    return int(ours / bare > CEILING)


def _scale() -> str:
    """What ``bench.scale`` has written below the comparison, which stays as it is."""
    before = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    _, mark, rest = before.partition(SCALE)
    return f"\n{mark}{rest}" if mark else ""


def _best(*reads: Callable[[], Any]) -> list[float]:
    """Seconds of the best of three rounds after a warm-up, turn by turn; what the readers print is dropped."""
    taken: list[list[float]] = [[] for _ in reads]
    with contextlib.redirect_stdout(io.StringIO()):
        for _ in range(ROUNDS + 1):
            for read, times in zip(reads, taken, strict=True):
                gc.collect()
                start = time.perf_counter()
                read()
                times.append(time.perf_counter() - start)
    return [min(times[1:]) for times in taken]


def _score(peer: Peer, plan: LabelledPlan) -> Score:
    held: list[Any] = []
    [seconds] = _best(lambda: held.append(peer.read(plan.path)))
    found = peer.records(held[-1])
    pages = len(read_pdf(plan.path).pages)
    return Score(seconds, pages, sum(judged(plan.truth, found)), len(found), plan.wanted)


def _heading(note: str) -> list[str]:
    machine = (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    )
    return [
        "# This project and its peers",
        "",
        f"Written by `make bench` on {date.today():%d %B %Y} ({machine}).",
        note,
        f"One process, each file once to warm up, then the best of {ROUNDS}. A record is right when its",
        "recommendation, its text (token F1 at least .90), its owners and its target are. All peers get the same",
        "help: header words matched to columns, rows joined over pages, cells cut into entries, owners and dates",
        "read by this project's fields; where a peer tells positions, entries are put beside the paragraph at",
        "their height. A peer's time is that of its table reading alone; this project's that of the extraction.",
        "",
    ]


def summary(scores: dict[Peer, list[Score]]) -> list[str]:
    """The table of all files together; a peer without scores is not installed."""
    rows = [
        "| reader | version | seconds a page | records right | wanted | found | F1 |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    for peer in PEERS:
        if peer not in scores:
            rows.append(f"| {peer.name} | not installed | | | | | |")
            continue
        all_ = scores[peer]
        pace = sum(s.seconds for s in all_) / sum(s.pages for s in all_)
        right, found = sum(s.right for s in all_), sum(s.found for s in all_)
        wanted = sum(s.wanted for s in all_)
        f1 = 2 * right / (found + wanted)
        rows.append(f"| {peer.name} | {peer.version} | {pace:.3f} | {right} | {wanted} | {found} | {f1:.3f} |")
    return rows


def _by_file(plans: Sequence[LabelledPlan], scores: dict[Peer, list[Score]]) -> list[str]:
    rows = [
        "| file (records wanted) | " + " | ".join(peer.name for peer in scores) + " |",
        "|---|" + "--:|" * len(scores),
    ]
    for i, plan in enumerate(plans):
        cells = [f"{s[i].right} in {s[i].seconds:.2f} s" for s in scores.values()]
        rows.append(f"| {plan.path.name} ({plan.wanted}) | " + " | ".join(cells) + " |")
    return rows


def _speed(name: str, ours: float, bare: float) -> str:
    return (
        f"Extraction of `{name}`, warm: {ours:.3f} s; pdfplumber's bare `extract_tables` on the same pages:"
        f" {bare:.3f} s; ratio **{ours / bare:.3f}** (at most {CEILING})."
    )


if __name__ == "__main__":
    raise SystemExit(main())
