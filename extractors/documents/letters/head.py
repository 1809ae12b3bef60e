"""What a letter says of itself: its date, subject, addressee, signatories, inspectorate and establishment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from extractors.documents.letters.parts import Parts, line_pattern
from extractors.fields.dates import find_dates, parse_date
from extractors.fields.owners.words import acronyms, is_body, is_person, is_role, starts_role
from extractors.lookups import lookup
from extractors.prose.model import Block

_ESTABLISHMENT = re.compile(
    r"\b(?P<kind>HMP/YOI|HMP & YOI|HMP and YOI|HMYOI|HMPYOI|HMP|YOI|IRC|STC)\s+"
    r"(?P<name>[A-Z][\w’'-]+(?:\s+(?!AND\b|FOR\b)[A-Z][\w’'-]+){0,2})"
)
_INSPECTOR_OF = re.compile(
    r"\b(?:HM|His Majesty[’']s|Her Majesty[’']s)\b.{0,40}?\bInspector(?:ate)?s?(?:\s+\([^)]*\))?\s+of\s+"
    r"(?P<what>[A-Z]\w+(?:\s+(?:and|&)\s+[A-Z]\w+)*)"
)
_TITLE = re.compile(
    r"^(?:Dr|Mr|Mrs|Ms|Miss|Mx|Sir|Dame|Lord|Lady|Baroness|Prof(?:essor)?|Rt Hon|The Rt Hon)\.?\s+", re.IGNORECASE
)
_HONOURS = re.compile(
    r"(?:,?\s+(?:KC|QC|MP|CB|CBE|OBE|MBE|DBE|KBE|CMG|CVO|LVO|MVO|QPM|KPM|JP|DL|PhD|BA|MA|MSc|BSc|FRSA|CPsychol|TD|RN))+(?=,|\s|$)"
)

_FRONT = 5  # blocks of the text among which a report or reply without a salutation says its day


@dataclass(frozen=True, slots=True)
class Person:
    """A named person of the head or the foot with the role given there; ``blocks`` hold the words."""

    name: str
    role: str | None
    blocks: tuple[Block, ...]

    @property
    def label(self) -> str:
        """Name and role, as published: "Name, Role"."""
        return f"{self.name}, {self.role}" if self.role else self.name


@dataclass(frozen=True, slots=True)
class Head:
    """The facts of a letter's frame; None or empty where it does not say."""

    dated: date | None
    subject: str | None
    addressee: Person | None
    signatories: tuple[Person, ...]
    inspectorate: str | None
    establishment: str | None


def read_head(parts: Parts) -> Head:
    """The facts of a letter, from the blocks around its body."""
    subject = " ".join(block.text for block in parts.subject).strip() or None
    subject = line_pattern("subject").sub("", subject, count=1).strip() if subject else _subject_in_head(parts.head)
    signatories = tuple(_people(parts.signatures))
    addressee = _addressee(parts, signatories)
    return Head(
        dated=_dated(parts),
        subject=subject,
        addressee=addressee,
        signatories=tuple(_with_role(person, parts.head) for person in signatories),
        inspectorate=_inspectorate(parts, addressee),
        establishment=_establishment(parts, subject),
    )


def _dated(parts: Parts) -> date | None:
    """The first line that is nothing but a date, in the head, else behind the signatures."""
    places = [*parts.head, *parts.subject, *parts.body[:2], *parts.signatures]
    for block in places:
        if len(block.words) > 8:
            continue
        text = re.sub(r"^(?:date|dated)\s*:?\s*", "", block.text, flags=re.IGNORECASE)
        found = parse_date(text)
        if found is not None:
            return found
    return _day_in_words(parts) if parts.salutation is None else None


def _day_in_words(parts: Parts) -> date | None:
    """The day of a report or a reply without a salutation: in its title, or behind "dated" at the front."""
    for block in (*parts.head, *parts.subject, *parts.body[:_FRONT]):
        days = [found for found in find_dates(block.text) if found.interval.precision == "day"]
        titled = block.kind == "heading" and len(days) == 1
        said = next((d for d in days if re.search(r"(?i)\bdated (?:the )?$", block.text[: d.start])), None)
        if titled or said:
            return (said or days[0]).interval.start
    return None


def _subject_in_head(head: Sequence[Block]) -> str | None:
    for block in head:
        if line_pattern("subject").match(block.text) and not re.match(r"ref", block.text, re.IGNORECASE):
            return line_pattern("subject").sub("", block.text, count=1).strip() or None
    return None


