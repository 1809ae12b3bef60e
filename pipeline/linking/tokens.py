"""A text as what can be compared: content stems, runs of them, and numbers, each with its place in the text.

What the forms of an English word share is what Porter's second stemmer ("Porter2", snowballstem.org) leaves: "tag"
of "tagging", "refer" of "referred". This module is the only door to its implementation, snowballstemmer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from extractors.fields.dates.patterns import FOUR
from extractors.fields.dates.spans import SEASONS
from extractors.fields.quantities.numbers import SCALED, SCALES, WORDS, value_of
from extractors.months import MONTHS, NAMES
from extractors.numbers import NUMBERS
from pipeline.lookups import lookup

_TOKEN = re.compile(r"[^\W\d_][\w’']*(?:[-‑][^\W\d_][\w’']*)*|\d[\d,.]*%?|[.;:!?()•]")
_STOPS = frozenset(".;:!?()•")
_SHORT_FORM = re.compile(r"(?:[A-Z]{2,}|[A-Z][a-z]?[A-Z]+[a-z]?[A-Z]*)(?=s?$)")
_NUMBER = re.compile(rf"£?\s?{SCALED}%?|\b(?:{WORDS})", re.IGNORECASE)
_MONTH = rf"(?:{'|'.join(name.title() for name in NAMES)})"
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}(?:\s+\d{{4}})?\b|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b"
    rf"|\bQ[1-4]\s+\d{{4}}/\d{{2}}\b|\b{FOUR}(?:/\d\d)?\b"
)
_LONGEST_RUN = 4
_LONGEST_QUOTE = 160

Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A stem ("@omic" for a short form, "#31" for a number) and where its word stands in the text."""

    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Terms:
    """A text as it is compared.

    ``stems`` are its content words, cut to what their forms share, with the words of the long form for each
    short form and the other way round. ``runs`` are two to four of them in a row, no stop between, function
    words left out. ``numbers`` are the values it states outside dates ("31", "90%").
    """

    text: str
    stems: frozenset[str]
    runs: frozenset[Run]
    numbers: frozenset[str]
    tokens: tuple[Term, ...]


EMPTY = Terms("", frozenset(), frozenset(), frozenset(), ())


@cache
def _ignored() -> frozenset[str]:
    stop = frozenset(lookup("link_words")["stop"].split())
    return stop | MONTHS.keys() | SEASONS.keys() | NUMBERS.keys() | SCALES.keys()  # dates are compared as dates


@cache
def _plan_words() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(lookup('link_words')['plan_words'])})\b", re.IGNORECASE)


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """The word in lower case without its endings and its possessive."""
    return str(_stemmer().stemWord(word.lower().replace("’", "'")))


def long_forms(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Long form of each short form ("@omic": "offender management in custody"), the first one given."""
    found: dict[str, str] = {}
    for short, long in pairs:
        key = f"@{re.sub(r's$', '', short) if short[:-1].isupper() else short}".lower()
        found.setdefault(key, _plain(long).removesuffix("s"))
    return found


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def terms_of(text: str | None, long_of: Mapping[str, str] | None = None) -> Terms:
    """The reading of a text; ``long_of`` as :func:`long_forms` gives it."""
    if not text:
        return EMPTY
    sequence = list(_sequence(text))
    tokens = [token for token in sequence if token is not None and token.stem]
    stems = {token.stem for token in tokens}
    chain = [token.stem if token else None for token in sequence if token is None or token.stem]
    plain = f" {_plain(text)} "
    for short, long in (long_of or {}).items():
        if short in stems:
            stems.update(stem(w) for w in long.split() if len(w) > 1 and w not in _ignored())
        elif f" {long} " in plain or f" {long}s " in plain:
            stems.add(short)
    numbers = list(_numbers(text))
    return Terms(
        text,
        frozenset(stems),
        frozenset(_runs(chain)),
        frozenset(token.stem for token in numbers),
        tuple(sorted([*tokens, *numbers], key=lambda token: token.start)),
    )


def _sequence(text: str) -> Iterator[Term | None]:
    """Content words, an empty stem for a function word, None for a stop."""
    hidden = _plan_words().sub(lambda m: "." * len(m[0]), text)
    for match in _TOKEN.finditer(hidden):
        word = match[0]
        if word in _STOPS:
            yield None
        elif word[0].isdigit():
            yield Term("", match.start(), match.end())
        else:
            parts = re.split(r"[-‑]", word)
            if min(map(len, parts)) < 2:  # "e-learning" is one word, "well-being" are two
                parts = ["".join(parts)]
            for part in parts:
                yield Term(_stem_of(part), match.start(), match.end())


def _stem_of(word: str) -> str:
    short = _SHORT_FORM.match(word)
    if short and len(short[0]) > 1:
        return f"@{short[0].lower()}"
    if len(word) < 2 or word.lower().replace("’", "'") in _ignored():
        return ""
    return stem(word)


def _runs(chain: list[str | None]) -> Iterator[Run]:
    for length in range(2, _LONGEST_RUN + 1):
        for at in range(len(chain) - length + 1):
            run = [s for s in chain[at : at + length] if s is not None]
            if len(run) == length:
                yield tuple(run)


def _numbers(text: str) -> Iterator[Term]:
    hidden = _DATE.sub(lambda m: "." * len(m[0]), text)
    for match in _NUMBER.finditer(hidden):
        raw = match[0]
        before = hidden[: match.start()]
        if before.endswith(("/", ".")) and raw[0].isdigit():
            continue
        value = value_of(raw.strip("£% "))
        if value != 1:
            yield Term(f"#{value:g}{'%' if raw.endswith('%') else ''}", match.start(), match.end())


def quote(reading: Terms, stems: Collection[str]) -> str:
    """The shortest stretch of the text that holds all of ``stems``; of a long one, the best part.

    Without a match it is the beginning of the text.
    """
    hits = [token for token in reading.tokens if token.stem in stems]
    if not hits:
        return shortened(reading.text)
    best = max(
        (
            (len({t.stem for t in hits[i : j + 1]}), hits[i].start - hits[j].end, hits[i].start, hits[j].end)
            for i in range(len(hits))
            for j in range(i, len(hits))
            if hits[j].end - hits[i].start <= _LONGEST_QUOTE
        ),
        default=(0, 0, hits[0].start, hits[0].end),
    )
    return reading.text[best[2] : best[3]]


def shortened(text: str) -> str:
    """The text cut at a word so that it is no longer than a quote may be."""
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE].rsplit(" ", 1)[0]
