"""The dates a statement gives and what each one is: achieved, due, or only context.

A logistic regression weighs where the date lies from the letter's own, the verb that governs it (the last group
before it in its clause, else the first after it), words that make it an old target ("was due by", "promised for")
or part of a name ("your letter of 3 May"), and the other words around it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

from extractors.documents.statements.groups import verb_groups
from extractors.documents.statements.verb_group import VerbGroup
from extractors.documents.statements.verbs import has_class, words_of
from extractors.fields.dates import Found, find_dates
from extractors.learned.logistic import Facts, model
from extractors.lookups import lookup
from extractors.model import DateRole, Interval, StatedDate
from extractors.prose.sentences import Sentence

_TARGET = re.compile(
    r"\b(?:the|that|this|our|its)\s+(?:original\s+)?(?P<raw>target date|deadline|due date)\b", re.IGNORECASE
)
# A length of time that runs from now or from a start, and what is promised is due by its end.
_WITHIN = re.compile(r"within\b|in (?:the (?:next|coming) )?(?:\w+ )?(?:day|week|month|year)", re.IGNORECASE)
NAME = "role"
ROLES: tuple[DateRole, ...] = ("achieved", "due", "context")
_PATTERNS = ("old_target", "outlook", "in_a_name", "adjective")
_CLASSES = ("delay", "expect", "continue", "setback", "level", "start", "decide", "supersede", "report")
_CIRCUMSTANCE = frozenset({"when", "as", "because", "while", "whilst", "although", "though", "if", "than", "where"})


@dataclass(frozen=True, slots=True)
class DatedSentence:
    """A sentence with the dates found in it, and the day its document was ``written``."""

    sentence: Sentence
    dates: tuple[StatedDate, ...]
    written: date | None


@dataclass(frozen=True, slots=True)
class Memory:
    """What the letter said before: the date stated last, and the last one that is still due."""

    stated: Interval | None = None
    due: Interval | None = None


def dated_sentences(
    passage: str, sentences: Sequence[Sentence], *, dated: date | None, memory: Memory
) -> tuple[tuple[DatedSentence, ...], Memory]:
    """The sentences of a passage with their dates, and what to remember for the next passage.

    ``dated`` is the letter's own date. "The target date" is the due date stated before it.
    """
    found = find_dates(passage, dated=dated, anchor=memory.stated)
    out: list[DatedSentence] = []
    before: Interval | None = memory.stated
    due = memory.due
    for sentence in sentences:
        inside = [f for f in found if sentence.start <= f.start < sentence.end]
        groups = verb_groups(sentence.tokens)
        stated: list[StatedDate] = []
        for one in inside:
            interval = _from_launch(one, before)
            role = role_of(sentence, one, groups, dated=dated)
            stated.append(StatedDate(one.raw, role, interval, within=_WITHIN.match(one.raw) is not None))
            before = interval
            due = interval if role == "due" else due
        stated += _targets(sentence, due)
        out.append(DatedSentence(sentence, tuple(stated), dated))
    return tuple(out), Memory(before, due)


def role_of(sentence: Sentence, found: Found, groups: Sequence[VerbGroup], *, dated: date | None) -> DateRole:
    """The likeliest role of a date of the passage that holds the sentence; ``dated`` is the letter's own date."""
    likely = model(NAME).probabilities(role_facts(sentence, found, groups, dated=dated))
    return max(ROLES, key=likely.__getitem__)


