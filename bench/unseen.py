"""What is read of letters that nothing was ever fitted on: twelve cases of ``unseen_letters/``, by two hands.

    python -m bench.unseen [FOLDER …]

The folders are of cases as ``letters/`` has them. Nothing here may be used to fit or to choose: a letter that was
looked at to mend a fault belongs into ``letters/`` from then on.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.goldcase import figures_of, published
from bench.labelled import labelled_case_names, load_labelled_case
from pipeline.evaluation.result import Figures
from pipeline.linking.weights import load_weights

FOLDER = Path(__file__).with_name("unseen_letters")
FIGURES = ("link", "mention", "status", "target", "change")


def figures(folder: Path) -> Iterator[tuple[str, Figures]]:
    """The figures of each case of a folder, by the weights that are shipped."""
    for name in labelled_case_names(folder):
        case = load_labelled_case(folder / name)
        (letter,) = case.letters
        yield name, figures_of(case, letter, published(case, load_weights()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folders", type=Path, nargs="*", default=sorted(FOLDER.iterdir()))
    print(f"{'letter':46s} " + " ".join(f"{name:>8s}" for name in FIGURES))
    every: list[Figures] = []
    for folder in parser.parse_args().folders:
        of_hand = dict(figures(folder))
        for name, found in of_hand.items():
            print(_line(name, [found]))
        print(_line(f"mean of {folder.name}", list(of_hand.values())))
        every += of_hand.values()
    print(_line("mean of all", every))


def _line(name: str, found: Sequence[Figures]) -> str:
    values = ([v for one in found if (v := one[figure]) is not None] for figure in FIGURES)
    return f"{name:46s} " + " ".join(f"{np.mean(v):8.3f}" if v else f"{'–':>8s}" for v in values)


if __name__ == "__main__":
    main()