def _people(blocks: Sequence[Block]) -> Iterator[Person]:
    """Each name with the role on its line or below it; what stands between two names goes with the first."""
    i = 0
    while i < len(blocks):
        if line_pattern("copies").match(blocks[i].text):
            return
        name, rest = _split_name(blocks[i].text)
        if name is None:
            i += 1
            continue
        j = i + 1
        lines = [rest] if rest else []
        while (
            j < len(blocks)
            and _split_name(blocks[j].text)[0] is None
            and not line_pattern("copies").match(blocks[j].text)
        ):
            lines.append(blocks[j].text)
            j += 1
        yield Person(name, _role(lines), tuple(blocks[i:j]))
        i = j


def _split_name(line: str) -> tuple[str | None, str]:
    """ "Jo Field, Head of Care", "Jo Field Head of Care" or "JO FIELD": the name and what follows it."""
    text = _HONOURS.sub("", re.sub(r"^(?:The )?Rt Hon\.? ", "", " ".join(line.split()))).strip(" ,")
    name, comma, rest = text.partition(",")
    rest = rest.strip()
    if comma and _is_name(name) and _begins_role(rest):
        return _cased(name), _before_address(rest)
    words = text.split()
    for n in range(min(len(words), 5), 1, -1):
        first, behind = " ".join(words[:n]).rstrip(","), " ".join(words[n:])
        if behind and _is_name(first) and (starts_role(behind) or words[n] in acronyms() | {"HM"}):
            return _cased(first), _before_address(behind)
    if line_pattern("address").match(text) or not _is_name(text):
        return None, ""
    return _cased(text), ""


def _begins_role(text: str) -> bool:
    return is_role(text) or starts_role(text) or text.split(" ")[0] in acronyms() | {"HM"}


def _before_address(role: str) -> str:
    """A role without the body or address that follows it on the same line."""
    return re.split(
        r",?\s+(?:\d+[a-z]?[, ]|(?:HM|His Majesty[’']s|Her Majesty[’']s) (?:Inspectorate|Prison)\b)", role
    )[0].strip(" -–,")


def _is_name(text: str) -> bool:
    cased = _cased(text)
    return is_person(cased) and not is_role(cased) and not is_body(cased) and not re.search(r"\d", text)


def _cased(name: str) -> str:
    """A name printed in capitals, in the usual case."""
    if not name.isupper():
        return name.strip()
    words = [w.title() for w in name.split()]
    return " ".join(re.sub(r"^Mc([a-z])", lambda m: "Mc" + m.group(1).upper(), w) for w in words)


def _role(lines: Sequence[str]) -> str | None:
    """The first line that names a role, with its dashes spaced."""
    for line in lines:
        text = line.strip(" ,")
        if is_role(text) or starts_role(text):
            return re.sub(r"(?<=\w)\s*[-–]\s+|\s+[-–]\s*(?=\w)", " - ", text)
    return None


def _addressee(parts: Parts, signatories: Sequence[Person]) -> Person | None:
    """The person of the head whom the salutation greets; else the last one who does not sign."""
    signing = {p.name.lower() for p in signatories}
    people = [p for p in _people(parts.head) if p.name.lower() not in signing]
    if not people:
        return None
    greeted = re.sub(r"^dear\s+", "", parts.salutation.text, flags=re.IGNORECASE) if parts.salutation else ""
    wanted = {w.lower() for w in re.findall(r"[\w’'-]+", _TITLE.sub("", greeted))}
    for person in people:
        if wanted & {w.lower() for w in person.name.split()}:
            return person
    last = people[-1]
    return last if not wanted or len(people) == 1 or (last.role and "inspect" in last.role.lower()) else None


def _with_role(person: Person, head: Sequence[Block]) -> Person:
    """A signatory whose role is given only in the sender's block at the head."""
    if person.role is not None:
        return person
    above = next((p for p in _people(head) if p.name.lower() == person.name.lower() and p.role), None)
    return Person(person.name, above.role if above else None, person.blocks)


def _inspectorate(parts: Parts, addressee: Person | None) -> str | None:
    """The body written to: named in the head, or in the addressee's title ("HM Chief Inspector of …")."""
    lines = [block.text for block in parts.head]
    if addressee and addressee.role:
        lines.insert(0, addressee.role)
    text = "\n".join([*lines, *(block.text for block in parts.subject)])
    for name, patterns in lookup("inspectorates").items():
        if any(re.search(pattern, text) for pattern in patterns):
            return str(name)
    found = _INSPECTOR_OF.search(text)
    return f"HM Inspectorate of {found.group('what')}" if found else None


def _establishment(parts: Parts, subject: str | None) -> str | None:
    """The prison that the subject names, else the one the signatories or the sender belong to."""
    lines = [subject or "", *(b.text for b in parts.signatures), *(b.text for b in parts.head)]
    for line in lines:
        found = _ESTABLISHMENT.search(line)
        if found:
            name = found.group("name")
            return f"{found.group('kind')} {name.title() if name.isupper() else name}"
    return None
