"""What governs a verb group: the conjunction or relative pronoun that makes its clause a subordinate one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.documents.statements.verb_group import VerbGroup
from extractors.documents.statements.verbs import is_adverb, words_of


def governed(words: Sequence[str], groups: Sequence[VerbGroup]) -> tuple[VerbGroup, ...]:
    """The groups of a sentence, each with what governs it and the word behind it."""
    out: list[VerbGroup] = []
    for group in groups:
        since = out[-1].end if out else 0
        governor = _governor(words, since, group.start)
        if governor is None and out and _coordinated(words, since, group.start):
            governor = out[-1].governor
        behind_a_verb = bool(out) and out[-1].end == group.start - 1
        zero = governor is None and not behind_a_verb and _zero_relative(words, group.start)
        following = words[group.end] if group.end < len(words) else ""
        out.append(replace(group, following=following, governor=governor, zero=zero))
    return tuple(out)


def _governor(words: Sequence[str], since: int, verb: int) -> int | None:
    """The nearest conjunction or pronoun before the verb whose clause is not closed by a comma before it."""
    commas = 0
    for j in range(verb - 1, since - 1, -1):
        if words[j] in words_of("places", "breaks"):
            return None
        if words[j] == ",":
            commas += 1
        elif is_subordinator(words, j, verb):
            set_off = (
                j == 0
                or words[j - 1] in {",", "("}
                or words[j - 1] in words_of("places", "breaks")
                or words[:j] == ["rather"]
            )
            return None if commas and set_off else j
    return None


def released(words: Sequence[str], groups: tuple[VerbGroup, ...]) -> tuple[VerbGroup, ...]:
    """A sentence has a main clause: where none was found, a word was misread as opening a clause.

    That word opens the sentence ("After a pilot it was launched") or governs a verb unknown here, so that the last
    group is the main one ("26 of those who need the course have completed it").
    """
    if not groups or any(g.main for g in groups):
        return groups
    soft, first, last = words_of("subordinators", "soft"), groups[0], groups[-1]
    opened = first.governor == 0 and words[0] in soft
    if opened or (first.zero and (words[0] in words_of("places", "prepositions") or words[0] in soft)):
        return (replace(first, governor=None, zero=False), *groups[1:])
    if _restrictive(words, last) and last.end - last.start > 1:
        return (*groups[:-1], replace(last, governor=None))
    return groups


def _restrictive(words: Sequence[str], group: VerbGroup) -> bool:
    """A relative clause inside the subject: near the start, right behind a noun."""
    if (
        group.governor is None
        or words[group.governor] not in words_of("places", "relatives")
        or not 0 < group.governor < 8
    ):
        return False
    before = words[group.governor - 1]
    return (
        before.isalpha()
        and before not in words_of("places", "before_nouns")
        and before not in words_of("subordinators", "content")
    )


def _coordinated(words: Sequence[str], since: int, start: int) -> bool:
    """Nothing but "and" and adverbs between two groups: the same subject and clause go on."""
    before = next((w for w in reversed(words[since:start]) if not is_adverb(w)), "")
    return before in words_of("places", "coordinators") and "," not in words[since:start]


def is_subordinator(words: Sequence[str], j: int, verb: int) -> bool:
    """Does the word at ``j`` open a clause that the verb at ``verb`` stands in?"""
    word = words[j]
    if word in words_of("subordinators", "hard"):
        return not (word == "that" and (j == 0 or words[j - 1] in {"of", "with", "by", "since", "for", "after"}))
    return word in words_of("subordinators", "soft") and not _is_preposition(words, j, verb)


def _is_preposition(words: Sequence[str], j: int, verb: int) -> bool:
    """ "Since 25 March …", "after a pilot, it was …", "as a result": no clause of its own."""
    following = words[j + 1] if j + 1 < len(words) else ""
    if words[j] == "as":
        return following in words_of("places", "after_as")
    if words[j] == "so":
        return following != "that"
    return following[:1].isdigit() or following in words_of("places", "times") or verb - j > 8


def _zero_relative(words: Sequence[str], start: int) -> bool:
    """ "The target I told you we would miss": a pronoun right behind a noun, inside the clause."""
    if start < 2 or words[start - 1] not in words_of("subordinators", "pronouns"):
        return False
    before = words[start - 2]
    return (
        before.isalpha()
        and before not in words_of("places", "coordinators")
        and not is_adverb(before)
        and before not in {"that", "so"}
    )
