"""Numbers that point: a recommendation's own number, report paragraphs behind it, and mentions in letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.numbers import TO_TWENTY

CARDINALS = TO_TWENTY
ORDINALS = {
    word: number
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        start=1,
    )
}
CONCERN = r"(?:(?:matter|cause)\s+(?:of|for)\s+)?concern"
NUMBERED = r"[A-Z]{0,3}\d{1,3}(?:\.\d{1,3}){0,2}[a-z]?"
LABEL = (
    r"(?:key\s+|main\s+|priority\s+)?"
    rf"(?:recommendation|rec|{CONCERN}|action|area(?:\s+(?:for|requiring)\s+improvement)?|ref|item|no|number|priority)s?"
)
# What is asked may be counted by letters, before a mark: "Concern A: …". Other labels so lettered are of parts.
LETTER = r"(?-i:[IVX]{1,4}|[A-Z])"
ASKING = rf"(?:key\s+|main\s+)?(?:recommendation|{CONCERN}|area\s+(?:for|requiring)\s+improvement)"
LETTERED = rf"{ASKING}\s+{LETTER}(?=\s?[.):–—-])"
# Who asks may be named first, before a mark: "Inspectorate recommendation 2: …". But answers name it as well.
_WHO = r"(?!(?:responses?|repl(?:y|ies)|updates?|progress|actions?|against|for|from|in|on|see|to|under)\b)"
BY_WHOM = rf"(?:{_WHO}(?-i:[A-Z])[\w’'&-]*\s+(?:of\s+|for\s+)?){{1,4}}{ASKING}\s+(?:no\.?\s*|number\s+)?"
ASKED_BY = rf"{BY_WHOM}{NUMBERED}(?=\s?[:–—-]\s)"
# 5.07, 12, 6c, 3.2(a), R3, S53, (4), 21 BCFU 07, 24/IA/07
NUMBER = re.compile(
    rf"^[(\[]?\s*(?:(?:{BY_WHOM}(?=\d)|{LABEL}\b)\.?\s*(?:no\b\.?|number|ref\b\.?)?\s*[:#]?\s*)?\(?"
    r"(?P<number>\d{2}(?:/\d{2})?\s+[A-Z]{2,6}\s+\d{1,3}"
    r"|(?:\d{2}|\d{4}|[A-Z]{1,5})(?:[-/.][A-Z]{1,5})+[-/.]\d{1,4}[a-z]?"
    r"|[A-Z]{1,4}[-/. ]?\d{1,3}(?:[.\-/]\d{1,3}){0,2}[a-z]?"
    r"|\d{1,3}(?:\.\d{1,3}){0,3}\s?(?:\(?[a-z]\)?|\([ivx]{1,4}\))?"
    r"|[a-z]|[ivx]{1,4})"
    r"(?:\s*[.)\]:]{0,2}\)?|\s[–—-])$",
    re.IGNORECASE,
)
LABELLED = re.compile(
    rf"^(?:{LABEL}\s+(?:no\.?\s*|number\s+)?(?:{NUMBERED})|{LETTERED}|{ASKED_BY}"
    r"|(?-i:[A-Z](?:[a-z]?[A-Z]){0,4}) ?\d{1,3})"
    rf"\s?[.):–—-]*\s+(?=[A-Z\u2018\u201c'\"]\S*\s+\S+\s+\S)",
    re.IGNORECASE,
)
NAMING = re.compile(rf"^(?:{LABEL}\s+\S*\d|{LETTERED}|{ASKED_BY})", re.IGNORECASE)
TITLED = re.compile(rf"^(?:{LABEL}\s+(?:{NUMBERED})|{LETTERED}|{ASKED_BY})\s?[:–—-]\s+(?-i:[A-Z])", re.IGNORECASE)
LABELLED_LETTER = re.compile(rf"^{ASKING}\s+{LETTER}\W*$", re.IGNORECASE)
# A title that ends in a number, whatever it counts; but what counts the parts of a document asks for nothing.
_COUNTED = (
    r"^(?!(?:annex|appendix|chapter|figure|page|part|phase|quarter|section|stage|table|theme|week|year)\b)"
    r"[a-z][\w’'-]*(?:\s+[a-z][\w’'-]*){0,3}\s+\d{1,3}"
)
COUNTED = re.compile(rf"{_COUNTED}$", re.IGNORECASE)
COUNTED_HEAD = re.compile(rf"{_COUNTED}(?:\s?[.:–—-]+)?(?:$|(?<!\d)\s+(?-i:(?=[A-Z‘“'\"])))", re.IGNORECASE)
SPELLED = re.compile(rf"^{LABEL}\s+(?P<word>{'|'.join(CARDINALS)})\W*$", re.IGNORECASE)

PARAGRAPH = r"(?:[A-Z]{1,2}\s?\d{1,3}(?:\.\d{1,3})?|\d{1,2}\.\d{1,3}|\d{1,3})"
REFERENCES = re.compile(
    r"\(\s*(?P<words>(?i:(?:repeated|repeat|previous|main|key|housekeeping)\s+)?(?i:recommendations?\s*)?"
    r"(?i:\b(?:see\s+)?(?:paragraphs?|paras?\.?|ref(?:erence)?s?\.?:?|sections?|pages?|pp?\.)\s*)?)"
    rf"(?P<list>{PARAGRAPH}(?:\s*(?:,|;|&|and|-|–|to)\s*(?:and\s+)?{PARAGRAPH})*)\s*\)\s*\.?"
)
PART = re.compile(PARAGRAPH)


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A recommendation or action that a passage names by its number.

    ``start``/``end`` span the number's words in the text. ``number`` is canonical ("5", "5.07", "6c");
    ``ordinal`` is true where the words count ("your fourth main recommendation") and the number is a rank.
    """

    raw: str
    start: int
    end: int
    number: str
    ordinal: bool


