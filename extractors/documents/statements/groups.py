"""The finite verb groups of a sentence: tense, aspect, voice, negation and what governs them.

There is no trained tagger here. An auxiliary opens a group, adverbs may stand in it, and the first participle,
-ing form or bare verb ends it; groups without an auxiliary are added (:mod:`.simple_tenses`), then each is told
main or subordinate (:mod:`.governors`).
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.documents.statements.governors import governed, released
from extractors.documents.statements.simple_tenses import simple_pasts, simple_presents
from extractors.documents.statements.verb_group import VerbGroup
from extractors.documents.statements.verbs import is_adverb, is_ing, is_participle, tense_of, words_of
from extractors.prose.sentences import Token


def verb_groups(tokens: Sequence[Token]) -> tuple[VerbGroup, ...]:
    """The finite verb groups of a sentence, in order."""
    words = [_word(t, i) for i, t in enumerate(tokens)]
    groups: list[VerbGroup] = []
    i = 0
    while i < len(words):
        group = _from_auxiliary(words, i)
        if group is not None:
            groups.append(group)
        i = max(group.end, i + 1) if group else i + 1
    groups += simple_presents(words, groups)
    groups += simple_pasts(words, groups)
    return released(words, governed(words, sorted(groups, key=lambda g: g.start)))


def _word(token: Token, i: int) -> str:
    """In lower case, but the month of May, which is no auxiliary."""
    return token.text if token.text == "May" and i else token.lower


def _from_auxiliary(words: Sequence[str], i: int) -> VerbGroup | None:
    tense = tense_of(words[i])
    if tense is None:
        return None
    be = words_of("auxiliaries", "be_present") | words_of("auxiliaries", "be_past")
    inner, negated, perfect = words[i] in be, words[i] in {"wo", "ca"}, False
    j = i + 1
    while j < len(words):
        word = words[j]
        if word in words_of("auxiliaries", "negation"):
            negated = True
        elif word in words_of("auxiliaries", "be_inner"):
            inner = True
        elif word == "have" and tense in {"future", "conditional", "modal"}:
            perfect = True
        elif not is_adverb(word):
            break
        j += 1
    j = _past_prefix(words, j)
    verb = words[j] if j < len(words) else ""
    bare = (tense in {"future", "conditional", "modal"} or words[i] in {"do", "does", "did"}) and not inner
    found = verb.isalpha() and (is_participle(verb) or is_ing(verb) or (bare and not perfect))
    return VerbGroup(
        start=i,
        end=j + 1 if found else j,
        tense=tense,
        progressive=inner and is_ing(verb),
        passive=inner and found and is_participle(verb),
        negated=negated or _negative_subject(words, i),
        verb=verb if found else "",
    )


def _past_prefix(words: Sequence[str], j: int) -> int:
    """Over a prefix that the tokeniser parted: "re", "-", "issued"."""
    if j + 2 < len(words) and words[j] in words_of("irregular", "prefixes") and words[j + 1] == "-":
        return j + 2
    return j


def _negative_subject(words: Sequence[str], i: int) -> bool:
    """ "None of the 64 has", "so no scrutiny has": within the few words that open the clause."""
    for j in range(i - 1, max(-1, i - 7), -1):
        if words[j] in words_of("places", "breaks") or words[j] == "," or tense_of(words[j]) is not None:
            return False
        if words[j] in words_of("places", "negative"):
            return "without" not in words[i:]
    return False
