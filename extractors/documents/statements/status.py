"""How a sentence says a piece of work stands, and how likely each state is: a model over the grammar and the words.

Its facts are the tense, aspect, voice and negation of the verb groups of main clauses and of what is said in
passing (:mod:`extractors.documents.statements.clauses` leaves aside what only describes, aims or concedes), cue
words (``lookups/status.toml``), the dates and what they are, and the words themselves. A logistic regression weighs
them (:mod:`extractors.learned`); ``bench/fit_reading.py`` fits it, and says how often it is right on authors left
out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from extractors.documents.statements.clauses import ClauseReading, plain, read_clauses
from extractors.documents.statements.dates import DatedSentence, where
from extractors.documents.statements.verb_group import VerbGroup
from extractors.documents.statements.verbs import base_of, has_class
from extractors.learned.logistic import Facts, model
from extractors.lookups import lookup
from extractors.model import STATUSES, Status, Strength
from extractors.prose.sentences import Sentence

NAME = "state"
NUMBER = (
    r"(?:\d[\d,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
)
_CLASSES = (
    "delay", "supersede", "start", "continue", "decide", "settle", "vow", "expect", "report", "setback", "level",
    "stative", "achieved",
)  # fmt: skip
_CUES = (
    "none.reader", "none.reader_anywhere", "none.opening", "none.anywhere", "superseded.anywhere",
    "superseded.strong", "delayed.anywhere", "delayed.strong", "delayed.lateness", "delayed.limits",
    "in_progress.anywhere", "in_progress.partly", "in_progress.began", "in_progress.habit", "completed.anywhere",
    "planned.anywhere",
    "strength.consider", "strength.intend",
)  # fmt: skip
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d[\d,.]*|[;:,()£%–—-]")
_PREFACE = re.compile(
    r"(?:(?:we|i) (?:am|are) (?:very |most )?(?:pleased|glad|delighted|happy|sorry|able)|(?:we|i) can(?: now)?"
    r"|(?:we|i) regret) (?:to )?(?:report|say|confirm|tell you|inform you|announce|advise you?)(?: you)?,? that ",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class StatusReading:
    """The likeliest status, how likely each of :data:`extractors.model.STATUSES` is, and how strong a promise."""

    status: Status
    likely: tuple[float, ...]
    strength: Strength

    @property
    def probability(self) -> float:
        """How likely the status is."""
        return max(self.likely)


def read_status(dated: DatedSentence) -> StatusReading:
    """The status and strength of a sentence; status ``none`` where it reports no state of any work."""
    reading = read_clauses(_without_preface(dated.sentence))
    likely = model(NAME).probabilities(_facts(dated, reading))
    status = max(STATUSES, key=likely.__getitem__)
    strength = _strength(reading, status)
    return StatusReading(status, tuple(round(likely[each], 4) for each in STATUSES), strength)


def state_facts(dated: DatedSentence) -> Facts:
    """What a sentence shows of the state of the work it speaks of."""
    return _facts(dated, read_clauses(_without_preface(dated.sentence)))


def _facts(dated: DatedSentence, reading: ClauseReading) -> Facts:
    names = [*_verbs(reading), *_cues(reading), *_dates(dated), *_words(dated.sentence.text)]
    return dict.fromkeys(names, 1.0)


def _verbs(reading: ClauseReading) -> Iterator[str]:
    for place, groups in (("main", reading.main), ("aside", reading.passing)):
        for group in groups:
            form = _form(group)
            yield f"{place}: {form}"
            if group.verb:
                yield f"{place}: {form} of {base_of(group.verb)}"
            yield from (f"{place}: {form}, {name}" for name in _CLASSES if has_class(group.verb, name))
    if reading.main:
        yield f"first: {_form(reading.main[0])}"
        yield f"last: {_form(reading.main[-1])}"
    else:
        yield "no main verb"


def _form(group: VerbGroup) -> str:
    marks = [("progressive", group.progressive), ("passive", group.passive), ("negated", group.negated)]
    bare = [] if group.verb else ["be"]
    return " ".join([group.tense, *(name for name, holds in marks if holds), *bare])


def _cues(reading: ClauseReading) -> Iterator[str]:
    for name in _CUES:
        if _cue(name).search(reading.told):
            yield f"cue {name}"
        elif _cue(name).search(reading.text):
            yield f"cue {name}, aside"


def _dates(dated: DatedSentence) -> Iterator[str]:
    for stated in dated.dates:
        yield f"date {where(stated.interval, dated.written)}"
        yield f"date {where(stated.interval, dated.written)}, {stated.role}"
    if not dated.dates:
        yield "no date"


def _words(text: str) -> Iterator[str]:
    words = ["^", *("#" if word[0].isdigit() else word for word in _WORD.findall(plain(text)))]
    yield from (f"word {word}" for word in words[1:])
    yield from (f"words {a} {b}" for a, b in pairwise(words))


def _without_preface(sentence: Sentence) -> Sentence:
    """ "We are pleased to report that …" says nothing of the work: what follows does."""
    found = _PREFACE.match(sentence.text)
    if found is None:
        return sentence
    start = sentence.start + found.end()
    tokens = tuple(t for t in sentence.tokens if t.start >= start)
    return Sentence(sentence.text[found.end() :], start, sentence.end, tokens) if tokens else sentence


@cache
def _cue(name: str) -> re.Pattern[str]:
    """One pattern for a list of cues of the lookup."""
    section, key = name.split(".")
    patterns = "|".join(lookup("status")[section][key]).replace("{N}", NUMBER)
    return re.compile(r"(?<!\w)(?:" + patterns + r")(?!\w)")


def _strength(reading: ClauseReading, status: Status) -> Strength:
    """How firm what is said is: words of weighing and of meaning to count before the state."""
    if status == "none":
        return "none"
    if _cue("strength.consider").search(reading.told):
        return "consider"
    if _cue("strength.intend").search(reading.told):
        return "intend"
    if status == "planned" or any(group.tense == "future" for group in reading.main):
        return "will"
    return "done" if status in ("completed", "in_progress") else "none"
