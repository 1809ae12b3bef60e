"""A passage into sentences and words: the only door to spaCy.

A blank English pipeline gives the words; the rules here, instead of a trained model, say where a sentence ends.
A full stop is kept inside after an abbreviation ("No. 5", "e.g.", "HMP."), an initial, inside a decimal or a
reference, inside brackets and inside a quotation, so that a quoted run of sentences stays whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from extractors import limits
from extractors.lookups import lookup

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_ENDS = frozenset({".", "?", "!", "…", "..."})
_CLOSERS = frozenset("”’\"')]}»")
_OPENERS = frozenset("“‘\"'([{«")
_PAIRS = {"“": "”", "(": ")", "[": "]", '"': '"'}


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark, with its place in the passage."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """The text in lower case."""
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage: ``text == passage[start:end]``."""

    text: str
    start: int
    end: int
    tokens: tuple[Token, ...]


def split_sentences(passage: str) -> tuple[Sentence, ...]:
    """The sentences of a passage, in order; between them they leave out nothing but white space.

    Raises DocumentError where it is longer than any paragraph is.
    """
    limits.at_most(len(passage), limits.PARAGRAPH, "too_long_paragraph", "characters in one paragraph")
    doc = _pipeline()(passage)
    found = []
    for span in doc.sents:
        text = span.text.strip()
        if not text:
            continue
        start = span.start_char + len(span.text) - len(span.text.lstrip())
        tokens = tuple(Token(t.text, t.idx, t.idx + len(t)) for t in span if not t.is_space)
        found.append(Sentence(text, start, start + len(text), tokens))
    return tuple(found)


@cache
def _pipeline() -> Language:
    """Loaded with the first sentence, so that documents without prose do not wait for it."""
    import spacy
    from spacy.language import Language

    Language.component("sentence_ends", func=_sentence_ends)
    nlp = spacy.blank("en")
    nlp.add_pipe("sentence_ends")
    return nlp


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(lookup("abbreviations")[key])


def _sentence_ends(doc: Doc) -> Doc:
    inside = _enclosed(doc)
    start_next = True
    i = 0
    while i < len(doc):
        doc[i].is_sent_start = start_next
        start_next = False
        if _ends_sentence(doc, i, inside):
            while i + 1 < len(doc) and _belongs_to_the_end(doc, i + 1):
                i += 1
                doc[i].is_sent_start = False
            start_next = True
        i += 1
    return doc


def _belongs_to_the_end(doc: Doc, i: int) -> bool:
    """A closing mark or more white space right after the full stop goes with the sentence it ends."""
    token = doc[i]
    glued = not doc[i - 1].whitespace_
    return token.is_space or (glued and (token.text in _CLOSERS or token.text in _ENDS))


def _enclosed(doc: Doc) -> frozenset[int]:
    """Positions inside brackets or double quotation marks that are closed again in the same passage."""
    inside: set[int] = set()
    opened: list[tuple[str, int]] = []
    for i, token in enumerate(doc):
        if opened and token.text == opened[-1][0]:
            inside.update(range(opened.pop()[1], i))
        elif token.text in _PAIRS:
            opened.append((_PAIRS[token.text], i + 1))
    return frozenset(inside)


def _ends_sentence(doc: Doc, i: int, inside: frozenset[int]) -> bool:
    token = doc[i]
    after = _next_word(doc, i)
    if after is None or token.is_space:
        return False
    mark = token.text if token.text in _ENDS else token.text[-1:]
    if mark not in _ENDS:
        return False
    if i in inside and not _closes_quotation(doc, i):
        return False
    if not doc[after - 1].whitespace_ and not doc[after - 1].is_space:
        return False
    opener = doc[after].text
    if not (opener[0].isupper() or opener[0].isdigit() or opener[0] in _OPENERS or opener[0] in "•£–-"):
        return False
    return mark != "." or not _is_abbreviation(doc, i, opener)


def _closes_quotation(doc: Doc, i: int) -> bool:
    """The full stop stands just before the closing mark of a quotation (a bracket never ends a sentence)."""
    return i + 1 < len(doc) and doc[i + 1].text in {"”", '"'}


def _next_word(doc: Doc, i: int) -> int | None:
    j = i + 1
    while j < len(doc) and _belongs_to_the_end(doc, j):
        j += 1
    return j if j < len(doc) else None


def _is_abbreviation(doc: Doc, i: int, opener: str) -> bool:
    word = doc[i].text.rstrip(".").lower()
    if not word:
        word = doc[i - 1].text.lower() if i and not doc[i - 1].whitespace_ else ""
    is_opener = opener.lower() in _words("openers")
    if word == "no":
        return opener[0].isdigit()
    if word in _words("joins"):
        return not is_opener or word in {"e.g", "i.e", "eg", "ie"}
    if word in _words("may_end"):
        return not is_opener
    return len(word) == 1 and word.isalpha() and word != "i" and not is_opener