def parse_number(raw: str) -> str | None:
    """The number of a recommendation as printed, without trailing marks and labels; None when it is no number.

    "5.01." gives "5.01", "(4)" gives "4", "Recommendation 1" gives "1", "21 BCFU 07" stays as it is.
    """
    text = " ".join(unicodedata.normalize("NFKC", raw).split())
    spelled = SPELLED.match(text)
    if spelled:
        return str(CARDINALS[spelled.group("word").lower()])
    found = NUMBER.match(text)
    if found is None:
        return None
    number = found.group("number").strip()
    if number.isalpha():
        return number if _lettered(text, number) else None
    return re.sub(r"^(\d[\d.]*)\s?\(?([a-z])\)?$", r"\1\2", number)


def labelled_number(text: str) -> int:
    """How many words of a text name the recommendation that it goes on to say ("Recommendation 3: …"), else 0."""
    found = LABELLED.match(text)
    return len(found.group().split()) if found else 0


def titled_words(text: str) -> int:
    """How many words of a row name a recommendation that a title says, however short ("Priority 2: Waiting"), else
    0."""
    found = TITLED.match(text)
    return len(found.group()[:-1].split()) if found else 0


def names_one(text: str) -> bool:
    """Whether a line opens with the name of a recommendation, and goes on with nothing, its text or a title."""
    if NAMING.match(text) is None:
        return False
    return labelled_number(text) > 0 or names_only(text) or TITLED.match(text) is not None


def names_only(text: str) -> bool:
    """Whether words are the name of a recommendation and no more ("Recommendation 3")."""
    return NAMING.match(text) is not None and parse_number(text) is not None


def counted_title(text: str) -> bool:
    """Whether words may be the title of one of several things that are counted ("Breach 1"), but not of a part."""
    return COUNTED.match(text) is not None


def counted_head(text: str) -> int:
    """How many words of a text are a title that counts, alone or before a mark ("Breach 1: …"), else 0."""
    found = COUNTED_HEAD.match(text)
    return len(found.group().split()) if found else 0


def _lettered(text: str, letter: str) -> bool:
    """Whether a letter or roman numeral is printed as a number: with a bracket or a point, or behind a label."""
    return len(text) > len(letter) and (letter.islower() or LABELLED_LETTER.match(text) is not None)


def find_references(text: str) -> tuple[str, ...]:
    """The report paragraphs named in brackets at the end of a recommendation: "(S40, 2.3)" gives S40 and 2.3.

    A whole number counts only where a word says what it is ("(paragraph 12)").
    """
    out: list[str] = []
    tail = text.rstrip()
    while (found := _last_group(tail)) is not None:
        parts = [re.sub(r"\s", "", part.group()).upper() for part in PART.finditer(found.group("list"))]
        out[:0] = parts
        tail = tail[: found.start()].rstrip()
    return tuple(dict.fromkeys(out))


def _last_group(text: str) -> re.Match[str] | None:
    """The bracketed references that end the text, or None."""
    for found in REFERENCES.finditer(text):
        if found.end() == len(text) and (found.group("words").strip() or not found.group("list").isdigit()):
            return found
    return None


