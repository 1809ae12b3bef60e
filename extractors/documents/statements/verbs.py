"""Verb forms from closed sets (``lookups/verbs.toml``): what a word can be, and which class its verb is of."""

from __future__ import annotations

from functools import cache
from typing import Literal

from extractors.lookups import lookup

Tense = Literal["future", "conditional", "modal", "present", "past", "perfect", "pluperfect"]

_TENSES: tuple[tuple[str, Tense], ...] = (
    ("future", "future"),
    ("conditional", "conditional"),
    ("modal", "modal"),
    ("have_present", "perfect"),
    ("have_past", "pluperfect"),
    ("be_present", "present"),
    ("do_present", "present"),
    ("be_past", "past"),
    ("do_past", "past"),
)


@cache
def _tables() -> dict[str, dict[str, frozenset[str]]]:
    return {
        name: {key: frozenset(words) for key, words in group.items()}
        for name, group in lookup("verbs").items()
        if name != "bases"
    }


def words_of(table: str, key: str) -> frozenset[str]:
    """A word set of the lookup."""
    return _tables()[table][key]


def tense_of(word: str) -> Tense | None:
    """The tense an auxiliary opens, None for any other word."""
    return next((tense for key, tense in _TENSES if word in words_of("auxiliaries", key)), None)


def is_participle(word: str) -> bool:
    """Can the word be a past participle ("rewritten" as "written")?"""
    irregular = words_of("irregular", "participle_only") | words_of("irregular", "both")
    if word in irregular or any(
        word.removeprefix(p) in irregular for p in ("re", "over", "out") if word.startswith(p)
    ):
        return True
    return len(word) > 3 and word.endswith("ed") and word not in words_of("irregular", "not_verbs")


def is_ing(word: str) -> bool:
    """Can the word be a present participle?"""
    return len(word) > 4 and word.endswith("ing") and word not in words_of("irregular", "not_verbs")


def is_adverb(word: str) -> bool:
    """A word that may stand inside a verb group without ending it."""
    if word in words_of("irregular", "inside"):
        return True
    return len(word) > 4 and word.endswith("ly") and word not in words_of("irregular", "not_adverbs")


@cache
def has_class(word: str, name: str) -> bool:
    """Is the word, in any of its forms, a verb of the class?"""
    return bool(_bases(word) & words_of("classes", name))


def base_of(word: str) -> str:
    """One base form of a verb, the same for all its forms; the word itself where it has none."""
    return min(_bases(word))


def _bases(word: str) -> frozenset[str]:
    """The base forms a word may come from: "planned" → plan, plann, planne, planned."""
    irregular = lookup("verbs")["bases"].get(word)
    if isinstance(irregular, str):
        return frozenset({irregular})
    found = {word}
    for ending in ("s", "es", "d", "ed", "ing"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word.removesuffix(ending)
            found |= {stem, stem + "e"}
            if stem[-1:] == stem[-2:-1]:
                found.add(stem[:-1])
            if stem.endswith("i"):
                found.add(stem[:-1] + "y")
    return frozenset(found)
