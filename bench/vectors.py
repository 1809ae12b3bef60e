"""Vectors of texts kept on disk between runs of the bench: fitting asks for the same thousands again and again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipeline.linking import embeddings

KEPT = Path(__file__).parents[1] / "build" / "vectors.npz"


def remember(path: Path = KEPT) -> None:
    """From now on every text is looked up first among those kept on disk, and kept in memory when it is new."""
    held: dict[str, embeddings.Matrix] = {}
    if path.exists():
        with np.load(path) as kept:
            held |= dict(zip(kept["texts"].tolist(), kept["vectors"].astype(float), strict=True))
    encode = embeddings.encode

    def looked_up(texts: Sequence[str]) -> list[embeddings.Matrix]:
        new = [text for text in texts if text not in held]
        held.update(zip(new, encode(new), strict=True))
        return [held[text] for text in texts]

    embeddings.encode = looked_up
    global _held
    _held = held


_held: dict[str, embeddings.Matrix] = {}


def keep(path: Path = KEPT) -> None:
    """Write what is in memory to disk."""
    path.parent.mkdir(exist_ok=True)
    np.savez(path, texts=np.array(list(_held)), vectors=np.array(list(_held.values())))
