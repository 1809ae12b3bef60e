"""An owner cell becomes its owners, without breaking the titles that hold the same signs.

The cell is cut at every sign that may separate ("," "/" "and" "&"), and the pieces are joined again from the
left unless what follows begins a new owner after a finished one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from extractors.fields.owners import words
from extractors.lookups import lookup

HARD = re.compile(r"\s*(?:;|\n|[•●▪\uf0b7]|\s(?=(?:Lead|Support|Supported by|Owner|Responsible)\s*:\s))\s*")
LABEL = re.compile(r"^(?:[-–—*]\s+|\(?\d{1,2}(?:[a-z]|\.\d{1,2})?[).:]\s*)+")
LED = re.compile(
    r"(?:Lead|Owner)\s*:\s"
)  # the end of "Engagement Lead: Ann Field", where what is before is no owner
UNFINISHED = re.compile(r"(?:,|&|\b(?:and|of|for|the|in|to))$", re.IGNORECASE)
EDGE = " \t\r\n,;/&+.:–—-"
HIDDEN = 0xE000


def split_owners(raw: str) -> tuple[str, ...]:
    """The roles, bodies and named people of an owner cell, verbatim but for white space, in reading order.

    ``raw`` holds wrapped lines joined by a space and a newline between printed paragraphs. Nothing is split
    inside brackets; "Operations Managers (SF), (CD)" gives the title with each bracket. An entry that names
    nobody ("TBC") gives none.
    """
    owners: list[str] = []
    for part in _paragraphs(_hide(re.sub(r"[^\S\n]+", " ", raw))):
        for owner in _owners(_pieces(part)):
            clean = _clean(owner)
            if clean and clean.casefold() not in words.known("nobody") and clean not in owners:
                owners.append(clean)
    return tuple(owners)


def _paragraphs(hidden: str) -> list[str]:
    """Parts that a semicolon, a bullet or a new paragraph separates; an unfinished part takes the next one."""
    out: list[str] = []
    for part in HARD.split(hidden):
        text = part.strip()
        goes_on = UNFINISHED.search(out[-1]) and not words.is_role(_show(text)) if out else False
        named = bool(out) and LED.match(text) is not None and not _complete(_show(out[-1]))
        if out and text and (goes_on or named):
            out[-1] = f"{out[-1]} {text}"
        elif text:
            out.append(text)
    return out


def _pieces(part: str) -> list[tuple[str, str]]:
    """The words between possible separators, each with the separator before it ('' for the first)."""
    out, mark, at = [], "", 0
    for found in _separator().finditer(part):
        out.append((mark, _show(part[at : found.start()])))
        mark, at = _show(found.group()), found.end()
    out.append((mark, _show(part[at:])))
    return out


def _owners(pieces: Sequence[tuple[str, str]]) -> list[str]:
    """The owners that pieces make; a body, and behind it nothing but its officer, are one."""
    out = list(_joined(pieces))
    body = pieces[0][1]
    officer = len(out) == 2 and out[0] == body and pieces[1][0].strip() == "," and _is_officer_of(out[1], body)
    return [f"{body}{pieces[1][0]}{out[1]}"] if officer else out


def _joined(pieces: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The pieces joined into owners, left to right."""
    current = pieces[0][1]
    for index, (mark, text) in enumerate(pieces[1:], start=1):
        following = pieces[index + 1] if index + 1 < len(pieces) else ("", "")
        bracket = re.fullmatch(r"\s*(\([^()]*\))\s*\.?\s*", text)
        if bracket and current.rstrip().endswith(")") and "(" in current:
            stem = current[: current.rindex("(")].rstrip()
            yield current
            current = f"{stem} {bracket.group(1)}"
        elif text.strip() and _begins(current, mark, text, following):
            yield current
            current = text
        else:
            current = f"{current}{mark}{text}"
    yield current


