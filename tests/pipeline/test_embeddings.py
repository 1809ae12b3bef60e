"""Meaning as vectors: what a likeness of meaning rests on."""

from __future__ import annotations

import subprocess
import sys

import numpy as np

from pipeline.linking.embeddings import DIMENSIONS, centred, embed, encode
from pipeline.linking.term_weights import likeness
from pipeline.linking.tokens import terms_of

KITCHEN = "The kitchen will be fitted with new ovens before the winter."
COOKING = "Cooking equipment was replaced in November."
TENNIS = "The tennis court was given a new surface."


def test_texts_that_mean_the_same_lie_near_though_they_share_no_word() -> None:
    kitchen, cooking, tennis = embed([KITCHEN, COOKING, TENNIS])
    assert kitchen @ cooking > kitchen @ tennis + 0.1


def test_a_vector_has_unit_length() -> None:
    together = embed([KITCHEN, COOKING, "", TENNIS * 40])
    assert together.shape == (4, DIMENSIONS)
    assert np.linalg.norm(together, axis=1).round(9).tolist() == [1, 1, 0, 1]
    assert embed([]).shape == (0, DIMENSIONS)


def test_a_vector_does_not_depend_on_its_neighbours() -> None:
    words = (KITCHEN + COOKING + TENNIS).split()
    texts = [" ".join(words[start : start + length]) for length in (1, 2, 3, 5, 9, 17, 26) for start in range(4)]
    texts += [TENNIS * 20, KITCHEN * 20, TENNIS * 200]
    assert all(np.array_equal(row, encode([text])[0]) for row, text in zip(encode(texts), texts, strict=True))
    assert np.array_equal(embed([*texts[3:], texts[5], texts[0]])[-2:], np.stack(encode([texts[5], texts[0]])))


def test_what_all_texts_share_is_taken_off() -> None:
    rows = centred(embed([KITCHEN, COOKING, TENNIS]))
    assert np.abs(rows.sum(axis=0)).max() < 0.5
    assert centred(embed([])).shape == (0, DIMENSIONS)


def test_a_passage_on_one_of_the_things_a_long_promise_names_is_near_it() -> None:
    long = (
        "Staff will be trained in first aid by a charity. The library will open on Sundays. " + KITCHEN + " "
        "All windows on the second floor will be replaced. The gym will be painted."
    )
    told = [terms_of(COOKING), terms_of("A charity gave lessons in bandaging."), terms_of(TENNIS)]
    promised = [
        terms_of(long),
        terms_of("Every tennis court and football field will be resurfaced."),
        terms_of("Nurses"),
    ]
    found = likeness(told, promised)
    assert found[0].argmax() == 0
    assert found[1].argmax() == 0
    assert found[2].argmax() == 1


def test_want_of_memory_is_told_as_such() -> None:
    script = (
        "import resource; from pipeline.linking.embeddings import embed\n"
        "resource.setrlimit(resource.RLIMIT_DATA, (150 << 20, 150 << 20))\n"
        "try: embed(['a'])\n"
        "except MemoryError: print('too little')"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout == "too little\n"
