"""A progress cell of a plan as one statement about the action of its row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from statistics import fmean

from extractors.documents.plans.state_key import StateKey
from extractors.documents.records import Progress
from extractors.documents.statements.dates import Memory, dated_sentences
from extractors.documents.statements.reasons import find_reason
from extractors.documents.statements.status import StatusReading, read_status
from extractors.documents.statements.words import read_update
from extractors.fields.responses import STATE_WORDS, only_how_far, parse_progress, section_state, state_cells
from extractors.layout import place_of
from extractors.model import StatedDate, Status, Strength, Update
from extractors.prose.sentences import split_sentences

# What sets a state word off from the sentence it opens, and what takes back what it says.
_SET_OFF = re.compile(r"\s[-–—]\s|[,;:–—(]\s?")
_BUT = re.compile(r"(?i)\W*(?:but|except|apart|although|though|however|subject|pending|awaiting|with)\b")
_REVISED = re.compile(r"(?i)(?:revised|new|extended|forecast|expected|current)\b\D{0,40}")
STATED, READ = 0.95, 0.75  # confidence in a state word on its own, and in a state read from sentences


def progress_update(progress: Progress, key: StateKey, *, dated: date | None, boxed: bool) -> Update:
    """The update a progress cell makes; ``key`` tells what marks of state mean in its document.

    A cell of it that is a state word is its status, else one that it leads with, else what its section or its
    date says. Else its sentences report steps: one that is late or replaced says so of the action, steps done or
    under way make it work in progress.
    """
    sentences = split_sentences(progress.text)
    found, _ = dated_sentences(progress.text, sentences, dated=dated, memory=Memory())
    verdicts = [read_status(sentence) for sentence in found]
    word = _state(progress.text, sentences[0].text if sentences else progress.text, key)
    if progress.state and (word is None or only_how_far(progress.text)):
        word = progress.state
    strengths = [verdict.strength for verdict in verdicts if verdict.strength != "none"]
    strength: Strength = "done" if word == "completed" else next(iter(strengths), "none")
    update = Update(
        section=None,
        text=progress.text,
        status=word or _status({verdict.status for verdict in verdicts}),
        strength=strength,
        reason=next((why for why in map(find_reason, (s.text for s in sentences)) if why), None),
        dates=tuple(_labelled(stated, progress.text) for sentence in found for stated in sentence.dates),
        quantities=(),
        references=(),
        actors=(),
        place=place_of(progress.lines, boxed=boxed),
        char_start=None,
        char_end=None,
        confidence=STATED if word else READ,
        same_row=progress.record,
        likely=() if word else _likely(verdicts),
    )
    return read_update(update)


def _likely(verdicts: Sequence[StatusReading]) -> tuple[float, ...]:
    """How likely each state is, on average of the sentences; none where there is no sentence."""
    columns = zip(*(verdict.likely for verdict in verdicts), strict=True)
    return tuple(round(fmean(column), 4) for column in columns)


def _labelled(stated: StatedDate, text: str) -> StatedDate:
    """A date of a cell; it is due where a label right before it says that it is a new one."""
    before = text.partition(stated.raw)[0].rpartition("\n")[2]
    return replace(stated, role="due") if _REVISED.fullmatch(before) else stated


def _state(text: str, opening: str, key: StateKey) -> Status | None:
    """The state that one of the cells is, or the first sentence opens with, or the title of a section gives."""
    told = (key.get(cell.strip().casefold()) or parse_progress(cell) for cell in state_cells(text))
    cells = [state for state in told if state]
    opens = [_state_word(cell.partition(". ")[0]) for cell in text.split("\n")]
    if "superseded" in (*cells, *opens):
        return "superseded"  # "Date closed 2 May", and beside it "No longer pursued"
    return next(iter(cells), None) or _state_word(opening) or section_state(text)


def _state_word(sentence: str) -> Status | None:
    """The state that a sentence consists of ("On track") or opens with, set off from the rest ("Done, and …")."""
    lead = sentence.split("\n")[0]
    if len(lead.split()) <= STATE_WORDS:
        return parse_progress(lead)
    head = _SET_OFF.split(lead, maxsplit=1)
    if len(head) == 1 or len(head[0].split()) > STATE_WORDS or _BUT.match(head[1]):
        return None
    return parse_progress(head[0]) if parse_progress(lead) == parse_progress(head[0]) else None


def _status(said: set[Status]) -> Status:
    for telling in ("superseded", "delayed"):
        if telling in said:
            return telling
    if said & {"completed", "in_progress"}:
        return "in_progress"
    return "planned" if "planned" in said else "none"
