"""How prose answers a recommendation: by a word ("Accepted in part."), or by a sentence of who agrees to what.

Only a sentence whose subject is a body or the writers, and whose verb is one of answering, is an answer: "The
government supports this recommendation", "We do not accept recommendation 4". What it agrees to is kept, since
"agrees that records matter" accepts less than "agrees with the recommendation".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors.fields.owners.words import is_acronym, is_body, is_unit
from extractors.fields.responses import is_answer, parse_response
from extractors.lookups import lookup
from extractors.model import Response
from extractors.prose.sentences import Sentence

_WORDS = 8  # the most words of an answer that is no sentence
_STATUS = re.compile(
    r"^(?:\d{1,3}(?:\.\d{1,3})*\.?\s+)?"
    r"(?:(?:[\w’'&-]+\s+){0,4}?(?:response|status|position|decision)\s*[:–-]\s*)?"
    r"(?P<word>[^:]+?)\.?$",
    re.IGNORECASE,
)
_HEAD = re.compile(r"^(?P<word>[A-Za-z][A-Za-z ’'/-]*?)\s*(?:[.:;,–—]|(?=\()|\s-\s)\s*(?=\S)")
_RECOMMENDATION = re.compile(
    r"(?i)^(?:(?:with|to)\s+)?(?:in (?:full|part|principle),?\s+)?(?:[\w’']+\s+){0,4}?recommendations?\b"
)
_BARE = re.compile(
    r"(?i)^(?:with )?(?:this|it|both|all)?(?: (?:in (?:full|part|principle)))?\s*(?:[.,;:]|and\b|but\b|$)"
)
_IN_OWN_WORDS = re.compile(
    r"(?i)^(?:that\b|with\b|the (?:need|principle|aim|intent|intention|ambition|spirit|premise|case)\b)"
)
_DEGREE = re.compile(
    r"(?i)\b(?:in (?:full|part|principle)|subject to|with (?:modifications?|conditions|caveats))\b"
)
_PASSIVE = re.compile(
    r"(?i)^(?:this|the|these|both|all)?\s*recommendations?(?:\s+[\d.]+)?\s+(?:is|are|was|were|(?:has|have) been)\s+"
    r"(?P<word>(?:\w+\s+){0,3}?\w+)(?=[\s.,;]|$)"
)


@dataclass(frozen=True, slots=True)
class StatedAnswer:
    """An answer as printed, and its class.

    ``whole`` is False where it agrees to something in its own words, ``told`` True where a sentence gives it.
    """

    raw: str
    response: Response | None
    whole: bool = True
    told: bool = False


def status_of(text: str) -> StatedAnswer | None:
    """The answer of a block that says nothing else: "2.1 Partially accepted", "Government response: Accepted"."""
    found = _STATUS.match(text)
    if not found or len(text.split()) > _WORDS or re.search(r"\w[.;]\s+\w", found["word"]):
        return None
    return _read(found["word"].strip()) if parse_response(found["word"]).known else None


def leading_answer(text: str) -> tuple[StatedAnswer, int] | None:
    """The answer word that a passage begins with, set off by a mark, and where the rest begins."""
    found = _HEAD.match(text)
    if found is None or len(found["word"].split()) > _WORDS or not is_answer(found["word"]):
        return None
    return _read(found["word"].strip()), found.end()


def sentence_answer(sentence: Sentence) -> StatedAnswer | None:
    """The answer that a sentence gives, its words the sentence; None where it says nothing of agreeing."""
    passive = _PASSIVE.match(sentence.text)
    if passive is not None:
        words = f"{passive['word']} {_degree(sentence.text[passive.end() :])}"
        read = parse_response(words)
        return StatedAnswer(sentence.text, read.response, told=True) if read.known else None
    for subject, verb, rest in _clauses(sentence.text):
        if not _answers(subject):
            continue
        about = rest.strip()
        whole = (_RECOMMENDATION.match(about) or _BARE.match(about)) is not None
        read = parse_response(f"{_participle(verb)} {_degree(rest)}".strip())
        refused_in_part = read.response == "not_agreed" and not whole
        if not read.known or not (whole or refused_in_part or (read.response and _told(verb, about))):
            continue
        return StatedAnswer(sentence.text, None if refused_in_part else read.response, whole, told=True)
    return None


def _read(raw: str) -> StatedAnswer:
    return StatedAnswer(raw, parse_response(raw).response)


def _clauses(text: str) -> Iterator[tuple[str, str, str]]:
    """(subject, verb with its adverbs and negation, what follows) of the clauses that answer."""
    for found in _pattern().finditer(text):
        before = text[: found.start()]
        yield re.split(r"[,;:]\s+", before)[-1].strip(), found[0].strip(), text[found.end() :]


def _answers(subject: str) -> bool:
    """Whether a clause's subject is the writers or a body that can answer."""
    words = re.sub(r"(?i)^(?:and|but|while|that|so|as such)\s+", "", subject)
    plain = re.sub(r"(?i)^(?:the|this|our)\s+", "", words)
    if plain.lower() in lookup("responses")["answering"]["subjects"]:
        return True
    parts = re.split(r"\s+and\s+(?:the\s+)?|,\s*", plain)
    return all(
        part and part[:1].isupper() and (is_body(part) or is_acronym(part) or is_unit(part)) for part in parts
    )


def _told(verb: str, about: str) -> bool:
    """Whether it agrees to something in its own words: not of old, and not to do something."""
    return _IN_OWN_WORDS.match(about) is not None and not re.match(r"(?i)(?:has|have|had|is|are)\b", verb)


def _degree(rest: str) -> str:
    """How far the agreement goes, where the words near the verb say it."""
    found = _DEGREE.search(rest[:160])
    return found[0] if found else ""


def _participle(verb: str) -> str:
    """The verb of an answering clause as the closed list of answers has it: "do not accept" → "not accepted"."""
    words = verb.lower().split()
    adverbs = [word for word in words if word in lookup("responses")["answering"]["degrees"]]
    refuses = any(word in ("not", "cannot", "unable") for word in words)
    done = lookup("responses")["answering"]["verbs"][words[-1]]
    return " ".join([*(["not"] if refuses else adverbs), done])


@cache
def _pattern() -> re.Pattern[str]:
    known = lookup("responses")["answering"]
    verbs = "|".join(sorted(known["verbs"], key=len, reverse=True))
    inside = "|".join(known["inside"])
    return re.compile(rf"(?<![\w’'-])(?:(?:{inside})\s+)*(?:{verbs})(?![\w’'-])", re.IGNORECASE)
