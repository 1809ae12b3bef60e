"""Short forms and the long forms that introduce them: "Offender Management in Custody (OMiC)".

The method is Schwartz and Hearst's ("A simple algorithm for identifying abbreviation definitions in biomedical
text", PSB 2003): walk both forms from the right; every letter of the short form must be met in order, its first
one at the start of a word.
"""

from __future__ import annotations

import re
from itertools import pairwise

from extractors.plurals import singular_short_form

_BRACKETED = re.compile(r"\(([^()]{2,60})\)")
_QUOTES = "‘’“”'\"*"
_LONGEST = 10  # characters of a short form
_WORD = re.compile(r"\w+(?:[&/-]\w+)*")


def find_acronyms(text: str) -> tuple[tuple[str, str], ...]:
    """Pairs (short, long) in the order they are introduced, each short form once.

    Both "long (SHORT)" and "SHORT (long)" count. A short form has two capitals or more; its plural "s" is left
    off ("approved premises (APs)" gives "AP").
    """
    found: dict[str, str] = {}
    for match in _BRACKETED.finditer(text):
        inside = match.group(1).strip(_QUOTES + " ")
        before = text[max(0, match.start() - 400) : match.start()].rstrip()
        short = _short_form(inside)
        if short is not None:
            long = _long_form(short, _words_before(before, short))
        else:
            last = re.search(r"[^\s(]+$", before)
            short = _short_form(last.group().strip(_QUOTES)) if last else None
            long = _long_form(short, inside) if short else None
            if long is not None and len(long) < len(inside):
                long = None
        if short and long:
            found.setdefault(short, long)
    return tuple(found.items())


def short_forms(text: str) -> tuple[str, ...]:
    """The words of a text that may be short forms, each once in order, also without a plural's "s".

    Of joined words ("OMiC-led") the whole and its parts count; two words may be one ("PEF Plus").
    """
    matches = list(_WORD.finditer(text))
    # Most words have no capital behind their first letter, and so none of two: they are not looked at again.
    words = [part for m in matches if not m[0][1:].islower() for part in (m[0], *re.split(r"[&/-]", m[0]))]
    words += [
        f"{a[0]} {b[0]}"
        for a, b in pairwise(matches)
        if not a[0][1:].islower() and _is_short(a[0]) and text[a.end() : b.start()] == " " and not b[0][0].islower()
    ]
    forms = (form for word in words for form in (word, word.removesuffix("s")))
    return tuple(dict.fromkeys(form for form in forms if _is_short(form)))


def _short_form(text: str) -> str | None:
    """The text as a short form without its plural "s", None when it is none."""
    short = singular_short_form(re.split(r"[;,]", text)[0].strip())
    return short if _is_short(short) and short[0].isalnum() and len(short.split()) <= 2 else None


def _is_short(text: str) -> bool:
    return 2 <= len(text) <= _LONGEST and sum(c.isupper() for c in text) > 1


def _words_before(before: str, short: str) -> str:
    """As many words before the bracket, within its sentence, as its letters can stand for."""
    sentence = re.split(r"[.;:!?]\s|\n", before)[-1]
    words = sentence.split()
    return " ".join(words[-min(len(short) + 5, 2 * len(short)) :])


def _long_form(short: str, words: str) -> str | None:
    at = len(words)
    for i in range(len(short) - 1, -1, -1):
        letter = short[i].lower()
        if not letter.isalnum():
            continue
        at -= 1
        while at >= 0 and (words[at].lower() != letter or (i == 0 and at > 0 and words[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
    start = words.rfind(" ", 0, at) + 1
    long = words[start:].strip(_QUOTES + " ,")
    if len(long) <= len(short) or short.lower() in long.lower().split() or len(long.split()) < 2:
        return None
    return long
