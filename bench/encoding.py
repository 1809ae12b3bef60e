"""What it gives that texts of equal length go through the sentence encoder together, as a ratio in one run.

    python -m bench.encoding [--write]

The statements of ``bench/statements.jsonl``, sixty at a time as a letter has them and all at once, against the same
ones alone; the vectors must be the same to the bit.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from bench.results import write_section
from pipeline.linking.embeddings import Matrix, encode

STATEMENTS = Path(__file__).with_name("statements.jsonl")
LETTER, ROUNDS = 60, 3


def by(size: int, texts: list[str]) -> list[Matrix]:
    """The vectors of the texts, so many at a time."""
    return [row for start in range(0, len(texts), size) for row in encode(texts[start : start + size])]


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds that it takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--write", action="store_true", help="into bench/RESULTS.md")
    chosen = parser.parse_args()
    lines = STATEMENTS.read_text(encoding="utf-8").splitlines()
    texts = list(dict.fromkeys(json.loads(line)["text"] for line in lines))
    sizes = (1, LETTER, len(texts))
    alone, *others = (by(size, texts) for size in sizes)
    if not all(np.array_equal(alone, other) for other in others):
        raise SystemExit("a vector depends on its neighbours")
    took = {size: min(seconds(partial(by, size, texts)) for _ in range(ROUNDS)) for size in sizes}
    each = {size: 1000 * took[size] / len(texts) for size in sizes}
    told = [
        f"`python -m bench.encoding`: {len(texts):,} statements through the sentence encoder, processor time, the "
        f"best of {ROUNDS} rounds; vectors are the same to the bit.",
        "",
        "| texts at a time | ms a text | of the time alone |",
        "|--:|--:|--:|",
        *(f"| {size:,} | {each[size]:.1f} | {took[size] / took[1]:.2f} |" for size in sizes),
    ]
    print("\n".join(told))
    if chosen.write:
        write_section("encoding", told)


if __name__ == "__main__":
    main()
