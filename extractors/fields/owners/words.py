"""What a few words of an owner cell are: a role, a body, a part of a body, a person's name."""

from __future__ import annotations

import re
from functools import cache

from extractors.lookups import lookup

WORD = re.compile(r"[A-Za-z0-9][\w'’.\-]*")
BRACKETS = re.compile(r"\([^()]*\)")
BEFORE_ROLE = re.compile(r"^(?:of|for|in|at|to|on|with|within|covering|-|–|—)$", re.IGNORECASE)
COUNTED = 4  # letters of the shortest head of a title that has a plural
AGENT = re.compile(r"(?:er|or|ist|ive)s?$")  # how a noun of who does something ends
NAME = re.compile(
    r"^[A-Z][a-z]*(?:[-'’][A-Z]?[a-z]+)*[a-z]?$|^[A-Z]\.?$|^(?:Mc|Mac|O['’]|De|Le|Van|Von)[A-Z][a-z]+$"
)


@cache
def known(table: str) -> frozenset[str]:
    """The words of one list of ``lookups/owners.toml``, lower case; heads of titles also in the plural."""
    listed = frozenset(str(word).casefold() for word in lookup("owners")[table])
    return listed | {f"{word}s" for word in listed if len(word) >= COUNTED} if table == "heads" else listed


@cache
def acronyms() -> frozenset[str]:
    """Short names of bodies, in the case they are printed in."""
    return frozenset(lookup("owners")["acronyms"])


def words_of(text: str) -> list[str]:
    """The words and dashes outside brackets."""
    return re.findall(r"[A-Za-z0-9][\w'’.\-]*|[–—]|(?<=\s)-(?=\s)", BRACKETS.sub(" ", text))


def is_role(text: str) -> bool:
    """Whether the words hold the title of a role ("National Lead for Women", "NHS England commissioner")."""
    parts = BRACKETS.sub(" ", text).split(",")
    return not text.casefold().startswith("office of") and any(
        starts_role(part) or _noun_at(words_of(part)) is not None for part in parts
    )


def starts_role(text: str) -> bool:
    """Whether the words begin with the head of a title, modifiers before it allowed ("Joint Heads of")."""
    for word in words_of(text):
        lowered = word.casefold().rstrip(".")
        if lowered in known("ranks"):
            field = text.split(",")[0].partition(word)[2]
            return bool(field.strip()) and not is_person(field)
        if lowered in known("heads"):
            return True
        if lowered not in known("modifiers") and word not in acronyms():
            return False
    return False


def _noun_at(words: list[str]) -> int | None:
    """Where a role's noun stands as a title: at the end, or before "of", "for" and their like."""
    nouns = known("nouns") | known("heads")
    for index, word in enumerate(words):
        last = index + 1 == len(words)
        if word.casefold().rstrip(".") in nouns and (last or BEFORE_ROLE.match(words[index + 1])):
            return index
    return None


def is_field_title(text: str) -> bool:
    """Whether the words are a role's noun and, without "of", the field that it is of ("Area Manager Response")."""
    words = words_of(text)
    nouns = known("nouns") - known("heads")
    at = [i for i, word in enumerate(words) if word.casefold().rstrip(".") in nouns]
    return bool(at) and 0 < at[-1] < len(words) - 1 and is_plain(" ".join(words[at[-1] + 1 :]))


def is_unfinished(text: str) -> bool:
    """Whether a title has begun whose noun is still to come ("Chief Digital", before "and Data Officer")."""
    words = words_of(text.split(",")[-1])
    after = next((words[i + 1 :] for i, word in enumerate(words) if word.casefold() in ("chief", "principal")), [])
    nouns = known("nouns") | known("heads")
    return bool(after) and not any(
        word.casefold() in nouns or AGENT.search(word) or BEFORE_ROLE.match(word) for word in after
    )


def is_closed_title(text: str) -> bool:
    """Whether a title ends with its own noun, so that "and" after it cannot continue it ("Deputy Governor")."""
    words = words_of(text)
    return (
        "," not in BRACKETS.sub("", text)
        and bool(words)
        and words[-1].casefold() in known("nouns") | known("heads")
        and not any(BEFORE_ROLE.match(word) for word in words)
    )


def is_body(text: str) -> bool:
    """Whether the words name a body that stands on its own ("Calder Constabulary", "NPS")."""
    words = words_of(text)
    if not words:
        return False
    ends = " ".join(words).casefold().endswith(tuple(known("body_endings")))
    return ends or words[-1].casefold() in known("bodies") or words[-1] in acronyms() or _named_body(text)


def starts_body(text: str) -> bool:
    """Whether the words begin with, or are, the name of a body ("NOMS Digital")."""
    words = words_of(text)
    return bool(words) and (words[0] in acronyms() or is_body(text))


def _named_body(text: str) -> bool:
    """Whether the words begin like the name of a body, or are a body's part of the country ("HMPPS Wales")."""
    first, *rest = words_of(text)
    placed = first in acronyms() and bool(rest) and all(word.casefold() in known("places") for word in rest)
    return placed or text.strip().casefold().startswith(tuple(known("body_openings")))


def is_unit(text: str) -> bool:
    """Whether the words name a part of a body ("Safer Custody Team")."""
    words = words_of(text)
    return bool(words) and words[-1].casefold() in known("units")


def is_acronym(text: str) -> bool:
    """Whether the text is one short name in capitals ("PPCS")."""
    return re.fullmatch(r"[A-Z][A-Za-z]{0,2}[A-Z]{1,5}s?", text.strip()) is not None


def is_agency(text: str) -> bool:
    """Whether the text is one short name of a body or of its trade ("NPS", "Police", "Probation")."""
    return is_acronym(text) or " ".join(words_of(text)).casefold() in known("agencies")


def is_plain(text: str) -> bool:
    """Whether every word is an everyday word of the field, so that no proper name begins here."""
    plain = known("vocabulary") | known("modifiers") | known("units") | {"and", "of", "the", "for"}
    return all(word.casefold() in plain for word in words_of(text))


def is_person(text: str) -> bool:
    """Whether the words look like a person's name: two to four capitalised words, none of them of the field."""
    words = [word for word in words_of(text) if word not in "–—-"]
    titled = bool(words) and words[0].casefold().rstrip(".") in known("persons")
    names = words[1:] if titled else words
    stop = (
        known("vocabulary")
        | known("nouns")
        | known("heads")
        | known("modifiers")
        | known("units")
        | known("bodies")
    )
    return (
        (1 if titled else 2) <= len(names) <= 4
        and all(NAME.match(word) and word.casefold() not in stop for word in names)
        and not any(word in acronyms() for word in names)
    )
