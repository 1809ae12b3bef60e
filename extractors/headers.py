"""Which column of a table is what, by the meaning of its header words.

Known designs are data: ``templates/*.toml``, each with a name, a kind and header phrases by role. All phrases
of all templates form one lexicon, so a table with a new order, a missing column or headers borrowed from two
designs is matched without a new file; the template that explains the header best gives its name. A header
that fits no role is None, and a table that fits no template is reported, never guessed into place.

The likeness of a header and a phrase is the Dice coefficient of their word stems; roles are given one to one,
best likeness first.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from operator import itemgetter
from pathlib import Path
from typing import Literal, cast, get_args

from extractors.plurals import without_s

Role = Literal["number", "recommendation", "response", "action", "owner", "date", "progress", "other"]
Kind = Literal["plan", "definitions", "summary"]
FOLDER = Path(__file__).parent / "templates"
FIT = 0.5  # the least likeness of a header and a phrase that counts
FIT_OTHER = 0.65  # the same, of what is left out: no column is lost for half a likeness
REPEATED: frozenset[Role] = frozenset({"progress", "other"})  # roles that several columns may share
MOST_STEMS = 14  # of a header: what says more is an entry
QUALIFIED = 0.6  # the likeness to a phrase of one word that is the noun of a longer header
_BY: frozenset[Role] = frozenset({"owner", "date", "progress", "other"})  # what a header may be that ends with "by"
NAMES = 0.65  # the least likeness of a label that stands before what it names
ALONE = 0.75  # the least likeness when the table has one column only


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a design calls a role, as word stems. One that is ``whole`` says nothing of headers with other words:
    those of "What we did" are in many.
    """

    role: Role
    words: frozenset[str]
    whole: bool = False

    def likeness(self, head: frozenset[str]) -> float:
        """How like a header is, from 0 to 1."""
        return _dice(head, self.words) if not self.whole or head == self.words else 0.0


@dataclass(frozen=True, slots=True)
class Template:
    """A table design: what its header calls the roles."""

    name: str
    kind: Kind
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """A matched header: the role of each column (None where no phrase fits), the design and its kind."""

    roles: tuple[Role | None, ...]
    template: str
    kind: Kind
    score: float


@cache
def load_templates(folder: Path = FOLDER) -> tuple[Template, ...]:
    """The designs in a folder of TOML files, in file order. Raises ValueError that names a bad file."""
    return tuple(_template(path) for path in sorted(folder.glob("*.toml")))


def _template(path: Path) -> Template:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    columns, whole = data.get("columns", {}), data.get("whole", {})
    unknown = {*columns, *whole} - set(get_args(Role))
    if unknown or data.get("kind", "plan") not in get_args(Kind) or "name" not in data:
        raise ValueError(f"{path.name}: wants name, kind (plan, definitions or summary) and known column roles")
    phrases = tuple(
        Phrase(cast(Role, role), stems(text), named is whole)
        for named in (columns, whole)
        for role, texts in named.items()
        for text in texts
    )
    return Template(data["name"], data.get("kind", "plan"), phrases)


def letters(text: str) -> str:
    """A header down to its letters and digits, in lower case: the same wherever its lines and words are broken."""
    return re.sub(r"[\W_]+", "", text).lower()


def stems(text: str) -> frozenset[str]:
    """The words of a header that carry meaning: no numbering, asides in brackets, requests or plural endings."""
    return frozenset(_stem(word) for word in _words(text) if word not in _EMPTY_WORDS)


def _words(text: str) -> list[str]:
    bare = re.sub(r"\([^)]*\)", " ", _ASKS_FOR.sub("", text))
    said = bare if re.search(r"[a-zA-Z]", bare) else text
    return re.findall(r"[a-z]+", _POSSESSIVE.sub("", said.lower().replace("%", " percentage ")))


def _stem(word: str) -> str:
    return without_s(word, but=("ss", "us"))


_NAMED = 0.02  # "Recommendation" before "Finding", where both are as like

_BARE_NUMBER = re.compile(r"\W*\d+(?:\.\d+)*\W*")
# What a form asks for behind the name of a column: "Completion date. Please set out by when …".
_ASKS_FOR = re.compile(r"(?is)(?<=\w)\W+please\b.*")
_POSSESSIVE = re.compile(r"(?<=[a-z])['’]s\b")
_PREPOSITIONS = frozenset({"of", "for", "to", "in", "on", "by", "from", "at", "with", "since", "against", "until"})
_EMPTY_WORDS = frozenset({"the", "of", "and", "or", "for", "to", "a", "an", "in", "on", "by", "be"})


