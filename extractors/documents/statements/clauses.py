"""Which words of a sentence carry its news: the main clauses, without what only describes, aims or concedes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.documents.statements.groups import verb_groups
from extractors.documents.statements.verb_group import VerbGroup
from extractors.documents.statements.verbs import words_of
from extractors.prose.sentences import Sentence, Token

_ENSURE = frozenset(
    {"ensure", "ensures", "ensuring", "assure", "enable", "enables", "enabling", "allow", "allowing"}
)
_RELATIVE = frozenset({"which", "who", "whom", "whose", "where"})


@dataclass(frozen=True, slots=True)
class ClauseReading:
    """A sentence prepared for the rules.

    ``text`` is the whole in lower case with straight quotation marks; ``news`` the same without subordinate
    clauses; ``told`` is ``news`` with what is said, expected or added in passing ("…, which was paused").
    ``main`` holds the verb groups of ``news``, ``passing`` those ``told`` adds.
    """

    text: str
    news: str
    told: str
    main: tuple[VerbGroup, ...]
    passing: tuple[VerbGroup, ...]


def read_clauses(sentence: Sentence) -> ClauseReading:
    """The sentence with its verb groups and its main text."""
    groups = verb_groups(sentence.tokens)
    words = [t.lower for t in sentence.tokens]
    dropped, softened = _subordinate(words, groups)
    return ClauseReading(
        text=plain(sentence.text),
        news=_without(sentence.tokens, dropped | softened),
        told=_without(sentence.tokens, dropped),
        main=tuple(g for g in groups if g.main and g.start not in dropped | softened),
        passing=tuple(g for g in groups if not g.main and g.start in softened - dropped),
    )


def plain(text: str) -> str:
    """Lower case, straight quotation marks, single spaces."""
    straight = text.lower().replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    return " ".join(straight.split())


def _without(tokens: Sequence[Token], dropped: set[int]) -> str:
    kept = " ".join("|" if i in dropped else t.text for i, t in enumerate(tokens))
    kept = re.sub(r"\s*([,.;:)'’])", r"\1", re.sub(r"\|[| ]*", "| ", kept))
    return plain(re.sub(r"(?<=\w) - (?=\w)", "-", kept).replace(" n't", "n't"))


def _subordinate(words: Sequence[str], groups: Sequence[VerbGroup]) -> tuple[set[int], set[int]]:
    """Token positions of clauses to leave out altogether, and of those that still tell something."""
    dropped: set[int] = set()
    softened: set[int] = set()
    for group in groups:
        if group.main:
            continue
        start = group.start - 2 if group.governor is None else group.governor
        span = set(range(start + 1, _clause_end(words, group, groups)))
        if group.governor is not None and _still_tells(words, group.governor):
            softened |= span
        else:
            dropped |= span
    for i in range(len(words)):
        if words[i] in _ENSURE or words[i : i + 3] == ["in", "order", "to"] or words[i : i + 2] == ["so", "that"]:
            dropped |= set(range(i + 1, _next_break(words, i, {",", *words_of("places", "breaks")})))
    return dropped, softened - dropped


def _still_tells(words: Sequence[str], governor: int) -> bool:
    """A relative clause set off by a comma, or a content clause ("it is expected that …")."""
    word, before = words[governor], words[governor - 1] if governor else ""
    if word == "that":
        return before in words_of("subordinators", "content")
    return word in _RELATIVE and before == ","


def _clause_end(words: Sequence[str], group: VerbGroup, groups: Sequence[VerbGroup]) -> int:
    end = _next_break(words, group.end, {",", *words_of("places", "breaks")})
    following = next((g for g in groups if g.start >= group.end and g.main), None)
    if following is not None and following.start < end:
        return group.end
    return end


def _next_break(words: Sequence[str], start: int, marks: set[str]) -> int:
    return next((j for j in range(start, len(words)) if words[j] in marks), len(words))