# Words after a figure that make it an amount: "actions 5 places".
AMOUNT = r"(?!\s*(?:%|per\s+cent|(?:days?|weeks?|months?|years?|hours?|places|people|staff|cases|posts)\b))"
ITEM = rf"(?:[RS]?\d{{1,2}}(?:\.\d{{1,3}}){{0,2}}(?!\d)(?:\s?(?:\([a-z]\)|[a-z](?![a-z])))?{AMOUNT})"
WORDS = "|".join(sorted(CARDINALS, key=len, reverse=True))
ONE = rf"(?:{ITEM}|(?:{WORDS})\b)"
NAMED = re.compile(
    rf"\b(?:recommendations?|recs?\.?|actions?(?:\s+points?)?|concerns?)\s+(?:(?:numbers?|nos?\.?)\s+)?"
    rf"(?P<list>{ONE}(?:\s*(?:,\s*and|,|;|&|/|and|or|to|–|-)\s*{ONE})*)",
    re.IGNORECASE,
)
JOIN = re.compile(r"\s*(,\s*and|,|;|&|/|and|or|to|–|-)\s*", re.IGNORECASE)
RANKS = "|".join(ORDINALS)
RANKED = re.compile(
    rf"\b(?:your|the|our|its|their|this)\s+(?P<list>(?:{RANKS})(?:(?:\s*,\s*|\s+and\s+|\s*,\s*and\s+)(?:{RANKS}))*)\s+"
    r"(?:(?:main|key|priority|housekeeping|repeated|numbered)\s+)*(?:recommendation|concern)s?\b",
    re.IGNORECASE,
)
BRACKETED = re.compile(
    rf"\((?P<list>{ITEM}(?:\s*(?:,|&|and)\s*{ITEM})*)"
    r"(?P<plan>\s+(?:in|of|on)\s+(?:the|our|your)\s+(?:(?:action|improvement)\s+)?(?:plan|report))?\s*\)"
)
# Only these shapes are a number without a word that says so: 5.07 and 6c, not (17) or (37.1%).
SHAPED = re.compile(r"^(?:\d{1,2}\.\d{2}|\d{1,2}[a-z])$")


def find_mentions(text: str) -> tuple[Mentioned, ...]:
    """Every recommendation or action that a passage names by number, in reading order, without overlaps.

    "recommendations 2 to 4" names 2, 3 and 4; the three share the words "2 to 4".
    """
    found = [*_named(text), *_ranked(text), *_bracketed(text)]
    out: list[Mentioned] = []
    for mention in sorted(found, key=lambda m: (m.start, m.end)):
        if not out or mention.start >= out[-1].end or (mention.start, mention.end) == (out[-1].start, out[-1].end):
            out.append(mention)
    return tuple(out)


def _named(text: str) -> Iterator[Mentioned]:
    for found in NAMED.finditer(text):
        at, previous = found.start("list"), None
        pieces = JOIN.split(found.group("list"))
        spans = []
        for piece in pieces:
            start = text.index(piece, at)
            at = start + len(piece)
            spans.append((piece, start, at))
        for (piece, start, end), joined in zip(spans[::2], [None, *spans[1::2]], strict=True):
            number = _canonical(piece)
            if joined and joined[0].lower() in {"to", "–", "-"} and previous:
                for between in _between(previous.number, number):
                    yield Mentioned(text[previous.start : end], previous.start, end, between, False)
                previous = None
                continue
            if previous:
                yield previous
            previous = Mentioned(text[start:end], start, end, number, False)
        if previous:
            yield previous


def _between(first: str, last: str) -> list[str]:
    """The numbers from first to last, both included; only the two where they cannot be counted through."""
    head, _, low = first.rpartition(".")
    other, _, high = last.rpartition(".")
    if head == other and low.isdigit() and high.isdigit() and int(low) < int(high) <= int(low) + 40:
        width = len(low) if head else 0
        return [f"{head}.{n:0{width}d}" if head else str(n) for n in range(int(low), int(high) + 1)]
    return [first, last]


def _ranked(text: str) -> Iterator[Mentioned]:
    for found in RANKED.finditer(text):
        for word in re.finditer(rf"\b(?:{RANKS})\b", found.group("list"), re.IGNORECASE):
            start = found.start("list") + word.start()
            yield Mentioned(
                word.group(), start, start + len(word.group()), str(ORDINALS[word.group().lower()]), True
            )


def _bracketed(text: str) -> Iterator[Mentioned]:
    for found in BRACKETED.finditer(text):
        for item in re.finditer(ITEM, found.group("list")):
            number = _canonical(item.group())
            if found.group("plan") or SHAPED.match(number):
                start = found.start("list") + item.start()
                yield Mentioned(item.group().strip(), start, start + len(item.group().strip()), number, False)


def _canonical(raw: str) -> str:
    """A number without spaces and brackets; a number word in figures."""
    word = raw.strip().lower()
    return str(CARDINALS[word]) if word in CARDINALS else re.sub(r"[\s()]", "", raw)