def role_facts(sentence: Sentence, found: Found, groups: Sequence[VerbGroup], *, dated: date | None) -> Facts:
    """What tells the role of a date: where it lies, the verb that governs it, and the words around it."""
    tokens = sentence.tokens
    first = next((i for i, t in enumerate(tokens) if t.end > found.start), len(tokens))
    last = next((i for i, t in enumerate(tokens) if t.start >= found.end), len(tokens))
    before = sentence.text[: found.start - sentence.start]
    lies = where(found.interval, dated)
    marks = [f"words={key}" for key in _PATTERNS if _before(key).search(before)]
    marks += ["figures"] if _figures().search(sentence.text) else []
    marks += ["bare year"] if found.raw.isdigit() else []
    group = _governing(sentence, first, groups)
    if group is not None:
        voice = ("passive" if group.passive else "active") + (", negated" if group.negated else "")
        marks += [f"verb={group.tense}, {voice}", f"verb={group.verb}", f"precision={found.interval.precision}"]
        marks += [f"verb of {name}" for name in _CLASSES if has_class(group.verb, name)]
        marks += ["circumstance"] if _is_circumstance(sentence, group) else []
        marks += ["reports"] if _reports(sentence, group) else []
    said, after = [_shape(t.lower) for t in tokens[:first]], [_shape(t.lower) for t in tokens[last:]]
    words = [f"before {n}={word}" for n, word in enumerate(reversed(said[-3:]), 1)]
    words += [f"before={word}" for word in said[-12:]] + [f"after={word}" for word in after[:8]]
    words += [f"before {' '.join(said[-2:])}"] if len(said) > 1 else []
    return (
        {f"where={lies}": 1.0}
        | {name: 1.0 for mark in marks for name in (mark, f"{lies}, {mark}")}
        | dict.fromkeys(words, 1.0)
    )


def where(interval: Interval, dated: date | None) -> str:
    """Whether an interval lies before the letter's day, holds it, or lies after it."""
    if dated is None:
        return "unknown"
    return "before" if interval.end < dated else "after" if interval.start > dated else "holds"


def _shape(word: str) -> str:
    return "#" if word[:1].isdigit() else word


@cache
def _before(key: str) -> re.Pattern[str]:
    """One pattern for the words that end where a date begins."""
    return re.compile("(?:" + "|".join(lookup("date_roles")[key]) + ")$", re.IGNORECASE)


@cache
def _figures() -> re.Pattern[str]:
    return re.compile("|".join(lookup("date_roles")["figures"]), re.IGNORECASE)


def _is_circumstance(sentence: Sentence, group: VerbGroup) -> bool:
    return group.governor is not None and sentence.tokens[group.governor].lower in _CIRCUMSTANCE


def _reports(sentence: Sentence, group: VerbGroup) -> bool:
    """Does the verb say that something was done, and not only what was found, missed or counted?"""
    if has_class(group.verb, "setback") or group.verb in {"missed", "died"}:
        return False
    if has_class(group.verb, "level") and group.verb not in {"came", "come"}:
        return False
    return not _only_figures(sentence, group)


def _from_launch(found: Found, before: Interval | None) -> Interval:
    """ "Launched in October with the aim of training all within two years": any day from the launch on."""
    if (
        found.relative
        and found.raw.lower().startswith("within")
        and before is not None
        and before.start < found.interval.end
    ):
        return Interval(before.start, found.interval.end, "period")
    return found.interval


def _targets(sentence: Sentence, due: Interval | None) -> list[StatedDate]:
    found = _TARGET.search(sentence.text)
    return [StatedDate(found.group("raw"), "due", due)] if found and due is not None else []


def _governing(sentence: Sentence, at: int, groups: Sequence[VerbGroup]) -> VerbGroup | None:
    """The last group before the date in its clause, else the first after it."""
    words = [t.lower for t in sentence.tokens]
    before = [g for g in groups if g.start < at]
    after = [g for g in groups if g.start >= at]
    if before and not _parted(words, before[-1].end, at):
        return before[-1]
    if after and not _parted(words, at, after[0].start):
        return after[0]
    return before[-1] if before else after[0] if after else None


def _parted(words: Sequence[str], start: int, end: int) -> bool:
    """Does a conjunction or a strong mark part two stretches of the sentence?"""
    hard = words_of("subordinators", "hard")
    between = words[start:end]
    return any(word in words_of("places", "breaks") or word in hard for word in between) or any(
        a == "," and b in {"and", "but"} for a, b in pairwise(between)
    )


def _only_figures(sentence: Sentence, group: VerbGroup) -> bool:
    """ "The share was 17% in December": a measurement, not something done."""
    return (
        not group.passive
        and bool(_figures().search(sentence.text))
        and group.verb in {"", "stood", "reached", "averaged"}
    )