def match_header(cells: Sequence[str], templates: Sequence[Template]) -> HeaderMatch | None:
    """The roles of header cells, or None when they are no header of a known kind of table."""
    heads = [stems(cell) for cell in cells]
    if any(len(head) > MOST_STEMS or _BARE_NUMBER.fullmatch(cell) for head, cell in zip(heads, cells, strict=True)):
        return None  # a row of entries
    best: HeaderMatch | None = None
    for kind in get_args(Kind):
        pool = [t for t in templates if t.kind == kind]
        roles, score = _assign(heads, pool)
        if _is_table(kind, roles, score, sum(1 for h in heads if h)) and (best is None or score > best.score):
            best = HeaderMatch(roles, _name(heads, pool, roles), kind, score)
    return best


def role_likeness(text: str, templates: Sequence[Template]) -> dict[Role, float]:
    """How like a column's header is to what plans call each role, from FIT to 1; no other roles.

    A header is at least like the noun that it qualifies ("Review team's recommendation"). One that ends with "by"
    ("Action by") asks who or when, whatever is to be done.
    """
    out: dict[Role, float] = {}
    head, noun = stems(text), _noun(text)
    asks_by = _words(text)[-1:] == ["by"]
    for template in templates:
        for phrase in template.phrases if template.kind == "plan" else ():
            role, likeness = phrase.role, max(phrase.likeness(head), QUALIFIED * (phrase.words == noun))
            if likeness >= (FIT_OTHER if role == "other" else FIT):
                likeness += _NAMED * (role in head)
                out[role] = max(out.get(role, 0.0), likeness)
    return {role: each for role, each in out.items() if role in _BY} if asks_by else out


def _noun(text: str) -> frozenset[str]:
    """The noun that the other words of a header qualify: its last word, or the last before a preposition."""
    said = list(takewhile(lambda word: word not in _PREPOSITIONS, _words(text)))
    return frozenset({_stem(said[-1])}) if said else frozenset()


def _assign(heads: Sequence[frozenset[str]], pool: Sequence[Template]) -> tuple[tuple[Role | None, ...], float]:
    found: dict[tuple[int, Role], float] = {}
    for i, head in enumerate(heads):
        for template in pool:
            for phrase in template.phrases:
                likeness = phrase.likeness(head)
                if likeness >= FIT:
                    found[i, phrase.role] = max(found.get((i, phrase.role), 0.0), likeness)
    roles: list[Role | None] = [None] * len(heads)
    total = 0.0

    def rank(item: tuple[tuple[int, Role], float]) -> tuple[float, bool, int]:
        (i, role), likeness = item
        return -likeness, role == "recommendation" and role not in heads[i], i  # "Recommendation" before "Finding"

    for (i, role), likeness in sorted(found.items(), key=rank):
        if roles[i] is None and (role in REPEATED or role not in roles):
            roles[i] = role
            total += likeness
    return tuple(roles), total


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _is_table(kind: Kind, roles: Sequence[Role | None], score: float, filled: int) -> bool:
    """A plan names what is to be done and who, when or whether; the other kinds must fit throughout."""
    given = {role for role in roles if role}
    if kind != "plan":
        return len([r for r in roles if r]) >= max(2, filled)
    if filled == 1:
        return given <= {"recommendation", "action"} and bool(given) and score >= ALONE
    core = bool(given & {"recommendation", "action"})
    return core and len(given - {"number", "other"}) >= 2 and len([r for r in roles if r]) >= filled / 2


def _name(heads: Sequence[frozenset[str]], pool: Sequence[Template], roles: Sequence[Role | None]) -> str:
    def fit(template: Template) -> float:
        """How well its own phrases explain the header."""
        return sum(
            max((phrase.likeness(head) for phrase in template.phrases if phrase.role == wanted), default=0.0)
            for head, wanted in zip(heads, roles, strict=True)
            if wanted
        )

    return max(pool, key=lambda t: (fit(t), -len(t.phrases))).name


def named_role(label: str, templates: Sequence[Template]) -> Role | None:
    """The role that a label names as a header would ("Due date", "Action 2"); None where it names none."""
    role, likeness = max(role_likeness(label, templates).items(), key=itemgetter(1), default=("other", 0.0))
    return role if likeness >= NAMES else None


def tells_form(labels: Iterable[str], templates: Sequence[Template]) -> bool:
    """Whether labels are those of a plan's form: most name a role, and all that a plan says is named."""
    roles = [named_role(label, templates) for label in labels]
    given = set(roles)
    whole = "recommendation" in given and given & {"action", "response"} and given & {"owner", "date"}
    return bool(whole) and 2 * sum(role is not None for role in roles) > len(roles)


def best_role(text: str, templates: Sequence[Template]) -> tuple[Role, float] | None:
    """The role of a plan's column head and its likeness, or None where no phrase fits."""
    head = stems(text)
    found = [
        (phrase.likeness(head), phrase.role)
        for template in templates
        if template.kind == "plan"
        for phrase in template.phrases
    ]
    likeness, role = max(found, default=(0.0, "other"))
    return (role, likeness) if likeness >= FIT else None
