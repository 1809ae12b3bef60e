"""The fitted weights of ``weights.toml``, as ``bench/fit_links.py`` writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from pipeline.linking.calibration import FIGURES, Curve
from pipeline.linking.crf import BACKGROUND, STEPS, CrfWeights
from pipeline.linking.signals import SIGNALS

WEIGHTS = Path(__file__).with_name("weights.toml")
_HEAD = """\
# Weights of the links between letters and plans. Written by bench/fit_links.py; do not edit by hand.
# [signals], [background] and [steps] are in nats for a strength of one (divided by ln 2: bits).
"""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the chain, the calibrated curve over it, and the probabilities from which a link is accepted
    or put up for review."""

    chain: CrfWeights
    curve: Curve
    accepted: float
    review: float


@cache
def load_weights(path: Path = WEIGHTS) -> Weights:
    """The weights of a file. Raises KeyError where one that the code asks for is missing."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Weights(
        chain=CrfWeights(
            signals=np.array([table["signals"][signal.__name__] for signal in SIGNALS]),
            background=np.array([table["background"][name] for name in BACKGROUND]),
            steps={name: float(table["steps"][name]) for name in STEPS},
        ),
        curve=Curve(table["curve"]["level"], tuple(table["curve"][name] for name in FIGURES)),
        accepted=table["judgement"]["accepted"],
        review=table["judgement"]["review"],
    )


def dump_weights(weights: Weights, path: Path = WEIGHTS) -> None:
    """Write the weights as :func:`load_weights` reads them."""
    path.write_text("\n".join(_lines(weights)) + "\n", encoding="utf-8")


def _lines(weights: Weights) -> Iterator[str]:
    chain, curve = weights.chain, weights.curve
    tables = {
        "signals": {s.__name__: float(w) for s, w in zip(SIGNALS, chain.signals, strict=True)},
        "background": {name: float(w) for name, w in zip(BACKGROUND, chain.background, strict=True)},
        "steps": dict(chain.steps),
        "curve": {"level": curve.level, **dict(zip(FIGURES, curve.weights, strict=True))},
        "judgement": {"accepted": weights.accepted, "review": weights.review},
    }
    yield _HEAD.rstrip()
    for name, table in tables.items():
        yield ""
        yield f"[{name}]"
        yield from (
            f'"{key}" = {value:.4f}' if "." in key else f"{key} = {value:.4f}" for key, value in table.items()
        )
