"""Verb groups without an auxiliary.

A simple past counts when its form can be nothing else, or when no auxiliary claims it and no later verb shows it to
be a participle ("guidance issued in April has been read").
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.documents.statements.governors import is_subordinator
from extractors.documents.statements.verb_group import VerbGroup
from extractors.documents.statements.verbs import has_class, is_adverb, is_participle, words_of


def simple_presents(words: Sequence[str], groups: Sequence[VerbGroup]) -> list[VerbGroup]:
    """ "HMPPS intend to …", "we now expect …": only of verbs that intend, expect or continue."""
    taken = {j for g in groups for j in range(g.start, g.end)}
    found = []
    for i, word in enumerate(words):
        if i in taken or i == 0 or word.endswith(("ed", "ing")):
            continue
        if not (has_class(word, "expect") or has_class(word, "continue")):
            continue
        before = next((w for w in reversed(words[:i]) if not is_adverb(w)), "")
        if before in words_of("subordinators", "pronouns") or (
            (words[i + 1 : i + 2] in (["to"], ["that"]) or has_class(word, "continue"))
            and before[:1].isalnum()
            and before not in words_of("places", "before_nouns")
            and i - 1 not in taken
            and not _claimed_later(words, i, taken)
        ):
            found.append(VerbGroup(i, i + 1, "present", False, False, False, word))
    return found


def simple_pasts(words: Sequence[str], groups: Sequence[VerbGroup]) -> list[VerbGroup]:
    """The simple pasts between the groups that auxiliaries open."""
    taken = {j for g in groups for j in range(g.start, g.end)}
    found: list[int] = [i for i in range(len(words)) if i not in taken and _is_simple_past(words, i, taken)]
    if not found and not groups:
        found = [i for i, w in enumerate(words[1:], 1) if is_participle(w) and words[i - 1] == ","][:1]
    return [VerbGroup(i, i + 1, "past", False, False, False, words[i]) for i in found]


def _is_simple_past(words: Sequence[str], i: int, taken: set[int]) -> bool:
    word = words[i]
    before = next((w for w in reversed(words[:i]) if not is_adverb(w)), "")
    if word in words_of("irregular", "past_only"):
        return before not in {"a", "an", "the"}
    finite_form = word in words_of("irregular", "both") or (word.endswith("ed") and is_participle(word))
    if not finite_form or i == 0 or not (before[:1].isalnum() or before == ")"):
        return False
    following = words[i + 1] if i + 1 < len(words) else ""
    if before in words_of("places", "before_nouns") and not (
        before in words_of("places", "subjects")
        and following in words_of("places", "before_nouns") | {"in", "on", "to"}
    ):
        return False
    if before in words_of("places", "coordinators") or following == "by" or i - 1 in taken:
        return False
    return not _claimed_before(words, i, taken) and not _claimed_later(words, i, taken)


def _claimed_before(words: Sequence[str], i: int, taken: set[int]) -> bool:
    """A verb of the same clause stands before: then this one only describes a noun."""
    for j in range(i - 1, -1, -1):
        if j in taken:
            return True
        if (
            words[j] in words_of("places", "breaks")
            or words[j] in words_of("places", "coordinators")
            or words[j] == ","
            or is_subordinator(words, j, i)
        ):
            return False
    return False


def _claimed_later(words: Sequence[str], i: int, taken: set[int]) -> bool:
    """A finite verb follows with nothing to part the two."""
    for j in range(i + 1, len(words)):
        if j in taken:
            return True
        if (
            words[j] in words_of("places", "coordinators")
            or words[j] in words_of("places", "breaks")
            or words[j] == ","
            or is_subordinator(words, j, len(words))
        ):
            return False
    return False
