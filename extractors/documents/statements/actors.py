"""Who acts in a sentence: the roles and bodies that stand before its verbs, or behind "by"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from extractors.documents.statements.groups import verb_groups
from extractors.documents.statements.verb_group import VerbGroup
from extractors.documents.statements.verbs import is_adverb, tense_of, words_of
from extractors.fields.owners.words import is_acronym, is_body, is_role, is_unit
from extractors.lookups import lookup
from extractors.prose.sentences import Sentence, Token

_LONGEST = 12  # tokens of an actor


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(lookup("actors")[key])


def find_actors(sentence: Sentence) -> tuple[str, ...]:
    """The roles and bodies that act in a sentence, as printed, each once, in order."""
    found: list[str] = []
    for group in verb_groups(sentence.tokens):
        found += _actor(_before(sentence.tokens, group), sentence)
    for i, token in enumerate(sentence.tokens):
        if token.lower == "by":
            found += _actor(_after(sentence.tokens, i + 1), sentence)
    return tuple(dict.fromkeys(found))


def _before(tokens: Sequence[Token], group: VerbGroup) -> list[Token]:
    """The noun phrase that ends right before a verb group; brackets behind it are passed over."""
    i = group.start - 1
    while i >= 0 and is_adverb(tokens[i].lower):
        i -= 1
    if i >= 0 and tokens[i].text == ")":
        while i >= 0 and tokens[i].text != "(":
            i -= 1
        i -= 1
    phrase: list[Token] = []
    while i >= 0 and len(phrase) < _LONGEST and _inside(tokens, i):
        phrase.insert(0, tokens[i])
        i -= 1
    return phrase


def _after(tokens: Sequence[Token], i: int) -> list[Token]:
    phrase: list[Token] = []
    while i < len(tokens) and len(phrase) < _LONGEST and _inside(tokens, i):
        phrase.append(tokens[i])
        i += 1
    return phrase


def _inside(tokens: Sequence[Token], i: int) -> bool:
    """May the word be part of the phrase: a name, a small word within a name, a noun in lower case?"""
    word = tokens[i].lower
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if word in {"in", "and", "&"}:
        return following is not None and following.text[:1].isupper() and following.lower not in _words("months")
    if word in _words("inner"):
        return True
    if (
        word in words_of("places", "breaks")
        or word in _words("outside")
        or word in _words("months")
        or tense_of(word) is not None
    ):
        return False
    return word[:1].isalpha() and word not in words_of("subordinators", "hard")


def _actor(phrase: Sequence[Token], sentence: Sentence) -> list[str]:
    """The longest end of a phrase that names a role or a body, without its article."""
    for k in range(len(phrase)):
        if k and not (
            phrase[k].text[:1].isupper() or phrase[k - 1].lower in {"the", "our", "a", "an", "by", "both", "all"}
        ):
            continue
        text = sentence.text[phrase[k].start - sentence.start : phrase[-1].end - sentence.start]
        text = _bare(text)
        if text and _named(text):
            return [text]
    return []


def _bare(text: str) -> str:
    words = text.split()
    while words and words[0].lower() in _words("determiners"):
        words.pop(0)
    return " ".join(words).strip(" ’'-")


def _named(text: str) -> bool:
    if len(text) < 3 and not text.isupper():
        return False
    if is_acronym(text):
        return True
    proper = text[0].isupper() or len(text.split()) <= 3
    return proper and (is_role(text) or is_body(text) or is_unit(text))