def _begins(current: str, mark: str, text: str, following: tuple[str, str]) -> bool:
    """Whether the words after a separator are another owner and not more of the current one."""
    if not current.strip():
        return True
    if mark.strip() == "/":
        return _after_slash(current, mark, text, following)
    if not _complete(current):
        return mark.strip() != "," and words.is_field_title(current) and _stands_beside(text)
    return (
        _after_comma(current, text, following)
        if mark.strip() == ","
        else _after_and(current, mark, text, following)
    )


def _stands_beside(text: str) -> bool:
    """Whether the words can be no more of a title's field: a title themselves, or a body with a name of its own."""
    return words.is_role(text) or words.is_field_title(text) or (words.is_body(text) and not words.is_plain(text))


def _complete(owner: str) -> bool:
    """Whether the words are an owner already: a role, a body, a part of one, a person."""
    parts = _parts(owner)
    return (
        words.is_role(owner)
        or any(words.is_body(part) for part in (parts[0], parts[-1]))
        or words.is_unit(owner)
        or words.is_person(owner)
        or words.is_acronym(owner)
        or words.is_agency(owner)
    )


def _after_slash(current: str, mark: str, text: str, following: tuple[str, str]) -> bool:
    """A slash with a space separates what it can; one without stands inside words as often ("Safety/Equality")."""
    if _shared_title(current, text):
        return False
    if mark != "/":
        both = all(len(words.words_of(side)) > 1 for side in (current, text))
        apart = both or _complete(current) or words.is_acronym(text) or words.is_body(text)
        return apart and (not text.lstrip()[:1].islower() or words.is_role(text))
    if not _complete(current):
        return False
    titled = words.is_role(text) or words.is_field_title(text)
    return titled or words.starts_body(text) or words.is_acronym(text) or _named(text, following)


def _after_comma(current: str, text: str, following: tuple[str, str]) -> bool:
    """A comma separates roles from roles and bodies from like bodies; else it qualifies ("…, HMPPS")."""
    if words.is_person(current):
        return words.is_person(text)
    if words.is_role(text):
        return True
    if _named(text, following):
        return words.is_person(current.split(",")[0])
    if words.is_role(current):
        return _foreign(current, text)
    return any(is_a(current) and is_a(text) for is_a in (words.is_body, words.is_unit, words.is_agency))


def _after_and(current: str, mark: str, text: str, following: tuple[str, str]) -> bool:
    """After "and": a new role, a body beside what is no body, or anything after a title that is closed."""
    if _shared_title(current, text) or words.is_unfinished(current):
        return False
    if words.is_role(text) or _named(text, following) or _long_title(text, following):
        return True
    if words.is_person(text) and words.is_person(_parts(current)[0]):
        return True
    if words.is_closed_title(current):
        return not text.lstrip()[:1].islower()
    if words.is_role(current):
        return _other_body(current, mark, text)
    if words.is_acronym(current):
        return words.is_body(text) or words.is_acronym(text)
    return words.starts_body(text) or words.is_unit(text) or (words.is_agency(current) and words.is_agency(text))


def _other_body(current: str, mark: str, text: str) -> bool:
    """Whether a body after a title and "and" acts beside it: not where the title ends with a joint body.

    "…, NHS England and NHS Improvement" is one body of two, "Director, Hills and Dales Trust" one name.
    """
    last = _parts(current)[-1]
    if "," in mark or not words.starts_body(text):
        return words.starts_body(text)
    return not words.is_body(last) and (
        words.is_role(last) or words.is_plain(last) or text.split()[0] in words.acronyms()
    )


def _shared_title(current: str, text: str) -> bool:
    """Whether two trades or bodies share the title that ends the words ("NPS and CRC Managers")."""
    both = (words.words_of(current), words.words_of(text))
    if not words.is_role(text) or len(both[1]) == 1:
        return False
    if len(both[0]) == 1 and all(words.is_agency(b[0]) for b in both):
        return True
    return words.is_agency(current) and not words.is_acronym(current) and not words.starts_role(text)


