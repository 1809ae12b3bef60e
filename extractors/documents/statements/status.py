"""How a sentence says a piece of work stands, and how strongly: the grammar of commitment.

Rules are tried in order; each looks at cue words (``lookups/status.toml``) and at the tense, aspect, voice and
negation of the verb groups. What only describes, aims or concedes ("that was due", "to ensure that it is in
place", "although delivery was disrupted") is left aside by :mod:`extractors.documents.statements.clauses`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extractors.documents.statements.clauses import ClauseReading, read_clauses
from extractors.documents.statements.verb_group import VerbGroup
from extractors.documents.statements.verbs import has_class
from extractors.lookups import lookup
from extractors.model import Status, Strength
from extractors.prose.sentences import Sentence

NUMBER = (
    r"(?:\d[\d,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
)

State = Literal["done", "started", "going", "promised", "meant", "late", "replaced", "told"]


@dataclass(frozen=True, slots=True)
class StatusReading:
    """A status, the strength of the promise or report, the rule that said so and the words it went by."""

    status: Status
    strength: Strength
    rule: str
    cue: str


def read_status(sentence: Sentence) -> StatusReading:
    """The status and strength of a sentence; status ``none`` where it reports no state of any work."""
    reading = read_clauses(_without_preface(sentence))
    for rule in RULES:
        verdict = rule(reading)
        if verdict is not None:
            return verdict
    return StatusReading("none", "none", "no_cue", "")


def _without_preface(sentence: Sentence) -> Sentence:
    """ "We are pleased to report that …" says nothing of the work: what follows does."""
    found = _PREFACE.match(sentence.text)
    if found is None:
        return sentence
    start = sentence.start + found.end()
    tokens = tuple(t for t in sentence.tokens if t.start >= start)
    return Sentence(sentence.text[found.end() :], start, sentence.end, tokens) if tokens else sentence


_WAITED = re.compile(r"\bdid (?:not|n't) [^,;]*\b(?:until|before)\b")
_PREFACE = re.compile(
    r"(?:(?:we|i) (?:am|are) (?:very |most )?(?:pleased|glad|delighted|happy|sorry|able)|(?:we|i) can(?: now)?"
    r"|(?:we|i) regret) (?:to )?(?:report|say|confirm|tell you|inform you|announce|advise you?)(?: you)?,? that ",
    re.IGNORECASE,
)


@cache
def cue(section: str, key: str) -> re.Pattern[str]:
    """One pattern for a list of cues of the lookup."""
    patterns = "|".join(lookup("status")[section][key]).replace("{N}", NUMBER)
    return re.compile(r"(?<!\w)(?:" + patterns + r")(?!\w)")


def _silent(reading: ClauseReading) -> StatusReading | None:
    text = re.sub(r"^(however|nevertheless|nonetheless|also|and|but),? ", "", reading.text)
    found = cue("none", "reader").match(text) or cue("none", "reader_anywhere").search(reading.news)
    if found is None:
        found = cue("none", "opening").match(text) or cue("none", "anywhere").search(reading.news)
        if found and (
            _states(reading) & {"promised", "late", "replaced"} or cue("delayed", "anywhere").search(reading.told)
        ):
            return None
    return StatusReading("none", "none", "speaks_of_no_work", found.group()) if found else None


def _superseded(reading: ClauseReading) -> StatusReading | None:
    found = cue("superseded", "anywhere").search(reading.told) or cue("superseded", "strong").search(reading.text)
    if found:
        return StatusReading("superseded", _strength(reading), "replaced_words", found.group())
    if "replaced" in _states(reading):
        return StatusReading("superseded", _strength(reading), "replaced_verb", "")
    return None


def _delayed(reading: ClauseReading) -> StatusReading | None:
    found = cue("delayed", "anywhere").search(reading.told) or cue("delayed", "strong").search(reading.text)
    states = _states(reading)
    if not found and "late" not in states | {_state(g, reading) for g in reading.passing if not g.negated}:
        return None
    words = found.group() if found else ""
    finished = "done" in states and not states & {"late", "promised", "going"}
    if finished and cue("delayed", "lateness").search(reading.told):
        return StatusReading("completed", "done", "done_late", words)
    return StatusReading("delayed", _strength(reading), "late_words" if found else "late_verb", words)


def _by_verbs(reading: ClauseReading) -> StatusReading | None:
    states = _states(reading)
    for key, state in _PHRASES:
        if cue(key, "anywhere").search(reading.news):
            states.add(state)
    if not states:
        states = {s for g in reading.passing if (s := _state(g, reading)) in {"promised", "going"}}
    if not states and cue("in_progress", "habit").search(reading.news):
        states.add("going")
    first = _state(reading.main[0], reading) if reading.main else None
    if first == "meant" and "done" not in states:
        return StatusReading("planned", _strength(reading), "meant", "")
    if "going" in states or ("started" in states and states & {"promised", "done"}):
        return StatusReading("in_progress", _strength(reading), "going_on", "")
    if "promised" in states:
        return StatusReading("planned", _strength(reading), "promised", "")
    if "done" in states and cue("in_progress", "partly").search(reading.told):
        return StatusReading("in_progress", "done", "done_in_part", "")
    if "done" in states:
        return StatusReading("completed", "done", "done", "")
    if "started" in states:
        began = cue("in_progress", "began").search(reading.news)
        return StatusReading(
            "completed" if began else "in_progress", "done", "started", began.group() if began else ""
        )
    return StatusReading("planned", _strength(reading), "meant", "") if "meant" in states else None


_PHRASES: tuple[tuple[str, State], ...] = (
    ("in_progress", "going"),
    ("planned", "promised"),
    ("completed", "done"),
)


def _states(reading: ClauseReading) -> set[State]:
    return {state for group in reading.main if (state := _state(group, reading)) is not None}


def _state(group: VerbGroup, reading: ClauseReading) -> State | None:
    if group.tense == "conditional":
        return None
    if group.negated:
        return _negated(group, reading)
    if has_class(group.verb, "delay") and group.tense == "future" and group.passive:
        return "late"
    if group.tense == "future":
        return "going" if has_class(group.verb, "continue") else "promised"
    if has_class(group.verb, "delay") and (group.passive or group.tense in {"perfect", "past"}):
        return "late"
    if has_class(group.verb, "supersede") and group.passive:
        return "replaced"
    if has_class(group.verb, "expect"):
        return _expected(group)
    if group.progressive:
        return "going"
    if group.verb and has_class(group.verb, "report"):
        return "told"
    return _finished(group)


def _expected(group: VerbGroup) -> State | None:
    """ "It is planned" promises; "we plan" is meant; what was or had been planned tells nothing of today."""
    if group.tense in {"past", "pluperfect"}:
        return None
    return "promised" if group.passive else "meant"


def _finished(group: VerbGroup) -> State | None:
    """The state of a perfect, past or present passive group."""
    if not group.verb:
        return None
    if has_class(group.verb, "setback"):
        return None
    if has_class(group.verb, "level"):
        return "going" if group.tense == "perfect" else None
    if group.tense == "present":
        if has_class(group.verb, "continue"):
            return "going"
        if not group.passive or has_class(group.verb, "stative"):
            return None
        if has_class(group.verb, "decide"):
            return "promised"
        return "done" if has_class(group.verb, "achieved") else "going"
    if group.tense == "modal":
        return None
    if has_class(group.verb, "start"):
        return "started"
    if has_class(group.verb, "continue"):
        return "going"
    if has_class(group.verb, "vow") and group.tense != "perfect":
        return None
    if has_class(group.verb, "decide") and group.tense != "pluperfect":
        return _decided(group)
    return "done"


def _decided(group: VerbGroup) -> State:
    """ "Has agreed to fund" promises, "has been commissioned" too; "has been agreed" is done."""
    settled = has_class(group.verb, "settle") and group.passive and group.following not in {"that", "to"}
    return "promised" if (group.tense == "perfect" or group.passive) and not settled else "done"


def _negated(group: VerbGroup, reading: ClauseReading) -> State | None:
    limited = cue("delayed", "limits").search(reading.told) is not None
    if group.tense == "perfect" and group.verb:
        return "late"
    ahead = group.tense in {"future", "modal"} or (group.tense == "present" and group.passive)
    if ahead or (group.tense == "past" and group.verb and _WAITED.search(reading.told)):
        return "late" if limited else None
    return None


def _strength(reading: ClauseReading) -> Strength:
    if cue("strength", "consider").search(reading.told):
        return "consider"
    if cue("strength", "intend").search(reading.told):
        return "intend"
    states = _states(reading)
    if "promised" in states or cue("planned", "anywhere").search(reading.news):
        return "will"
    return "done" if states & {"done", "started"} else "none"


RULES: tuple[Callable[[ClauseReading], StatusReading | None], ...] = (_silent, _superseded, _delayed, _by_verbs)
