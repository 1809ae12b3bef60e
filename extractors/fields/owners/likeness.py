"""How much a short text looks like an owner."""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.fields.owners import words
from extractors.fields.owners.split import split_owners

# Words of sentences: an owner entry holds hardly any of them.
PROSE = frozenset(
    [
        "will",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "has",
        "have",
        "had",
        "to",
        "that",
        "which",
        "this",
        "these",
        "it",
        "we",
        "they",
        "their",
        "our",
        "by",
        "from",
        "can",
        "should",
        "must",
        "may",
        "would",
        "shall",
        "not",
        "no",
        "than",
        "as",
        "if",
        "when",
        "where",
        "while",
        "any",
    ]
)
LONGEST = 30


@lru_cache(maxsize=4096)
def is_owner_like(text: str) -> float:
    """A score from 0 (prose, a date, nothing) to 1 (a title, body or named person and nothing else).

    Every owner the text splits into is weighed: what it is, how many of its words begin with a capital, and
    how many are words of running prose.
    """
    tokens = words.words_of(text)
    owners = split_owners(text)
    if not owners or not any(token[0].isalpha() for token in tokens) or len(tokens) > LONGEST:
        return 0.0
    named = sum(_weight(owner) for owner in owners) / len(owners)
    plain = [
        token for token in tokens if token[0].isalpha() and token.casefold() not in {"of", "and", "the", "for"}
    ]
    capitals = sum(token[0].isupper() for token in plain) / max(len(plain), 1)
    prose = sum(token.casefold() in PROSE for token in tokens) / len(tokens)
    sentence = 0.4 if re.search(r"[a-z]{3}[.!?](?:\s|$)", text) and prose else 0.0
    style = 0.35 * capitals if named else 0.15 * capitals
    return round(max(0.0, min(1.0, 0.65 * named + style - 2 * prose - sentence)), 3)


def _weight(owner: str) -> float:
    """What one owner is: a role or body counts in full, a part of a body or a name a little less."""
    if words.is_role(owner) or words.is_body(owner):
        return 1.0
    if words.is_unit(owner) or words.is_person(owner) or words.is_acronym(owner):
        return 0.85
    if words.is_agency(owner) or owner.casefold() in words.known("functions"):
        return 0.7
    return 0.5 if words.starts_body(owner) else 0.0