def _long_title(text: str, following: tuple[str, str]) -> bool:
    """Whether a title holds an "and" after a body's short name ("YOS Business and Finance Lead")."""
    mark, rest = following
    apart = mark.strip() in {"and", "&"} and words.is_role(rest) and not words.starts_role(rest)
    return apart and words.starts_body(text) and not _complete(text)


def _named(text: str, following: tuple[str, str]) -> bool:
    """Whether the words are a person's name with a role after it."""
    return words.is_person(text) and following[0].strip() == "," and words.is_role(following[1])


def _is_officer_of(title: str, body: str) -> bool:
    """Whether a title behind a body that has a name of its own is held in it: no other body is named with it.

    "Calder Constabulary, Head of Victim Care" is one; "NPS, Head of Residence" are two, as in lists of short names.
    """
    named = words.is_body(body) and not words.is_acronym(body) and not words.is_role(body)
    if not named or (words.is_plain(body) and words.words_of(body)[0] not in words.acronyms()):
        return False
    others = words.starts_body(title) or any(words.is_body(part) for part in _parts(title))
    others = others or title.casefold() in words.known("names")
    return words.is_role(title) and not others and not _foreign(title, body)


def _foreign(current: str, text: str) -> bool:
    """Whether a body after a title cannot be its own: the title names its body already, or takes none.

    "NPS Divisional Directors, PPCS" are two owners; "Head of Family Services, HMPPS" is one.
    """
    if not (words.is_acronym(text) or words.is_body(text)) or text.strip().casefold() in words.known("parents"):
        return False
    first, *rest = words.words_of(current)
    if rest and first in words.acronyms() and words.is_acronym(text) and rest[-1].casefold().endswith("s"):
        return "," not in current
    titles = {"governor", "governors"}
    return words.words_of(current)[-1].casefold() in titles and not re.match(r"\s*(?:HM|YOI)", text)


def _parts(owner: str) -> list[str]:
    """The words between the commas outside brackets and names."""
    return [_show(part).strip() for part in _hide(owner).split(",")] if "," in owner else [owner.strip()]


def _clean(owner: str) -> str:
    """An owner without list marks, labels ("Lead: …") and dangling separators."""
    text = LABEL.sub("", " ".join(owner.split()))
    head, colon, tail = text.partition(":")
    if colon and tail.strip() and head.strip().casefold() in words.known("labels"):
        text = tail
    return re.sub(r"^(?:and|&)\s+|\s+(?:and|&)$", "", text.strip(EDGE))


@cache
def _separator() -> re.Pattern[str]:
    """The signs and words that may stand between two owners."""
    links = "|".join(re.escape(link) for link in sorted(lookup("owners")["links"], key=len, reverse=True))
    return re.compile(
        rf"\s*,?\s+(?:and/or|and|plus|\+|{links})\s+|\s*,?\s+&\s*|&\s+|\s*,\s*|(?:\s*/\s*)(?!\d)",
        re.IGNORECASE,
    )


@cache
def _names() -> re.Pattern[str]:
    """The names that hold a separator, and everything in brackets."""
    names = sorted(lookup("owners")["names"], key=len, reverse=True)
    return re.compile("|".join([r"\([^()]*\)", *(rf"\b{re.escape(name)}(?!\w)" for name in names)]), re.IGNORECASE)


def _hide(text: str) -> str:
    """The text with the separators inside names and brackets moved out of the way (to private letters)."""
    signs = str.maketrans({sign: chr(HIDDEN + ord(sign)) for sign in ",/&;+ \n"})
    return _names().sub(lambda found: found.group().translate(signs), text)


def _show(text: str) -> str:
    """The text as it was before :func:`_hide`."""
    return "".join(chr(ord(c) - HIDDEN) if HIDDEN <= ord(c) < HIDDEN + 128 else c for c in text)
